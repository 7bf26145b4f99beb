package attrib

import (
	"math"
	"slices"
	"strconv"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// build makes attributions of the candidates that were chosen.
func build(d *nlp.Doc, kept []Candidate, where record.Where) []record.Attribution {
	slices.SortStableFunc(kept, func(a, b Candidate) int { return first(&a) - first(&b) })
	b := builder{d, lexicon.Verbs()}
	var out []record.Attribution
	for i := range kept {
		if a, ok := b.build(&kept[i], where); ok {
			a.ID = "a" + strconv.Itoa(len(out)+1)
			out = append(out, a)
		}
	}
	nest(out)
	return out
}

// builder makes an attribution of a candidate.
type builder struct {
	d     *nlp.Doc
	verbs map[string]lexicon.VerbForm
}

// build is the attribution that c stands for; ok is false where nothing is left
// of its content.
func (b *builder) build(c *Candidate, where record.Where) (a record.Attribution, ok bool) {
	told := b.spokenTo(c)
	clause := b.relativeClause(c)
	content := b.story(without(c.Content, clause))
	if c.layout {
		content = b.whole(c.Content) // its last full stop belongs to what is said
	}
	in, out := quotedWords(b.d, content)
	if in+out == 0 {
		return a, false
	}
	a = record.Attribution{In: where, Form: form(in, out), Confidence: math.Round(100*c.Sure) / 100}
	a.Content.Spans = b.spans(content)
	a.Cue.Spans = b.spans(without(c.Cue, content))
	a.Cue.Lemma, a.Act = b.act(c)
	a.Negated = len(c.Cue) > 0 && b.negated(c.Head, content)
	a.Source.Spans = b.spans(without(b.source(c, clause), content))
	if told == nil {
		told = b.addressee(c)
	}
	a.Addressee.Spans = b.spans(told)
	return a, true
}

// form says how words are given of which in stand in quotation marks and out
// do not.
func form(in, out int) record.QuoteForm {
	switch {
	case in == 0:
		return record.Indirect
	case out == 0:
		return record.Direct
	}
	return record.Mixed
}

// story is whole without the marks at the ends of each range that belong to the
// sentence around it.
func (b *builder) story(ranges []nlp.Range) []nlp.Range {
	var out []nlp.Range
	for _, r := range b.whole(ranges) {
		if r = b.trim(r); r.Len() > 0 {
			out = append(out, r)
		}
	}
	return out
}

// whole divides ranges at the ends of lines and leaves out what is furniture.
func (b *builder) whole(ranges []nlp.Range) []nlp.Range {
	var out []nlp.Range
	for _, r := range ranges {
		for r.From < r.To {
			end := r.From + 1
			for end < r.To && b.goesOn(end) {
				end++
			}
			if !b.d.Tokens[r.From].Skip {
				out = append(out, nlp.Range{From: r.From, To: end})
			}
			r.From = end
		}
	}
	return out
}

// goesOn reports whether token i stands in the same line as the one before it,
// and both in the story or both in furniture.
func (b *builder) goesOn(i int) bool {
	t, last := &b.d.Tokens[i], &b.d.Tokens[i-1]
	return t.Skip == last.Skip && t.Para == last.Para
}

func (b *builder) trim(r nlp.Range) nlp.Range {
	for r.Len() > 0 && b.joint(r.From) {
		r.From++
	}
	for r.Len() > 0 && b.joint(r.To-1) {
		r.To--
	}
	return r
}

// joint reports whether token i is a mark that joins clauses or ends a
// sentence, outside quotations.
func (b *builder) joint(i int) bool {
	t := &b.d.Tokens[i]
	if t.Word() || t.Quote >= 0 {
		return false
	}
	switch t.Low {
	case ",", ".", ";", ":", "-", "–", "—", "--":
		return true
	}
	return false
}

// spans are the places of ranges, in order.
func (b *builder) spans(ranges []nlp.Range) []text.Span {
	var out []text.Span
	for _, r := range ranges {
		out = append(out, b.d.SpanOf(r))
	}
	return text.Merge(out)
}

// relativeClause is the clause that follows the source of c after a comma ("Lee,
// who was late"). It is no part of the statement.
func (b *builder) relativeClause(c *Candidate) []nlp.Range {
	for _, r := range c.Source {
		for i := r.From + 1; i+1 < r.To; i++ {
			if b.d.Tokens[i].Low == "," && relativePronoun(b.d.Tokens[i+1].Low) {
				return []nlp.Range{{From: i, To: b.clauseEnd(i+1, c.Head)}}
			}
		}
	}
	return nil
}

// clauseEnd is the end of a clause that begins at token i: the next mark, the
// head of the cue or the end of the sentence.
func (b *builder) clauseEnd(i, head int) int {
	end := b.d.Sents[b.d.Tokens[i].Sent].To
	for i < end && i != head && !b.joint(i) {
		i++
	}
	return i
}

func relativePronoun(low string) bool {
	switch low {
	case "who", "whose", "whom", "which":
		return true
	}
	return false
}

// source is the source of c without the clause. The comma that ends an
// apposition is part of it where the cue follows.
func (b *builder) source(c *Candidate, clause []nlp.Range) []nlp.Range {
	out := b.story(without(without(c.Source, clause), c.Cue))
	if len(out) == 0 {
		return nil
	}
	last := &out[len(out)-1]
	if nlp.Covers(c.Cue, last.To+1) && b.d.Tokens[last.To].Low == "," && b.hasComma(*last) {
		last.To++
	}
	return out
}

func (b *builder) hasComma(r nlp.Range) bool {
	return slices.ContainsFunc(b.d.Tokens[r.From:r.To], func(t nlp.Token) bool { return t.Low == "," })
}

// verb is what the lexicon has on token i, by its form or else by its lemma;
// its Verb is nil where that is nothing.
func (b *builder) verb(i int) lexicon.VerbForm {
	t := &b.d.Tokens[i]
	if v := b.verbs[t.Low]; v.Verb != nil {
		return v
	}
	return b.verbs[t.Lemma]
}

// act is the lemma of the cue of c and what is done with the words. A cue that
// the lexicon doesn't have states.
func (b *builder) act(c *Candidate) (lemma, act string) {
	const other = "state"
	t := &b.d.Tokens[c.Head]
	if len(c.Cue) == 0 || !t.Word() && t.Low != ":" {
		return "", other
	}
	if v := b.verb(c.Head); v.Verb != nil {
		if b.withPrep(v, c) {
			return v.Lemma, v.WithPrep
		}
		return v.Lemma, v.Act
	}
	if t.Low == "according" || t.Lemma == "" {
		return t.Low, other
	}
	return t.Lemma, other
}

// when reports whether a day or a month is at i: "insisted on | Monday".
func (b *builder) when(i int) bool {
	return i < len(b.d.Tokens) && lexicon.Classes()[b.d.Tokens[i].Low]&(lexicon.Day|lexicon.Month) != 0
}

// withPrep reports whether the words of c follow its verb with a preposition of the
// verb: "called for", "insisted again on".
func (b *builder) withPrep(v lexicon.VerbForm, c *Candidate) bool {
	const near = 4
	s := b.d.Sents[b.d.Tokens[c.Head].Sent]
	for i := c.Head + 1; i < min(s.To, c.Head+near); i++ {
		if v.TakesPrep(b.d.Tokens[i].Low) && !b.when(i+1) {
			return true
		}
		if nlp.Covers(c.Content, i) {
			return false
		}
	}
	return false
}

// negated reports whether the verb at token i is said not to have happened: "did
// not say", "never promised"; but not "not only said", and not by what is said:
// "asked not to be named".
func (b *builder) negated(i int, content []nlp.Range) bool {
	const near = 6
	s := b.d.Sents[b.d.Tokens[i].Sent]
	for k := max(s.From, i-near); k < min(s.To, i+near); k++ {
		t := &b.d.Tokens[k]
		if int(t.Head) != i || t.Quote != b.d.Tokens[i].Quote || nlp.Covers(content, k) {
			continue
		}
		switch t.Low {
		case "not", "n't", "never", "nor", "neither":
			return !b.limits(k+1, s)
		}
	}
	return false
}

// limits reports whether token i makes of the "not" before it a "not only".
func (b *builder) limits(i int, s nlp.Range) bool {
	if !s.Contains(i) {
		return false
	}
	switch b.d.Tokens[i].Low {
	case "only", "just", "merely", "simply":
		return true
	}
	return false
}

// first is the first token of any part of c.
func first(c *Candidate) int {
	at := c.Head
	for _, r := range [][]nlp.Range{c.Content, c.Source} {
		if len(r) > 0 {
			at = min(at, r[0].From)
		}
	}
	return at
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
