package export

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/text"
)

// traceTables are the tables of a trace, in the order in which help lists them;
// the first is the usual one.
var traceTables = []tableFrom[*traced]{
	{table{"edges", "one row per edge: who has it from whom, and why that is thought", reflect.TypeFor[edgeRow]()}, edgeRows},
	{table{"passages", "one row per passage that two articles share", reflect.TypeFor[passageRow]()}, passageRows},
	{table{"quotations", "one row per quotation that several articles have, with its differences", reflect.TypeFor[quotationRow]()}, quotationRows},
	{table{"stories", "one row per article: its story, its text and the origins of that", reflect.TypeFor[storyRow]()}, storyRows},
}

// TraceTables are the names of the tables of a trace, in the order in which to
// list them. The first is what a format of tables writes where none is named.
func TraceTables() []string { return tableNames(traceTables) }

// DescribeTraceTable says in one line what a table is; "" for one that there is
// not.
func DescribeTraceTable(name string) string { return aboutTable(traceTables, name) }

// edgeRow is one edge. FromHeld says that there is an article of the source;
// else nothing but its outlet is known. Points are those of all evidence.
type edgeRow struct {
	of
	Story         int            `column:"story"` // of the article; 0: of none that is shown
	Kind          string         `column:"kind"`
	FromHeld      bool           `column:"from_held"`
	FromID        string         `column:"from_id"`
	FromURL       string         `column:"from_url"`
	FromOutlet    string         `column:"from_outlet"`
	FromDomain    string         `column:"from_domain"`
	FromPublished article.Moment `column:"from_published"`
	Undecided     bool           `column:"undecided"`
	Share         float64        `column:"share"`
	Same          int            `column:"same"`
	Points        float64        `column:"points"`
	Evidence      []string       `column:"evidence"`
}

func edgeRows(t *traced, add func(any)) {
	for _, e := range t.Edges {
		from := t.jsonNode(e.From)
		row := edgeRow{
			of: ofArticle(t.Records[e.To].Article), Story: t.story[e.To] + 1, Kind: string(e.Kind), FromHeld: from.Held, FromID: from.Article,
			FromOutlet: from.Outlet, FromDomain: from.Domain, Undecided: e.Undecided, Share: rounded(e.Share), Same: same(e.Passages),
		}
		if i, held := e.From.Record(); held {
			row.FromURL, row.FromPublished = t.Records[i].Article.URL, t.Records[i].Article.Published
		}
		for _, v := range e.Evidence {
			row.Points += v.Points
			row.Evidence = append(row.Evidence, v.Words)
		}
		row.Points = rounded(row.Points)
		add(row)
	}
}

// passageRow is one passage. The article that was published first comes first;
// Relation says what joins the two. Offsets are code points of the bodies.
type passageRow struct {
	of
	Start      int    `column:"start"`
	End        int    `column:"end"`
	WithID     string `column:"with_id"`
	WithURL    string `column:"with_url"`
	WithOutlet string `column:"with_outlet"`
	WithStart  int    `column:"with_start"`
	WithEnd    int    `column:"with_end"`
	Same       int    `column:"same"`
	Relation   string `column:"relation"`
	Text       string `column:"text" long:"true"`
	WithText   string `column:"with_text" long:"true"`
}

func passageRows(t *traced, add func(any)) {
	for _, s := range t.Shared {
		a, b, relation := t.Records[s.A].Article, t.Records[s.B].Article, t.relation(s)
		for _, p := range s.Passages {
			x, y := t.jsonWords(s.A, p.A), t.jsonWords(s.B, p.B)
			add(passageRow{
				of: ofArticle(a), Start: x.Start, End: x.End, WithID: b.ID, WithURL: b.URL, WithOutlet: b.Outlet.Name, WithStart: y.Start, WithEnd: y.End,
				Same: p.Same, Relation: relation, Text: x.Text, WithText: y.Text,
			})
		}
	}
}

