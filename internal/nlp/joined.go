package nlp

import (
	"strings"

	"github.com/hearsay-news/hearsay/text"
)

// Joined is d with its words as they are written: "Ana's", "don't" and
// "state-of-the-art" are one token each, "Mr." is a word and a mark. Rules that
// go by the words a reader sees are written over it. part says which tokens of d
// each of its tokens is made of; a token that falls in two, as "Mr." does, is
// in both parts.
//
// The layers of tokens, quotations, names, tags and dependencies are carried
// over; a token made of several has the tags and the governor of the first one
// that depends on a word outside.
func Joined(d *Doc) (j *Doc, part []Range) {
	b := joiner{d: d, j: &Doc{Text: d.Text, Skip: d.Skip}, at: make([]int, len(d.Tokens)+1)}
	b.j.Tokens, b.part = make([]Token, 0, len(d.Tokens)), make([]Range, 0, len(d.Tokens))
	for i := 0; i < len(d.Tokens); {
		end := i + 1
		for end < len(d.Tokens) && b.joins(end) {
			end++
		}
		b.add(Range{i, end})
		i = end
	}
	b.at[len(d.Tokens)] = len(b.j.Tokens)
	b.grammar()
	b.ranges()
	return b.j, b.part
}

type joiner struct {
	d, j *Doc
	part []Range
	at   []int // for each token of d the first token of j that holds it
}

// add appends the token made of the tokens r, or two where a full stop at its
// end is to stand alone.
func (b *joiner) add(r Range) {
	for i := r.From; i < r.To; i++ {
		b.at[i] = len(b.j.Tokens)
	}
	t := b.d.Tokens[r.From]
	t.End = b.d.Tokens[r.To-1].End
	if r.Len() > 1 {
		t.Low = Fold(t.In(b.d.Text))
		t.Shape = ShapeOf(t.In(b.d.Text))
		t.Name = b.name(r)
	}
	cut := t.Low != "" && t.Word() && abbreviation(t.Low)
	if cut {
		t.Low, t.End = t.Low[:len(t.Low)-1], t.End-1
	}
	b.push(t, r)
	if cut {
		t.Span, t.Low, t.Shape = text.Span{Start: t.End, End: t.End + 1}, ".", Punct
		b.push(t, r)
	}
}

func (b *joiner) push(t Token, r Range) {
	b.j.Tokens = append(b.j.Tokens, t)
	b.part = append(b.part, r)
}

// abbreviation reports whether low is a word with its full stop that has no
// other, and more than a letter: "mr.", not "u.s." or "j."
func abbreviation(low string) bool {
	n := len(low) - 1
	return n > 1 && low[n] == '.' && low[n-1] != '.' && !(n > 2 && low[n-2] == '.')
}

// name is the name that holds the first token of r that is in one.
func (b *joiner) name(r Range) int32 {
	for i := r.From; i < r.To; i++ {
		if n := b.d.Tokens[i].Name; n >= 0 {
			return n
		}
	}
	return -1
}

// joins reports whether token i goes on with the word before it.
func (b *joiner) joins(i int) bool {
	t, last := &b.d.Tokens[i], &b.d.Tokens[i-1]
	if last.End != t.Start || last.Sent != t.Sent || t.Para != last.Para {
		return false
	}
	switch {
	case t.Word() && last.Word():
		return t.Low[len(t.Low)-1] != '.' && !strings.HasSuffix(last.Low, ".") || t.Low[0] == '\''
	case t.Word():
		return currency(last.Low) && t.Shape == Number || b.bridge(i-1)
	}
	return b.bridge(i)
}

func currency(low string) bool { return low == "$" || low == "£" || low == "€" }

// bridge reports whether token i is a mark between two words that makes one of
// them: a hyphen, or a slash between numbers.
func (b *joiner) bridge(i int) bool {
	if i < 1 || i+1 >= len(b.d.Tokens) {
		return false
	}
	last, t, next := &b.d.Tokens[i-1], &b.d.Tokens[i], &b.d.Tokens[i+1]
	if last.End != t.Start || t.End != next.Start || !last.Word() || !next.Word() || last.Sent != next.Sent {
		return false
	}
	switch t.Low {
	case "-", "‐", "‑", "&":
		return !strings.HasSuffix(last.Low, ".") || last.Low[0] != last.Low[len(last.Low)-2] || abbreviation(last.Low)
	case "/":
		return last.Shape == Number && next.Shape == Number
	}
	return false
}

// grammar carries tags and dependencies over. A full stop cut off its word
// depends on that word.
func (b *joiner) grammar() {
	for i := range b.j.Tokens {
		t := &b.j.Tokens[i]
		if i > 0 && b.part[i] == b.part[i-1] {
			t.Tag, t.XTag, t.Feats, t.Lemma = PUNCT, 0, "", "."
			t.Head, t.Rel = int32(i-1), NoRel
			continue
		}
		from := &b.d.Tokens[b.outward(b.part[i])]
		t.Tag, t.XTag, t.Feats, t.Lemma, t.Head, t.Rel = from.Tag, from.XTag, from.Feats, from.Lemma, from.Head, from.Rel
		if t.Head >= 0 {
			t.Head = int32(b.at[t.Head])
		}
	}
}

// outward is the first token of r whose governor is not in r.
func (b *joiner) outward(r Range) int {
	for i := r.From; i < r.To; i++ {
		if !r.Contains(int(b.d.Tokens[i].Head)) {
			return i
		}
	}
	return r.From
}

// ranges carries the layers over that are ranges of tokens.
func (b *joiner) ranges() {
	b.j.Sents, b.j.Paras = make([]Range, 0, len(b.d.Sents)), make([]Range, 0, len(b.d.Paras))
	for _, s := range b.d.Sents {
		b.j.Sents = append(b.j.Sents, b.of(s))
	}
	for _, p := range b.d.Paras {
		b.j.Paras = append(b.j.Paras, b.of(p))
	}
	for _, q := range b.d.Quotes {
		q.Tokens = b.of(q.Tokens)
		b.j.Quotes = append(b.j.Quotes, q)
	}
	for _, n := range b.d.Names {
		n.Tokens = b.of(n.Tokens)
		b.j.Names = append(b.j.Names, n)
	}
}

// of is the range of joined tokens that hold the tokens r.
func (b *joiner) of(r Range) Range {
	from, to := b.at[r.From], b.at[r.To]
	if to < len(b.part) && b.part[to].From < r.To {
		to++ // the last token is joined with one behind r
	}
	return Range{from, to}
}
