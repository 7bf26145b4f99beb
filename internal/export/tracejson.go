package export

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// The trace types are the JSON form of a trace, field for field in the order in
// which it is written. Offsets in them are code points.
type (
	traceDoc struct {
		Schema   string         `json:"schema"`
		Articles []traceArticle `json:"articles"`
		Edges    []traceEdge    `json:"edges"`
		Shared   []traceShared  `json:"shared"`
		Families []traceFamily  `json:"families"`
		Stories  []traceStory   `json:"stories"`
	}
	traceArticle struct {
		ID        string          `json:"id"`
		Outlet    article.Outlet  `json:"outlet"`
		Title     string          `json:"title"`
		URL       string          `json:"url"`
		Published *article.Moment `json:"published"`
	}
	// traceNode is an article that is held, or an outlet of which none is.
	traceNode struct {
		Held    bool   `json:"held"`
		Article string `json:"article"`
		Outlet  string `json:"outlet"`
		Domain  string `json:"domain"`
	}
	traceEdge struct {
		From      traceNode       `json:"from"`
		To        string          `json:"to"`
		Kind      trace.Kind      `json:"kind"`
		Undecided bool            `json:"undecided"`
		Share     float64         `json:"share"`
		Same      int             `json:"same"`
		Evidence  []traceEvidence `json:"evidence"`
		Passages  []edgePassage   `json:"passages"`
	}
	edgePassage struct {
		From traceWords `json:"from"`
		To   traceWords `json:"to"`
		Same int        `json:"same"`
	}
	traceEvidence struct {
		Kind   trace.EvidenceKind `json:"kind"`
		Points float64            `json:"points"`
		Words  string             `json:"words"`
	}
	traceShared struct {
		A        string         `json:"a"`
		B        string         `json:"b"`
		Same     int            `json:"same"`
		Share    float64        `json:"share"`
		Passages []tracePassage `json:"passages"`
	}
	tracePassage struct {
		A    traceWords `json:"a"`
		B    traceWords `json:"b"`
		Same int        `json:"same"`
	}
	traceWords struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Text  string `json:"text"`
	}
	traceFamily struct {
		Speaker  string         `json:"speaker"`
		Variants []traceVariant `json:"variants"`
	}
	traceVariant struct {
		Wording  string         `json:"wording"`
		Grade    quotes.Grade   `json:"grade"`
		HandedOn bool           `json:"handed_on"`
		Joined   bool           `json:"joined"`
		Than     *traceQuote    `json:"than"`
		Changes  []traceChange  `json:"changes"`
		Carried  []traceCarried `json:"carried"`
	}
	traceQuote struct {
		Article   string `json:"article"`
		Statement string `json:"statement"`
	}
	traceChange struct {
		What quotes.Op `json:"what"`
		Was  string    `json:"was"`
		Now  string    `json:"now"`
	}
	traceCarried struct {
		traceQuote
		Published *article.Moment `json:"published"`
		Speaker   string          `json:"speaker"`
		Filled    *traceFilled    `json:"filled"`
		In        record.Where    `json:"in"`
		Spans     [][2]int        `json:"spans"`
	}
	// traceFilled is the name that another article gives a speaker.
	traceFilled struct {
		Speaker string `json:"speaker"`
		traceQuote
	}
	traceStory struct {
		Articles []string    `json:"articles"`
		Terms    []string    `json:"terms"`
		Ladder   traceLadder `json:"ladder"`
	}
	traceLadder struct {
		Reports int           `json:"reports"`
		Texts   [][]string    `json:"texts"`
		Own     []int         `json:"own"`
		Origins []traceOrigin `json:"origins"`
	}
	traceOrigin struct {
		From  traceNode `json:"from"`
		Texts []int     `json:"texts"`
	}
)

func traceJSON(b *bytes.Buffer, t *traced, _ Options) error {
	doc := traceDoc{
		Schema: TraceFormat, Articles: each(t.Records, traceArticleOf), Edges: each(t.Edges, t.jsonEdge), Shared: each(t.unexplained(), t.jsonShared),
		Families: each(t.Families, t.jsonFamily), Stories: each(t.Stories, t.jsonStory),
	}
	var flat bytes.Buffer
	enc := json.NewEncoder(&flat)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(&doc); err != nil {
		return err
	}
	in := bytes.TrimSuffix(flat.Bytes(), []byte("\n"))
	l := layout{in: in, out: b, pairs: pairs(in)}
	l.value(0, 0)
	return b.WriteByte('\n')
}

// each is never nil, so that a list without members is [] in JSON.
func each[A, B any](in []A, f func(A) B) []B {
	out := make([]B, len(in))
	for i, a := range in {
		out[i] = f(a)
	}
	return out
}

