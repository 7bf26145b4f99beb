package fetch

import (
	"net/netip"
	"testing"
)

func TestPublic(t *testing.T) {
	for _, s := range []string{
		"127.0.0.1", "127.1.2.3", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
		"169.254.169.254", "168.63.129.16", "100.64.0.1", "100.127.255.255", "100.100.100.200", "192.0.0.192",
		"192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "198.19.255.255", "192.88.99.1",
		"224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1",
		"64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "2001:2::1", "3fff::1",
		"100::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "::1%lo",
	} {
		if public(netip.MustParseAddr(s)) {
			t.Errorf("%s counts as public", s)
		}
	}
	for _, s := range []string{
		"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.169.0.1", "169.253.0.1",
		"223.255.255.255", "::ffff:8.8.8.8", "2606:4700::1111", "2a00:1450::1", "2001:4860:4860::8888", "2003::1",
	} {
		if !public(netip.MustParseAddr(s)) {
			t.Errorf("%s does not count as public", s)
		}
	}
	if public(netip.Addr{}) {
		t.Error("no address counts as public")
	}
}

func TestCheckAddress(t *testing.T) {
	for address, want := range map[string]string{
		"8.8.8.8:443":                  "",
		"[2606:4700::1111]:80":         "",
		"8.8.8.8:22":                   "port 22 is neither 80 nor 443; give --allow-private if you mean it",
		"127.0.0.1:80":                 "127.0.0.1 is a private address; give --allow-private if you mean it",
		"[::ffff:169.254.169.254]:80":  "::ffff:169.254.169.254 is a private address; give --allow-private if you mean it",
		"[fe80::1%25eth0]:80":          "fe80::1%25eth0 is a private address; give --allow-private if you mean it",
		"[64:ff9b::a9fe:a9fe]:443":     "64:ff9b::a9fe:a9fe is a private address; give --allow-private if you mean it",
		"metadata.google.internal:80":  `dial tcp metadata.google.internal:80: not an address: ParseAddr("metadata.google.internal"): unexpected character (at "metadata.google.internal")`,
		"[2001:4860:4860::8888]:65535": "port 65535 is neither 80 nor 443; give --allow-private if you mean it",
	} {
		got := ""
		if err := checkAddress(t.Context(), "tcp", address, nil); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("checkAddress(%s) = %q, want %q", address, got, want)
		}
	}
}
