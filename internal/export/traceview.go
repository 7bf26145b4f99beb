package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// traced is a trace put in order for people: by story, with what leads from one
// thing to the next.
type traced struct {
	*trace.Trace
	in      [][]trace.Edge              // of each record, the main one first
	out     map[trace.Node][]trace.Edge // of each source
	story   []int                       // of each record; -1: none is shown
	quoting [][]int                     // quotations in the body of each record
	words   []*reuse.Text               // of each record; nil: not cut yet
	indexes map[string]*text.Index      // of texts in which spans were counted
	open    map[int][]trace.Shared      // by story, the pairs in it that nothing explains; nil: not looked for yet
}

func newTraced(t *trace.Trace) *traced {
	v := &traced{
		Trace: t, in: make([][]trace.Edge, len(t.Records)), out: map[trace.Node][]trace.Edge{}, story: make([]int, len(t.Records)),
		quoting: make([][]int, len(t.Records)), words: make([]*reuse.Text, len(t.Records)), indexes: map[string]*text.Index{},
	}
	for i := range t.Quotes {
		if _, a := t.Attribution(&t.Quotes[i]); a.In != record.InTitle {
			n := t.Quotes[i].Article
			v.quoting[n] = append(v.quoting[n], i)
		}
	}
	for _, e := range t.Edges {
		v.in[e.To] = append(v.in[e.To], e)
		v.out[e.From] = append(v.out[e.From], e)
	}
	for n := range v.story {
		v.story[n] = -1
	}
	for s, story := range t.Stories {
		for _, n := range story.Articles {
			v.story[n] = s
		}
	}
	return v
}

// span is where the words of a passage stand in the body of record n.
func (t *traced) span(n int, r reuse.Range) text.Span {
	if t.words[n] == nil {
		t.words[n] = trace.Words(t.Records[n])
	}
	return t.words[n].Span(r)
}

// points is a span in code points.
func (t *traced) points(in string, s text.Span) text.Span {
	x := t.indexes[in]
	if x == nil {
		x = text.NewIndex(in)
		t.indexes[in] = x
	}
	return x.ToPoints(s)
}

// name is how a node is called.
func (t *traced) name(n trace.Node) string {
	if i, held := n.Record(); held {
		a := t.Records[i].Article
		return cmp.Or(a.Outlet.Name, a.Outlet.Domain, a.ID)
	}
	s := t.Outside[n.Source()]
	return cmp.Or(s.Name, s.Domain)
}

// same is how many words the passages of an edge share.
func same(passages []reuse.Passage) (n int) {
	for _, p := range passages {
		n += p.Same
	}
	return n
}

// Told is a story ready to be shown.
type Told = told

// Tell puts the stories of a trace in order for a page: those of several articles,
// or the only one there is.
func Tell(t *trace.Trace, o Options) []Told { return newTraced(t).stories(o) }

// What stories are told by.
type (
	ToldArticle = toldArticle
	ToldEdge    = toldEdge
	SourceTree  = sourceTree
	Further     = further
)

// told is what Told says.
type told struct {
	N       int
	Title   string
	Facts   []string // how many articles, when, about whom
	Reports int
	Own     int // texts with material of their own
	Texts   []toldText
	Origins []toldOrigin
	Trees   []*sourceTree // sources, and below each who has it from there
	Apart   []toldArticle
	Shared  []toldPair
	Said    []toldFamily
}

// toldArticle is an article, numbered within its story.
type toldArticle struct {
	N           int // 0: of another story
	ID          string
	Outlet      string
	When, Title string
	Published   article.Moment
	URL         string
	Held        bool
	Agency      bool
}

// Name is the outlet with the number of the article.
func (a toldArticle) Name() string {
	if a.N == 0 {
		return a.Outlet
	}
	return fmt.Sprintf("%s %d", a.Outlet, a.N)
}

// toldText is one distinct text and the articles that carry it.
type toldText struct {
	N        int
	Own      bool
	Articles []toldArticle
	Origins  []int // on which it rests; none: on none that is known
}

// toldOrigin is a source that rests on no other.
type toldOrigin struct {
	N       int
	Article toldArticle
	Texts   []int // numbers
}

