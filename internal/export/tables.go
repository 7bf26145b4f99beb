package export

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// table is what the formats csv and parquet write: rows of one type, the fields
// of which are its columns, so that both formats have the same ones.
type table struct {
	name, about string
	row         reflect.Type
}

// tableFrom is a table with the rows that are made of each V: none, one or many.
type tableFrom[V any] struct {
	table
	rows func(v V, add func(row any))
}

// tables are all tables, in the order in which help lists them; the first is
// the usual one.
var tables = []tableFrom[*view]{
	{table{"statements", "one row per statement: who says what to whom", reflect.TypeFor[statementRow]()}, statementRows},
	{table{"citations", "one row per credit to an outlet", reflect.TypeFor[citationRow]()}, citationRows},
	{table{"entities", "one row per person, body or place", reflect.TypeFor[entityRow]()}, entityRows},
	{table{"events", "one row per event that an article tells of; none yet, since no analyzer looks for them", reflect.TypeFor[eventRow]()}, eventRows},
	{table{"articles", "one row per article, with its text", reflect.TypeFor[articleRow]()}, articleRows},
}

// Tables are the names of the tables, in the order in which to list them. The
// first is what a format of tables writes where none is named.
func Tables() []string { return tableNames(tables) }

func tableNames[V any](tables []tableFrom[V]) []string {
	var names []string
	for _, t := range tables {
		names = append(names, t.name)
	}
	return names
}

// DescribeTable says in one line what a table is; "" for one that there is not.
func DescribeTable(name string) string { return aboutTable(tables, name) }

func aboutTable[V any](tables []tableFrom[V], name string) string {
	for _, t := range tables {
		if t.name == name {
			return t.about
		}
	}
	return ""
}

// HasTables reports whether a format writes one of several tables.
func HasTables(format string) bool { return format == "csv" || format == "parquet" }

func tableOf[V any](tables []tableFrom[V], name string) (tableFrom[V], error) {
	for _, t := range tables {
		if t.name == name || name == "" {
			return t, nil
		}
	}
	return tableFrom[V]{}, fmt.Errorf("choose table: %q is none of %s", name, strings.Join(tableNames(tables), ", "))
}

// of is what each row says of its article.
type of struct {
	ArticleID string         `column:"article_id"`
	URL       string         `column:"url"`
	Outlet    string         `column:"outlet"`
	Published article.Moment `column:"published"`
}

func ofArticle(a *article.Article) of { return of{a.ID, a.URL, a.Outlet.Name, a.Published} }

// statementRow is one attribution. Offsets are code points of the text that In
// names; start and end are those of the whole content, gaps included.
type statementRow struct {
	of
	ID           string   `column:"attribution_id"`
	In           string   `column:"in"`
	Form         string   `column:"form"`
	Act          string   `column:"act"`
	Speaker      string   `column:"speaker"`
	SpeakerText  string   `column:"speaker_text"`
	Cue          string   `column:"cue"`
	Content      string   `column:"content" long:"true"`
	ContentStart int      `column:"content_start"`
	ContentEnd   int      `column:"content_end"`
	ContentSpans []string `column:"content_spans" between:" "`
	Addressee    string   `column:"addressee"`
	Via          []string `column:"via"`
	Confidence   float64  `column:"confidence"`
	Negated      bool     `column:"negated"`
}

func statementRows(v *view, add func(any)) {
	body, title := text.NewIndex(v.r.Article.Body), text.NewIndex(v.r.Article.Title)
	for i := range v.r.Attributions {
		a, x := &v.r.Attributions[i], body
		if a.In == record.InTitle {
			x = title
		}
		cover := x.ToPoints(text.Cover(a.Content.Spans))
		add(statementRow{
			of: ofArticle(v.r.Article), ID: a.ID, In: string(a.In), Form: string(a.Form), Act: a.Act,
			Speaker: v.name(a.Source.Entity), SpeakerText: v.words(a, a.Source.Spans), Cue: v.words(a, a.Cue.Spans),
			Content: v.words(a, a.Content.Spans), ContentStart: cover.Start, ContentEnd: cover.End, ContentSpans: ranges(x, a.Content.Spans),
			Addressee: v.addressee(a), Via: v.via(a), Confidence: a.Confidence, Negated: a.Negated,
		})
	}
}

// ranges are spans in code points: "17-60", "72-90".
func ranges(x *text.Index, spans []text.Span) []string {
	var out []string
	for _, s := range spans {
		p := x.ToPoints(s)
		out = append(out, fmt.Sprintf("%d-%d", p.Start, p.End))
	}
	return out
}

// citationRow is one credit. Own says that the outlet published the article
// itself, Whole that the whole article rests on it; the statements that do are
// in Covers.
type citationRow struct {
	of
	ID       string   `column:"citation_id"`
	Kind     string   `column:"kind"`
	Credited string   `column:"credited"`
	Domain   string   `column:"domain"`
	Own      bool     `column:"own"`
	Text     string   `column:"text" long:"true"`
	Spans    []string `column:"spans" between:" "`
	Address  string   `column:"address"`
	Through  string   `column:"through"`
	Whole    bool     `column:"whole"`
	Covers   []string `column:"covers" between:" "`
}

