package nlp_test

import (
	"fmt"
	"strconv"
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

// TestJoinedGrammar gives the joined tokens the governors of their parts.
func TestJoinedGrammar(t *testing.T) {
	d := doc(t, "Mr. Lee’s well-read aide left.") // Mr. Lee ’s well - read aide left .
	heads := []int32{1, 6, 1, 5, 5, 6, 7, -1, 7}
	if len(d.Tokens) != len(heads) {
		t.Fatalf("%d tokens", len(d.Tokens))
	}
	for i, h := range heads {
		d.Tokens[i].Head, d.Tokens[i].Lemma = h, strconv.Itoa(i)
	}
	j, _ := nlp.Joined(d)
	var got []string
	for i := range j.Tokens {
		got = append(got, fmt.Sprintf("%s %s %d", j.Tokens[i].Low, j.Tokens[i].Lemma, j.Tokens[i].Head))
	}
	want := "mr 0 2, . . 0, lee's 1 4, well-read 5 4, aide 6 5, left 7 -1, . 8 5"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("got %s\nwant %s", s, want)
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
