// Package quotes finds the same utterance in several articles, whatever its cut,
// and what was done to its words on the way.
//
// [Of] gives the quotations of a record, [Families] brings together those that
// are of one utterance, and [Compare] says how one wording differs from another:
//
//	var all []quotes.Quotation
//	for n, r := range records {
//		all = append(all, quotes.Of(n, r)...)
//	}
//	for _, f := range quotes.Families(all) {
//		…
//	}
//
// A quotation is the words of one statement that stand between quotation marks.
// Words in brackets are the reporter's and no part of it; where they stand, at
// an ellipsis, and where the quotation is broken by the words that report it,
// it may leave words out openly.
package quotes

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Least is the number of words in the shortest quotation that is compared.
const Least = 5

// most is the number of words of a quotation that are compared: what is longer
// is a document.
const most = 400

// Quotation is the quoted words of one statement.
type Quotation struct {
	Article     int // number of its record
	Attribution int // index in the record
	Text        *reuse.Text
	Spans       []text.Span // of the words between quotation marks, in the text of the statement
	body        string
	breaks      map[int]bool // words before which something may be left out openly
	seams       map[int]bool // words that begin another quotation, apart from the one before
}

// Words are some words of the quotation as they are written, with what stands
// between them.
func (q *Quotation) Words(r reuse.Range) string {
	if r.Len() == 0 {
		return ""
	}
	s := q.Text.Span(r)
	return s.In(q.body)
}

// near is how many bytes may stand between two quotations for them to be one,
// broken by the words that report it.
const near = 80

// Meets reports whether another quotation of its article has its words, or some
// at the same place.
func (q *Quotation) Meets(o *Quotation) bool {
	x, y := q.Spans, o.Spans
	return q.Text.Digest() == o.Text.Digest() || x[0].Start < y[len(y)-1].End && y[0].Start < x[len(x)-1].End
}

// Join makes one quotation of several of one article, in their order.
func Join(parts []*Quotation) Quotation {
	q := Quotation{Article: parts[0].Article, Attribution: parts[0].Attribution, Text: &reuse.Text{}, body: parts[0].body, breaks: map[int]bool{}, seams: map[int]bool{}}
	for i, p := range parts {
		at := q.Text.Len()
		if i > 0 {
			last := parts[i-1].Spans
			q.breaks[at] = true
			q.seams[at] = seam(p.body[max(0, last[len(last)-1].End-1):p.Spans[0].Start])
		}
		q.Text = reuse.Concat(q.Text, p.Text)
		q.Spans = append(q.Spans, p.Spans...)
		for b := range p.breaks {
			q.breaks[at+b], q.seams[at+b] = true, p.seams[b]
		}
	}
	return q
}

// Of are the quotations of a record that are long enough to be known again; n
// is its number.
func Of(n int, r *record.Record) []Quotation {
	var out []Quotation
	for i := range r.Attributions {
		a := &r.Attributions[i]
		if a.Form == record.Indirect || len(a.Content.Spans) == 0 {
			continue
		}
		if q := quotation(r.Text(a), a); q.Text.Len() >= Least {
			q.Article, q.Attribution = n, i
			out = append(out, q)
		}
	}
	return out
}

func quotation(body string, a *record.Attribution) Quotation {
	q := Quotation{body: body, breaks: map[int]bool{}, seams: map[int]bool{}}
	for _, s := range a.Content.Spans {
		if a.Form == record.Direct {
			q.Spans = append(q.Spans, trimMarks(body, s))
			continue
		}
		quoted := Quoted(body, s)
		if len(quoted) == 0 {
			quoted = quotedSingly(body, s)
		}
		q.Spans = append(q.Spans, quoted...)
	}
	q.cut()
	return q
}

// In is what a span of a body has between double quotation marks, or all of it
// where it has none, as a quotation of article n.
func In(n int, body string, s text.Span) Quotation {
	q := Quotation{Article: n, Attribution: -1, body: body, breaks: map[int]bool{}, seams: map[int]bool{}}
	for s.Start > 0 && strings.ContainsRune(doubles, lastRune(body[:s.Start])) {
		s.Start -= utf8.RuneLen(lastRune(body[:s.Start]))
	}
	if q.Spans = Quoted(body, s); len(q.Spans) == 0 {
		q.Spans = []text.Span{s}
	}
	q.cut()
	return q
}

const doubles = "\"“„«"

func lastRune(s string) rune {
	c, _ := utf8.DecodeLastRuneInString(s)
	return c
}

