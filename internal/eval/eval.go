// Package eval says in figures how good the records are.
//
// Begin with [Attributions], which scores a file of records against a file of
// gold articles, and [Scorer], which does the same one article at a time.
//
//	preds, err := eval.ReadRecords(records)
//	res, err := eval.Attributions(gold, preds)
//	res.WriteTo(os.Stdout)
//
// The metrics:
//
//	exact_ROLE    spans of a role (source, cue, content), equal in their letters and digits
//	overlap_ROLE  the same, where half the words are shared (Jaccard >= 0.5)
//	token_ROLE    words that stand in any span of the role
//	attr          whole attributions: content as in overlap, and the source shares a word;
//	              attr_direct, attr_mixed, attr_indirect by the quotation marks of the content
//	attr_srcJ     as attr, with half the words of the source shared
//	attr_cue      as attr, and the cue shares a word
//	content       content alone; speaker_given_content: of these the source is right
//	stretch       quoted stretches of the text that are attributed speech; stretch_speaker:
//	              and the source is right; stretch5: stretches of five words or more
//	chunk_ROLE    contiguous runs of tokens, as the papers on PolNeAR count them
//
// Words are runs of letters, digits and underscores. All counts are summed
// over articles before precision, recall and F are formed. Where several
// matchings are possible the largest one counts.
//
// [Speakers], [Cited] and [Quotes] score names, credited outlets and
// quotations, and [Trace] who had what from whom in a simulated newsroom. A
// [Corpus] is the marked articles that the project keeps, and
// [CheckFloors] says whether a result on it is as good as it has been.
package eval

import (
	"fmt"
	"slices"

	"github.com/hearsay-news/hearsay/internal/eval/markup"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Span is a half-open range of Unicode code points in a text.
type Span struct{ Start, End int }

// Attribution is an attribution in the body of an article, as gold has it or
// as it was found.
type Attribution struct {
	Source, Cue, Content []Span
	Speaker              string // full name that the source stands for; empty: not known
	Confidence           float64
}

// role is one part of an attribution.
type role int

const (
	source role = iota
	cue
	content
)

var roles = [...]string{"source", "cue", "content"}

// part is the spans of a role.
func (a *Attribution) part(r role) []Span {
	return [...][]Span{a.Source, a.Cue, a.Content}[r]
}

// Citation is an outlet that an article credits.
type Citation struct {
	Outlet string
	Kind   record.CitationKind
}

// Gold is one article with its right attributions.
type Gold struct {
	ID           string
	Text         string
	Attributions []Attribution
}

// Prediction is what was found in one article.
type Prediction struct {
	ID           string
	Attributions []Attribution // those in the body, in the order of the record
	Citations    []Citation
}

// FromRecord is what a record says, as far as it is scored.
func FromRecord(r *record.Record) Prediction {
	p := Prediction{ID: r.Article.ID, Attributions: found(r, record.InBody)}
	for _, c := range r.Citations {
		p.Citations = append(p.Citations, Citation{c.Outlet, c.Kind})
	}
	return p
}

// found are the attributions of a record in one of its texts.
func found(r *record.Record, in record.Where) []Attribution {
	var out []Attribution
	body := r.Article.Body
	if in == record.InTitle {
		body = r.Article.Title
	}
	x := text.NewIndex(body)
	for i := range r.Attributions {
		a := &r.Attributions[i]
		if a.In != in {
			continue
		}
		out = append(out, Attribution{
			Source: points(x, a.Source.Spans), Cue: points(x, a.Cue.Spans), Content: points(x, a.Content.Spans),
			Speaker: r.Name(a.Source.Entity), Confidence: a.Confidence,
		})
	}
	return out
}

// FromCase is what a marked text says of the body: attributions in furniture
// or in a title are left out, as in [FromRecord].
func FromCase(c *markup.Case) []Attribution { return inText(c, record.InBody) }

// inText are the attributions of a marked text that stand in one text of an
// article.
func inText(c *markup.Case, in record.Where) []Attribution {
	var out []Attribution
	x := text.NewIndex(c.Text)
	for _, a := range c.Attributions {
		if a.In != in {
			continue
		}
		out = append(out, Attribution{
			Source: points(x, a.Source), Cue: points(x, a.Cue), Content: points(x, a.Content), Speaker: a.Speaker,
		})
	}
	return out
}

// points converts spans of bytes.
func points(x *text.Index, spans []text.Span) []Span {
	out := make([]Span, len(spans))
	for i, s := range spans {
		out[i] = Span(x.ToPoints(s))
	}
	return out
}

// within says which of spans does not lie in a text of n code points.
func within(spans []Span, n int) error {
	for _, s := range spans {
		if s.Start < 0 || s.End < s.Start || s.End > n {
			return fmt.Errorf("span [%d, %d] lies outside a text of %d characters", s.Start, s.End, n)
		}
	}
	return nil
}

// union is spans in order, without empty ones and overlaps.
func union(spans []Span) []Span {
	in := make([]text.Span, len(spans))
	for i, s := range spans {
		in[i] = text.Span(s)
	}
	merged := text.Merge(in)
	out := slices.Grow([]Span(nil), len(merged))
	for _, s := range merged {
		out = append(out, Span(s))
	}
	return out
}
