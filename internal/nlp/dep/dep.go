// Package dep finds how the words of a sentence depend on each other, in
// Universal Dependencies.
//
// [New] gives the component. A sentence is read from left to right with a stack
// and a buffer by the arc-hybrid system (Kuhlmann, Gómez-Rodríguez and Satta
// 2011): each step shifts the next word onto the stack or makes the word on top
// of it depend on the next word or on the word below it. A linear classifier
// chooses the step, another names the relation. Both are logistic regressions
// trained with a dynamic oracle (Goldberg and Nivre 2013), so that they know
// what to do after a mistake. The number of steps is twice that of the words.
package dep

import (
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Component is the parser. It is safe for use by several goroutines at once.
type Component struct{ steps, names model.Scorer }

const modelFile = "dep"

// New opens the embedded model.
func New() (*Component, error) {
	f, err := model.Load(modelFile)
	if err != nil {
		return nil, err
	}
	return Open(f)
}

// Open finds the model in a file.
func Open(f *model.File) (*Component, error) {
	moves, err := f.Linear("steps", int(steps))
	if err != nil {
		return nil, err
	}
	names, err := f.Linear("names", len(nlp.RelNames))
	if err != nil {
		return nil, err
	}
	return &Component{moves, names}, nil
}

// Name is "dep".
func (*Component) Name() string { return "dep" }

// Needs are tags and word clusters.
func (*Component) Needs() []nlp.Layer { return []nlp.Layer{nlp.Words, nlp.Tags} }

// Gives are the dependencies.
func (*Component) Gives() []nlp.Layer { return []nlp.Layer{nlp.Deps} }

// Annotate parses every sentence of d. Each gets one root.
func (c *Component) Annotate(d *nlp.Doc) {
	p := newState()
	for _, s := range d.Sents {
		p.start(d, s)
		for !p.done() {
			p.stepFeatures()
			p.do(p.choose(c.steps), c.names)
		}
		p.finish()
	}
}

// step is what the parser does next.
type step uint8

const (
	shift step = iota
	left       // the top of the stack depends on the next word
	right      // the top of the stack depends on the word below it
	steps
	none = steps
)

// state is a sentence half read. Words are numbered from 0; the number after
// the last is the root, which stands behind the sentence.
type state struct {
	d     *nlp.Doc
	sent  nlp.Range
	n     int
	words []word
	stack []int
	next  int

	head                   []int
	rel                    []nlp.Rel
	names                  []uint64 // by word: the set of the relations of its children
	l1, l2, r1, r2         []int    // leftmost and rightmost children so far, and the ones before
	nl, nr                 []uint8
	features               []uint64
	kind                   uint64 // of the next feature
	stepScores, nameScores []int32
}

func newState() *state {
	return &state{stepScores: make([]int32, steps), nameScores: make([]int32, len(nlp.RelNames))}
}

func (p *state) start(d *nlp.Doc, s nlp.Range) {
	p.d, p.sent, p.n, p.next = d, s, s.Len(), 0
	p.stack = p.stack[:0]
	n := p.n + 1
	p.head, p.l1, p.l2, p.r1, p.r2 = unset(p.head, n), unset(p.l1, n), unset(p.l2, n), unset(p.r1, n), unset(p.r2, n)
	p.names = zero(p.names, n)
	p.rel, p.nl, p.nr = zero(p.rel, n), zero(p.nl, n), zero(p.nr, n)
	p.readWords()
}

func unset(b []int, n int) []int {
	b = zero(b, n)
	for i := range b {
		b[i] = -1
	}
	return b
}

func zero[T any](b []T, n int) []T {
	if cap(b) < n {
		return make([]T, n, 2*n)
	}
	b = b[:n]
	clear(b)
	return b
}

// done reports whether all words have governors.
func (p *state) done() bool { return p.next == p.n && len(p.stack) == 0 }

// may reports whether a step is possible. The root takes one word alone.
func (p *state) may(s step) bool {
	switch s {
	case shift:
		return p.next < p.n
	case left:
		return len(p.stack) > 1 && p.next < p.n || len(p.stack) == 1
	}
	return len(p.stack) > 1
}

// choose is the step that the classifier likes best among those possible.
func (p *state) choose(c model.Scorer) step {
	c.Scores(p.stepScores, p.features)
	best := none
	for s := range steps {
		if !p.may(s) {
			p.stepScores[s] = model.Impossible
		} else if best == none || p.stepScores[s] > p.stepScores[best] {
			best = s
		}
	}
	return best
}

// do takes a step. A new dependency gets the name that the classifier likes
// best.
func (p *state) do(s step, names model.Scorer) {
	if s == shift {
		p.stack = append(p.stack, p.next)
		p.next++
		return
	}
	child, parent := p.pop(s)
	p.nameFeatures(child, parent)
	names.Scores(p.nameScores, p.features)
	p.attach(child, parent, p.bestName(parent))
}

// pop takes the top off the stack and returns it with its new governor.
func (p *state) pop(s step) (child, parent int) {
	top := len(p.stack) - 1
	child = p.stack[top]
	parent = p.next
	if s == right {
		parent = p.stack[top-1]
	}
	p.stack = p.stack[:top]
	return child, parent
}

// bestName is the name that the classifier likes best: root where the governor
// is the root, and only there.
func (p *state) bestName(parent int) nlp.Rel {
	if parent == p.n {
		return nlp.Root
	}
	best := nlp.Root + 1
	for r := best; int(r) < len(p.nameScores); r++ {
		if p.nameScores[r] > p.nameScores[best] {
			best = r
		}
	}
	return best
}

func (p *state) attach(child, parent int, name nlp.Rel) {
	p.head[child], p.rel[child] = parent, name
	p.names[parent] |= 1 << name
	if child < parent {
		p.nl[parent] = min(p.nl[parent]+1, 7)
		if l := p.l1[parent]; l < 0 || child < l {
			p.l2[parent], p.l1[parent] = l, child
		} else if l2 := p.l2[parent]; l2 < 0 || child < l2 {
			p.l2[parent] = child
		}
		return
	}
	p.nr[parent] = min(p.nr[parent]+1, 7)
	p.r2[parent], p.r1[parent] = p.r1[parent], child
}

// finish writes the dependencies into the Doc.
func (p *state) finish() {
	for i := range p.n {
		t := &p.d.Tokens[p.sent.From+i]
		t.Rel = p.rel[i]
		t.Head = -1
		if p.head[i] < p.n {
			t.Head = int32(p.sent.From + p.head[i])
		}
	}
}