// sourceTree is a source in the tree of a story.
type sourceTree struct {
	Article  toldArticle
	From     *toldEdge // nil: it is the root
	Others   []further
	Branches []*sourceTree
}

// further is what an article has from another source than its main one.
type further struct {
	Article toldArticle
	From    *toldEdge
}

// toldEdge is what one article has from another.
type toldEdge struct {
	Kind      trace.Kind
	Share     string // "41%"; "": no words are shared
	Apart     string
	Undecided bool
	Evidence  []string
	Words     string // the longest passage
	Source    string // the same passage in the source, where that is held
}

// More reports whether there is more to it than its kind and its best evidence.
func (e *toldEdge) More() bool { return e.Words != "" || len(e.Evidence) > 1 }

// toldPair is two articles that share words, and neither has them from the other
// as far as can be seen.
type toldPair struct {
	A, B  toldArticle
	Words int
}

// toldFamily is one utterance in its wordings.
type toldFamily struct {
	Speaker  string
	Wordings []wording
}

// Usual reports whether more articles have the first wording than any other.
func (f toldFamily) Usual() bool {
	return len(f.Wordings) < 2 || len(f.Wordings[0].Carriers) > len(f.Wordings[1].Carriers)
}

// wording is one way in which an utterance is quoted.
type wording struct {
	Grade    quotes.Grade
	Runs     []wordRun
	Carriers []carrier
	Than     string // whose wording it is set beside, where that is not the first
	HandedOn bool   // that one is altered already
	Joined   bool   // it was made of several quotations
}

// Beside says whose wording it is set beside, where that is not the first.
func (w wording) Beside() string {
	out := ""
	switch {
	case w.HandedOn && w.Than != "":
		out = "altered before by " + w.Than
	case w.Than != "":
		out = "set beside " + w.Than
	}
	if w.Joined {
		out = strings.TrimPrefix(out+"; made of two quotations", "; ")
	}
	return out
}

// carrier is an article that has a wording.
type carrier struct {
	Article toldArticle
	Speaker string // as it names the speaker, where that is another name
	NamedBy string // the article that names the speaker, where this one does not
}

// Note is what an article calls the speaker, where that needs to be said: "“he”,
// named by Harbour Times 2"; else "".
func (c carrier) Note() string {
	out := ""
	if c.Speaker != "" {
		out = "“" + c.Speaker + "”"
	}
	if c.NamedBy != "" {
		out = strings.TrimPrefix(out+", named by "+c.NamedBy, ", ")
	}
	return out
}

// telling numbers the articles of one story.
type telling struct {
	*traced
	story  trace.Story
	number map[int]int
}

// stories are the stories of several articles, or the only one there is, ready to
// be shown.
func (t *traced) stories(o Options) []told {
	least := 2
	if o.Alike {
		least = 1
	}
	families := t.families(least)
	var out []told
	for n, s := range t.Stories {
		if len(s.Articles) > 1 || len(t.Stories) == 1 {
			out = append(out, t.tell(n, families[n]))
		}
	}
	return out
}

// standAlone are the articles that share a story with no other.
func (t *traced) standAlone() []toldArticle {
	var out []toldArticle
	for _, s := range t.Stories {
		if len(s.Articles) == 1 {
			one := telling{traced: t}
			out = append(out, one.article(trace.Held(s.Articles[0])))
		}
	}
	return out
}

func (t *traced) tell(n int, families []trace.Family) told {
	s := telling{t, t.Stories[n], map[int]int{}}
	for i, a := range s.story.Articles {
		s.number[a] = i + 1
	}
	out := told{N: n + 1, Reports: len(s.story.Articles), Own: len(s.story.Own), Title: s.Title(s.story), Facts: s.facts()}
	s.ladder(&out)
	s.trees(&out)
	s.pairs(&out)
	for _, f := range families {
		out.Said = append(out.Said, s.family(f))
	}
	return out
}

