package english

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/internal/nlp"
)

func pipeline(t testing.TB) *nlp.Pipeline {
	t.Helper()
	p, err := Pipeline()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// story is a text of n paragraphs that was made up.
func story(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "The harbour master, Ann Lee, said that ship %d was late. “We wait,” she told the council of Lowmere, which denied it.\n\n", i)
	}
	return b.String()
}

func TestPipeline(t *testing.T) {
	d := pipeline(t).Run(story(1), nil)
	check(t, d)
	var names, cues []string
	for _, n := range d.Names {
		names = append(names, d.Words(n.Tokens))
	}
	for _, s := range d.Says {
		if s.Nth == 0 && s.Chance > 0.4 {
			cues = append(cues, d.Tokens[s.Head].Low)
		}
	}
	if want := []string{"Ann Lee", "Lowmere"}; !reflect.DeepEqual(names, want) {
		t.Errorf("names %q, want %q", names, want)
	}
	if want := []string{"said", "told", "denied"}; !reflect.DeepEqual(cues, want) {
		t.Errorf("cues %q, want %q", cues, want)
	}
}

// TestSideBySide: texts read at the same time are read as texts read alone.
func TestSideBySide(t *testing.T) {
	p := pipeline(t)
	var wg sync.WaitGroup
	for i := range 8 {
		want := p.Run(story(i), nil)
		wg.Add(1)
		go func() {
			defer wg.Done()
			if got := p.Run(story(i), nil); !reflect.DeepEqual(got, want) {
				t.Errorf("text %d reads otherwise", i)
			}
		}()
	}
	wg.Wait()
}

// check reports what of d does not hold together.
func check(t *testing.T, d *nlp.Doc) {
	t.Helper()
	for i := range d.Tokens {
		w := &d.Tokens[i]
		s := d.Sents[w.Sent]
		if w.Start < 0 || w.Start >= w.End || w.End > len(d.Text) || !s.Contains(i) || w.Head >= 0 && !s.Contains(int(w.Head)) || int(w.Head) == i || w.Rel == nlp.NoRel {
			t.Fatalf("token %d of %.80q: %+v in sentence %v", i, d.Text, w, s)
		}
		if w.Name >= 0 && !d.Names[w.Name].Tokens.Contains(i) {
			t.Fatalf("token %d of %.80q lies outside its name", i, d.Text)
		}
	}
	last := 0
	for _, n := range d.Names {
		if n.Tokens.From < last || n.Tokens.Len() < 1 || n.Tokens.To > len(d.Tokens) {
			t.Fatalf("name %v of %.80q", n, d.Text)
		}
		last = n.Tokens.To
	}
	for _, s := range d.Says {
		if s.Chance < 0 || s.Chance > 1 || s.Sure > 1e-3 || len(s.Content) == 0 {
			t.Fatalf("statement %+v of %.80q", s, d.Text)
		}
		taken := map[int]bool{}
		for _, part := range [][]nlp.Range{s.Source, s.Cue, s.Content} {
			for _, r := range part {
				for i := r.From; i < r.To; i++ {
					if taken[i] || i < 0 || i >= len(d.Tokens) {
						t.Fatalf("statement %+v of %.80q: token %d", s, d.Text, i)
					}
					taken[i] = true
				}
			}
		}
	}
}

// hostile are texts that would break what is not made for them.
func hostile(n int) map[string]string {
	return map[string]string{
		"one sentence":       strings.Repeat("word and ", n),
		"no space":           strings.Repeat("said", n),
		"quotation marks":    strings.Repeat(`"`, n),
		"opening marks":      strings.Repeat("“", n),
		"nested":             strings.Repeat("“he said ‘she said ", n/6) + strings.Repeat("’”", n/6),
		"cues":               strings.Repeat("said that ", n/2),
		"commas":             strings.Repeat("a, ", n/2),
		"capitals":           strings.Repeat("Ann Lee ", n/2),
		"lines":              strings.Repeat("He said no.\n", n/4),
		"accents":            strings.Repeat("e\u0301", n/2),
		"emoji":              strings.Repeat("👩‍🚀 ", n/4),
		"broken utf-8":       strings.Repeat("\xff\xfe he said \x80", n/8),
		"control characters": strings.Repeat("\x00\u202e said ", n/4),
	}
}

func TestHostile(t *testing.T) {
	p := pipeline(t)
	for name, s := range hostile(3000) {
		t.Run(name, func(t *testing.T) { check(t, p.Run(s, nil)) })
	}
}

func FuzzPipeline(f *testing.F) {
	f.Add(story(1))
	f.Add("")
	for _, s := range hostile(60) {
		f.Add(s)
	}
	p, err := Pipeline()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		check(t, p.Run(s, nil))
		if v := strings.ToValidUTF8(s, "?"); utf8.ValidString(v) {
			check(t, p.Run(v, nil))
		}
	})
}

// BenchmarkPipeline says how long a token takes in stories and in hostile texts
// of different lengths: the time should be the same.
func BenchmarkPipeline(b *testing.B) {
	p := pipeline(b)
	run := func(name, s string) {
		b.Run(name, func(b *testing.B) {
			n := len(p.Run(s, nil).Tokens)
			b.ReportAllocs()
			for b.Loop() {
				p.Run(s, nil)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/token")
		})
	}
	for _, n := range []int{30, 300, 3000, 30000} {
		run(fmt.Sprintf("story-%d", n), story(n))
	}
	for _, n := range []int{1000, 10000, 100000, 1000000} {
		for name, s := range hostile(n) {
			run(fmt.Sprintf("%s-%d", strings.ReplaceAll(name, " ", "-"), n), s)
		}
	}
}
