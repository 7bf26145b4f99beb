package export

import (
	"bytes"
	"encoding/json"
	"net/url"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// annotations is one W3C Web Annotation (2017) per statement of a body, as
// JSON-LD, one a line. Its target is the words of the statement: by their place
// in code points of the body, and by the words themselves with what stands
// around them, so that a page can be annotated whose text begins elsewhere. Its
// body names the speaker, the cue and what is done by saying it.
type annotations struct{ bare }

func newAnnotations(Options) encoder { return annotations{} }

type (
	annotation struct {
		Context    string            `json:"@context"`
		ID         string            `json:"id"`
		Type       string            `json:"type"`
		Motivation string            `json:"motivation"`
		Generator  software          `json:"generator"`
		Body       []annotationBody  `json:"body"`
		Target     []annotatedTarget `json:"target"`
	}
	software struct {
		Type string `json:"type"`
		Name string `json:"name"`
	}
	annotationBody struct {
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
		Value   string `json:"value"`
	}
	annotatedTarget struct {
		Source   string `json:"source"`
		Selector []any  `json:"selector"`
	}
	positionSelector struct {
		Type  string `json:"type"`
		Start int    `json:"start"`
		End   int    `json:"end"`
	}
	quoteSelector struct {
		Type   string `json:"type"`
		Exact  string `json:"exact"`
		Prefix string `json:"prefix,omitempty"`
		Suffix string `json:"suffix,omitempty"`
	}
)

func (annotations) record(b *bytes.Buffer, r *record.Record) error {
	v, x := newView(r), text.NewIndex(r.Article.Body)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	for i := range r.Attributions {
		if r.Attributions[i].In != record.InBody {
			continue // a headline is not in the text that positions count in
		}
		if err := enc.Encode(v.annotation(&r.Attributions[i], x)); err != nil {
			return err
		}
	}
	return nil
}

func (v *view) annotation(a *record.Attribution, x *text.Index) annotation {
	from := v.r.Article
	urn := "urn:hearsay:" + url.PathEscape(from.ID)
	out := annotation{
		Context: "http://www.w3.org/ns/anno.jsonld", ID: urn + ":" + a.ID, Type: "Annotation", Motivation: "identifying",
		Generator: software{"Software", "Hearsay " + v.r.Analyzer},
	}
	source := from.URL
	if source == "" {
		source = urn
	}
	for _, part := range []struct{ purpose, value string }{
		{"identifying", v.speakerOf(a)}, {"describing", v.words(a, a.Cue.Spans)}, {"tagging", a.Act}, {"tagging", string(a.Form)},
	} {
		if part.value != "" {
			out.Body = append(out.Body, annotationBody{"TextualBody", part.purpose, part.value})
		}
	}
	for _, s := range a.Content.Spans {
		if !s.Within(from.Body) {
			continue
		}
		p := x.ToPoints(s)
		out.Target = append(out.Target, annotatedTarget{source, []any{
			positionSelector{"TextPositionSelector", p.Start, p.End},
			quoteSelector{"TextQuoteSelector", s.In(from.Body), before(from.Body, s.Start), behind(from.Body, s.End)},
		}})
	}
	return out
}

// speakerOf is who says a: the name, or else the words.
func (v *view) speakerOf(a *record.Attribution) string {
	if name := v.name(a.Source.Entity); name != "" {
		return name
	}
	return v.words(a, a.Source.Spans)
}

// around is how many bytes of the text beside a quotation are given with it, so
// that it is found again where its words stand twice.
const around = 32

func before(body string, at int) string {
	from := max(0, at-around)
	for from < at && !utf8.RuneStart(body[from]) {
		from++
	}
	return body[from:at]
}

func behind(body string, at int) string {
	to := min(len(body), at+around)
	for to > at && to < len(body) && !utf8.RuneStart(body[to]) {
		to--
	}
	return body[at:to]
}
