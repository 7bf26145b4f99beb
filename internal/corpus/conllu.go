// Package corpus reads the annotated texts that models are trained on and
// measured by: [CoNLLU] files with tags and dependencies, [IOB2] files with
// names.
//
//	f, _ := os.Open("en_ewt-ud-train.conllu")
//	for s, err := range corpus.CoNLLU("en_ewt-ud-train.conllu", f) {
//		fmt.Println(s.Text, len(s.Words), err)
//	}
//
// Words are syntactic words: "don't" is two. [Doc] makes of sentences a Doc with
// the words as its tokens, so that a component can be trained and measured
// without the mistakes of those before it.
package corpus

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"os"
	"strconv"
	"strings"

	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/text"
)

// Word is a syntactic word of a sentence in CoNLL-U
// (https://universaldependencies.org/format.html).
type Word struct {
	Form, Lemma string
	Tag         nlp.UPOS
	XTag        nlp.XPOS
	Feats       string // "" for "_"
	Head        int    // index of the governor in Sentence.Words; -1: root
	Rel         nlp.Rel
	Misc        string
	SpaceAfter  bool // the next word of the sentence doesn't follow at once
	text.Span        // in Sentence.Text, in bytes
}

// Sentence is a sentence with its words.
type Sentence struct {
	Text         string
	Words        []Word
	NewDoc, Para bool // a document, a paragraph begins with it
}

// CoNLLU reads sentences. A line that can't be read is an error that names file
// and line; its sentence is left out and reading goes on.
func CoNLLU(name string, r io.Reader) iter.Seq2[*Sentence, error] {
	return func(yield func(*Sentence, error) bool) {
		in := bufio.NewScanner(r)
		in.Buffer(nil, 1<<20)
		p := parser{s: &Sentence{}}
		n := 1
		for ; in.Scan(); n++ {
			line := in.Text()
			if line != "" {
				if err := p.line(line); err != nil && p.err == nil {
					p.err = fmt.Errorf("read %s, line %d: %w", name, n, err)
				}
				continue
			}
			if !p.end(name, n, yield) {
				return
			}
		}
		if !p.end(name, n, yield) {
			return
		}
		if err := in.Err(); err != nil {
			yield(nil, fmt.Errorf("read %s: %w", name, err))
		}
	}
}

// parser holds the sentence that is being read.
type parser struct {
	s       *Sentence
	err     error
	at      int // bytes of the text that words have covered
	surface int // the last word of the multiword token that was read last
	end1    int // where that token ends in the text
}

// end hands the sentence over, which ended before line n, and begins the next
// one.
func (p *parser) end(name string, n int, yield func(*Sentence, error) bool) bool {
	s, err := p.s, p.err
	*p = parser{s: &Sentence{NewDoc: s.NewDoc && len(s.Words) == 0, Para: s.Para && len(s.Words) == 0}}
	if err == nil {
		if err = s.check(); err != nil {
			err = fmt.Errorf("read %s, line %d: %w", name, n-1, err)
		}
	}
	if err != nil {
		return yield(nil, err)
	}
	return len(s.Words) == 0 || yield(s, nil)
}

// check reports governors that are none.
func (s *Sentence) check() error {
	for i, w := range s.Words {
		if w.Head < -1 || w.Head >= len(s.Words) {
			return fmt.Errorf("the word %q depends on word %d of %d", w.Form, w.Head+1, len(s.Words))
		}
		if w.Head == i {
			return fmt.Errorf("the word %q depends on itself", w.Form)
		}
	}
	return nil
}

func (p *parser) line(line string) error {
	if strings.HasPrefix(line, "#") {
		p.comment(line)
		return nil
	}
	f := strings.Split(line, "\t")
	if len(f) != 10 {
		return fmt.Errorf("%d columns, not 10", len(f))
	}
	if strings.Contains(f[0], ".") {
		return nil // an empty node of the enhanced graph
	}
	if _, to, ok := strings.Cut(f[0], "-"); ok {
		return p.multiword(to, f[1])
	}
	return p.word(f)
}

func (p *parser) comment(line string) {
	switch key, value, _ := strings.Cut(strings.TrimPrefix(line, "# "), " = "); {
	case key == "text":
		p.s.Text = value
	case strings.HasPrefix(key, "newdoc"):
		p.s.NewDoc, p.s.Para = true, true
	case strings.HasPrefix(key, "newpar"):
		p.s.Para = true
	}
}

