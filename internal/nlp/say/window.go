package say

import "github.com/hearsay-news/hearsay/internal/nlp"

// unit is what the labels are put on: a token or, seen from outside it, a whole
// quotation. A quotation is said by one person or quoted as one term, so that
// its inside needs no look, however long it is.
type unit struct {
	nlp.Range
	head  int  // the token that stands for the unit in the tree
	quote bool // a quotation as a whole
}

// maxUnits is the largest number of units on each side of a cue; it keeps time
// linear where a paragraph is a book.
const maxUnits = 80

// window puts into w.units the surroundings of a cue in which the parts of its
// statement are looked for, and the place of the cue itself in w.at: the
// sentence, with the quotations that stand right before and after it. For a cue
// inside a quotation it is the sentence within the quotation.
func (w *window) fill(d *nlp.Doc, read nlp.Range, cue int) {
	t := &d.Tokens[cue]
	r := d.Sents[t.Sent]
	inside := t.Quote
	if inside >= 0 {
		q := d.Quotes[inside].Tokens
		r = nlp.Range{From: max(r.From, q.From), To: min(r.To, q.To)}
	} else {
		r = nlp.Range{From: w.left(d, r.From), To: w.right(d, r.To)}
	}
	r = nlp.Range{From: max(r.From, read.From), To: min(r.To, read.To)}
	w.cue, w.at, w.units = cue, 0, w.units[:0]
	for i := r.From; i < r.To; {
		u := unit{nlp.Range{From: i, To: i + 1}, i, false}
		if q := d.Tokens[i].Quote; q >= 0 && inside < 0 {
			u.To = min(d.Quotes[q].Tokens.To, r.To)
			u.quote = true
			u.head = top(d, u.Range)
		}
		if u.Contains(cue) {
			w.at = len(w.units)
		}
		w.units = append(w.units, u)
		i = u.To
	}
	from, to := max(0, w.at-maxUnits), min(len(w.units), w.at+maxUnits)
	w.units, w.at = w.units[from:to], w.at-from
}

// window is the surroundings of a cue.
type window struct {
	cue   int
	at    int // index of the cue in units
	units []unit
}

// left moves the start of a window to the left over quotations that end right
// before it.
func (*window) left(d *nlp.Doc, from int) int {
	para := d.Paras[d.Tokens[from].Para].From
	for n := 0; from > para && n < maxUnits; n++ {
		q := d.Tokens[from].Quote
		if q < 0 || d.Quotes[q].Tokens.From == from {
			if q = d.Tokens[from-1].Quote; q < 0 {
				return from
			}
		}
		from = min(d.Quotes[q].Tokens.From, d.Sents[d.Tokens[d.Quotes[q].Tokens.From].Sent].From)
	}
	return max(from, para)
}

// right moves the end of a window to the right over quotations that begin
// right after it.
func (*window) right(d *nlp.Doc, to int) int {
	para := d.Paras[d.Tokens[to-1].Para].To
	for n := 0; to < para && n < maxUnits; n++ {
		q := d.Tokens[to].Quote
		if q < 0 {
			return to
		}
		last := d.Quotes[q].Tokens.To - 1
		to = max(last+1, d.Sents[d.Tokens[last].Sent].To)
	}
	return min(to, para)
}

// top is the first token of r that hangs on one outside r.
func top(d *nlp.Doc, r nlp.Range) int {
	for i := r.From; i < r.To; i++ {
		if h := int(d.Tokens[i].Head); !r.Contains(h) && d.Tokens[i].Word() {
			return i
		}
	}
	return r.From
}