func traceArticleOf(r *record.Record) traceArticle {
	a := r.Article
	return traceArticle{a.ID, a.Outlet, a.Title, a.URL, published(a)}
}

// published is nil where it is not known.
func published(a *article.Article) *article.Moment {
	if a.Published.IsZero() {
		return nil
	}
	return &a.Published
}

func (t *traced) id(n int) string { return t.Records[n].Article.ID }

func (t *traced) jsonNode(n trace.Node) traceNode {
	if i, held := n.Record(); held {
		o := t.Records[i].Article.Outlet
		return traceNode{true, t.id(i), o.Name, o.Domain}
	}
	s := t.Outside[n.Source()]
	return traceNode{Outlet: s.Name, Domain: s.Domain}
}

func (t *traced) jsonEdge(e trace.Edge) traceEdge {
	out := traceEdge{
		From: t.jsonNode(e.From), To: t.id(e.To), Kind: e.Kind, Undecided: e.Undecided, Share: rounded(e.Share), Same: same(e.Passages),
		Evidence: each(e.Evidence, func(v trace.Evidence) traceEvidence { return traceEvidence{v.Kind, rounded(v.Points), v.Words} }),
		Passages: []edgePassage{},
	}
	if from, held := e.From.Record(); held {
		out.Passages = each(e.Passages, func(p reuse.Passage) edgePassage {
			return edgePassage{t.jsonWords(from, p.A), t.jsonWords(e.To, p.B), p.Same}
		})
	}
	return out
}

// unexplained are the pairs for which neither an edge accounts nor a common
// source. Of all others there would be as many as there are pairs of copies.
func (t *traced) unexplained() []trace.Shared {
	return slices.DeleteFunc(slices.Clone(t.Shared), func(s trace.Shared) bool { return s.Common || s.Stock || t.between(s.A, s.B) != nil })
}

// rounded is a figure to so many places as anybody reads, the same on every
// machine.
func rounded(x float64) float64 { return math.Round(x*1e4) / 1e4 }

func (t *traced) jsonShared(s trace.Shared) traceShared {
	return traceShared{t.id(s.A), t.id(s.B), s.Same, rounded(s.Share), each(s.Passages, func(p reuse.Passage) tracePassage {
		return tracePassage{t.jsonWords(s.A, p.A), t.jsonWords(s.B, p.B), p.Same}
	})}
}

func (t *traced) jsonWords(n int, r reuse.Range) traceWords {
	body, s := t.Records[n].Article.Body, t.span(n, r)
	p := t.points(body, s)
	return traceWords{p.Start, p.End, s.In(body)}
}

func (t *traced) jsonFamily(f trace.Family) traceFamily {
	out := traceFamily{Speaker: f.Speaker}
	for i, v := range f.Variants {
		w := traceVariant{Wording: t.wordingOf(&t.Quotes[v.Quotations[0]]), Grade: v.Grade, HandedOn: v.HandedOn, Joined: v.Joined, Carried: each(v.Quotations, func(n int) traceCarried { return t.jsonCarried(f, n) }), Changes: []traceChange{}}
		if i > 0 {
			than := t.jsonQuote(v.Than)
			w.Than = &than
		}
		for _, c := range v.Changes {
			was, now := t.changeWords(v, c)
			w.Changes = append(w.Changes, traceChange{c.What, was, now})
		}
		out.Variants = append(out.Variants, w)
	}
	return out
}

func (t *traced) jsonQuote(n int) traceQuote {
	r, a := t.Attribution(&t.Quotes[n])
	return traceQuote{r.Article.ID, a.ID}
}

func (t *traced) jsonCarried(f trace.Family, n int) traceCarried {
	q := &t.Quotes[n]
	r, a := t.Attribution(q)
	out := traceCarried{traceQuote: t.jsonQuote(n), Published: published(r.Article), Speaker: t.speaker(q), In: a.In, Spans: each(q.Spans, func(s text.Span) [2]int {
		p := t.points(r.Text(a), s)
		return [2]int{p.Start, p.End}
	})}
	if by := filled(f, n); by != nil {
		out.Filled = &traceFilled{t.speaker(&t.Quotes[by.By]), t.jsonQuote(by.By)}
	}
	return out
}

func (t *traced) jsonStory(s trace.Story) traceStory {
	l := traceLadder{len(s.Articles), each(s.Texts, t.ids), each(s.Own, func(n int) int { return n }), each(s.Origins, func(o trace.Origin) traceOrigin {
		return traceOrigin{t.jsonNode(o.Node), o.Texts}
	})}
	return traceStory{t.ids(s.Articles), each(s.Terms, func(s string) string { return s }), l}
}

func (t *traced) ids(list []int) []string { return each(list, t.id) }
