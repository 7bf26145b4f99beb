package attrib

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/nlp"
)

// shortQuote is the number of words, marks included, under which a quotation
// that no cue claims is a term or a title rather than speech.
const shortQuote = 7

// loose adds to the statements chosen the quotations that none of them holds:
// those that are signed, and those that go on from the statement before. A
// quotation in a paragraph of its own is a statement of its own by the same
// source. Statements come and go in the order of their heads.
func (x *layouts) loose(kept []Candidate) []Candidate {
	l := looseReader{layouts: x, kept: kept, taken: make([]bool, len(x.d.Quotes))}
	for i := range kept {
		for _, r := range kept[i].Content {
			l.take(r)
		}
	}
	l.ownSpeakers()
	last := l.before()
	for q := range x.d.Quotes {
		if !l.free(q) || l.runsOn(q) {
			continue
		}
		if k := l.goesOnFrom(q, last[q]); k >= 0 {
			l.join(q, k)
		}
	}
	return append(l.kept, l.own...)
}

// runsOn makes quotation q a part of the last statement of its own, where that one's
// quotation runs on over paragraphs, and reports whether it did.
func (l *looseReader) runsOn(q int) bool {
	if q == 0 || !l.of.Quotes[q-1].Continues || len(l.own) == 0 {
		return false
	}
	c, r := &l.own[len(l.own)-1], l.of.Quotes[q].Tokens
	label := r.From + 1 // "LEE: It rained.", in a transcript
	if !nlp.Covers(c.Content, l.of.Quotes[q-1].Tokens.From) || r.Len() > 3 && l.of.Tokens[label].Shape == nlp.Upper && l.of.Tokens[label+1].Low == ":" {
		return false
	}
	c.Content, l.taken[q] = append(c.Content, r), true
	return true
}

// free reports whether quotation q is speech of the story that no statement
// holds.
func (l *looseReader) free(q int) bool {
	return !l.taken[q] && !l.d.Tokens[l.d.Quotes[q].Tokens.From].Skip && l.speech(q)
}

// ownSpeakers makes statements of the quotations whose speaker stands before or
// behind them. They take their place among the others, so that quotations can go
// on from them.
func (l *looseReader) ownSpeakers() {
	for q := range l.d.Quotes {
		if !l.free(q) {
			continue
		}
		f, ok := l.introduced(q)
		if !ok {
			f, ok = l.signed(q)
		}
		if ok {
			l.taken[q] = true
			l.kept = append(l.kept, l.candidate(f))
		}
	}
	slices.SortStableFunc(l.kept, func(a, b Candidate) int { return a.Head - b.Head })
}

// looseReader is the state of one reading of loose quotations.
type looseReader struct {
	*layouts
	kept  []Candidate
	own   []Candidate // statements of their own
	taken []bool      // by quotation: a statement holds it
}

// take marks the quotations that hold tokens of r as spoken for.
func (l *looseReader) take(r nlp.Range) {
	for i := r.From; i < r.To; i++ {
		if q := l.of.Tokens[i].Quote; q >= 0 {
			l.taken[q] = true
			i = max(i, l.of.Quotes[q].Tokens.To-1)
		}
	}
}

// before is, for each quotation, the last statement whose head stands before it;
// -1 for none.
func (l *looseReader) before() []int {
	last := make([]int, len(l.of.Quotes))
	k := -1
	for q := range l.of.Quotes {
		for k+1 < len(l.kept) && l.kept[k+1].Head < l.of.Quotes[q].Tokens.From {
			k++
		}
		last[q] = k
	}
	return last
}

// join makes quotation q a part of statement k or, in another paragraph, a
// statement of its own by the source of k.
func (l *looseReader) join(q, k int) {
	c := &l.kept[k]
	l.taken[q] = true
	more := without(without([]nlp.Range{l.of.Quotes[q].Tokens}, c.Cue), c.Source)
	switch {
	case len(more) == 0:
	case l.apart(c, more[0].From):
		l.own = append(l.own, Candidate{Head: more[0].From, Source: c.Source, Content: more, Sure: sureLoose})
		l.kept[k].goesOn = l.of.Tokens[more[len(more)-1].To-1].Para
	default:
		c.Content = union(slices.Concat(c.Content, more))
	}
}