// relation is the kind of the edge that joins two articles, with < where the one
// that was published first has it from the other; "common source", or "".
func (t *traced) relation(s trace.Shared) string {
	e := t.between(s.A, s.B)
	switch {
	case e == nil && s.Common:
		return "common source"
	case e == nil:
		return ""
	case e.To == s.A:
		return "< " + string(e.Kind)
	}
	return string(e.Kind)
}

// quotationRow is one quotation of a family. Wordings are numbered within it;
// changes are those from the wording that ThanArticle has in ThanStatement.
type quotationRow struct {
	of
	Family        int      `column:"family"`
	Wording       int      `column:"wording"`
	Statement     string   `column:"attribution_id"`
	Speaker       string   `column:"speaker"`
	SpeakerHere   string   `column:"speaker_here"`
	NamedIn       string   `column:"named_in"` // the article that names the speaker, where this one does not
	Grade         string   `column:"grade"`
	HandedOn      bool     `column:"handed_on"`
	Joined        bool     `column:"joined"`
	Changes       []string `column:"changes"`
	ThanArticle   string   `column:"than_article_id"`
	ThanStatement string   `column:"than_attribution_id"`
	In            string   `column:"in"`
	Spans         []string `column:"spans" between:" "`
	Text          string   `column:"text" long:"true"`
}

func quotationRows(t *traced, add func(any)) {
	for i, f := range t.Families {
		for k, v := range f.Variants {
			for _, n := range v.Quotations {
				row := t.quotationRow(f, v, n)
				row.Family, row.Wording = i+1, k+1
				if k > 0 {
					than := t.jsonQuote(v.Than)
					row.ThanArticle, row.ThanStatement = than.Article, than.Statement
				}
				add(row)
			}
		}
	}
}

func (t *traced) quotationRow(f trace.Family, v trace.Variant, n int) quotationRow {
	q := &t.Quotes[n]
	r, a := t.Attribution(q)
	row := quotationRow{
		of: ofArticle(r.Article), Statement: a.ID, Speaker: f.Speaker, SpeakerHere: t.speaker(q), Grade: string(v.Grade), HandedOn: v.HandedOn, Joined: v.Joined, In: string(a.In),
		Text: t.wordingOf(q),
		Spans: each(q.Spans, func(s text.Span) string {
			p := t.points(r.Text(a), s)
			return fmt.Sprintf("%d-%d", p.Start, p.End)
		}),
	}
	if by := filled(f, n); by != nil {
		row.NamedIn = t.id(t.Quotes[by.By].Article)
	}
	for _, c := range v.Changes {
		row.Changes = append(row.Changes, t.change(v, c))
	}
	return row
}

// change is a change in words: "changed: dead → injured".
func (t *traced) change(v trace.Variant, c quotes.Change) string {
	was, now := t.changeWords(v, c)
	switch {
	case now == "":
		return fmt.Sprintf("%s: %s", c.What, was)
	case was == "":
		return fmt.Sprintf("%s: %s", c.What, now)
	}
	return fmt.Sprintf("%s: %s → %s", c.What, was, now)
}

// storyRow is one article and its place in the ladder of its story. Texts and
// origins are numbered within that.
type storyRow struct {
	of
	Story    int      `column:"story"`
	Articles int      `column:"articles"` // of the story
	Title    string   `column:"title" long:"true"`
	Text     int      `column:"text"`
	Own      bool     `column:"own"` // its text has material of its own
	Origins  []string `column:"origins"`
	Terms    []string `column:"terms"` // of the story
}

func storyRows(t *traced, add func(any)) {
	for i, s := range t.Stories {
		for k, list := range s.Texts {
			var origins []string
			for _, o := range s.Origins {
				if slices.Contains(o.Texts, k) {
					origins = append(origins, t.name(o.Node))
				}
			}
			for _, n := range list {
				a := t.Records[n].Article
				add(storyRow{
					of: ofArticle(a), Story: i + 1, Articles: len(s.Articles), Title: a.Title, Text: k + 1, Own: slices.Contains(s.Own, k),
					Origins: origins, Terms: s.Terms,
				})
			}
		}
	}
}
