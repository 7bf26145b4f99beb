package postgres

import (
	"crypto/tls"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/store"
)

// encrypted is a server that encrypts as PostgreSQL does, with a certificate for
// 127.0.0.1 and example.com, and then says nothing; and the file of its authority.
func encrypted(t *testing.T) (address, root string) {
	t.Helper()
	web := httptest.NewTLSServer(nil)
	t.Cleanup(web.Close)
	root = filepath.Join(t.TempDir(), "root.crt")
	if err := os.WriteFile(root, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			io.ReadFull(conn, make([]byte, 8)) // "shall we encrypt?"
			conn.Write([]byte("S"))
			tls.Server(conn, web.TLS).Handshake()
			conn.Close()
		}
	}()
	return "postgres://me:secret@" + l.Addr().String() + "/news", root
}

// Who can't prove to be the server is not spoken to, and the message says what
// to do about it: that is not to wait.
func TestCertificates(t *testing.T) {
	at, root := encrypted(t)
	for _, c := range []struct{ settings, says string }{
		{"sslmode=verify-full", "its certificate is not trusted: x509: "},
		{"sslmode=verify-ca", "its certificate is not trusted: x509: "},
		{"sslmode=verify-full&sslrootcert=" + root + ".not", "no such file or directory; check sslrootcert"},
		{"sslmode=verify-full&sslrootcert=" + root, store.ErrAway.Error()},
		{"sslmode=require", store.ErrAway.Error()},
		{"sslmode=maybe&password=secret", "/news can't be read"},
	} {
		_, err := Open(t.Context(), at+"?"+c.settings, false)
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v; want %q and no password", c.settings, err, c.says)
		}
		if away := c.says == store.ErrAway.Error(); errors.Is(err, store.ErrAway) != away {
			t.Errorf("%s: %v is ErrAway: %v", c.settings, err, !away)
		}
	}
}