func (s *telling) facts() []string {
	out := []string{counted(len(s.story.Articles), "article")}
	var first, last article.Moment
	for _, n := range s.story.Articles {
		m := s.Records[n].Article.Published
		if m.IsZero() {
			continue
		}
		if first.IsZero() || m.Time.Before(first.Time) {
			first = m
		}
		if last.IsZero() || m.Time.After(last.Time) {
			last = m
		}
	}
	switch from, to := Day(first), Day(last); {
	case from == to && from != "":
		out = append(out, from)
	case from != to:
		out = append(out, strings.TrimSuffix(from, to[len(to)-len(" 2006"):])+" to "+to)
	}
	if len(s.story.Terms) > 0 {
		out = append(out, strings.Join(s.story.Terms, ", "))
	}
	return out
}

// counted is a number of things: "1 article", "2 articles".
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func (s *telling) article(n trace.Node) toldArticle {
	i, held := n.Record()
	if !held {
		return toldArticle{Outlet: s.name(n), Agency: trace.IsAgency(s.Outside[n.Source()])}
	}
	a := s.Records[i].Article
	return toldArticle{
		N: s.number[i], ID: a.ID, Outlet: s.name(n), When: moment(a.Published), Title: a.Title, Published: a.Published, URL: WebURL(a.URL), Held: true,
		Agency: trace.IsAgency(trace.Source{Name: a.Outlet.Name, Domain: a.Outlet.Domain}),
	}
}

// moment is a time of publication in UTC, so that times can be compared.
func moment(m article.Moment) string {
	switch t := m.Time.UTC(); {
	case m.IsZero():
		return "no date"
	case m.DayOnly, t.Equal(t.Truncate(24 * time.Hour)):
		return t.Format("2 Jan")
	default:
		return t.Format("2 Jan 15:04")
	}
}

func (s *telling) ladder(out *told) {
	for k, list := range s.story.Texts {
		t := toldText{N: k + 1, Own: slices.Contains(s.story.Own, k)}
		for _, n := range list {
			t.Articles = append(t.Articles, s.article(trace.Held(n)))
		}
		out.Texts = append(out.Texts, t)
	}
	for k, o := range s.story.Origins {
		origin := toldOrigin{N: k + 1, Article: s.article(o.Node)}
		for _, n := range o.Texts {
			origin.Texts = append(origin.Texts, n+1)
			out.Texts[n].Origins = append(out.Texts[n].Origins, k+1)
		}
		out.Origins = append(out.Origins, origin)
	}
}

// trees sets each article below its main source. Sources come first that most
// others rest on.
func (s *telling) trees(out *told) {
	var roots []trace.Node
	for _, n := range s.story.Articles {
		if len(s.in[n]) == 0 {
			roots = append(roots, trace.Held(n))
			continue
		}
		main := s.in[n][0].From
		from, held := main.Record()
		if inside := held && s.number[from] > 0; !inside && !slices.Contains(roots, main) {
			roots = append(roots, main)
		}
	}
	for _, r := range roots {
		b := s.branch(r, nil)
		if n, held := r.Record(); held && len(b.Branches) == 0 && len(s.in[n]) == 0 {
			out.Apart = append(out.Apart, b.Article)
			continue
		}
		out.Trees = append(out.Trees, b)
	}
	slices.SortStableFunc(out.Trees, func(a, b *sourceTree) int { return b.size() - a.size() })
}

func (s *telling) branch(n trace.Node, from *trace.Edge) *sourceTree {
	b := &sourceTree{Article: s.article(n)}
	if from != nil {
		b.From = s.edge(*from)
		for _, e := range s.in[from.To][1:] {
			b.Others = append(b.Others, further{s.article(e.From), s.edge(e)})
		}
	}
	for _, e := range s.out[n] {
		if s.number[e.To] > 0 && s.in[e.To][0].From == n {
			b.Branches = append(b.Branches, s.branch(trace.Held(e.To), &e))
		}
	}
	return b
}

// size is how many articles stand below.
func (b *sourceTree) size() int {
	n := len(b.Branches)
	for _, c := range b.Branches {
		n += c.size()
	}
	return n
}

// leastPoints is what evidence must be worth to be told: less decides nothing.
const leastPoints = 0.1

