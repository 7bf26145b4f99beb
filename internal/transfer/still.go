package transfer

import (
	"io"
	"net/http"
	"time"
)

// LongestStill is how long nothing may come of what is sent in many bits, or
// nothing be taken of it, before the connection is given up.
const LongestStill = time.Minute

// Steady is w for an answer that is sent bit by bit, for as long as whoever asked
// takes it: the time that a server gives to an answer begins anew with every write.
func Steady(w http.ResponseWriter) io.Writer {
	return &steadyWriter{w, http.NewResponseController(w)}
}

type steadyWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (s *steadyWriter) Write(b []byte) (int, error) {
	_ = s.control.SetWriteDeadline(time.Now().Add(LongestStill)) // a test's writer has none
	return s.ResponseWriter.Write(b)
}

// Flush sends what there is.
func (s *steadyWriter) Flush() { _ = s.control.Flush() }

// SteadyBody is the body of a request that may be long, for as long as something
// comes of it. The answer has its time when all is there.
func SteadyBody(w http.ResponseWriter, body io.ReadCloser) io.ReadCloser {
	return &steadyBody{body, http.NewResponseController(w)}
}

type steadyBody struct {
	io.ReadCloser
	control *http.ResponseController
}

func (s *steadyBody) Read(b []byte) (int, error) {
	now := time.Now()
	_ = s.control.SetReadDeadline(now.Add(LongestStill))
	_ = s.control.SetWriteDeadline(now.Add(2 * LongestStill))
	n, err := s.ReadCloser.Read(b)
	_ = s.control.SetReadDeadline(time.Time{}) // else the request itself would end with it
	return n, err
}

// longestBody is how long it takes until what is sent is there.
const longestBody = 30 * time.Second

// Prompt gives those who announce that they send something a time for it, though
// h may never read it: the server reads what is left, before it answers. Handlers
// that take more give it themselves, as [SteadyBody] does.
func Prompt(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 {
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(longestBody))
		}
		h.ServeHTTP(w, r)
	})
}
