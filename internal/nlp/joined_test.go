package nlp_test

import (
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/quote"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

func doc(t testing.TB, s string) *nlp.Doc {
	p, err := nlp.NewPipeline(tok.New(), quote.New())
	if err != nil {
		t.Fatal(err)
	}
	return p.Run(s, nil)
}

func TestJoined(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Ana’s state-of-the-art plan, don't you", "ana's state-of-the-art plan , don't you"},
		{"Mr. Lee, of the U.S. Senate, at 5 p.m.", "mr . lee , of the u.s. senate , at 5 p.m."},
		{"$5m, cannot, 9-11, AT&T, gonna", "$5m , cannot , 9-11 , at&t , gonna"},
		{"“Yes,” said J. Lee-Cho - he's 62-year-old.", "“ yes , ” said j. lee-cho - he's 62-year-old ."},
		{"It ends.Then.", "it ends . then ."},
	} {
		j, part := nlp.Joined(doc(t, c.text))
		var low []string
		for i := range j.Tokens {
			low = append(low, j.Tokens[i].Low)
		}
		if got := strings.Join(low, " "); got != c.want || len(part) != len(low) {
			t.Errorf("%q\n got  %s\n want %s", c.text, got, c.want)
		}
	}
}

// FuzzJoined holds Joined to what it says: its tokens are made of the tokens of
// the Doc, in order, and its sentences, paragraphs and quotations lie where
// they did.
func FuzzJoined(f *testing.F) {
	for _, s := range []string{"", "Mr. O’Neil's $5-a-day “U.S.-made” plan.", "a-b.c-d'e/f&g.\nh--i 'n' x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := doc(t, s)
		j, part := nlp.Joined(d)
		for i, r := range part {
			if tk := j.Tokens[i]; tk.Start < d.Tokens[r.From].Start || tk.End > d.Tokens[r.To-1].End || tk.Start >= tk.End {
				t.Fatalf("token %d is %v, made of %v", i, tk.Span, d.SpanOf(r))
			}
		}
		same(t, d, j, d.Sents, j.Sents)
		same(t, d, j, d.Paras, j.Paras)
		for i := range d.Quotes {
			if j.SpanOf(j.Quotes[i].Tokens) != d.Quotes[i].Span {
				t.Fatalf("quotation %d moved in %q", i, s)
			}
		}
	})
}

func same(t *testing.T, d, j *nlp.Doc, a, b []nlp.Range) {
	for i := range a {
		if d.SpanOf(a[i]) != j.SpanOf(b[i]) {
			t.Fatalf("%v moved to %v in %q", d.SpanOf(a[i]), j.SpanOf(b[i]), d.Text)
		}
	}
}