func citationRows(v *view, add func(any)) {
	x := text.NewIndex(v.r.Article.Body)
	for i := range v.r.Citations {
		c := &v.r.Citations[i]
		through := ""
		if by := v.citations[c.Through]; by != nil {
			through = by.Outlet
		}
		add(citationRow{
			of: ofArticle(v.r.Article), ID: c.ID, Kind: string(c.Kind), Credited: c.Outlet, Domain: c.Domain, Own: c.Own,
			Text: text.Cut(v.r.Article.Body, c.Spans), Spans: ranges(x, c.Spans), Address: c.URL, Through: through, Whole: c.Whole, Covers: c.Covers,
		})
	}
}

// entityRow is one person, body, place or other that an article speaks of:
// how often, and how many statements are its own.
type entityRow struct {
	of
	ID         string   `column:"entity_id"`
	Kind       string   `column:"kind"`
	Name       string   `column:"name"`
	Aliases    []string `column:"aliases"`
	Roles      []string `column:"roles"`
	Mentions   int      `column:"mentions"`
	Statements int      `column:"statements"`
}

func entityRows(v *view, add func(any)) {
	said := map[string]int{}
	for i := range v.r.Attributions {
		said[v.r.Attributions[i].Source.Entity]++
	}
	for i := range v.r.Entities {
		e := &v.r.Entities[i]
		add(entityRow{
			of: ofArticle(v.r.Article), ID: e.ID, Kind: string(e.Kind), Name: e.Name, Aliases: e.Aliases, Roles: e.Roles,
			Mentions: len(e.Mentions), Statements: said[e.ID],
		})
	}
}

// eventRow is one event. AssertedBy is the statement that says so; it is empty
// where the article does.
type eventRow struct {
	of
	ID         string   `column:"event_id"`
	Type       string   `column:"type"`
	Mode       string   `column:"mode"`
	Actors     []string `column:"actors"`
	Recipients []string `column:"recipients"`
	Place      string   `column:"place"`
	Date       string   `column:"date"`
	AssertedBy string   `column:"asserted_by"`
	Text       string   `column:"text" long:"true"`
	Spans      []string `column:"spans" between:" "`
}

func eventRows(v *view, add func(any)) {
	x := text.NewIndex(v.r.Article.Body)
	for i := range v.r.Events {
		e := &v.r.Events[i]
		add(eventRow{
			of: ofArticle(v.r.Article), ID: e.ID, Type: e.Type, Mode: e.Mode, Actors: v.namesOf(e.Actors), Recipients: v.namesOf(e.Recipients),
			Place: v.name(e.Place), Date: e.Date, AssertedBy: e.AssertedBy, Text: text.Cut(v.r.Article.Body, e.Spans), Spans: ranges(x, e.Spans),
		})
	}
}

func (v *view) namesOf(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, v.name(id))
	}
	return out
}

// articleRow is one article, and how much was found in it. Refused is why
// nothing was.
type articleRow struct {
	of
	Domain     string         `column:"domain"`
	Title      string         `column:"title" long:"true"`
	Byline     []string       `column:"byline"`
	Dateline   string         `column:"dateline"`
	Modified   article.Moment `column:"modified"`
	Retrieved  article.Moment `column:"retrieved"`
	DayOnly    bool           `column:"day_only"` // of Published no more than the day is known
	Language   string         `column:"language"`
	Analyzer   string         `column:"analyzer"`
	Refused    string         `column:"refused"`
	Statements int            `column:"statements"`
	Citations  int            `column:"citations"`
	Entities   int            `column:"entities"`
	Body       string         `column:"body" long:"true"`
}

func articleRows(v *view, add func(any)) {
	r, a := v.r, v.r.Article
	add(articleRow{
		of: ofArticle(a), Domain: a.Outlet.Domain, Title: a.Title, Byline: a.Byline, Dateline: a.Dateline,
		Modified: a.Modified, Retrieved: a.Retrieved, DayOnly: a.Published.DayOnly, Language: a.Language, Analyzer: r.Analyzer, Refused: r.Refused,
		Statements: len(r.Attributions), Citations: len(r.Citations), Entities: len(r.Entities), Body: a.Body,
	})
}

// column is one field of the rows of a table.
type column struct {
	name    string
	field   []int
	is      reflect.Type // string, []string, int, float64, bool or article.Moment
	between string       // what stands between the values of a list in one cell of text
	long    bool         // texts that rarely come twice
}

// columns are the columns of a table, in their order.
func (t table) columns() []column {
	var out []column
	for _, f := range reflect.VisibleFields(t.row) {
		name, ok := f.Tag.Lookup("column")
		if !ok {
			continue
		}
		c := column{name: name, field: f.Index, is: f.Type, between: "; ", long: f.Tag.Get("long") != ""}
		if b, ok := f.Tag.Lookup("between"); ok {
			c.between = b
		}
		out = append(out, c)
	}
	return out
}

// of is what a row has in the column.
func (c column) of(row any) any { return reflect.ValueOf(row).FieldByIndex(c.field).Interface() }
