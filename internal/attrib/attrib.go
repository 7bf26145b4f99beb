// Package attrib finds who said what: every statement that a text lays to
// somebody, inside quotation marks or not.
//
// [Extract] is the name to start with. It reads a [nlp.Doc] and returns
// attributions whose sources are words, not yet persons; package entity says
// who is meant.
//
//	for _, a := range attrib.Extract(d, record.InBody) {
//		fmt.Println(text.Cut(d.Text, a.Content.Spans))
//	}
//
// The method is one of rules over tokens, without a parser. Each reporting
// verb outside quotation marks (internal/lexicon/reporting-verbs.txt) is asked
// for its subject and for what it reports: what follows it, by the frames that
// the verb takes, or what stands before it ("…, she said"). Then every
// quotation that no verb claimed is joined to the speaker of its paragraph.
package attrib

import (
	"slices"
	"strconv"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Extract returns the attributions of d in order of their position, numbered
// from a1. Furniture is left out.
func Extract(d *nlp.Doc, where record.Where) []record.Attribution {
	d, _ = nlp.Joined(d)
	x := newExtractor(d)
	x.headline = where == record.InTitle
	for i := range d.Sents {
		x.sentence(i)
	}
	x.looseQuotes()
	return x.records(where)
}

// statement is an attribution in the making, in tokens.
type statement struct {
	source    nlp.Range
	cue       []nlp.Range
	head      int // the token that the statement was found by
	lemma     string
	act       string
	content   []nlp.Range
	addressee nlp.Range
	order     order
	sure      float64 // confidence
}

// order is where the content of a statement stands.
type order uint8

const (
	contentAfter  order = iota // she said it rained
	contentBefore              // it rained, she said
	participle                 // …, saying it rained
)

// extractor holds what is known about each token while statements are found.
type extractor struct {
	d     *nlp.Doc
	class []lexicon.Class
	verb  []lexicon.VerbForm // Verb is nil where the token is no reporting verb
	out   []statement
	taken []bool // by quotation: a statement holds it

	headline bool
}

func newExtractor(d *nlp.Doc) *extractor {
	x := &extractor{
		d: d, class: make([]lexicon.Class, len(d.Tokens)), verb: make([]lexicon.VerbForm, len(d.Tokens)),
		taken: make([]bool, len(d.Quotes)),
	}
	classes, verbs := lexicon.Classes(), lexicon.Verbs()
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if !t.Word() {
			continue
		}
		x.class[i] = classOf(classes, t)
		if t.Name >= 0 && t.Shape == nlp.Capital {
			x.class[i] &^= lexicon.Finite | lexicon.Subordinator | lexicon.Complement // "Will Estrada"
		}
		if t.Quote < 0 && !t.Skip {
			x.verb[i] = verbs[t.Low]
		}
	}
	return x
}

// classOf is the closed class of a token. A word with a capital inside a
// sentence is a name before it is a month or an occasion; "he'd" is a subject.
func classOf(classes map[string]lexicon.Class, t *nlp.Token) lexicon.Class {
	c := classes[t.Low]
	if c != 0 {
		if t.Shape == nlp.Upper && len(t.Low) <= 3 && t.Low != "i" {
			return c &^ (lexicon.Finite | lexicon.Object | lexicon.Preposition) // "IT", "US"
		}
		return c
	}
	for i := 1; i < len(t.Low); i++ {
		if t.Low[i] == '\'' {
			return classes[t.Low[:i]] & lexicon.Subject
		}
	}
	if n := len(t.Low); n > 5 && t.Low[n-2:] == "ly" && t.Shape == nlp.Lower {
		return lexicon.Adverb
	}
	return 0
}

// low is the word at token i in small letters; "" outside the text.
func (x *extractor) low(i int) string {
	if i < 0 || i >= len(x.d.Tokens) {
		return ""
	}
	return x.d.Tokens[i].Low
}