// cut cuts the quotation into words and notes where it is broken.
func (q *Quotation) cut() {
	q.Text = reuse.CutOnly(q.body, unbracketed(q.body, q.Spans), most)
	for i := 1; i < q.Text.Len(); i++ {
		if between := q.body[q.Text.Word(i-1).End:q.Text.Word(i).Start]; open(between) {
			q.breaks[i] = true
			q.seams[i] = seam(between)
		}
	}
}

// seam reports whether what stands between two words of somebody is more than
// the words that report it: much, or a paragraph by itself.
func seam(between string) bool {
	if len(between) > near {
		return true
	}
	_, rest, ok := strings.Cut(between, "\n")
	paragraph, _, closed := strings.Cut(strings.TrimSpace(rest), "\n")
	return ok && closed && reuse.Cut(paragraph, nil).Len() > 0
}

// open reports whether what stands between two words says that something is
// left out: an ellipsis, brackets, or words that are not of the quotation.
func open(between string) bool {
	if strings.Contains(between, "…") || strings.Contains(between, "..") || strings.Contains(between, ". .") || strings.ContainsAny(between, "[]") {
		return true
	}
	return reuse.Cut(between, nil).Len() > 0
}

const marks = "\"“”„«»'‘’`"

func trimMarks(body string, s text.Span) text.Span {
	return text.TrimFunc(body, s, func(c rune) bool { return strings.ContainsRune(marks, c) || c == ' ' })
}

// Quoted are the stretches of a span that stand between double quotation marks of
// any style: “ ”, " ", „ “, « », » «, ” ”, “ ”. A stretch that is not closed ends
// with the span, or where a paragraph begins with the same mark again.
func Quoted(body string, s text.Span) []text.Span {
	var out []text.Span
	start, by := -1, rune(0)
	for i := s.Start; i < s.End; {
		c, size := utf8.DecodeRuneInString(body[i:])
		if c == '\'' && strings.HasPrefix(body[i:s.End], "''") || c == '`' && strings.HasPrefix(body[i:s.End], "``") {
			c, size = '"', 2
		}
		switch closing := closers[c]; {
		case start >= 0 && strings.ContainsRune(closers[by], c):
			out, start = add(out, start, i), -1
		case start >= 0 && c == by:
			out, start = add(out, start, i), i+size
		case start < 0 && closing != "":
			start, by = i+size, c
		}
		i += size
	}
	if start >= 0 {
		out = add(out, start, s.End)
	}
	return out
}

// closers are the marks that close what each mark opens.
var closers = map[rune]string{'"': "\"”", '“': "”\"", '„': "“”\"", '«': "»", '»': "«", '”': "”"}

// quotedSingly are the stretches between single quotation marks, ‘ ’ or ' '. The same
// sign is an apostrophe: it closes behind a word, and where it may be that of a
// genitive (the drivers’ union) if none that can't be one follows.
func quotedSingly(body string, s text.Span) []text.Span {
	var out []text.Span
	start, end := -1, -1
	done := func() {
		if start >= 0 && end > start {
			out = append(out, text.Span{Start: start, End: end})
		}
		start, end = -1, -1
	}
	before := ' '
	for i := s.Start; i < s.End; {
		c, size := utf8.DecodeRuneInString(body[i:])
		next, _ := utf8.DecodeRuneInString(body[i+size : s.End])
		switch {
		case c != '‘' && c != '’' && c != '\'':
		case c != '’' && !wordly(before) && wordly(next):
			done()
			start = i + size
		case start >= 0 && before != ' ' && !wordly(next):
			if end = i; before != 's' || next != ' ' {
				done()
			}
		}
		before = c
		i += size
	}
	done()
	return out
}

func wordly(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

func add(out []text.Span, start, end int) []text.Span {
	if start >= end {
		return out
	}
	return append(out, text.Span{Start: start, End: end})
}

// unbracketed are the spans without what stands in square brackets.
func unbracketed(body string, spans []text.Span) []text.Span {
	var out []text.Span
	for _, s := range spans {
		for {
			from := strings.IndexByte(body[s.Start:s.End], '[')
			if from < 0 {
				break
			}
			to := strings.IndexByte(body[s.Start+from:s.End], ']')
			if to < 0 {
				break
			}
			out = add(out, s.Start, s.Start+from)
			s.Start += from + to + 1
		}
		out = add(out, s.Start, s.End)
	}
	return out
}
