// Package quote finds what stands between quotation marks.
//
// [New] gives the component. It reads the marks of every house style: “curly”,
// "straight", ”two single ones”, «guillemets», „low“, and ‘single’ marks where
// they are not apostrophes. A quotation in other marks inside a quotation
// belongs to it. A mark that is never closed ends with its paragraph; where
// the next paragraph begins with an opening mark, as in a quotation that runs
// over paragraphs, the two are linked.
package quote

import (
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/text"
)

// reach bounds, in tokens, how far the end of a quotation in single marks is
// looked for, so that time stays linear in any text.
const reach = 600

// Component finds quotations.
type Component struct{}

// New returns the component.
func New() Component { return Component{} }

// Name is "quote".
func (Component) Name() string { return "quote" }

// Needs is the layer of tokens.
func (Component) Needs() []nlp.Layer { return []nlp.Layer{nlp.Tokens} }

// Gives is the layer of quotations.
func (Component) Gives() []nlp.Layer { return []nlp.Layer{nlp.Quotes} }

// Annotate fills in d.Quotes and the Quote of each token.
func (Component) Annotate(d *nlp.Doc) {
	for _, p := range d.Paras {
		r := reader{d: d, to: p.To, inside: -1, lastCloser: -1}
		r.paragraph(p)
	}
	link(d)
}

// link marks the quotations that the next paragraph goes on with.
func link(d *nlp.Doc) {
	for i := range d.Quotes[:max(0, len(d.Quotes)-1)] {
		q, next := &d.Quotes[i], &d.Quotes[i+1]
		here, there := d.Tokens[q.Tokens.From].Para, d.Tokens[next.Tokens.From].Para
		q.Continues = q.Open && there == here+1 && d.Paras[there].From == next.Tokens.From
	}
}

type reader struct {
	d          *nlp.Doc
	to         int    // end of the paragraph
	inside     int    // token that opened the quotation we are in; -1: none
	closer     string // the mark that closes it, where only one does
	lastCloser int    // last token of the paragraph that could close single marks; -2: none
}

func (r *reader) paragraph(p nlp.Range) {
	for i := p.From; i < p.To; i++ {
		t := &r.d.Tokens[i]
		switch {
		case t.Shape != nlp.Mark:
		case r.inside >= 0:
			r.insideMark(i)
		case r.opensDouble(i):
			r.inside, r.closer = i, closing(t.Low)
		case r.opensSingle(i):
			if end := r.singleEnd(i); end > 0 {
				r.add(i, end+1, false, true)
				i = end
			} else if i == p.From && r.runsOn(p) {
				r.add(i, p.To, true, true)
				return
			}
		}
	}
	if r.inside >= 0 {
		r.add(r.inside, p.To, true, false)
	}
}

// longestRun bounds over how many paragraphs a quotation in single marks is followed.
const longestRun = 20

// runsOn reports whether a quotation in single marks that p opens and does not close
// goes on in the next paragraphs, each of which opens it again, and ends with one of
// them. Without an end, the mark is an apostrophe.
func (r *reader) runsOn(p nlp.Range) bool {
	behind := r.d.Paras[r.d.Tokens[p.From].Para+1:]
	for _, q := range behind[:min(len(behind), longestRun)] {
		next := reader{d: r.d, to: q.To}
		if q.Len() < 3 || !next.opensSingle(q.From) {
			return false
		}
		if end := next.findLastCloser(q.From); end > 0 {
			return end >= q.To-2
		}
	}
	return false
}

// insideMark decides whether the mark at token i closes the open quotation.
func (r *reader) insideMark(i int) {
	low := r.d.Tokens[i].Low
	switch low {
	case "'", "‘", "’", "`", "‹", "›", "‚":
		return // a single mark in a double quotation
	case `"`, "''", "``":
		if r.closer != `"` && r.closer != "''" && r.spaceBefore(i) && r.wordAfter(i) {
			return // opens another style inside this one
		}
		if r.spaceBefore(i) && r.wordAfter(i) && i > r.inside+1 {
			// It can only open: the quotation before was never closed.
			r.add(r.inside, i, true, false)
			r.inside = i
			return
		}
	case "“", "„", "«", "‟":
		if !r.wrongWay(i) {
			return
		}
	case "»":
		if r.closer == "”" {
			return
		}
	case "”":
		if r.closer == "»" {
			return
		}
	}
	r.add(r.inside, i+1, false, false)
	r.inside = -1
}