// is reports whether token i is of one of the classes.
func (x *extractor) is(i int, c lexicon.Class) bool {
	return i >= 0 && i < len(x.class) && x.class[i]&c != 0
}

// records turns the statements into attributions.
func (x *extractor) records(where record.Where) []record.Attribution {
	slices.SortStableFunc(x.out, func(a, b statement) int { return x.first(&a) - x.first(&b) })
	var out []record.Attribution
	for i := range x.out {
		if a, ok := x.record(&x.out[i], where); ok {
			a.ID = "a" + strconv.Itoa(len(out)+1)
			out = append(out, a)
		}
	}
	nest(out)
	return out
}

// first is the first token of any part of s.
func (x *extractor) first(s *statement) int {
	at := s.head
	for _, r := range s.content {
		at = min(at, r.From)
	}
	if s.source.Len() > 0 {
		at = min(at, s.source.From)
	}
	return at
}

func (x *extractor) record(s *statement, where record.Where) (record.Attribution, bool) {
	content := x.spans(s.content)
	if len(content) == 0 || !slices.ContainsFunc(s.content, x.hasWord) {
		return record.Attribution{}, false
	}
	a := record.Attribution{In: where, Act: s.act, Confidence: s.sure, Form: x.form(s.content)}
	a.Content.Spans = content
	a.Cue = record.Cue{Part: record.Part{Spans: without(x.spans(s.cue), content)}, Lemma: s.lemma}
	if s.source.Len() > 0 {
		a.Source.Spans = without(x.spans([]nlp.Range{s.source}), content)
	}
	if s.addressee.Len() > 0 {
		a.Addressee.Spans = without(x.spans([]nlp.Range{s.addressee}), content)
	}
	return a, true
}

// without leaves out of spans what content covers: the parts of an
// attribution do not overlap.
func without(spans, content []text.Span) []text.Span {
	var out []text.Span
	for _, s := range spans {
		out = append(out, text.Subtract(s, content)...)
	}
	return out
}

// spans are the places of ranges of tokens, possessive endings and marks
// between them left as they are, in order and merged where they touch.
func (x *extractor) spans(ranges []nlp.Range) []text.Span {
	var out []text.Span
	for _, r := range ranges {
		if r.Len() > 0 {
			out = append(out, x.d.SpanOf(r))
		}
	}
	return text.Merge(out)
}

func (x *extractor) hasWord(r nlp.Range) bool {
	for i := r.From; i < r.To; i++ {
		if x.d.Tokens[i].Word() {
			return true
		}
	}
	return false
}

// form says how many of the words stand in quotation marks: all, some or none.
func (x *extractor) form(ranges []nlp.Range) record.QuoteForm {
	in, all := 0, 0
	for _, r := range ranges {
		for i := r.From; i < r.To; i++ {
			if !x.d.Tokens[i].Word() {
				continue
			}
			all++
			if x.d.Tokens[i].Quote >= 0 {
				in++
			}
		}
	}
	switch in {
	case 0:
		return record.Indirect
	case all:
		return record.Direct
	}
	return record.Mixed
}

// nest fills in Within: the attribution with the shortest content that holds
// the whole of another. Attributions are in order of position, so those that
// can hold one are open when it starts.
func nest(out []record.Attribution) {
	type held struct {
		i     int
		cover text.Span
	}
	var open []held
	for i := range out {
		whole := text.Cover(slices.Concat(out[i].Source.Spans, out[i].Cue.Spans, out[i].Content.Spans))
		open = slices.DeleteFunc(open, func(h held) bool { return h.cover.End <= whole.Start })
		for _, h := range open {
			inside := slices.ContainsFunc(out[h.i].Content.Spans, func(s text.Span) bool { return s.Contains(whole) })
			if inside {
				out[i].Within = out[h.i].ID // the last one opened is the innermost
			}
		}
		open = append(open, held{i, text.Cover(out[i].Content.Spans)})
		if len(open) > 16 {
			open = open[1:] // deeper than any text; keeps time linear
		}
	}
}
