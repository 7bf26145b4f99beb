package tok

import (
	"fmt"
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

// cases are texts as they are read: | parts what the test is about.
func cases(t *testing.T, sep string, parts func(d *nlp.Doc) []string, lines string) {
	t.Helper()
	for want := range strings.Lines(strings.TrimSpace(lines)) {
		want = strings.TrimSuffix(want, "\n")
		s := strings.ReplaceAll(want, sep, "")
		if got := strings.Join(parts(run(t, s)), "\x00"); got != strings.Join(split(want, sep), "\x00") {
			t.Errorf("got  %s\nwant %s", strings.ReplaceAll(got, "\x00", sep), want)
		}
	}
}

// split is s cut at sep, without white space around the parts.
func split(s, sep string) []string {
	parts := strings.Split(s, sep)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

func sentences(d *nlp.Doc) []string {
	var out []string
	for _, s := range d.Sents {
		out = append(out, d.Words(s))
	}
	return out
}

// words are the tokens, each stretch without spaces on its own.
func words(d *nlp.Doc) []string {
	var out []string
	for i := range d.Tokens {
		out = append(out, d.Tokens[i].In(d.Text))
	}
	return out
}

func TestSentences(t *testing.T) {
	cases(t, "|", sentences, `
He said no. |Then he left.
Mr. Lee met Dr. Petrov on Jan. 5. |He was late.
She works in the U.S. and the U.K. too.
He came from the U.S. |She did not.
She met Donald J. Petrov, of the U.S. Senate, at 5 p.m. Eastern.
Vitamin C. |The last one.
“Why?” he asked. |“Go.” |She left.
“Why?” Ann Lee asked. |“Now!”
Will it last? |nobody knows.
It cost $1,250.50 in 2016. |Too much!
It ends.|Then it goes on.
It ends. |then it goes on.
Acme Inc. said so. |Acme Inc. |The end.
He sells nails, wood, etc. |She buys them at 5 p.m. |They talk.
Wait… what? |Yes.
It was late . . . and cold.
It was late... |She left.
"It was late." |"It was cold." |She left. "
She left (with him). |(He stayed.) |They met.
She left (with him!) for good.
1. The mayor left. |2. The bridge fell.
"That is ''odd.''" |He left.
He left. :) |We did not.
RENO, Nev. — The mayor left.
Jones v. Mills is the No. 2 case of St. Paul, Minn., in vol. 3.
See www.example.org/a?b=c. |It is there.
`)
}

func TestLines(t *testing.T) {
	d := run(t, "A headline\nA story. It goes on.\n\n\r\n")
	if got := strings.Join(sentences(d), "|"); got != "A headline|A story.|It goes on." || len(d.Paras) != 2 {
		t.Errorf("%s in %d paragraphs", got, len(d.Paras))
	}
}

func TestTokens(t *testing.T) {
	cases(t, "|", words, `
do|n't |I|'m |we|'ll |you|'ve |they|'d |ca|n’t |it|’s |DO|N'T |gon|na |can|not |do|nt
Ana|'s |dogs|' |U.S.|'s |“|Hamlet|”|'s |O'Neil|'s |o'clock |'em |the |60's |'90s
state|-|of|-|the|-|art |co-founder |anti-war |e-mail |Jean|-|Luc |62|-|year|-|old |1969|-|70
555-0199 |800-555-0199 |2001-09-11 |9/11 |3/15/2001 |3|/|4 |and|/|or |w/o |AT&T |Q&A
$|5|m |£|1.5|bn |US$|20 |3.5|% |5|pm |10:30 |p.m. |1,250.50 |23rd |1990s |20|km
Mr. |Lee|, |Ph.D. |, |e.g. |U.S. |J.K. |Smith |No. |5 |no|. |Jan. |5 |George |W. |Lee|.
The |end|.|Next |one|!|No|?! |cnn.com|, |bbc.co.uk |(|D|-|Va.|)|.
http://example.org/a(b)?c=d|. |ana.lee@example.org|, |@mayor |#dam |www.example.org|)
“|Yes|,|” |he |said|. |''|Yes|,|'' |she |said|. |’’ |"|No|"
wait|... |well|--|no |— |a|—|b |:) |**** |👍🏽|👨‍👩‍👧 |été
He |was |ill|. |At |the |sea|. |Plan |B|. |He |left|.
`)
}

func TestSoftHyphen(t *testing.T) {
	if d := run(t, "news\u00adpaper"); len(d.Tokens) != 1 {
		t.Errorf("%d tokens", len(d.Tokens))
	}
}

func TestLow(t *testing.T) {
	d := run(t, "Ana DIDN’T say O’Neil’s ÉTÉ “YES” İstanbul")
	var low []string
	for i := range d.Tokens {
		low = append(low, d.Tokens[i].Low)
	}
	if got := strings.Join(low, " "); got != "ana did n't say o'neil 's été “ yes ” İstanbul" {
		t.Error(got)
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
	for _, s := range []string{"", "He said: “No.” It’s 5.30 p.m.\nOk", "a.b.c...d''e``\r\n\r\n\xff\xfe é́ 😀#$", strings.Repeat("x\ny", 50), "said.The$5m\x00http://a.b/(c)'' co-a'b’s 5'3-4/5/6,7:8@ W.", "word\u2028word\u0085word"} {
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

// BenchmarkTokens shows that a token costs the same in texts of every length,
// with spaces and without.
func BenchmarkTokens(b *testing.B) {
	const story = "“We won't go,” said Ana Petrov, the mayor of Springfield. It’s late.\n\n"
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
		s := strings.Repeat(story, n/18)
		b.Run(fmt.Sprint("news/", n), func(b *testing.B) { perToken(b, s) })
		dense := strings.Repeat("a.b-c'd@e/1-2,", n/13)
		b.Run(fmt.Sprint("dense/", n), func(b *testing.B) { perToken(b, dense) })
	}
}

func perToken(b *testing.B, s string) {
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n += len(run(b, s).Tokens)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/token")
}

// TestLongest: no sentence is longer than the bound, whatever its marks.
func TestLongest(t *testing.T) {
	for _, s := range []string{`"`, "”", "a.” ) ) )", "* * *", "a! ?! ?!", ":) :)", "word ", "said. "} {
		d := &nlp.Doc{Text: strings.Repeat(s, 5000)}
		New().Annotate(d)
		for _, r := range d.Sents {
			if r.Len() > longest+1 {
				t.Errorf("%q: a sentence of %d tokens", s, r.Len())
				break
			}
		}
	}
}
