package quotes

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/trace/reuse"
)

// Grade says how faithful a wording is to another.
type Grade string

// The grades, the most faithful first.
const (
	Identical Grade = "identical"
	Trimmed   Grade = "trimmed" // words left out at the ends, or openly
	Altered   Grade = "altered" // words changed, added or silently dropped

	// For who knows more than two wordings. Fuller: it lacks nothing and has more at
	// its ends. Differs: they are not the same, and nothing says which was there
	// first.
	Fuller  Grade = "fuller"
	Differs Grade = "differs"
)

// Change is what was done at one place of a quotation.
type Change struct {
	What Op
	From reuse.Range // words of the wording compared with
	To   reuse.Range // words of the quotation
}

// Op is a kind of change.
type Op string

// The changes. The first three leave a quotation faithful.
const (
	Respelt Op = "respelt" // the same words, spelt in another way
	Cut     Op = "cut"     // left out at an end of it
	Left    Op = "left"    // left out where the quotation is openly broken
	Dropped Op = "dropped" // left out in silence
	Joined  Op = "joined"  // two quotations made one
	Changed Op = "changed" // other words
	Added   Op = "added"
)

// Faithful reports whether a quotation may have the change and still give what
// was said.
func (o Op) Faithful() bool { return o == Respelt || o == Cut || o == Left }

// Difference is how a quotation differs from another wording.
type Difference struct {
	Grade   Grade
	Same    int // words that are the same
	Changes []Change
}

// scores of an alignment: what is the same must outweigh what is not.
const (
	scoreSame = 2
	scoreDiff = -2
	scoreGap  = -1
)

// Compare aligns the words of a quotation with those of another wording, with
// free ends (Needleman and Wunsch 1970, as for sequences that overlap), and
// says what differs. What either has before or behind the other is cut from it.
func Compare(from, to *Quotation) Difference {
	moves := align(from, to)
	d := Difference{Grade: Identical}
	var c Change
	flush := func(i, j int) {
		if c.From.To, c.To.To = i, j; c.From.Len()+c.To.Len() > 0 {
			d.add(c, from, to)
		}
	}
	i, j, in := 0, 0, false
	for _, m := range moves {
		if m == same {
			if in {
				flush(i, j)
			} else if from.seams[i] && d.Same > 0 && !to.breaks[j] {
				d.add(Change{What: Joined, From: reuse.Range{From: i, To: i}, To: reuse.Range{From: j, To: j}}, from, to)
			}
			in = false
			d.Same++
		} else if !in {
			in, c = true, Change{From: reuse.Range{From: i}, To: reuse.Range{From: j}}
		}
		if m != gapFrom {
			i++
		}
		if m != gapTo {
			j++
		}
	}
	if in {
		flush(i, j)
	}
	return d
}

// inCommon is how many words are the same in both, as Compare counts them; what
// differs is not looked at.
func inCommon(from, to *Quotation) (n int) {
	for _, m := range align(from, to) {
		if m == same {
			n++
		}
	}
	return n
}

func (d *Difference) add(c Change, from, to *Quotation) {
	if c.What == "" {
		c.What = what(c, from, to)
	}
	d.Changes = append(d.Changes, c)
	switch {
	case c.What == Respelt:
	case !c.What.Faithful():
		d.Grade = Altered
	case d.Grade == Identical:
		d.Grade = Trimmed
	}
}

// longestChange is how many words at an end may stand for others; where there
// are more, both go on, each in its own way.
const longestChange = 3

func what(c Change, from, to *Quotation) Op {
	ends := c.From.From == 0 && c.To.From == 0 || c.From.To == from.Text.Len() && c.To.To == to.Text.Len()
	switch {
	case from.spelling(c.From) == to.spelling(c.To), c.From.Len() == 1 && c.To.Len() == 1 && slipped(from.spelling(c.From), to.spelling(c.To)):
		return Respelt
	case ends && (min(c.From.Len(), c.To.Len()) == 0 || max(c.From.Len(), c.To.Len()) > longestChange):
		return Cut
	case c.To.Len() == 0 && openly(from.Text, c.From, to, c.To.From), c.From.Len() == 0 && openly(to.Text, c.To, from, c.From.From):
		return Left
	case c.To.Len() == 0:
		return Dropped
	case c.From.Len() == 0:
		return Added
	}
	return Changed
}

// slipped reports whether two words differ in the order of two letters alone: a
// slip of the keys.
func slipped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) - 1 {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}

// openly reports whether the words r of a text, which a quotation has not, are
// left out where it is openly broken, at word i. Where the words around them are
// as those at their ends, it may be a few words before or behind.
func openly(t *reuse.Text, r reuse.Range, q *Quotation, i int) bool {
	for k := 0; ; k++ {
		if q.breaks[i-k] {
			return true
		}
		if r.From-k <= 0 || !t.Same(r.From-k-1, t, r.To-k-1) {
			break
		}
	}
	for k := 0; r.To+k < t.Len() && t.Same(r.From+k, t, r.To+k); k++ {
		if q.breaks[i+k+1] {
			return true
		}
	}
	return false
}

// move is a step of an alignment.
type move uint8

const (
	same    move = iota
	differ       // a word for another
	gapTo        // a word of the first that the second has not
	gapFrom      // a word of the second that the first has not
)

// align gives the steps from the beginnings of two quotations to their ends.
func align(from, to *Quotation) []move {
	a, b := from.Text, to.Text
	n, m := a.Len(), b.Len()
	if n == m && a.Digest() == b.Digest() {
		return make([]move, n) // same
	}
	above, score := make([]int32, m+1), make([]int32, m+1) // of the row above, and this one
	back := make([]move, (n+1)*(m+1))
	for j := 1; j <= m; j++ {
		back[j] = gapFrom
	}
	up, left := to.gaps(), from.gaps()
	for i := 1; i <= n; i++ {
		row := back[i*(m+1):][:m+1]
		row[0], score[0] = gapTo, 0
		for j := 1; j <= m; j++ {
			s, step := above[j-1]+scoreDiff, differ
			if a.Same(i-1, b, j-1) {
				s, step = s-scoreDiff+scoreSame, same
			}
			if s2 := above[j] + up[j]; s2 > s {
				s, step = s2, gapTo
			}
			if s2 := score[j-1] + left[i]; s2 > s {
				s, step = s2, gapFrom
			}
			score[j], row[j] = s, step
		}
		above, score = score, above
	}
	return walk(back, n, m)
}

// gaps are what a word that the quotation has not costs before each of its own:
// nothing behind its end, and nothing where it is openly broken.
func (q *Quotation) gaps() []int32 {
	out := make([]int32, q.Text.Len()+1)
	for i := range out {
		if i < len(out)-1 && !q.breaks[i] {
			out[i] = scoreGap
		}
	}
	return out
}

func walk(back []move, n, m int) []move {
	var out []move
	for i, j := n, m; i > 0 || j > 0; {
		step := back[i*(m+1)+j]
		out = append(out, step)
		if step != gapFrom {
			i--
		}
		if step != gapTo {
			j--
		}
	}
	slices.Reverse(out)
	return out
}
