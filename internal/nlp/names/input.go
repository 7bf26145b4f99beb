package names

import (
	"math/bits"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// The rows of the table: those of features, then those of words.
const (
	shapeRow  = 0   // 64
	placeRow  = 64  // 16: where a token stands
	hintRow   = 80  // 64: what the word lists say of the name that it is in
	useRow    = 144 // 32: what the word is in lexicon.Names
	caseRow   = 176 // 3: how the sentence writes its words
	firstWord = 192
)

// input is the rows of the tokens of some sentences, whose numbers are added up.
type input struct {
	rows []int32
	ends []int32 // by token: the end of its rows
}

// inputReader makes inputs, and remembers words. Its function gives the row of a
// word; ok is false where it has none.
type inputReader struct {
	input
	row  func(low string) (row int32, ok bool)
	memo nlp.Memo[wordRows]
}

// wordRows are the rows that a word has wherever it stands.
type wordRows struct {
	n    int32
	rows [33]int32
}

func (w *wordRows) add(row int32) {
	w.rows[w.n] = row
	w.n++
}

func (in *input) reset() { in.rows, in.ends = in.rows[:0], in.ends[:0] }

// of are the rows of token i.
func (in *input) of(i int) []int32 {
	from := int32(0)
	if i > 0 {
		from = in.ends[i-1]
	}
	return in.rows[from:in.ends[i]]
}

// add appends the rows of a sentence.
func (in *inputReader) add(d *nlp.Doc, sent nlp.Range) {
	written := writtenAs(d, sent)
	for i := sent.From; i < sent.To; i++ {
		t := &d.Tokens[i]
		in.rows = append(in.rows, shapeRow+int32(nlp.LetterShape(t.In(d.Text))), placeRow+place(d, i, sent), hintRow+hint(d, i))
		in.rows = append(in.rows, written...)
		w, known := in.memo.Of(t.Low, 0)
		if !known {
			w.look(t.Low, in.row)
		}
		in.rows = append(in.rows, w.rows[:w.n]...)
		in.ends = append(in.ends, int32(len(in.rows)))
	}
}

// look finds the rows of a word.
func (w *wordRows) look(low string, row func(low string) (int32, bool)) {
	w.n = 0
	if r, ok := row(low); ok {
		w.add(r)
	}
	for u := uint32(uses[low]); u != 0; u &= u - 1 {
		w.add(useRow + int32(bits.TrailingZeros32(u)))
	}
}

var uses = lexicon.Names()

// place says where in its sentence a token stands, whether it follows the one
// before at once, and whether it is quoted.
func place(d *nlp.Doc, i int, sent nlp.Range) int32 {
	t := &d.Tokens[i]
	return flag(i == sent.From) | flag(i == sent.To-1)<<1 | flag(i > 0 && d.Tokens[i-1].End == t.Start)<<2 | flag(t.Quote >= 0)<<3
}

// hint is what the word lists say of the name that token i is in: its kind and
// where in it the token stands.
func hint(d *nlp.Doc, i int) int32 {
	t := &d.Tokens[i]
	if t.Name < 0 {
		return 0
	}
	n := &d.Names[t.Name]
	v := 1 + int32(n.Kind)*8 + flag(i == n.Tokens.From) + flag(i == n.Tokens.To-1)<<1
	if n.Gender != 0 {
		v += 4
	}
	return v
}

// writtenAs are the rows that say how a sentence is written, since capitals tell
// less in a headline, and little where all letters are capitals or none are.
func writtenAs(d *nlp.Doc, sent nlp.Range) (rows []int32) {
	var of [nlp.Punct + 1]int
	for i := sent.From; i < sent.To; i++ {
		of[d.Tokens[i].Shape]++
	}
	lower, capital, upper := of[nlp.Lower], of[nlp.Capital], of[nlp.Upper]
	for k, yes := range []bool{lower == 0, 2*upper > lower+capital+upper, capital > lower} {
		if yes {
			rows = append(rows, caseRow+int32(k))
		}
	}
	return rows
}

func flag(b bool) int32 {
	if b {
		return 1
	}
	return 0
}
