package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// The wire types are the JSON form, field for field in the order in which it
// is written. Offsets in them are code points.
type (
	wireRecord struct {
		Schema       string            `json:"schema"`
		Analyzer     string            `json:"analyzer"`
		Article      wireArticle       `json:"article"`
		Refused      string            `json:"refused,omitempty"`
		Entities     []wireEntity      `json:"entities"`
		Attributions []wireAttribution `json:"attributions"`
		Citations    []wireCitation    `json:"citations"`
		Events       []wireEvent       `json:"events"`
	}
	wireArticle struct {
		ID        string                     `json:"id"`
		URL       string                     `json:"url"`
		Outlet    article.Outlet             `json:"outlet"`
		Title     string                     `json:"title"`
		Byline    []string                   `json:"byline"`
		Dateline  string                     `json:"dateline"`
		Published *article.Moment            `json:"published"`
		Modified  *article.Moment            `json:"modified"`
		Retrieved *article.Moment            `json:"retrieved"`
		Language  string                     `json:"language"`
		Body      string                     `json:"body"`
		Furniture []wireFurniture            `json:"furniture"`
		Links     []wireLink                 `json:"links"`
		Extra     map[string]json.RawMessage `json:"extra,omitempty"`
	}
	wireFurniture struct {
		Kind   article.Kind `json:"kind"`
		Start  int          `json:"start"`
		End    int          `json:"end"`
		Title  string       `json:"title,omitempty"`
		URL    string       `json:"url,omitempty"`
		Credit string       `json:"credit,omitempty"`
	}
	wireLink struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Text  string `json:"text"`
		URL   string `json:"url"`
		In    Where  `json:"in"`
	}
	wireEntity struct {
		ID       string        `json:"id"`
		Kind     EntityKind    `json:"kind"`
		Name     string        `json:"name"`
		Aliases  []string      `json:"aliases"`
		Roles    []string      `json:"roles"`
		Mentions []wireMention `json:"mentions"`
	}
	wireMention struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Text  string `json:"text"`
		Form  Form   `json:"form"`
	}
	wirePart struct {
		Spans [][2]int `json:"spans"`
		Text  string   `json:"text"`
	}
	wireSource struct {
		wirePart
		Entity    string `json:"entity"`
		Anonymous bool   `json:"anonymous"`
	}
	wireCue struct {
		wirePart
		Lemma string `json:"lemma"`
	}
	wireAddressee struct {
		wirePart
		Entity string `json:"entity"`
	}
	wireAttribution struct {
		ID         string         `json:"id"`
		In         Where          `json:"in"`
		Form       QuoteForm      `json:"form"`
		Act        string         `json:"act"`
		Negated    bool           `json:"negated"`
		Source     *wireSource    `json:"source"`
		Cue        *wireCue       `json:"cue"`
		Content    wirePart       `json:"content"`
		Addressee  *wireAddressee `json:"addressee"`
		Via        []string       `json:"via"`
		Within     string         `json:"within"`
		Confidence float64        `json:"confidence"`
	}
	wireCitation struct {
		ID      string       `json:"id"`
		Outlet  string       `json:"outlet"`
		Domain  string       `json:"domain"`
		Entity  string       `json:"entity"`
		Kind    CitationKind `json:"kind"`
		Own     bool         `json:"own"`
		URL     string       `json:"url"`
		Spans   [][2]int     `json:"spans"`
		Text    string       `json:"text"`
		Through string       `json:"through"`
		Whole   bool         `json:"whole"`
		Covers  []string     `json:"covers"`
	}
	wireEvent struct {
		ID         string   `json:"id"`
		Type       string   `json:"type"`
		Mode       string   `json:"mode"`
		Actors     []string `json:"actors"`
		Recipients []string `json:"recipients"`
		Place      string   `json:"place"`
		Date       string   `json:"date"`
		AssertedBy string   `json:"asserted_by"`
		Spans      [][2]int `json:"spans"`
	}
)

