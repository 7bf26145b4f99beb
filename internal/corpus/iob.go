package corpus

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Tagged is a sentence whose names are marked.
type Tagged struct {
	Text   string // "" where the file doesn't give it
	Forms  []string
	Names  []Mention
	NewDoc bool // a document begins with it
}

// Mention is a name of a kind as the file calls it: "PER", "ORG", "LOC".
type Mention struct {
	Tokens nlp.Range
	Kind   string
}

// IOB2 reads sentences with names, a token a line, sentences apart by empty
// lines. Each line is the form and the mark ("peter B-PER"), or, as in Universal
// NER, number, form and mark and more behind. B- begins a name, I- goes on with
// it; I- where there is nothing to go on with begins one too, so that files in
// the older IOB1 can be read (Tjong Kim Sang and Veenstra 1999). A line that
// can't be read is an error that names file and line; its sentence is left out
// and reading goes on.
func IOB2(name string, r io.Reader) iter.Seq2[*Tagged, error] {
	return func(yield func(*Tagged, error) bool) {
		in := bufio.NewScanner(r)
		in.Buffer(nil, 1<<20)
		p := iobParser{s: &Tagged{}}
		for n := 1; in.Scan(); n++ {
			line := strings.TrimRight(in.Text(), " \t")
			if line == "" {
				if !p.end(yield) {
					return
				}
				continue
			}
			if err := p.line(line); err != nil && p.err == nil {
				p.err = fmt.Errorf("read %s, line %d: %w", name, n, err)
			}
		}
		if !p.end(yield) {
			return
		}
		if err := in.Err(); err != nil {
			yield(nil, fmt.Errorf("read %s: %w", name, err))
		}
	}
}

// iobParser holds the sentence that is being read.
type iobParser struct {
	s    *Tagged
	err  error
	open bool // the last token belongs to the last name
}

func (p *iobParser) end(yield func(*Tagged, error) bool) bool {
	s, err := p.s, p.err
	*p = iobParser{s: &Tagged{NewDoc: s.NewDoc && len(s.Forms) == 0}}
	if err != nil {
		return yield(nil, err)
	}
	return len(s.Forms) == 0 || yield(s, nil)
}

func (p *iobParser) line(line string) error {
	if key, value, ok := comment(line); ok {
		if key == "text" {
			p.s.Text = value
		}
		p.s.NewDoc = p.s.NewDoc || strings.HasPrefix(key, "newdoc")
		return nil
	}
	f := strings.Split(line, "\t")
	if len(f) == 1 {
		f = strings.Split(line, " ")
	}
	if len(f) > 2 {
		f = f[1:3] // number, form, mark
	}
	if len(f) != 2 {
		return fmt.Errorf("%q is not a form and a mark", line)
	}
	return p.token(f[0], f[1])
}

func (p *iobParser) token(form, mark string) error {
	at := len(p.s.Forms)
	p.s.Forms = append(p.s.Forms, form)
	if mark == "O" {
		p.open = false
		return nil
	}
	part, kind, ok := strings.Cut(mark, "-")
	if !ok || kind == "" || part != "B" && part != "I" {
		return fmt.Errorf("unknown mark %q", mark)
	}
	if last := len(p.s.Names) - 1; part == "I" && p.open && p.s.Names[last].Kind == kind {
		p.s.Names[last].Tokens.To++
		return nil
	}
	p.s.Names = append(p.s.Names, Mention{nlp.Range{From: at, To: at + 1}, kind})
	p.open = true
	return nil
}

// comment reads "# key = value". The token "#" with its mark is none.
func comment(line string) (key, value string, ok bool) {
	rest, ok := strings.CutPrefix(line, "# ")
	if !ok {
		return "", "", false
	}
	key, value, ok = strings.Cut(rest, " = ")
	return key, value, ok || strings.HasPrefix(rest, "new")
}

// TaggedDoc is sentences with names as a Doc with their words as its tokens,
// each a line of its own where the file gives no more. Kinds that kind doesn't
// know are left out.
func TaggedDoc(sentences []*Tagged, kind func(string) (nlp.NameKind, bool)) *nlp.Doc {
	var plain []*Sentence
	for _, s := range sentences {
		plain = append(plain, s.sentence())
	}
	d := Doc(plain)
	for i, s := range sentences {
		AddNames(d, d.Sents[i].From, s.Names, kind)
	}
	return d
}

// AddNames adds the names of the sentence that begins with token from.
func AddNames(d *nlp.Doc, from int, names []Mention, kind func(string) (nlp.NameKind, bool)) {
	for _, m := range names {
		k, ok := kind(m.Kind)
		if !ok {
			continue
		}
		r := nlp.Range{From: from + m.Tokens.From, To: from + m.Tokens.To}
		for t := r.From; t < r.To; t++ {
			d.Tokens[t].Name = int32(len(d.Names))
		}
		d.Names = append(d.Names, nlp.Name{Tokens: r, Kind: k})
	}
}

// sentence is the words as a sentence, written as they would be in a text.
func (s *Tagged) sentence() *Sentence {
	out := &Sentence{Text: s.Text}
	at := 0
	for i, f := range s.Forms {
		if s.Text == "" || !strings.Contains(out.Text[at:], f) {
			if i > 0 && !attached(s.Forms[i-1], f) {
				out.Text += " "
			}
			at = len(out.Text)
			out.Text += f
		}
		p := parser{s: out, at: at}
		w := Word{Form: f, Head: -1, SpaceAfter: true}
		w.Span = p.place(i+1, f)
		at = w.Span.End
		out.Words = append(out.Words, w)
	}
	return out
}

// attached reports whether two words are written without a space between them.
func attached(a, b string) bool {
	switch b {
	case ",", ".", ";", ":", "!", "?", ")", "'s", "n't", "%", "’s", "'re", "'ve", "'ll", "'d":
		return true
	}
	return a == "(" || a == "$"
}
