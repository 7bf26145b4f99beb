package attrib

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/lexicon"
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

// complete lengthens contents that stop short of what the tree joins to their own
// words: "denied arson | and lying about it". What has a statement of its own is left
// to that.
func complete(d *nlp.Doc, kept []Candidate) {
	heads := map[int]bool{}
	for i := range kept {
		heads[kept[i].Head] = true
	}
	for i := range kept {
		c := &kept[i]
		if _, out := quotedWords(d, c.Content); out == 0 || c.layout {
			continue
		}
		from := c.Content[len(c.Content)-1].To
		to := conjunctEnd(d, c, from)
		for t := from; t < to; t++ {
			if heads[t] || nlp.Covers(c.Cue, t) || nlp.Covers(c.Source, t) {
				to = from
			}
		}
		c.Content = endingAt(c.Content, to)
	}
}

// endingAt are ranges, the last of which ends at token to. They may be those of d.Says,
// which are not changed.
func endingAt(ranges []nlp.Range, to int) []nlp.Range {
	out := slices.Clone(ranges)
	out[len(out)-1].To = to
	return out
}

// conjunctEnd is the end of the conjunct that begins at token i, perhaps behind a comma,
// and that the tree joins to a word of the content of c; i where there is none.
func conjunctEnd(d *nlp.Doc, c *Candidate, i int) int {
	end, joint := d.Sents[d.Tokens[i-1].Sent].To, i
	if joint < end && d.Tokens[joint].Low == "," {
		joint++
	}
	if joint >= end || d.Tokens[joint].Tag != nlp.CCONJ {
		return i
	}
	k := int(d.Tokens[joint].Head)
	if k <= joint || d.Tokens[k].Rel != conjunct || !joinedTo(d, c, k) {
		return i
	}
	to := k + 1
	for to < end && hangsOn(d, to, k) {
		to++
	}
	for !d.Tokens[to-1].Word() {
		to--
	}
	return to
}

// joinedTo reports whether the conjunct k is one of a word of the content of c. A verb
// in -ing is also where the tree joins it to the cue, which has another form.
func joinedTo(d *nlp.Doc, c *Candidate, k int) bool {
	head := int(d.Tokens[k].Head)
	if head == c.Head {
		return d.Tokens[k].XTag == gerund && d.Tokens[head].XTag != gerund
	}
	return nlp.Covers(c.Content, head)
}

var gerund, _ = nlp.XPOSOf("VBG")

// hangsOn reports whether the tree has token i below token k.
func hangsOn(d *nlp.Doc, i, k int) bool {
	const most = 40
	for range most {
		if i == k || i < 0 {
			return i == k
		}
		i = int(d.Tokens[i].Head)
	}
	return false
}

// trim drops what is a circumstance of saying: from cues the phrase behind the verb,
// "said | with a shrug", and from contents the day behind a quotation that ends them,
// "called it a “disgrace” | Wednesday".
func trim(d *nlp.Doc, kept []Candidate) {
	for i := range kept {
		c := &kept[i]
		if c.layout {
			continue
		}
		if len(c.Cue) == 1 {
			c.Cue = endingAt(c.Cue, bare(d, c.Cue[0], c.Head))
		}
		if last := c.Content[len(c.Content)-1]; last.From > c.Head {
			c.Content = endingAt(c.Content, beforeDay(d, last))
		}
		if besideSaying(d, c) {
			c.Content = c.Content[1:]
		}
	}
}

// besideSaying reports whether the first part of a content is a clause beside the cue,
// "While Lee left, | Petrov said | it would hold", and what is said follows the cue.
func besideSaying(d *nlp.Doc, c *Candidate) bool {
	if len(c.Content) < 2 || len(c.Source) == 0 || len(c.Cue) == 0 {
		return false
	}
	first, next := c.Content[0], c.Content[1]
	return first.To <= c.Source[0].From && c.Source[0].From < c.Cue[0].From && c.Cue[0].To == next.From &&
		contrast[d.Tokens[first.From].Low] && d.Tokens[first.From].Quote < 0
}

var contrast = lexicon.Set("while although though whereas")

// bare is the end of the cue without a phrase with a preposition that begins behind
// its head and ends within it.
func bare(d *nlp.Doc, cue nlp.Range, head int) int {
	if !cue.Contains(head) || head+1 >= cue.To {
		return cue.To
	}
	if t := &d.Tokens[head+1]; t.Tag == nlp.ADP && int(t.Head) > head && int(t.Head) < cue.To {
		return head + 1
	}
	return cue.To
}

// beforeDay is the end of r, or of the last quotation in it where a day follows that at once
// or behind a preposition.
func beforeDay(d *nlp.Doc, r nlp.Range) int {
	end := r.To
	for end > r.From && d.Tokens[end-1].Quote < 0 {
		end--
	}
	if end == r.From {
		return r.To
	}
	for i := end; i < min(end+2, r.To); i++ {
		if lexicon.Classes()[d.Tokens[i].Low]&lexicon.Day != 0 {
			return end
		}
		if d.Tokens[i].Tag != nlp.ADP {
			break
		}
	}
	return r.To
}
