package names

import (
	"math/bits"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// The rows of the table: those of features, then those of words.
const (
	shapeRow   = 0   // 64
	placeRow   = 64  // 16: where a token stands
	hintRow    = 80  // 64: what the word lists say of the name that it is in
	useRow     = 144 // 32: what the word is in lexicon.Names
	writtenRow = 176 // 3: how the sentence is written
	firstWord  = 192
)

// input is the rows of the tokens of some sentences, whose numbers are added up.
type input struct {
	rows []int32
	ends []int32 // by token: the end of its rows
}

// inputReader makes inputs, and remembers words.
type inputReader struct {
	input
	row  func(low string) (row int32, ok bool)
	uses map[string]lexicon.NameUse
	memo nlp.Memo[word]
}

// newInputReader makes one for words whose rows row gives; ok is false where a
// word has none.
func newInputReader(row func(low string) (row int32, ok bool)) *inputReader {
	return &inputReader{row: row, uses: lexicon.Names()}
}

// word is what is known of a word wherever it stands.
type word struct {
	row int32 // -1: none
	use lexicon.NameUse
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
	how := written(d, sent)
	for i := sent.From; i < sent.To; i++ {
		t := &d.Tokens[i]
		in.rows = append(in.rows, shapeRow+int32(nlp.LetterShape(t.In(d.Text))), placeRow+place(d, i, sent), hintRow+nlp.Hint(d, i))
		in.flags(writtenRow, how)
		w, known := in.memo.Of(t.Low, 0)
		if !known {
			w.row, w.use = -1, in.uses[t.Low]
			if row, ok := in.row(t.Low); ok {
				w.row = row
			}
		}
		if w.row >= 0 {
			in.rows = append(in.rows, w.row)
		}
		in.flags(useRow, uint32(w.use))
		in.ends = append(in.ends, int32(len(in.rows)))
	}
}

// flags appends a row, from one on, for each bit of u.
func (in *input) flags(from int32, u uint32) {
	for ; u != 0; u &= u - 1 {
		in.rows = append(in.rows, from+int32(bits.TrailingZeros32(u)))
	}
}

// place says where in its sentence a token stands, whether it follows the one
// before at once, and whether it is quoted.
func place(d *nlp.Doc, i int, sent nlp.Range) int32 {
	t := &d.Tokens[i]
	return nlp.Bit(i == sent.From) | nlp.Bit(i == sent.To-1)<<1 | nlp.Bit(i > 0 && d.Tokens[i-1].End == t.Start)<<2 | nlp.Bit(t.Quote >= 0)<<3
}

// written says how a sentence is written, a bit for each: without small words,
// mostly in capitals, with more capitals than small words. Capitals tell less
// there.
func written(d *nlp.Doc, sent nlp.Range) uint32 {
	var of [nlp.Punct + 1]int
	for i := sent.From; i < sent.To; i++ {
		of[d.Tokens[i].Shape]++
	}
	lower, capital, upper := of[nlp.Lower], of[nlp.Capital], of[nlp.Upper]
	return uint32(nlp.Bit(lower == 0) | nlp.Bit(2*upper > lower+capital+upper)<<1 | nlp.Bit(capital > lower)<<2)
}
