package export

import (
	"cmp"
	"slices"

	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Statement is one statement with what is to be known of its article, as JSON:
// what searches give, on the command line and over the network.
type Statement struct {
	Article    string   `json:"article" doc:"Id of the article."`
	URL        string   `json:"url" doc:"Address of the article; empty where not known."`
	Title      string   `json:"title" doc:"Headline."`
	Outlet     string   `json:"outlet" doc:"Who published it: the name, else the host."`
	Published  string   `json:"published" doc:"When: RFC 3339, the day alone, or empty where not known."`
	ID         string   `json:"statement" doc:"Id of the statement in the record of the article."`
	Speaker    string   `json:"speaker" doc:"Who says it; empty where nobody is named."`
	Addressee  string   `json:"addressee" doc:"To whom; empty where nobody is named."`
	Cue        string   `json:"cue" doc:"The words that report it."`
	Content    string   `json:"content" doc:"The words, as they stand in the article; parts are joined by a blank."`
	In         string   `json:"in" enum:"body,title,furniture" doc:"The text in which they stand: title, or the body."`
	Spans      [][2]int `json:"spans" doc:"Where they stand there: start and end of each part in Unicode code points."`
	Form       string   `json:"form" enum:"direct,indirect,mixed" doc:"In quotation marks, or not, or in part."`
	Act        string   `json:"act" doc:"What is done by saying it: state, deny, promise, …"`
	Negated    bool     `json:"negated" doc:"It is not said: \"did not say that\"."`
	Via        []string `json:"via" doc:"Outlets on whose word the article has it."`
	Confidence float64  `json:"confidence" doc:"From 0 to 1."`
}

// StatementOf is a statement of a record.
func StatementOf(r *record.Record, a *record.Attribution) Statement {
	s := Statement{
		Article: r.Article.ID, URL: r.Article.URL, Title: r.Article.Title, Outlet: cmp.Or(r.Article.Outlet.Name, r.Article.Outlet.Domain),
		Published: r.Article.Published.String(), ID: a.ID, Speaker: cmp.Or(r.Name(a.Source.Entity), r.Words(a, a.Source.Spans)),
		Addressee: cmp.Or(r.Name(a.Addressee.Entity), r.Words(a, a.Addressee.Spans)), Cue: r.Words(a, a.Cue.Spans),
		Content: r.Words(a, a.Content.Spans), In: string(a.In), Spans: text.NewIndex(r.Text(a)).Pairs(a.Content.Spans), Form: string(a.Form), Act: a.Act, Negated: a.Negated, Via: []string{}, Confidence: a.Confidence,
	}
	for _, id := range a.Via {
		if c := r.Citation(id); c != nil && !slices.Contains(s.Via, c.Outlet) {
			s.Via = append(s.Via, c.Outlet)
		}
	}
	return s
}
