package transfer

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener to whom connections are given.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	c, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (p pipes) Close() error {
	close(p)
	return nil
}

func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

// connected is the client's end of a connection to a server with a handler, which
// gives an answer 10 minutes as a rule.
func connected(t *testing.T, h http.HandlerFunc) net.Conn {
	p := make(pipes, 1)
	s := &http.Server{Handler: h, WriteTimeout: 10 * time.Minute}
	go s.Serve(p)
	client, server := net.Pipe()
	p <- server
	t.Cleanup(func() { client.Close(); s.Close() })
	return client
}

// Whoever sends something now and then may take any time; whoever sends nothing is
// given up after a while.
func TestSteadyBody(t *testing.T) {
	for _, c := range []struct {
		pause time.Duration
		want  error
	}{{LongestStill * 9 / 10, nil}, {LongestStill * 11 / 10, os.ErrDeadlineExceeded}} {
		synctest.Test(t, func(t *testing.T) {
			const bits = 30
			got := make(chan error, 1)
			conn := connected(t, func(w http.ResponseWriter, r *http.Request) {
				_, err := io.Copy(io.Discard, SteadyBody(w, r.Body))
				time.Sleep(2 * LongestStill) // the request goes on when all is there
				if err == nil {
					err = r.Context().Err()
				}
				got <- err
			})
			var sending sync.WaitGroup
			sending.Go(func() {
				fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", bits)
				for range bits {
					time.Sleep(c.pause)
					if _, err := io.WriteString(conn, "x"); err != nil {
						return
					}
				}
				io.Copy(io.Discard, conn)
			})
			if err := <-got; !errors.Is(err, c.want) {
				t.Errorf("a bit every %v: %v, want %v", c.pause, err, c.want)
			}
			conn.Close()
			sending.Wait()
		})
	}
}

// Whoever takes something of a long answer now and then gets all of it, whoever
// takes nothing does not hold it up for ever.
func TestSteady(t *testing.T) {
	for _, c := range []struct {
		pause time.Duration
		want  error
	}{{LongestStill / 4, nil}, {LongestStill * 2, os.ErrDeadlineExceeded}} {
		synctest.Test(t, func(t *testing.T) {
			got := make(chan error, 1)
			bit := strings.Repeat("x", 64<<10)
			conn := connected(t, func(w http.ResponseWriter, _ *http.Request) {
				to := Steady(w)
				for range 30 {
					if _, err := io.WriteString(to, bit); err != nil {
						got <- err
						return
					}
				}
				got <- nil
			})
			var taking sync.WaitGroup
			taking.Go(func() {
				io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
				b := make([]byte, len(bit)/2)
				for {
					time.Sleep(c.pause)
					if _, err := io.ReadFull(conn, b); err != nil {
						return
					}
				}
			})
			if err := <-got; !errors.Is(err, c.want) {
				t.Errorf("taken every %v: %v, want %v", c.pause, err, c.want)
			}
			conn.Close()
			taking.Wait()
		})
	}
}

// Whoever announces a body and sends none is answered, and let go.
func TestPrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := connected(t, Prompt(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") })).ServeHTTP)
		began := time.Now()
		io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
		answer, err := io.ReadAll(conn)
		if took := time.Since(began); err != nil || !strings.Contains(string(answer), "hello") || took > 2*longestBody {
			t.Errorf("%q, %v after %v", answer, err, took)
		}
	})
}
