package enc

import (
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// The rows of the table of embeddings: one for a hidden word, those of
// features, those of parts of words, those of words.
const (
	maskRow   = 0
	shapeRow  = 1 // 64
	placeRow  = 65
	verbRow   = 129 // 64
	nameRow   = 193 // 63
	partRow   = 256
	partRows  = 1 << 15
	firstWord = partRow + partRows
)

// Input is the rows of the tokens of a text, whose embeddings are added up. All
// that it is filled with must be looked up in the same Words.
type Input struct {
	Rows []int32
	Ends []int32 // by token: the end of its rows
	buf  []byte
	memo *nlp.Memo[wordRows]
}

// wordRows are the rows that a word has wherever it stands.
type wordRows struct {
	verb int32
	n    int32
	rows [2 + 2*longestPart]int32 // that of the word, if any, and of its parts
}

// Len is the number of tokens.
func (in *Input) Len() int { return len(in.Ends) }

// Reset empties it.
func (in *Input) Reset() { in.Rows, in.Ends = in.Rows[:0], in.Ends[:0] }

// Of is the rows of token i.
func (in *Input) Of(i int) []int32 {
	from := int32(0)
	if i > 0 {
		from = in.Ends[i-1]
	}
	return in.Rows[from:in.Ends[i]]
}

// Words are the words that have a row of their own, by their normal form.
type Words map[string]int32

// normal is a word as the table of words has it: in small letters, digits all
// the same. It is valid until the next call.
func (in *Input) normal(low string) []byte {
	in.buf = in.buf[:0]
	for i := 0; i < len(low); i++ {
		c := low[i]
		if '0' <= c && c <= '9' {
			c = '0'
		}
		in.buf = append(in.buf, c)
	}
	return in.buf
}

// Add appends the rows of tokens r of d.
func (in *Input) Add(w Words, d *nlp.Doc, r nlp.Range) {
	for i := r.From; i < r.To; i++ {
		in.place(d, i)
		in.word(w, d, i)
		in.Ends = append(in.Ends, int32(len(in.Rows)))
	}
}

// word appends what is lost where the word is hidden.
func (in *Input) word(w Words, d *nlp.Doc, i int) {
	if in.memo == nil {
		in.memo = &nlp.Memo[wordRows]{}
	}
	t := &d.Tokens[i]
	k, known := in.memo.Of(t.Low, 0)
	if !known {
		in.look(k, w, t.Low)
	}
	in.Rows = append(in.Rows, shapeRow+int32(nlp.LetterShape(t.In(d.Text))), k.verb, nameRow+nlp.Hint(d, i))
	in.Rows = append(in.Rows, k.rows[:k.n]...)
}

// look finds the rows of a word.
func (in *Input) look(k *wordRows, w Words, low string) {
	b := in.normal(low)
	k.verb, k.n = verbRow, 0
	if v := verbs[low]; v.Verb != nil {
		k.verb = verbRow + 1 + int32(uint32(v.Frames)*2654435761>>27)
	}
	if row, ok := w[string(b)]; ok {
		k.add(row)
	}
	k.parts(b)
}

func (k *wordRows) add(row int32) {
	k.rows[k.n] = row
	k.n++
}

var verbs = lexicon.Verbs()

// longestPart is the length of the longest part of a word that has a row, in
// bytes.
const longestPart = 5

// parts adds the rows of the word as a whole, its beginnings and its ends.
func (k *wordRows) parts(b []byte) {
	if len(b) > 40 {
		b = b[:40]
	}
	h := uint32(1)
	for i, c := range b {
		h = (h ^ uint32(c)) * 16777619
		if i > 0 && i < longestPart-1 {
			k.part(h)
		}
	}
	k.part(h ^ 0x5bd1e995)
	h = 2
	for i := range b {
		if i >= longestPart {
			break
		}
		h = (h ^ uint32(b[len(b)-1-i])) * 16777619
		k.part(h)
	}
}

func (k *wordRows) part(h uint32) {
	h ^= h >> 15
	h *= 0x2c1b3c6d
	h ^= h >> 12
	k.add(partRow + int32(h%partRows))
}

// place appends the rows that say where a token stands: in its sentence, in its
// paragraph, in a quotation, right behind the token before.
func (in *Input) place(d *nlp.Doc, i int) {
	t := &d.Tokens[i]
	s, p := d.Sents[t.Sent], d.Paras[t.Para]
	v := nlp.Bit(i == s.From) | nlp.Bit(i == s.To-1)<<1 | nlp.Bit(i == p.From)<<2 | nlp.Bit(i > 0 && d.Tokens[i-1].End == t.Start)<<3
	if t.Quote >= 0 {
		q := d.Quotes[t.Quote].Tokens
		v |= 16
		if i == q.From || i == q.To-1 {
			v |= 32
		}
	}
	in.Rows = append(in.Rows, placeRow+v)
}

// longest is the number of tokens that are read in one stretch at most: it
// bounds memory where a paragraph is a book.
const longest = 256

// Stretches cuts a text into what is read at a time: paragraphs, long ones cut
// between sentences.
func Stretches(d *nlp.Doc) []nlp.Range {
	var out []nlp.Range
	for _, p := range d.Paras {
		for from := p.From; from < p.To; {
			to := d.Sents[d.Tokens[from].Sent].To
			for to < p.To && d.Sents[d.Tokens[to].Sent].To-from <= longest {
				to = d.Sents[d.Tokens[to].Sent].To
			}
			to = min(to, p.To)
			out = append(out, nlp.Range{From: from, To: to})
			from = to
		}
	}
	return out
}

// IsWord reports whether a row is that of a word, and not of a part or a
// feature.
func IsWord(row int32) bool { return row >= firstWord }
