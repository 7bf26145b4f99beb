// Package transfer is how answers travel over HTTP: compressed, and not at all
// where the asker has them already.
//
//	http.ListenAndServe(at, transfer.Compress(transfer.Tag(pages)))
//
// [Tag] stands below [Compress], so that a tag is that of the words and not of
// how they were packed.
package transfer

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"mime"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// least is from how many bytes on an answer is compressed.
const least = 1024

// Compress packs answers of text with gzip for those who take it. What is packed
// already, and streams of events, which a buffer would hold back, go as they are.
func Compress(h http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(least), gzhttp.EnableZstd(false), gzhttp.ContentTypeFilter(packable))
	if err != nil {
		panic(err) // the options are constants
	}
	return wrap(h)
}

// packable reports whether a media type is text.
func packable(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	switch {
	case err != nil, media == "text/event-stream":
		return false
	case strings.HasPrefix(media, "text/"), strings.HasSuffix(media, "json"), strings.HasSuffix(media, "xml"), strings.HasSuffix(media, "yaml"), media == "image/svg+xml":
		return true
	}
	return strings.HasSuffix(media, "javascript") || media == "application/x-ndjson"
}

// mostTagged is the longest answer in bytes that is held back for a tag.
const mostTagged = 8 << 20

// Tag gives answers to GET an ETag, a digest of their bytes, and answers 304
// where the asker shows the same. Answers that are sent bit by bit have none.
func Tag(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.ServeHTTP(w, r)
			return
		}
		t := &tagging{ResponseWriter: w, status: http.StatusOK}
		h.ServeHTTP(t, r)
		t.end(r)
	})
}

// tagging holds an answer back until its tag is known.
type tagging struct {
	http.ResponseWriter
	held   bytes.Buffer
	status int
	begun  bool // the head was sent: nothing is held back any more
}

// Unwrap is for [http.ResponseController].
func (t *tagging) Unwrap() http.ResponseWriter { return t.ResponseWriter }

func (t *tagging) WriteHeader(status int) {
	if t.begun || status < 200 {
		t.ResponseWriter.WriteHeader(status)
		return
	}
	t.status = status
	if status != http.StatusOK || t.Header().Get("ETag") != "" || strings.HasPrefix(t.Header().Get("Content-Type"), "text/event-stream") {
		t.begin()
	}
}

// begin sends the head and what is held back.
func (t *tagging) begin() {
	t.begun = true
	t.ResponseWriter.WriteHeader(t.status)
	if t.held.Len() > 0 {
		_, _ = t.ResponseWriter.Write(t.held.Bytes()) // whoever has gone is noticed with the next write
		t.held = bytes.Buffer{}
	}
}

func (t *tagging) Write(b []byte) (int, error) {
	if !t.begun && t.held.Len()+len(b) > mostTagged {
		t.begin()
	}
	if t.begun {
		return t.ResponseWriter.Write(b)
	}
	return t.held.Write(b)
}

// FlushError sends what there is: an answer in parts.
func (t *tagging) FlushError() error {
	if !t.begun {
		t.begin()
	}
	return http.NewResponseController(t.ResponseWriter).Flush()
}

// Flush is for those who know no [http.ResponseController].
func (t *tagging) Flush() { _ = t.FlushError() }

// end sends what is held back, or 304.
func (t *tagging) end(r *http.Request) {
	if t.begun {
		return
	}
	sum := sha256.Sum256(t.held.Bytes())
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	t.Header().Set("ETag", tag)
	if shown(r.Header.Get("If-None-Match"), tag) {
		t.Header().Del("Content-Type")
		t.Header().Del("Content-Length")
		t.status = http.StatusNotModified
		t.held.Reset()
	}
	t.begin()
}

// shown reports whether a tag is among those of an If-None-Match. The comparison
// is the weak one.
func shown(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