func (s *telling) edge(e trace.Edge) *toldEdge {
	out := &toldEdge{Kind: e.Kind, Undecided: e.Undecided, Apart: s.Apart(e)}
	if e.Share > 0 {
		out.Share = fmt.Sprintf("%.0f%%", 100*e.Share)
	}
	for _, v := range e.Evidence {
		said := v.Kind == trace.ByTime && out.Apart != "" || v.Kind == trace.ByCredit && e.Kind == trace.Credits
		if !said && v.Points >= leastPoints {
			out.Evidence = append(out.Evidence, v.Words)
		}
	}
	if len(e.Passages) > 0 {
		p := slices.MaxFunc(e.Passages, func(a, b reuse.Passage) int { return a.Same - b.Same })
		out.Words = shorten(s.span(e.To, p.B).In(s.Records[e.To].Article.Body), 200)
		if from, held := e.From.Record(); held {
			out.Source = shorten(s.span(from, p.A).In(s.Records[from].Article.Body), 200)
		}
	}
	return out
}

// pairs are those that share words for which no edge accounts, and no common
// source. Words that are quoted in both stand among the quotations.
func (s *telling) pairs(out *told) {
	for _, p := range s.openIn(s.traced.story[s.story.Articles[0]]) {
		if !s.isQuotation(p) {
			out.Shared = append(out.Shared, toldPair{s.article(trace.Held(p.A)), s.article(trace.Held(p.B)), p.Same})
		}
	}
}

// openIn are the pairs within a story that nothing explains.
func (t *traced) openIn(story int) []trace.Shared {
	if t.open == nil {
		t.open = map[int][]trace.Shared{}
		for _, p := range t.unexplained() {
			if s := t.story[p.A]; s == t.story[p.B] {
				t.open[s] = append(t.open[s], p)
			}
		}
	}
	return t.open[story]
}

// mostlyQuoted is the part of a passage, in bytes, that makes a quotation of it.
const mostlyQuoted = 0.8

// isQuotation reports whether all passages of two articles are quotations.
func (t *traced) isQuotation(s trace.Shared) bool {
	return !slices.ContainsFunc(s.Passages, func(p reuse.Passage) bool {
		passage := t.span(s.B, p.B)
		inside := 0
		for _, q := range t.quoting[s.B] {
			for _, o := range t.Quotes[q].Spans {
				inside += max(0, min(o.End, passage.End)-max(o.Start, passage.Start))
			}
		}
		return float64(inside) < mostlyQuoted*float64(passage.Len())
	})
}

// between is the edge of two articles, or nil.
func (t *traced) between(a, b int) *trace.Edge {
	for _, way := range [][2]int{{a, b}, {b, a}} {
		for i := range t.in[way[1]] {
			if e := &t.in[way[1]][i]; e.From == trace.Held(way[0]) {
				return e
			}
		}
	}
	return nil
}

// families are those of so many wordings or more, by the story in which most of
// their articles are.
func (t *traced) families(least int) map[int][]trace.Family {
	out := map[int][]trace.Family{}
	for _, f := range t.Families {
		if len(f.Variants) < least {
			continue
		}
		count, most := map[int]int{}, -1
		for _, v := range f.Variants {
			for _, q := range v.Quotations {
				s := t.story[t.Quotes[q].Article]
				if s < 0 {
					continue
				}
				if count[s]++; most < 0 || count[s] > count[most] {
					most = s
				}
			}
		}
		out[most] = append(out[most], f)
	}
	return out
}

func (s *telling) family(f trace.Family) toldFamily {
	out := toldFamily{Speaker: cmp.Or(f.Speaker, unnamed)}
	main := f.Variants[0].Quotations[0]
	for _, v := range f.Variants {
		w := wording{Grade: v.Grade, Runs: s.runs(v), HandedOn: v.HandedOn, Joined: v.Joined}
		if v.Than != main {
			w.Than = s.article(trace.Held(s.Quotes[v.Than].Article)).Name()
		}
		last := -1
		for _, q := range v.Quotations {
			if n := s.Quotes[q].Article; n != last { // an article may have the words in two statements, one told by the other
				w.Carriers = append(w.Carriers, s.carrier(q, f))
				last = n
			}
		}
		out.Wordings = append(out.Wordings, w)
	}
	return out
}