// MarshalJSON writes the record in its public form: offsets in code points,
// every field present, absent parts and moments null, absent lists empty. It
// leaves <, > and & readable; [json.Marshal] escapes them again, an encoder with
// SetEscapeHTML(false) does not.
func (r *Record) MarshalJSON() ([]byte, error) {
	if r.Article == nil {
		return nil, errors.New("write record: no article")
	}
	w := newWriter(r)
	out := wireRecord{
		Schema: Format, Analyzer: r.Analyzer, Article: w.article(r.Article), Refused: r.Refused,
		Entities:     apply(r.Entities, w.entity),
		Attributions: apply(r.Attributions, w.attribution),
		Citations:    apply(r.Citations, w.citation),
		Events:       apply(r.Events, w.event),
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(&out); err != nil {
		return nil, fmt.Errorf("write record %s: %w", r.Article.ID, err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// UnmarshalJSON reads what MarshalJSON writes. It refuses another version of
// the format and does not check the rest; [Record.Check] does.
func (r *Record) UnmarshalJSON(b []byte) error {
	var in wireRecord
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("read record: %w", err)
	}
	if in.Schema != Format {
		return fmt.Errorf("read record: format %q is not %q", in.Schema, Format)
	}
	rd := reader{text.NewIndex(in.Article.Body), text.NewIndex(in.Article.Title)}
	*r = Record{
		Analyzer: in.Analyzer, Article: rd.article(&in.Article), Refused: in.Refused,
		Entities:     apply(in.Entities, rd.entity),
		Attributions: apply(in.Attributions, rd.attribution),
		Citations:    apply(in.Citations, rd.citation),
		Events:       apply(in.Events, rd.event),
	}
	return nil
}

// apply is never nil, so that a list without members is [] in JSON.
func apply[A, B any](in []A, f func(*A) B) []B {
	out := make([]B, len(in))
	for i := range in {
		out[i] = f(&in[i])
	}
	return out
}

func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

type writer struct {
	r           *Record
	body, title *text.Index
	furnished   []text.Span // of the body, in order
}

func newWriter(r *Record) writer {
	return writer{r, text.NewIndex(r.Article.Body), text.NewIndex(r.Article.Title), r.Article.FurnitureSpans()}
}

func (w writer) article(a *article.Article) wireArticle {
	moment := func(m article.Moment) *article.Moment {
		if m.IsZero() {
			return nil
		}
		return &m
	}
	return wireArticle{
		ID: a.ID, URL: a.URL, Outlet: a.Outlet, Title: a.Title, Byline: list(a.Byline), Dateline: a.Dateline,
		Published: moment(a.Published), Modified: moment(a.Modified), Retrieved: moment(a.Retrieved),
		Language: a.Language, Body: a.Body, Furniture: apply(a.Furniture, w.furniture), Links: apply(a.Links, w.link), Extra: a.Extra,
	}
}

func (w writer) furniture(f *article.Furniture) wireFurniture {
	s := w.body.ToPoints(f.Span)
	return wireFurniture{f.Kind, s.Start, s.End, f.Title, f.URL, f.Credit}
}

func (w writer) link(l *article.Link) wireLink {
	s, in := w.body.ToPoints(l.Span), InBody
	if at, _ := slices.BinarySearchFunc(w.furnished, l.Span.Start+1, func(f text.Span, start int) int { return f.End - start }); at < len(w.furnished) && w.furnished[at].Overlaps(l.Span) {
		in = InFurniture
	}
	return wireLink{s.Start, s.End, text.Cut(w.r.Article.Body, []text.Span{l.Span}), l.URL, in}
}

func (w writer) entity(e *Entity) wireEntity {
	return wireEntity{e.ID, e.Kind, e.Name, list(e.Aliases), list(e.Roles), apply(e.Mentions, w.mention)}
}

func (w writer) mention(m *Mention) wireMention {
	s := w.body.ToPoints(m.Span)
	return wireMention{s.Start, s.End, text.Cut(w.r.Article.Body, []text.Span{m.Span}), m.Form}
}

func (w writer) part(x *text.Index, in string, spans []text.Span) wirePart {
	return wirePart{x.Pairs(spans), text.Cut(in, spans)}
}

func (w writer) attribution(a *Attribution) wireAttribution {
	x, in := w.body, w.r.Text(a)
	if a.In == InTitle {
		x = w.title
	}
	out := wireAttribution{
		ID: a.ID, In: a.In, Form: a.Form, Act: a.Act, Negated: a.Negated, Content: w.part(x, in, a.Content.Spans),
		Via: list(a.Via), Within: a.Within, Confidence: a.Confidence,
	}
	if len(a.Source.Spans) > 0 || a.Source.Entity != "" || a.Source.Anonymous {
		out.Source = &wireSource{w.part(x, in, a.Source.Spans), a.Source.Entity, a.Source.Anonymous}
	}
	if len(a.Cue.Spans) > 0 || a.Cue.Lemma != "" {
		out.Cue = &wireCue{w.part(x, in, a.Cue.Spans), a.Cue.Lemma}
	}
	if len(a.Addressee.Spans) > 0 || a.Addressee.Entity != "" {
		out.Addressee = &wireAddressee{w.part(x, in, a.Addressee.Spans), a.Addressee.Entity}
	}
	return out
}

func (w writer) citation(c *Citation) wireCitation {
	return wireCitation{
		c.ID, c.Outlet, c.Domain, c.Entity, c.Kind, c.Own, c.URL, w.body.Pairs(c.Spans),
		text.Cut(w.r.Article.Body, c.Spans), c.Through, c.Whole, list(c.Covers),
	}
}

func (w writer) event(v *Event) wireEvent {
	return wireEvent{
		v.ID, v.Type, v.Mode, list(v.Actors), list(v.Recipients), v.Place, v.Date, v.AssertedBy, w.body.Pairs(v.Spans),
	}
}

type reader struct{ body, title *text.Index }

func (rd reader) article(a *wireArticle) *article.Article {
	moment := func(m *article.Moment) article.Moment {
		if m == nil {
			return article.Moment{}
		}
		return *m
	}
	return &article.Article{
		ID: a.ID, URL: a.URL, Outlet: a.Outlet, Title: a.Title, Byline: a.Byline, Dateline: a.Dateline,
		Published: moment(a.Published), Modified: moment(a.Modified), Retrieved: moment(a.Retrieved),
		Language: a.Language, Body: a.Body, Furniture: apply(a.Furniture, rd.furniture), Links: apply(a.Links, rd.link), Extra: a.Extra,
	}
}

func (rd reader) furniture(f *wireFurniture) article.Furniture {
	return article.Furniture{
		Kind: f.Kind, Span: rd.body.ToBytes(text.Span{Start: f.Start, End: f.End}), Title: f.Title, URL: f.URL, Credit: f.Credit,
	}
}

func (rd reader) link(l *wireLink) article.Link {
	return article.Link{Span: rd.body.ToBytes(text.Span{Start: l.Start, End: l.End}), URL: l.URL}
}

func (rd reader) entity(e *wireEntity) Entity {
	return Entity{e.ID, e.Kind, e.Name, e.Aliases, e.Roles, apply(e.Mentions, func(m *wireMention) Mention {
		return Mention{rd.body.ToBytes(text.Span{Start: m.Start, End: m.End}), m.Form}
	})}
}

func offsets(x *text.Index, spans [][2]int) []text.Span {
	return apply(spans, func(p *[2]int) text.Span { return x.ToBytes(text.Span{Start: p[0], End: p[1]}) })
}

func (rd reader) attribution(a *wireAttribution) Attribution {
	x := rd.body
	if a.In == InTitle {
		x = rd.title
	}
	part := func(p wirePart) Part { return Part{offsets(x, p.Spans)} }
	out := Attribution{
		ID: a.ID, In: a.In, Form: a.Form, Act: a.Act, Negated: a.Negated, Content: part(a.Content),
		Via: a.Via, Within: a.Within, Confidence: a.Confidence,
	}
	if a.Source != nil {
		out.Source = Source{part(a.Source.wirePart), a.Source.Entity, a.Source.Anonymous}
	}
	if a.Cue != nil {
		out.Cue = Cue{part(a.Cue.wirePart), a.Cue.Lemma}
	}
	if a.Addressee != nil {
		out.Addressee = Addressee{part(a.Addressee.wirePart), a.Addressee.Entity}
	}
	return out
}

func (rd reader) citation(c *wireCitation) Citation {
	return Citation{c.ID, c.Outlet, c.Domain, c.Entity, c.Kind, c.Own, c.URL, offsets(rd.body, c.Spans), c.Through, c.Whole, c.Covers}
}

func (rd reader) event(v *wireEvent) Event {
	return Event{v.ID, v.Type, v.Mode, v.Actors, v.Recipients, v.Place, v.Date, v.AssertedBy, offsets(rd.body, v.Spans)}
}
