package quote_test

import (
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/quote"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

func run(t testing.TB, s string) *nlp.Doc {
	p, err := nlp.NewPipeline(tok.New(), quote.New())
	if err != nil {
		t.Fatal(err)
	}
	return p.Run(s, nil)
}

func TestNeeds(t *testing.T) {
	if _, err := nlp.NewPipeline(quote.New()); err == nil || !strings.Contains(err.Error(), "needs tokens") {
		t.Errorf("a pipeline without tokens: %v", err)
	}
}

func TestHouseStyles(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"“A b,” he said. “C.”", "“A b,”|“C.”"},
		{`"A b," he said. "C."`, `"A b,"|"C."`},
		{"''A b,'' he said. ''C 'd.''", "''A b,''|''C 'd.''"},
		{"«A b», he said. «C.»", "«A b»|«C.»"},
		{"»A b«, he said. „C.“", "»A b«|„C.“"},
		{"'A b,' he said. 'It's C.'", "'A b,'|'It's C.'"},
		{"‘A “b” c,’ he said.", "‘A “b” c,’"},
		{"“A ‘b’ c,” he said.", "“A ‘b’ c,”"},
		{"“A b,\" he said. \"C.”", "“A b,\"|\"C.”"},
		{"the voters' choice in the '90s and the dogs' tails", ""},
		{"rock 'n' roll, get 'em", ""},
		{"'The voters' choice,' he said", "'The voters' choice,'"},
		{"“A b? No “C.”", "“A b? No “C.”"},
		{"a 6\" pipe and no more", ""},
		{"He said (“A b”) so", "“A b”"},
	} {
		d := run(t, c.text)
		var got []string
		for _, q := range d.Quotes {
			got = append(got, q.In(c.text))
		}
		if g := strings.Join(got, "|"); g != c.want {
			t.Errorf("%s\n got  %s\n want %s", c.text, g, c.want)
		}
	}
}

func TestOverParagraphs(t *testing.T) {
	d := run(t, "“A b c.\n\n“D e f.\n\n“G h,” he said.\n\n“I j")
	if len(d.Quotes) != 4 {
		t.Fatalf("%d quotations", len(d.Quotes))
	}
	for i, want := range []bool{true, true, false, false} {
		if d.Quotes[i].Continues != want {
			t.Errorf("quotation %d: Continues = %v", i, d.Quotes[i].Continues)
		}
	}
	if !d.Quotes[3].Open || d.Quotes[2].Open {
		t.Errorf("Open: %+v", d.Quotes)
	}
}

// TestSingleOverParagraphs: single marks that are not closed are those of a quotation
// where the next paragraphs open it again and one of them ends it; else apostrophes.
func TestSingleOverParagraphs(t *testing.T) {
	for body, want := range map[string]int{
		"‘A b it's c.\n\n‘D e f.\n\n‘G h the dogs’ i.’\n\nJ.": 3,
		"'A b c.\n\n'D e f.'":                        2,
		"'Twas a b.\n\n'Tis c.\n\nD e.":              0,
		"'A b c.\n\n'D e f and no more.":             0,
		strings.Repeat("'A b c.\n\n", 40) + "'D e.'": longestRun + 1, // with the one that ends it
	} {
		d := run(t, body)
		if len(d.Quotes) != want {
			t.Errorf("%.40q: %d quotations, want %d", body, len(d.Quotes), want)
		}
		for i := range max(0, want-1) {
			if !d.Quotes[i].Continues {
				t.Errorf("%.40q: quotation %d does not run on", body, i)
			}
		}
	}
}

// longestRun is that of package quote.
const longestRun = 20

// FuzzQuotes: quotations lie in the text, in order, and every token knows its own.
func FuzzQuotes(f *testing.F) {
	for _, s := range []string{"“A ‘b’ c", strings.Repeat(`" '`, 40), "''a''b``c“d”e«f»g„h“i'j'", "\"\n\"\n“", "'a 'b 'c' d' \"e 'f\" g'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := run(t, s)
		at := 0
		for i, q := range d.Quotes {
			if q.Start < at || q.End > len(s) || q.Tokens.Len() <= 0 || d.SpanOf(q.Tokens) != q.Span {
				t.Fatalf("quotation %d is %+v behind %d in %q", i, q, at, s)
			}
			for k := q.Tokens.From; k < q.Tokens.To; k++ {
				if int(d.Tokens[k].Quote) != i {
					t.Fatalf("token %d of quotation %d says %d", k, i, d.Tokens[k].Quote)
				}
			}
			at = q.End
		}
	})
}

func BenchmarkQuotes(b *testing.B) {
	s := strings.Repeat("“We will ‘go’,” said Ana Petrov. 'It's late,' he said, \"and\" ''dark''.\n\n", 200)
	d := run(b, s)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		d.Quotes = d.Quotes[:0]
		quote.New().Annotate(d)
	}
}
