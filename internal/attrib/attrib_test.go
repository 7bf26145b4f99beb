package attrib_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/attrib"
	"github.com/hearsay-news/hearsay/internal/english"
	"github.com/hearsay-news/hearsay/internal/eval/markup"
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

func pipeline(t testing.TB) *nlp.Pipeline {
	t.Helper()
	p, err := english.Pipeline()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func extractor(t testing.TB) *attrib.Extractor {
	x, err := attrib.New()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// What verbs do is what can be searched for, and the other way round.
func TestActs(t *testing.T) {
	acts := map[string]bool{}
	for _, v := range lexicon.Verbs() {
		acts[v.Act] = true
	}
	if got := slices.Sorted(maps.Keys(acts)); !slices.Equal(got, record.Acts) {
		t.Errorf("the verbs have the acts %q, record.Acts has %q", got, record.Acts)
	}
}

// TestActOfCues: what some verbs do depends on what follows them.
func TestActOfCues(t *testing.T) {
	p, x := pipeline(t), extractor(t)
	for body, want := range map[string]string{
		"The mayor called the plan “a sham.”":                "state",
		"The mayor called for an end to the strike.":         "demand",
		"The mayor insisted that the bridge was safe.":       "claim",
		"The mayor insisted on Monday that it was safe.":     "claim",
		"The mayor said that the bridge was safe on Monday.": "state",
	} {
		if a := x.Extract(p.Run(body, nil), record.InBody); len(a) != 1 || a[0].Act != want {
			t.Errorf("%s: %+v, want one that does %s", body, a, want)
		}
	}
}

// TestParts: who is told, and what a relative clause around the cue leaves of the
// parts.
func TestParts(t *testing.T) {
	p, x := pipeline(t), extractor(t)
	for body, want := range map[string][3]string{
		"Parents in the town were told that the school would not reopen before Easter.":      {"", "Parents in the town", "that the school would not reopen before Easter"},
		"Parents in the town were told by the mayor that the school would not reopen.":       {"the mayor", "Parents in the town", "that the school would not reopen"},
		"The mayor told parents in the town that the school would not reopen before Easter.": {"The mayor", "parents", "that the school would not reopen before Easter"},
	} {
		a := x.Extract(p.Run(body, nil), record.InBody)
		if len(a) != 1 {
			t.Errorf("%s: %d statements", body, len(a))
			continue
		}
		got := [3]string{text.Cut(body, a[0].Source.Spans), text.Cut(body, a[0].Addressee.Spans), text.Cut(body, a[0].Content.Spans)}
		if got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

// TestTweet: the words of a tweet may stand in the line before its author, and a long
// paragraph is none.
func TestTweet(t *testing.T) {
	p, x := pipeline(t), extractor(t)
	const by = "Ada Lovelace (@adal) June 26, 2013"
	for body, want := range map[string]string{
		"The bridge stays shut. —\n" + by:                                      "The bridge stays shut.",
		"The bridge stays shut.\n— " + by:                                      "The bridge stays shut.",
		"It rained.\n\nThe bridge stays shut. — " + by + "\n\nIt is late now.": "The bridge stays shut.",
		strings.Repeat("The bridge stays shut. ", 30) + "— " + by:              "",
		"The bridge stays shut.\n\n— Ada Lovelace (@adal)":                     "", // so reporters sign
		"The bridge stays shut. — ) ( (@adal) June 26, 2013":                   "",
	} {
		got := ""
		for _, a := range x.Extract(p.Run(body, nil), record.InBody) {
			got += text.Cut(body, a.Content.Spans)
			if who := text.Cut(body, a.Source.Spans); who != "Ada Lovelace" {
				t.Errorf("%q: by %q", body, who)
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", body, got, want)
		}
	}
}

// TestCases reads each sentence of testdata/cases.txt and compares what is
// found with its marks, word for word.
func TestCases(t *testing.T) {
	p, x := pipeline(t), extractor(t)
	for _, c := range cases(t, "testdata/cases.txt", 60) {
		want := expected(&c)
		got := found(c.Text, x.Extract(p.Run(c.Text, nil), record.InBody))
		if !slices.Equal(got, want) {
			t.Errorf("cases.txt:%d: %s\n got  %s\n want %s", c.Line, c.Text, strings.Join(got, "\n      "), strings.Join(want, "\n      "))
		}
	}
}

// TestMisses: what is known to be read wrongly still is.
func TestMisses(t *testing.T) {
	p, x := pipeline(t), extractor(t)
	for _, c := range cases(t, "testdata/misses.txt", 1) {
		if slices.Equal(found(c.Text, x.Extract(p.Run(c.Text, nil), record.InBody)), expected(&c)) {
			t.Errorf("misses.txt:%d is read rightly now: move it to cases.txt: %s", c.Line, c.Text)
		}
	}
}

// cases reads a file of marked sentences, at least so many.
func cases(t *testing.T, name string, least int) []markup.Case {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := markup.ParseCatalogue(name, f)
	if err != nil || len(all) < least {
		t.Fatalf("%s: %d cases: %v", name, len(all), err)
	}
	return all
}

func line(body string, source, cue, content, addressee []text.Span) string {
	s := fmt.Sprintf("[%s] [%s] [%s]", text.Cut(body, source), text.Cut(body, cue), text.Cut(body, content))
	if len(addressee) > 0 {
		s += " to [" + text.Cut(body, addressee) + "]"
	}
	return s
}

func expected(c *markup.Case) []string {
	var out []string
	for _, a := range c.Attributions {
		out = append(out, line(c.Text, a.Source, a.Cue, a.Content, a.Addressee))
	}
	slices.Sort(out)
	return out
}

func found(body string, attributions []record.Attribution) []string {
	var out []string
	for _, a := range attributions {
		out = append(out, line(body, a.Source.Spans, a.Cue.Spans, a.Content.Spans, a.Addressee.Spans))
	}
	slices.Sort(out)
	return out
}

func FuzzExtract(f *testing.F) {
	for _, s := range []string{
		"“It rained,” Ada Lovelace said. “And it will again.”",
		"She said that “he\n\n“went on. LEE: I disagree.",
		strings.Repeat("“", 300) + " said " + strings.Repeat("'", 300),
		"According to the mayor, who said that, who said that, it, he said, was “over.”",
		"said said said, said. “said” said said that said",
		"''A,'' he said. ''B 'c' d.'' »X« «y» \"z", "told told told him that he told him, according to",
	} {
		f.Add(s)
	}
	p, x := pipeline(f), extractor(f)
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?")
		for _, a := range x.Extract(p.Run(s, nil), record.InBody) {
			for _, part := range [][]text.Span{a.Source.Spans, a.Cue.Spans, a.Content.Spans, a.Addressee.Spans} {
				last := 0
				for _, x := range part {
					if !x.Within(s) || x.Start < last {
						t.Fatalf("%s: span %v in %q", a.ID, x, s)
					}
					last = x.End
				}
			}
		}
	})
}

// BenchmarkTimePerToken shows that time per token does not grow with the text,
// for ordinary text and for the worst that one can think of.
func BenchmarkTimePerToken(b *testing.B) {
	p, x := pipeline(b), extractor(b)
	for name, unit := range map[string]string{
		"story":        "“We will go,” said Ana Petrov, the mayor of Springfield. She told reporters that it was late.\n\n",
		"marks":        "“ ' ” \" ",
		"one sentence": "she said that he said and ",
	} {
		for _, n := range []int{1_000, 10_000, 100_000} {
			body := strings.Repeat(unit, n*5/len(unit)+1)
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				tokens := 0
				for b.Loop() {
					d := p.Run(body, nil)
					x.Extract(d, record.InBody)
					tokens = len(d.Tokens)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(tokens), "ns/token")
			})
		}
	}
}

func TestNegated(t *testing.T) {
	for body, want := range map[string]bool{
		"The mayor did not say that it had rained.": true,
		"The mayor never promised to resign.":       true,
		"She didn't say who would pay.":             true,
		"The mayor said that it had not rained.":    false,
		"The mayor denied that it had rained.":      false,
		"The mayor not only said that it rained.":   false,
		"The mayor did not just say that he left.":  false,
	} {
		got := extractor(t).Extract(pipeline(t).Run(body, nil), record.InBody)
		if len(got) != 1 || got[0].Negated != want {
			t.Errorf("%s: %+v, want negated %v", body, got, want)
		}
	}
}