// apart reports whether token i stands in a paragraph with no part of c, to
// which the quotation before doesn't run on.
func (l *looseReader) apart(c *Candidate, i int) bool {
	tokens := l.of.Tokens
	if tokens[c.Head].Para == tokens[i].Para {
		return false
	}
	last := c.Content[len(c.Content)-1].To - 1
	if tokens[last].Para == tokens[i].Para {
		return false
	}
	q := tokens[i].Quote
	return q < 1 || !l.of.Quotes[q-1].Continues
}

// speech reports whether quotation q is what somebody says rather than a term
// or a title: it fills a sentence or is long.
func (x *layouts) speech(q int) bool {
	r := x.d.Quotes[q].Tokens
	if r.Len() < 4 {
		return false
	}
	return x.fillsSentence(r) || r.Len() >= shortQuote && x.d.Tokens[r.From+1].Shape != nlp.Lower && x.low(r.From-1) != "the"
}

// fillsSentence reports whether r begins with a sentence and ends with one.
func (x *layouts) fillsSentence(r nlp.Range) bool {
	first, last := x.d.Tokens[r.From].Sent, x.d.Tokens[r.To-1].Sent
	return x.d.Sents[first].From == r.From && x.d.Sents[last].To <= r.To+1
}

// goesOnFrom is the statement that quotation q goes on with, or -1: the last
// one, k, where it stands in the same paragraph or, where the quotation opens a
// paragraph, in the one before.
func (l *looseReader) goesOnFrom(q, k int) int {
	if q > 0 && l.of.Quotes[q-1].Continues {
		return l.holder(q-1, k)
	}
	if k < 0 {
		return -1
	}
	r := l.d.Quotes[q].Tokens
	para := l.d.Tokens[r.From].Para
	apart := para - l.lastPara(k)
	heading := l.d.Quotes[q].Single && !l.d.Quotes[q].Open // 'All Is Well.' over a paragraph
	far := int32(1)
	if l.alone(r) && l.low(r.From-1) != ":" {
		far = farthest
	}
	if !l.fillsSentence(r) || apart > far || apart >= 1 && (heading || l.d.Paras[para].From != r.From) {
		return -1
	}
	return k
}

// farthest is how many paragraphs a quotation that stands alone in one may stand
// behind the speaker's last words.
const farthest = 2

// alone reports whether r is a paragraph of its own, and long enough to be no
// heading.
func (l *looseReader) alone(r nlp.Range) bool {
	const least = 8
	p := l.d.Paras[l.d.Tokens[r.From].Para]
	return r.Len() >= least && p.From == r.From && p.To <= r.To+1
}

// lastPara is the paragraph that statement k ends in, with what goes on from it.
func (l *looseReader) lastPara(k int) int32 {
	c := &l.kept[k]
	at := c.Head
	for _, r := range c.Content {
		at = max(at, r.To-1)
	}
	return max(l.of.Tokens[at].Para, c.goesOn)
}

// holder is the statement whose content holds quotation q: one of those round
// statement k; -1 for none.
func (l *looseReader) holder(q, k int) int {
	at := l.of.Quotes[q].Tokens.From
	for i := min(k+2, len(l.kept)-1); i >= max(0, k-8); i-- {
		if nlp.Covers(l.kept[i].Content, at) {
			return i
		}
	}
	return -1
}

// signed is the statement of quotation q where a dash and a name stand behind
// it, and nothing more or a comma or bracket: “We wait.” — Ann Lee, mayor.
func (x *layouts) signed(q int) (f finding, ok bool) {
	r := x.d.Quotes[q].Tokens
	at := r.To
	if at+1 >= len(x.d.Tokens) || !dash(x.low(at)) || x.d.Tokens[at].Para > x.d.Tokens[r.To-1].Para+1 {
		return f, false
	}
	n := x.d.Tokens[at+1].Name
	if n < 0 || x.d.Names[n].Tokens.From != at+1 {
		return f, false
	}
	source := x.d.Names[n].Tokens
	if end := x.d.Paras[x.d.Tokens[at].Para].To; source.To < end && x.d.Tokens[source.To].Word() {
		return f, false
	}
	return finding{head: at, source: source, content: r}, true
}
