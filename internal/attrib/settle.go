package attrib

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/nlp"
)

// ahead is with how many of the statements behind it one is compared.
const ahead = 32

// settle cuts the contents that run on over a statement beside theirs: "He said
// it rained, and the mayor warned of more" are two, and what the mayor warned of
// is no part of the first. Candidates are in the order of their heads.
func settle(d *nlp.Doc, kept []Candidate) {
	for i := range kept {
		for k := i + 1; k < len(kept) && k <= i+ahead; k++ {
			a, b := &kept[i], &kept[k]
			if d.Tokens[a.Head].Sent != d.Tokens[b.Head].Sent {
				break
			}
			if runsOver(d, a, b) {
				a.Content = before(d, a.Content, start(b, a.Head))
			}
		}
	}
}

// runsOver reports whether the content of a runs on over b, which stands beside
// a and is no part of what a reports.
func runsOver(d *nlp.Doc, a, b *Candidate) bool {
	return a.Head < b.Head && nlp.Covers(a.Content, b.Head) && d.Tokens[b.Head].Quote < 0 && (joined(d, a.Head, b.Head) || beside(d, a, b))
}

// joined reports whether the tree joins token b to token a, as the verbs of two
// clauses side by side.
func joined(d *nlp.Doc, a, b int) bool {
	const most = 8
	for range most {
		if t := &d.Tokens[b]; t.Rel == conjunct {
			b = int(t.Head)
		} else {
			return false
		}
		if b == a {
			return true
		}
	}
	return false
}

// beside reports whether b is joined to a by its words: it takes its source from
// where a does, and a word or mark that joins clauses stands before its cue; or
// such a word stands with a comma before its source, or a semicolon.
func beside(d *nlp.Doc, a, b *Candidate) bool {
	if len(b.Source) == 0 {
		return false
	}
	if nlp.Covers(a.Content, b.Source[0].From) {
		p := max(1, start(b, a.Head)-1)
		return d.Tokens[p].Low == ";" || d.Tokens[p].Tag == nlp.CCONJ && d.Tokens[p-1].Low == ","
	}
	p := &d.Tokens[max(0, start(b, b.Source[0].From)-1)]
	return p.Tag == nlp.CCONJ || !p.Word() && p.Quote < 0
}

// start is the first token of the cue of c, or of its source where that begins
// behind token a.
func start(c *Candidate, a int) int {
	at := c.Head
	for _, r := range slices.Concat(c.Cue, c.Source) {
		if r.From > a {
			at = min(at, r.From)
		}
	}
	return at
}

// before are the ranges up to token at, without the words and marks that join
// it.
func before(d *nlp.Doc, ranges []nlp.Range, at int) []nlp.Range {
	var out []nlp.Range
	for _, r := range ranges {
		r.To = min(r.To, at)
		for r.Len() > 0 && d.Tokens[r.To-1].Quote < 0 && (!d.Tokens[r.To-1].Word() || d.Tokens[r.To-1].Tag == nlp.CCONJ) {
			r.To--
		}
		if r.Len() > 0 {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return ranges
	}
	return out
}
