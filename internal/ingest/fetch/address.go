package fetch

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"syscall"
)

// special are the addresses that no public web server has: those of this
// machine, of private networks, of their routers and cloud hosts, and those
// that stand for another address, which could be one of the former (IANA
// special-purpose address registries, RFC 6890).
var special = parsePrefixes(`
	0.0.0.0/8          this network
	10.0.0.0/8         private
	100.64.0.0/10      shared by the customers of a carrier
	127.0.0.0/8        loopback
	169.254.0.0/16     link-local, cloud metadata
	168.63.129.16/32   cloud metadata
	172.16.0.0/12      private
	192.0.0.0/24       protocol assignments
	192.0.2.0/24       documentation
	192.88.99.0/24     6to4 relays
	192.168.0.0/16     private
	198.18.0.0/15      benchmarks
	198.51.100.0/24    documentation
	203.0.113.0/24     documentation
	224.0.0.0/4        multicast
	240.0.0.0/4        reserved, broadcast
	::/96              unspecified, loopback, IPv4-compatible
	::ffff:0:0:0/96    IPv4-translated
	64:ff9b::/96       NAT64
	64:ff9b:1::/48     NAT64, local
	100::/64           discard
	2001::/23          protocol assignments, Teredo, ORCHID
	2001:db8::/32      documentation
	2002::/16          6to4
	3fff::/20          documentation
	5f00::/16          segment routing
	fc00::/7           unique local
	fe80::/10          link-local
	fec0::/10          site-local
	ff00::/8           multicast
`)

func parsePrefixes(table string) []netip.Prefix {
	var out []netip.Prefix
	for line := range strings.Lines(table) {
		if f := strings.Fields(line); len(f) > 0 {
			out = append(out, netip.MustParsePrefix(f[0]))
		}
	}
	return out
}

// public reports whether an address is one of the open internet. IPv4 written
// as IPv6 counts as IPv4, and a zone does not count.
func public(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return ip.IsValid()
}

// private is the error for a connection that is not made.
type private struct{ addr netip.Addr }

func (e *private) Error() string {
	return fmt.Sprintf("%s is a private address; give --allow-private if you mean it", e.addr)
}

// checkAddress is called with the address that is about to be dialled, after
// every name is resolved: neither a redirect nor a name that changes its
// address between two questions gets past it.
func checkAddress(_ context.Context, network, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("dial %s %s: not an address: %w", network, address, err)
	}
	if !public(at.Addr()) {
		return &private{at.Addr()}
	}
	if p := at.Port(); p != 80 && p != 443 {
		return &port{fmt.Sprint(p)}
	}
	return nil
}

// port is the error for a port that web servers do not listen on.
type port struct{ number string }

func (e *port) Error() string {
	return fmt.Sprintf("port %s is neither 80 nor 443; give --allow-private if you mean it", e.number)
}