// wrongWay reports whether an opening mark at token i is meant to close: it
// stands right behind a word and no word follows it, as “ does in „German“.
func (r *reader) wrongWay(i int) bool {
	low := r.d.Tokens[i].Low
	if low == "„" || (low == "«" && r.closer != "«") {
		return false
	}
	return !r.spaceBefore(i) && !r.wordAfter(i) && i > r.inside+1
}

// closing is the mark that ends what the mark low begins.
func closing(low string) string {
	switch low {
	case "“", "‟":
		return "”"
	case "„":
		return "“"
	case "«":
		return "»"
	case "»":
		return "«"
	case "``":
		return "''"
	}
	return low
}

func (r *reader) opensDouble(i int) bool {
	switch r.d.Tokens[i].Low {
	case "“", "„", "‟", "«", "``":
		return true
	case "»": // »German books« open with it
		return r.spaceBefore(i) && r.wordAfter(i)
	case `"`:
		return r.wordAfter(i) || r.spaceBefore(i) && i+1 < r.to && !r.spaceBefore(i+1)
	case "''":
		return r.spaceBefore(i) && i+1 < r.to && !r.spaceBefore(i+1)
	}
	return false
}

// spaceBefore reports whether white space, an opening bracket, a dash or the
// start of the paragraph stands before token i.
func (r *reader) spaceBefore(i int) bool {
	if i == 0 || r.d.Tokens[i-1].End != r.d.Tokens[i].Start {
		return true
	}
	switch r.d.Tokens[i-1].Low {
	case "(", "[", "—", "–", "-", "--", ":":
		return true
	}
	return r.d.Tokens[i-1].Para != r.d.Tokens[i].Para
}

// wordAfter reports whether a word follows token i without a space.
func (r *reader) wordAfter(i int) bool {
	return i+1 < r.to && r.d.Tokens[i].End == r.d.Tokens[i+1].Start && r.d.Tokens[i+1].Word()
}

// opensSingle reports whether a single mark at token i may open a quotation.
// The apostrophes of '90s, 'em and 'til don't.
func (r *reader) opensSingle(i int) bool {
	low := r.d.Tokens[i].Low
	if low != "'" && low != "‘" && low != "`" {
		return false
	}
	if !r.spaceBefore(i) || i+1 >= r.to || r.d.Tokens[i+1].Start != r.d.Tokens[i].End {
		return false
	}
	next := &r.d.Tokens[i+1]
	switch next.Low {
	case "em", "til", "cause", "n", "twas", "tis":
		return false
	}
	decade := next.Shape == nlp.Number && next.Low[len(next.Low)-1] == 's'
	return !decade && (next.Word() || next.Shape == nlp.Mark || next.Low == "…" || next.Low == "...")
}

// closesSingle reports whether token i is a mark that can close single marks.
func (r *reader) closesSingle(i int) bool {
	low := r.d.Tokens[i].Low
	return (low == "'" || low == "’") && r.d.Tokens[i-1].End == r.d.Tokens[i].Start && !r.wordAfter(i)
}

// singleEnd is the token that closes the single marks opened at token i, or 0.
// A mark behind a plural ("the voters' choice") is passed over where a better
// one comes later.
func (r *reader) singleEnd(i int) int {
	if r.lastCloser == -1 {
		r.lastCloser = r.findLastCloser(i)
	}
	double := false
	for j := i + 2; j <= min(r.lastCloser, i+reach); j++ {
		switch low := r.d.Tokens[j].Low; {
		case low == "“" || low == "”" || low == `"`:
			double = low == "“" || low == `"` && !double
		case !double && r.closesSingle(j) && !(j < r.lastCloser && r.possessive(j)):
			return j
		}
	}
	return 0
}

func (r *reader) findLastCloser(i int) int {
	for j := r.to - 1; j > i; j-- {
		if r.closesSingle(j) {
			return j
		}
	}
	return -2
}

// possessive reports whether the mark at token j looks like that of a plural's
// genitive: behind an s, before a word in small letters.
func (r *reader) possessive(j int) bool {
	w := r.d.Tokens[j-1].Low
	return w[len(w)-1] == 's' && j+1 < r.to && r.d.Tokens[j+1].Shape == nlp.Lower && r.d.Tokens[j+1].Start == r.d.Tokens[j].End+1
}

func (r *reader) add(from, to int, open, single bool) {
	d := r.d
	for k := from; k < to; k++ {
		d.Tokens[k].Quote = int32(len(d.Quotes))
	}
	d.Quotes = append(d.Quotes, nlp.Quote{
		Span:   text.Span{Start: d.Tokens[from].Start, End: d.Tokens[to-1].End},
		Tokens: nlp.Range{From: from, To: to}, Open: open, Single: single,
	})
}
