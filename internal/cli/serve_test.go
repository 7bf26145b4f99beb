package cli

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
)

// What is being answered when a server is stopped is answered, and only then is the
// server at its end.
func TestAnswersAreFinished(t *testing.T) {
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped, ended := make(chan bool), make(chan error)
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stop()
		<-stopped
		if r.Context().Err() != nil {
			t.Error("the request was given up")
		}
		_, _ = io.WriteString(w, "all of it")
	})
	go func() { ended <- answer(ctx, at, h, slog.New(slog.DiscardHandler)) }()
	go func() {
		<-ctx.Done()
		for { // until nobody is let in any more
			c, err := net.Dial("tcp", at.Addr().String())
			if err != nil {
				close(stopped)
				return
			}
			c.Close()
		}
	}()
	w, err := http.Get("http://" + at.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	if body, err := io.ReadAll(w.Body); err != nil || string(body) != "all of it" {
		t.Errorf("%q, %v", body, err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestReached(t *testing.T) {
	for at, want := range map[string]string{"127.0.0.1:8030": "http://127.0.0.1:8030", "[::]:8030": "", "0.0.0.0:80": "", "[2001:db8::1]:80": "http://[2001:db8::1]:80"} {
		tcp, err := net.ResolveTCPAddr("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		if got := reached(tcp); got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}
