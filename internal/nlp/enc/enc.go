// Package enc gives each word a vector that says what it means where it stands.
//
// [Open] gives the component. It is a small recurrent net that has read much
// raw news guessing hidden words, and has then learnt, all at once, what the
// [Head]s read off its vectors: parts of speech, names, dependencies,
// statements. A text is read a stretch (a paragraph, or part of a long one) at a
// time and all heads read it before the next, so that memory does not grow with
// the text.
//
//	e, err := enc.Open(file, tagger, parser)
//	p, err := nlp.NewPipeline(tok.New(), quote.New(), ner.New(), e)
package enc

import (
	"fmt"
	"sync"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Head reads the vectors of some tokens of a text and writes what it sees into
// the Doc.
type Head interface {
	Needs() []nlp.Layer
	Gives() []nlp.Layer
	// Begin is called before the first stretch of a text.
	Begin(d *nlp.Doc)
	// Read annotates the tokens r, which are whole sentences. v has a row of
	// Width numbers for each. Buffers of a are valid until it returns.
	Read(a *nn.Arena, d *nlp.Doc, r nlp.Range, v []float32)
}

// Component is the net with its heads. It is safe for use by several goroutines
// at once.
type Component struct {
	table *nn.Bytes
	net   *Net
	words Words
	heads []Head
	pool  sync.Pool // of *reader
}

// Open finds the model in a file. The heads read in the order given.
func Open(f *model.File, heads ...Head) (*Component, error) {
	words, err := readWords(f)
	if err != nil {
		return nil, err
	}
	net := NewNet(-firstWord, nil) // its table is read in place
	if err := nn.ReadParams(f, net.Params()[1:]); err != nil {
		return nil, err
	}
	table, err := nn.OpenBytes(f, net.Table.Name, Embed)
	if err != nil {
		return nil, err
	}
	if table.Rows() != firstWord+len(words) {
		return nil, fmt.Errorf("open enc: %d rows for %d words: %w", table.Rows(), len(words), model.ErrDamaged)
	}
	return &Component{table: table, net: net, words: words, heads: heads}, nil
}

// Name is "enc".
func (*Component) Name() string { return "enc" }

// Needs are tokens, quotations, hints, and what the heads need that no head
// before gives.
func (c *Component) Needs() []nlp.Layer {
	out := []nlp.Layer{nlp.Tokens, nlp.Quotes, nlp.Names}
	have := map[nlp.Layer]bool{nlp.Tokens: true, nlp.Quotes: true, nlp.Names: true}
	for _, h := range c.heads {
		for _, l := range h.Needs() {
			if !have[l] {
				out = append(out, l)
			}
		}
		for _, l := range h.Gives() {
			have[l] = true
		}
	}
	return out
}

// Gives is what the heads give.
func (c *Component) Gives() (out []nlp.Layer) {
	for _, h := range c.heads {
		out = append(out, h.Gives()...)
	}
	return out
}

// reader is the buffers of one Annotate.
type reader struct {
	in    Input
	arena nn.Arena
	ends  []int
}

// Annotate reads d stretch by stretch. Short stretches that follow each other
// are read at once, which is faster and changes nothing.
func (c *Component) Annotate(d *nlp.Doc) {
	r, _ := c.pool.Get().(*reader)
	if r == nil {
		r = &reader{}
	}
	defer c.pool.Put(r)
	for _, h := range c.heads {
		h.Begin(d)
	}
	var group nlp.Range
	r.ends = r.ends[:0]
	for _, s := range Stretches(d) {
		if group.Len() > 0 && s.To-group.From > longest {
			c.read(r, d, group)
			group.From = s.From
		}
		group.To = s.To
		r.ends = append(r.ends, s.To-group.From)
	}
	if group.Len() > 0 {
		c.read(r, d, group)
	}
}

func (c *Component) read(r *reader, d *nlp.Doc, group nlp.Range) {
	r.in.Reset()
	r.arena.Reset()
	r.in.Add(c.words, d, group)
	v := c.vectors(&r.arena, &r.in, r.ends)
	for _, h := range c.heads {
		h.Read(&r.arena, d, group, v)
	}
	r.ends = r.ends[:0]
}

// vectors are those of the tokens of in, which ends cuts into stretches.
func (c *Component) vectors(a *nn.Arena, in *Input, ends []int) []float32 {
	n := in.Len()
	x := a.Matrix(n, Embed)
	for i := range n {
		var next []int32
		if i+1 < n {
			next = in.Of(i + 1)
		}
		c.table.AddRows(x[i*Embed:(i+1)*Embed], in.Of(i), next)
	}
	x, _ = c.net.First.Forward(a, c.net.In.Forward(a, x, n), n)
	for _, l := range c.net.Layers {
		x, _ = l.Forward(a, x, nil, ends)
	}
	x, _ = c.net.Last.Forward(a, x, n)
	return x
}
