package attrib

import (
	"github.com/hearsay-news/hearsay/internal/model/feature"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// lookAtTree adds what the parts of c are in the tree, and whether the content ends
// where phrases do.
func (w *weigher) lookAtTree(c *Candidate, f func(parts ...uint64), form, lemma uint64) {
	root, roots := w.root(c.Content)
	who, _ := w.root(c.Source)
	says, from := w.bond(root, c.Head), w.bond(who, c.Head)
	first, last := c.Content[0].From, c.Content[len(c.Content)-1].To-1
	next := w.edge(c, last, last+1)
	f(says, form)
	f(says, lemma)
	f(from, uint64(w.d.Tokens[c.Head].XTag))
	f(from, says)
	f(feature.Bucket(roots), form)
	f(next, form)
	f(w.edge(c, first, first-1), form)
	f(next, says)
	f(feature.String(w.d.Tokens[first].Low), says)
	f(feature.String(w.d.Tokens[c.Cue[0].From].Low), feature.String(w.d.Tokens[c.Cue[len(c.Cue)-1].To-1].Low))
	if root >= 0 {
		f(uint64(w.d.Tokens[root].XTag), feature.Bucket(w.words.in(c.Content)), form)
	}
}

// root is the first token of ranges whose head is in none of them, and how many
// there are; -1 where there is none.
func (w *weigher) root(ranges []nlp.Range) (root, n int) {
	root = -1
	for _, r := range ranges {
		for i := r.From; i < r.To; i++ {
			t := &w.d.Tokens[i]
			if h := int(t.Head); !t.Word() || h >= 0 && nlp.Covers(ranges, h) {
				continue
			}
			if n++; root < 0 {
				root = i
			}
		}
	}
	return root, n
}

// bond is the relation of token i and whether it hangs on the cue or the cue on it.
func (w *weigher) bond(i, cue int) uint64 {
	if i < 0 {
		return 0
	}
	t := &w.d.Tokens[i]
	return feature.Mix(uint64(t.Rel), feature.Flag(int(t.Head) == cue), feature.Flag(int(w.d.Tokens[cue].Head) == i), 1)
}

// edge is what stands at an edge of the content of c: in is its outermost token, out
// the one beyond it. Where that hangs on a word of the content, a phrase was cut.
func (w *weigher) edge(c *Candidate, in, out int) uint64 {
	if out < 0 || out >= len(w.d.Tokens) || w.d.Tokens[out].Sent != w.d.Tokens[in].Sent {
		return 1
	}
	if nlp.Covers(c.Cue, out) || nlp.Covers(c.Source, out) {
		return 2
	}
	t, rel := &w.d.Tokens[out], uint64(0)
	if t.Head >= 0 && nlp.Covers(c.Content, int(t.Head)) {
		rel = uint64(t.Rel) + 1
	}
	return feature.Mix(3, uint64(t.Tag), rel, feature.Flag(w.d.Tokens[in].Quote >= 0), feature.Flag(t.Quote >= 0))
}
