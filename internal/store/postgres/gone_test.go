package postgres

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// wire is a way to the server that can be cut.
type wire struct {
	to    *pgx.ConnConfig
	at    string
	mu    sync.Mutex
	l     net.Listener
	conns []net.Conn
}

// newWire lays a way to the schema that an address names, and returns the
// address of its near end.
func newWire(t *testing.T, address string) (*wire, string) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{to: c, at: "127.0.0.1:0"}
	w.join(t)
	t.Cleanup(w.cut)
	u := url.URL{Scheme: "postgres", User: url.UserPassword(c.User, c.Password), Host: w.at, Path: "/" + c.Database}
	return w, u.String() + "?sslmode=disable&search_path=" + c.RuntimeParams["search_path"]
}

func (w *wire) join(t *testing.T) {
	l, err := net.Listen("tcp", w.at)
	if err != nil {
		t.Error(err)
		return
	}
	w.mu.Lock()
	w.l, w.at = l, l.Addr().String()
	w.mu.Unlock()
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			network, address := pgconn.NetworkAddress(w.to.Host, w.to.Port)
			far, err := net.Dial(network, address)
			if err != nil {
				near.Close()
				continue
			}
			w.mu.Lock()
			w.conns = append(w.conns, near, far)
			w.mu.Unlock()
			go func() { io.Copy(near, far); near.Close() }()
			go func() { io.Copy(far, near); far.Close() }()
		}
	}()
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.l.Close()
	for _, c := range w.conns {
		c.Close()
	}
	w.conns = nil
}

// A database that goes away for a while in the middle of the work, again and
// again, costs nothing but time.
func TestDatabaseThatGoesAway(t *testing.T) {
	at := address(t)
	w, near := newWire(t, at)
	s := open(t, near)
	const batches, each = 200, 10
	done := make(chan bool)
	go func() {
		defer close(done)
		for i := range batches {
			var rs []*record.Record
			for k := range each {
				rs = append(rs, said(fmt.Sprintf("n%d-%d", i, k), "the dam holds"))
			}
			if _, err := s.Put(t.Context(), rs); err != nil {
				t.Error(err)
				return
			}
			if ok, err := s.Has(t.Context(), rs[0].Article, ""); !ok || err != nil {
				t.Errorf("Has: %v, %v", ok, err)
				return
			}
		}
	}()
	for cut := range 6 {
		time.Sleep(40 * time.Millisecond)
		w.cut()
		if cut%2 == 1 {
			time.Sleep(200 * time.Millisecond)
		}
		w.join(t)
	}
	<-done
	st, err := s.Stats(t.Context())
	if err != nil || st.Articles != batches*each || st.Statements != batches*each {
		t.Errorf("%+v, %v", st, err)
	}
	if err := s.Check(t.Context(), func(d store.Damage) { t.Errorf("%+v", d) }); err != nil {
		t.Error(err)
	}
}

// Who asks for that hears once that the database is waited for.
func TestWaitingIsTold(t *testing.T) {
	w, near := newWire(t, address(t))
	s := open(t, near)
	var said []string
	ctx := store.WithNotices(t.Context(), func(what string) { said = append(said, what) })
	w.cut()
	time.AfterFunc(1500*time.Millisecond, func() { w.join(t) })
	if _, err := s.Stats(ctx); err != nil {
		t.Fatal(err)
	}
	if len(said) != 1 || !strings.HasSuffix(said[0], ": the database does not answer; it is waited for") {
		t.Errorf("%q", said)
	}
}

// One that does not come back is given up, in words that say what to do.
func TestDatabaseThatStaysAway(t *testing.T) {
	w, near := newWire(t, address(t))
	s := open(t, near)
	s.patience = 300 * time.Millisecond
	w.cut()
	began := time.Now()
	_, err := s.Put(t.Context(), []*record.Record{said("a", "b")})
	if !errors.Is(err, store.ErrAway) || !strings.Contains(err.Error(), store.ErrAway.Error()) || time.Since(began) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	w.join(t)
	if ok, err := s.Has(t.Context(), said("a", "b").Article, ""); ok || err != nil {
		t.Errorf("Has: %v, %v", ok, err)
	}
}

// A server that ends its connections, as one that is started again does, is
// asked again.
func TestServerEndsConnections(t *testing.T) {
	at := address(t)
	s, other := open(t, at), open(t, at)
	for i := range 5 {
		if _, err := s.Put(t.Context(), []*record.Record{said(fmt.Sprint(i), "b")}); err != nil {
			t.Fatal(err)
		}
		var ended int
		if err := other.one(t.Context(), `select count(pg_terminate_backend(pid)) from pg_stat_activity where pid = any($1)`, []any{pids(t, s)}, &ended); err != nil || ended == 0 {
			t.Fatalf("%d connections ended, %v", ended, err)
		}
	}
	if st, err := s.Stats(t.Context()); err != nil || st.Articles != 5 {
		t.Errorf("%+v, %v", st, err)
	}
}

// pids are the processes of the server that a store's connections have.
func pids(t *testing.T, s *Store) (out []int32) {
	t.Helper()
	for _, c := range s.pool.AcquireAllIdle(t.Context()) {
		out = append(out, int32(c.Conn().PgConn().PID()))
		c.Release()
	}
	return out
}
