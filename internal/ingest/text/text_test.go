package text

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/ingest"
)

// read returns what the reader makes of one source, and how many steps it took.
func read(ctx context.Context, src *ingest.Source) (a *article.Article, steps int, err error) {
	for a, err = range New().Read(ctx, src) {
		steps++
	}
	return a, steps, err
}

func TestBodyIsTheText(t *testing.T) {
	for in, want := range map[string]string{
		"A headline\r\n\r\n  Text, \tas it is.  \n": "A headline\r\n\r\n  Text, \tas it is.  \n",
		"\uFEFFBody.":        "Body.",
		"caf\xe9 au lait":    "café au lait",
		"\xff\xfeH\x00i\x00": "Hi",
	} {
		src := &ingest.Source{Name: "a.txt", URL: "https://example.org/a", Body: strings.NewReader(in)}
		a, steps, err := read(t.Context(), src)
		if err != nil || steps != 1 || a.Body != want || a.Title != "" || a.ID != "" || a.URL != src.URL {
			t.Errorf("%q: %+v, %v in %d steps", in, a, err, steps)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		in, detail string
		reason     article.Reason
	}{
		{"", "no text", article.Empty},
		{" \r\n\u00a0\t", "no text", article.Empty},
		{"%PDF-1.4", "save its text", article.Binary},
		{strings.Repeat("word ", article.MaxBody/5+1), "4194305 bytes and the limit for one article is 4194304", article.TooLarge},
	} {
		a, steps, err := read(t.Context(), &ingest.Source{Name: "a.txt", Body: strings.NewReader(c.in)})
		r := article.Refused(err)
		if r == nil || r.Reason != c.reason || !strings.Contains(r.Detail, c.detail) || a == nil || steps != 1 {
			t.Errorf("%.20q: %v, %v in %d steps", c.in, a, err, steps)
		}
		if !strings.HasPrefix(err.Error(), "read a.txt: ") {
			t.Errorf("the error does not name its place: %v", err)
		}
	}
}

// endless gives text for ever and counts what is taken of it.
type endless struct{ taken int }

func (e *endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	e.taken += len(b)
	return len(b), nil
}

func TestEndlessInput(t *testing.T) {
	in := &endless{}
	_, _, err := read(t.Context(), &ingest.Source{Name: "-", Body: in})
	if r := article.Refused(err); r == nil || r.Reason != article.TooLarge {
		t.Fatalf("error %v", err)
	}
	if in.taken > maxBytes+1 {
		t.Errorf("%d bytes were read, over the limit of %d", in.taken, maxBytes)
	}
}

func TestUnreadable(t *testing.T) {
	broken := errors.New("disk gone")
	a, _, err := read(t.Context(), &ingest.Source{Name: "a.txt", Body: iotest.ErrReader(broken)})
	if a != nil || !errors.Is(err, broken) || err.Error() != "read a.txt: disk gone" {
		t.Errorf("%v, %v", a, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if a, _, err = read(ctx, &ingest.Source{Name: "a.txt", Body: io.MultiReader()}); a != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v, %v", a, err)
	}
}
