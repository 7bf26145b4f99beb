package attrib

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/nlp"
)

// around is how many candidates on each side one is compared with: more than
// stand around any quotation, and few enough that time does not grow with the
// square of a hostile text.
const around = 64

// choose takes the candidates that are right with probability least or more and
// do not stand in each other's way, the surest first. They come out in the order
// of their heads.
func choose(pool []Candidate, w *words, least float64) []Candidate {
	pool = slices.DeleteFunc(pool, func(c Candidate) bool {
		return c.Sure < least || attributive(w.d, c.Head) || creditAlone(w.d, &c) || label(w.d, c.Source) || tangled(w.d, &c) || withheld(w.d, c.Content) || !saysSomething(w.d, c.Content)
	})
	slices.SortStableFunc(pool, func(a, b Candidate) int { return cmp.Or(a.Head-b.Head, cmp.Compare(b.Sure, a.Sure)) })
	order := make([]int, len(pool))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(rank(&pool[a])-rank(&pool[b]), cmp.Compare(pool[b].Sure, pool[a].Sure))
	})
	taken := make([]bool, len(pool))
	for _, i := range order {
		taken[i] = fits(pool, taken, i, w)
	}
	var out []Candidate
	for i := range pool {
		if taken[i] {
			out = append(out, pool[i])
		}
	}
	return out
}

// rank is 0 for what a layout tells, which goes before all else.
func rank(c *Candidate) int {
	if c.layout {
		return 0
	}
	return 1
}

// fits reports whether candidate i can be a statement beside those taken. It may
// have to leave them a part of its content.
func fits(pool []Candidate, taken []bool, i int, w *words) bool {
	c := &pool[i]
	for k := max(0, i-around); k < min(len(pool), i+around+1); k++ {
		if !taken[k] || !clash(&pool[k], c, w) {
			continue
		}
		if c.Content = left(c, &pool[k]); c.Content == nil || w.in(c.Content) == 0 {
			return false
		}
		k = max(0, i-around) - 1 // what is left is compared anew; it is less each time
	}
	return true
}

// left is what is left of the content of a where b, which has another cue,
// claims whole parts of it: “It rained,” Lee said. “It is late,” Ray said. It is
// nil where nothing is.
func left(a, b *Candidate) []nlp.Range {
	if a.Head == b.Head || nlp.Covers(a.Cue, b.Head) || nlp.Covers(b.Cue, a.Head) {
		return nil
	}
	var out []nlp.Range
	for _, r := range a.Content {
		if rest := without([]nlp.Range{r}, b.Content); len(rest) == 1 && rest[0] == r {
			out = append(out, r)
		}
	}
	return out
}

// withheld reports whether a content only says that a source keeps the name
// back: "officials who asked not to be named", "requested anonymity".
func withheld(d *nlp.Doc, content []nlp.Range) bool {
	var first []string
	for _, r := range content {
		for i := r.From; i < r.To && len(first) < 4; i++ {
			if low := d.Tokens[i].Low; d.Tokens[i].Word() && low != "not" {
				first = append(first, low)
			}
		}
	}
	switch {
	case len(first) > 0 && first[0] == "anonymity", len(first) > 1 && first[1] == "anonymity":
		return true
	case len(first) < 3 || first[0] != "to" || first[1] != "be":
		return false
	}
	return first[2] == "named" || first[2] == "identified" || first[2] == "quoted"
}

// tangled reports whether the source of c is the rest of a relative clause of which
// the content has the pronoun: "Mr Okafor, who | still swims daily, | seemed surprised".
func tangled(d *nlp.Doc, c *Candidate) bool {
	if len(c.Source) != 1 || c.Source[0].From == 0 {
		return false
	}
	who := &d.Tokens[c.Source[0].From-1]
	return who.Low == "who" && nlp.Covers(c.Source, int(who.Head)) && nlp.Covers(c.Content, c.Source[0].From-1)
}

// labels are what sites put before words that are the story's all the same.
var labels = map[string]bool{"must watch": true, "story highlights": true}

// label reports whether a source is no speaker but such words: "Story highlights
// Okafor says …".
func label(d *nlp.Doc, source []nlp.Range) bool {
	if len(source) == 0 || source[0].Len() < 2 {
		return false
	}
	i := source[0].From
	return labels[d.Tokens[i].Low+" "+d.Tokens[i+1].Low]
}

// saysSomething reports whether a content has more than words that join others.
func saysSomething(d *nlp.Doc, content []nlp.Range) bool {
	for _, r := range content {
		for i := r.From; i < r.To; i++ {
			switch d.Tokens[i].Tag {
			case nlp.ADP, nlp.PART, nlp.CCONJ, nlp.SCONJ, nlp.PUNCT, nlp.SYM:
			default:
				return true
			}
		}
	}
	return false
}

// creditAlone reports whether c cites a name and no words: "citing Radio Ostria"
// is a credit, not a statement.
func creditAlone(d *nlp.Doc, c *Candidate) bool {
	switch d.Tokens[c.Head].Lemma {
	case "cite", "credit", "quote":
	default:
		return false
	}
	for _, r := range c.Content {
		for i := r.From; i < r.To; i++ {
			if t := &d.Tokens[i]; t.Word() && t.Tag != nlp.DET && t.Tag != nlp.PROPN && t.Name < 0 {
				return false
			}
		}
	}
	return true
}

// clash reports whether a and b can't both be statements: they have one cue, or
// one content and neither is reported in the other.
func clash(a, b *Candidate, w *words) bool {
	if a.Head == b.Head || nlp.Covers(a.Cue, b.Head) || nlp.Covers(b.Cue, a.Head) {
		return true
	}
	return w.alike(a.Content, b.Content) >= 0.5 && !reports(a, b) && !reports(b, a) && !runsOver(w.d, a, b) && !runsOver(w.d, b, a)
}

// reports reports whether the content of a tells who says b and that they do.
func reports(a, b *Candidate) bool {
	return nlp.Covers(a.Content, b.Head) && (len(b.Source) == 0 || nlp.Covers(a.Content, b.Source[0].From))
}

// attributive reports whether the form of a verb in -ed at token i stands before a
// noun as an adjective does: "his stated aim", "the announced plan".
func attributive(d *nlp.Doc, i int) bool {
	if t := &d.Tokens[i]; i == 0 || t.Tag != nlp.VERB && t.Tag != nlp.ADJ || !strings.HasSuffix(t.Low, "ed") {
		return false
	}
	p := &d.Tokens[i-1]
	return p.XTag == ownersPronoun || p.Low == "the" || p.Low == "a" || p.Low == "an"
}

var ownersPronoun, _ = nlp.XPOSOf("PRP$")