func (s *telling) carrier(q int, f trace.Family) carrier {
	quote := &s.Quotes[q]
	c := carrier{Article: s.article(trace.Held(quote.Article))}
	if name := s.speaker(quote); name != f.Speaker {
		c.Speaker = cmp.Or(name, unnamed)
	}
	if by := filled(f, q); by != nil {
		c.Speaker = s.callsHim(quote)
		c.NamedBy = s.article(trace.Held(s.Quotes[by.By].Article)).Name()
	}
	return c
}

// filled says who names the speaker of a quotation of a family, or is nil where its
// own article does or none.
func filled(f trace.Family, q int) *trace.Filled {
	if i := slices.IndexFunc(f.Filled, func(x trace.Filled) bool { return x.Quotation == q }); i >= 0 {
		return &f.Filled[i]
	}
	return nil
}

// speaker is whom an article lays a quotation to.
func (t *traced) speaker(q *quotes.Quotation) string {
	r, a := t.Attribution(q)
	return cmp.Or(r.Name(a.Source.Entity), r.Words(a, a.Source.Spans))
}

// callsHim is the words by which an article that gives no name calls a speaker.
func (t *traced) callsHim(q *quotes.Quotation) string {
	r, a := t.Attribution(q)
	return cmp.Or(r.Words(a, a.Source.Spans), r.Name(a.Source.Entity), unnamed)
}

// wordRun is words of a quotation to which one thing was done.
type wordRun struct {
	Text string
	Op   quotes.Op // "": the same
}

// cutMark stands for what was cut off.
const cutMark = "…"

// runs are the words of a wording with those that it lacks.
func (t *traced) runs(v trace.Variant) []wordRun {
	this, than := t.quoted(v.Quotations[0]), t.quoted(v.Than)
	var out []wordRun
	add := func(op quotes.Op, words string) {
		if words = strings.TrimSpace(words); words != "" {
			out = append(out, wordRun{words, op})
		}
	}
	at := 0
	for _, c := range v.Changes {
		add("", this.words(reuse.Range{From: at, To: c.To.From}))
		now, was := this.words(c.To), than.words(c.From)
		switch c.What {
		case quotes.Dropped, quotes.Added, quotes.Changed:
			add(quotes.Dropped, was)
			add(quotes.Added, now)
		case quotes.Cut:
			add("", now)
			if c.To.Len() == 0 {
				add(quotes.Cut, cutMark)
			}
		default: // left out openly, or spelt otherwise: the words themselves show it
			add("", now)
		}
		at = c.To.To
	}
	add("", this.words(reuse.Range{From: at, To: len(this.tokens)}))
	return out
}

// quotedText is a quotation word by word, each with what stands between it and
// the next.
type quotedText struct{ tokens []string }

func (t *traced) quoted(n int) quotedText {
	q := &t.Quotes[n]
	r, a := t.Attribution(q)
	body := r.Text(a)
	var out quotedText
	spans := q.Spans
	for i := range q.Text.Len() {
		w := q.Text.Word(i)
		for len(spans) > 1 && spans[0].End <= w.Start {
			spans = spans[1:]
		}
		end, gap := spans[0].End, " "
		if i+1 < q.Text.Len() {
			if next := q.Text.Word(i + 1).Start; next < end {
				end, gap = next, ""
			}
		}
		out.tokens = append(out.tokens, body[w.Start:max(end, w.End)]+gap)
	}
	if last := len(out.tokens) - 1; last >= 0 {
		out.tokens[last] = strings.TrimRight(out.tokens[last], ", ") // the comma is the reporter's
	}
	return out
}

func (q quotedText) words(r reuse.Range) string { return strings.Join(q.tokens[r.From:r.To], "") }

// wordingOf is a quotation as it is written, its fragments joined.
func (t *traced) wordingOf(q *quotes.Quotation) string {
	r, a := t.Attribution(q)
	return text.Cut(r.Text(a), q.Spans)
}

// changeWords are the words before and after a change.
func (t *traced) changeWords(v trace.Variant, c quotes.Change) (was, now string) {
	return strings.TrimSpace(t.quoted(v.Than).words(c.From)), strings.TrimSpace(t.quoted(v.Quotations[0]).words(c.To))
}
