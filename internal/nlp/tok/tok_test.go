package tok

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/text"
)

func run(t testing.TB, s string) *nlp.Doc {
	p, err := nlp.NewPipeline(New())
	if err != nil {
		t.Fatal(err)
	}
	return p.Run(s, nil)
}

func TestSentences(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"He said no. Then he left.", "He said no.|Then he left."},
		{"Mr. Lee met Dr. Petrov on Jan. 5. He was late.", "Mr. Lee met Dr. Petrov on Jan. 5.|He was late."},
		{"She works in the U.S. and the U.K. too.", "She works in the U.S. and the U.K. too."},
		{"He came from the U.S. She did not.", "He came from the U.S.|She did not."},
		{"“Why?” he asked. “Go.” She left.", "“Why?” he asked.|“Go.”|She left."},
		{"“Why?” Ann Lee asked. “Now!”", "“Why?” Ann Lee asked.|“Now!”"},
		{"It cost $1,250.50 in 2016. Too much!", "It cost $1,250.50 in 2016.|Too much!"},
		{"A headline\nA story. It goes on.", "A headline|A story.|It goes on."},
		{"It ends.Then it goes on.", "It ends.|Then it goes on."},
		{"Acme Inc. said so. Acme Inc. The end.", "Acme Inc. said so.|Acme Inc.|The end."},
		{"Wait… what? Yes.", "Wait… what?|Yes."},
		{"", ""},
	} {
		d := run(t, c.text)
		var got []string
		for _, s := range d.Sents {
			got = append(got, d.Words(s))
		}
		if g := strings.Join(got, "|"); g != c.want {
			t.Errorf("%q\n got  %s\n want %s", c.text, g, c.want)
		}
	}
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"don't re-open CNN.com's page", "don't re-open CNN.com's page"},
		{"“Yes,” he said.", "“ Yes , ” he said ."},
		{"''Yes,'' he said", "'' Yes , '' he said"},
		{"3.5% of $2m, 10:30 p.m.", "3.5 % of $2m , 10:30 p.m."},
		{"voters' choice", "voters ' choice"},
		{"@mayor #dam — well--no...", "@mayor #dam — well -- no ..."},
		{"(D-Va.)", "( D-Va . )"},
	} {
		d := run(t, c.text)
		var got []string
		for i := range d.Tokens {
			got = append(got, d.Tokens[i].In(c.text))
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%q\n got  %s\n want %s", c.text, g, c.want)
		}
	}
}

func TestWrappedText(t *testing.T) {
	s := "The river rose in the night and\ntook the bridge with it, the mayor\nsaid, and nobody was hurt, though\nmany were afraid.\n\nIt fell on Monday.\n"
	if d := run(t, s); len(d.Paras) != 2 || len(d.Sents) != 2 {
		t.Errorf("%d paragraphs, %d sentences, want 2 and 2", len(d.Paras), len(d.Sents))
	}
}

func TestSkip(t *testing.T) {
	p, _ := nlp.NewPipeline(New())
	d := p.Run("Read more: this\nA story.", []text.Span{{Start: 0, End: 15}})
	for i := range d.Tokens {
		if want := d.Tokens[i].Start < 15; d.Tokens[i].Skip != want {
			t.Errorf("token %d: Skip = %v", i, d.Tokens[i].Skip)
		}
	}
}

// FuzzTokens holds the component to its promise: every byte that is not white
// space lies in exactly one token, and sentences and paragraphs cover the
// tokens.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{"", "He said: “No.” It’s 5.30 p.m.\nOk", "a.b.c...d''e``\r\n\r\n\xff\xfe é́ 😀#$", strings.Repeat("x\ny", 50), "word\u2028word\u0085word"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := run(t, s)
		at := 0
		for i := range d.Tokens {
			tk := &d.Tokens[i]
			if tk.Start < at || tk.End <= tk.Start || tk.End > len(s) {
				t.Fatalf("token %d is %v behind %d in %q", i, tk.Span, at, s)
			}
			blank(t, s, at, tk.Start)
			at = tk.End
		}
		blank(t, s, at, len(s))
		covers(t, d.Sents, len(d.Tokens))
		covers(t, d.Paras, len(d.Tokens))
	})
}

func blank(t *testing.T, s string, from, to int) {
	for from < to {
		r, n := utf8.DecodeRuneInString(s[from:])
		if !unicode.IsSpace(r) {
			t.Fatalf("byte %d (%q) lies in no token of %q", from, r, s)
		}
		from += n
	}
}

func covers(t *testing.T, ranges []nlp.Range, n int) {
	at := 0
	for _, r := range ranges {
		if r.From != at || r.Len() <= 0 {
			t.Fatalf("range %v behind %d", r, at)
		}
		at = r.To
	}
	if at != n {
		t.Fatalf("ranges end at %d of %d", at, n)
	}
}

func BenchmarkTokens(b *testing.B) {
	s := strings.Repeat("“We will go,” said Ana Petrov, the mayor of Springfield. It’s late.\n\n", 200)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		run(b, s)
	}
}