// multiword notes where a token stands that is several words.
func (p *parser) multiword(to, form string) error {
	last, err := strconv.Atoi(to)
	if err != nil {
		return err
	}
	i := strings.Index(p.s.Text[p.at:], form)
	if i < 0 {
		return fmt.Errorf("the token %q is not in the text", form)
	}
	p.surface, p.end1 = last, p.at+i+len(form)
	return nil
}

func (p *parser) word(f []string) error {
	w := Word{Form: f[1], Lemma: f[2], Misc: f[9]}
	if f[5] != "_" {
		w.Feats = f[5]
	}
	id, err := strconv.Atoi(f[0])
	if err != nil || id != len(p.s.Words)+1 {
		return fmt.Errorf("word %s where %d was due", f[0], len(p.s.Words)+1)
	}
	head, err := strconv.Atoi(f[6])
	if err != nil {
		return fmt.Errorf("head %q is no number", f[6])
	}
	w.Head = head - 1
	var ok [3]bool
	w.Tag, ok[0] = nlp.UPOSOf(f[3])
	w.XTag, ok[1] = nlp.XPOSOf(f[4])
	w.Rel, ok[2] = nlp.RelOf(f[7])
	if !ok[0] || f[4] != "_" && !ok[1] || !ok[2] {
		return fmt.Errorf("unknown tag or relation in %q %q %q", f[3], f[4], f[7])
	}
	w.Span = p.place(id, w.Form)
	w.SpaceAfter = true
	if n := len(p.s.Words); n > 0 {
		p.s.Words[n-1].SpaceAfter = p.s.Words[n-1].End < w.Start
	}
	p.s.Words = append(p.s.Words, w)
	return nil
}

// place finds a word in the text. The parts of a multiword token that are not
// written as they are ("do" and "n't" of "dont") share it as well as they can.
func (p *parser) place(id int, form string) text.Span {
	rest := p.s.Text[p.at:]
	inside := id <= p.surface
	i := strings.Index(rest, form)
	if inside && (i != 0 && strings.TrimLeft(rest[:max(i, 0)], " ") != "" || i < 0 || p.at+i+len(form) > p.end1) {
		end := min(p.at+len(form), p.end1)
		if id == p.surface {
			end = p.end1
		}
		s := text.Span{Start: min(p.at, end), End: end}
		p.at = end
		return s
	}
	if i < 0 {
		return text.Span{Start: p.at, End: p.at}
	}
	s := text.Span{Start: p.at + i, End: p.at + i + len(form)}
	p.at = s.End
	return s
}

// Doc is the sentences as a Doc with their words as its tokens, without tags
// and relations. Sentences are joined with spaces, paragraphs with line breaks.
func Doc(sentences []*Sentence) *nlp.Doc {
	d := &nlp.Doc{}
	var b strings.Builder
	for i, s := range sentences {
		if i > 0 {
			b.WriteByte(" \n"[flag(s.Para)])
		}
		from := len(d.Tokens)
		for k := range s.Words {
			d.Tokens = append(d.Tokens, token(&s.Words[k], b.Len(), i, len(d.Paras)-flag(!s.Para && i > 0)))
		}
		r := nlp.Range{From: from, To: len(d.Tokens)}
		d.Sents = append(d.Sents, r)
		if n := len(d.Paras); n > 0 && !s.Para {
			d.Paras[n-1].To = r.To
		} else {
			d.Paras = append(d.Paras, r)
		}
		b.WriteString(s.Text)
	}
	d.Text = b.String()
	return d
}

func token(w *Word, at, sent, para int) nlp.Token {
	return nlp.Token{
		Span: text.Span{Start: w.Start + at, End: w.End + at}, Low: nlp.Fold(w.Form), Shape: nlp.ShapeOf(w.Form),
		Sent: int32(sent), Para: int32(para), Quote: -1, Name: -1, Head: -1,
	}
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Text is a document: its sentences and the Doc that was made of them.
type Text struct {
	Doc   *nlp.Doc
	Sents []*Sentence
}

// ReadTexts reads the documents of CoNLL-U files. The first line that can't be
// read is an error.
func ReadTexts(paths ...string) ([]Text, error) {
	var out []Text
	for _, path := range paths {
		texts, err := readTexts(path)
		if err != nil {
			return nil, err
		}
		out = append(out, texts...)
	}
	return out, nil
}

func readTexts(path string) ([]Text, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []Text
	var sents []*Sentence
	for s, err := range CoNLLU(path, f) {
		if err != nil {
			return nil, err
		}
		if s.NewDoc && len(sents) > 0 {
			out, sents = append(out, Text{Doc(sents), sents}), nil
		}
		sents = append(sents, s)
	}
	if len(sents) > 0 {
		out = append(out, Text{Doc(sents), sents})
	}
	return out, nil
}
