package trace

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// words is a text of n words of a topic, the same for the same seed.
func words(seed uint64, n int) string {
	rnd := rand.New(rand.NewPCG(seed, 7))
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("t%dw%d", seed, rnd.IntN(400))
	}
	return strings.Join(out, " ")
}

// report is an article of an outlet, published some minutes after noon; less
// than none: nobody knows when.
func report(id, outlet string, minutes int, body string) *record.Record {
	a := &article.Article{ID: id, Outlet: article.Outlet{Name: outlet, Domain: strings.ToLower(outlet) + ".example"}, Body: body}
	if minutes >= 0 {
		a.Published = article.At(time.Date(2026, 3, 1, 12, minutes, 1, 0, time.UTC))
	}
	return &record.Record{Article: a}
}

// day is a report of which the day alone is known.
func day(r *record.Record, n int) *record.Record {
	r.Article.Published = article.Moment{Time: time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC), DayOnly: true}
	return r
}

func credits(r *record.Record, outlet string, kind record.CitationKind, whole bool) *record.Record {
	r.Citations = append(r.Citations, record.Citation{ID: "c1", Outlet: outlet, Kind: kind, Whole: whole})
	return r
}

// says adds a quotation to the end of the body.
func says(r *record.Record, who, words string) *record.Record {
	r.Article.Body += " \"" + words + "\" " + who + " said."
	start := strings.Index(r.Article.Body, "\""+words)
	r.Entities = append(r.Entities, record.Entity{ID: "e1", Kind: record.Person, Name: who})
	r.Attributions = append(r.Attributions, record.Attribution{
		ID: "a1", In: record.InBody, Form: record.Direct, Source: record.Source{Entity: "e1"},
		Content: record.Part{Spans: []text.Span{{Start: start, End: start + len(words) + 2}}},
	})
	return r
}

// traced is the edges and the ladder of each story, as text.
func traced(t *testing.T, records ...*record.Record) string {
	t.Helper()
	tr, err := Of(t.Context(), records, Options{})
	if err != nil {
		t.Fatal(err)
	}
	id := func(n Node) string {
		if i, ok := n.Record(); ok {
			return tr.Records[i].Article.ID
		}
		return "(" + tr.Outside[n.Source()].Name + ")"
	}
	var out []string
	for _, e := range tr.Edges {
		s := fmt.Sprintf("%s %s %s", id(e.From), e.Kind, id(Held(e.To)))
		if e.Undecided {
			s += "?"
		}
		out = append(out, s)
	}
	for _, s := range tr.Stories {
		if len(s.Articles) > 1 {
			out = append(out, fmt.Sprintf("%d>%d>%d>%d", len(s.Articles), len(s.Texts), len(s.Own), len(s.Origins)))
		}
	}
	return strings.Join(out, ", ")
}

func TestSources(t *testing.T) {
	story, other, third := words(1, 300), words(2, 120), words(3, 120)
	half := story[:len(story)/2]
	slip := strings.Replace(story, strings.Fields(story)[40], "slpi", 1)
	for name, c := range map[string]struct {
		records []*record.Record
		want    string
	}{
		"one copies": {[]*record.Record{report("a", "Post", 0, story), report("b", "Echo", 60, story)}, "a copy b, 2>1>1>1"},
		"the other was first": {[]*record.Record{report("a", "Post", 60, story), report("b", "Echo", 0, story)},
			"b copy a, 2>1>1>1"},
		"nobody knows": {[]*record.Record{report("a", "Post", -1, story), report("b", "Echo", -1, story)},
			"a copy b?, 2>1>1>1"},
		"minutes say nothing": {[]*record.Record{report("a", "Post", 0, story), report("b", "Echo", 5, story)},
			"a copy b?, 2>1>1>1"},
		"a credit says more than a clock": {[]*record.Record{
			credits(report("a", "Post", 0, story), "Echo", record.CreditTo, true), report("b", "Echo", 60, story)},
			"b copy a, 2>1>1>1"},
		"without a date, the credit": {[]*record.Record{
			credits(report("a", "Post", -1, story), "Echo", record.CreditTo, false), report("b", "Echo", 60, story)},
			"b copy a, 2>1>1>1"},
		"a copy of a copy with its cut": {[]*record.Record{
			report("a", "Post", 0, story), report("b", "Echo", 60, half), report("c", "Sun", 120, half)},
			"a copy b, b copy c, 3>1>1>1"},
		"rewritten, with more": {[]*record.Record{report("a", "Post", 0, half), report("b", "Echo", 60, half+" "+other+" "+third)},
			"a rewrite b, 2>2>2>1"},
		"from two": {[]*record.Record{report("a", "Post", 0, story), report("b", "Sun", 10, other), report("c", "Echo", 60, half+" "+other)},
			"a rewrite c, b rewrite c, 2>2>1>2"},
		"the whole of another quoted": {[]*record.Record{report("a", "Post", 0, other), report("b", "Echo", 60, story+" "+other+" "+third)},
			"a rewrite b, 2>2>2>1"},
		"an agency that is not held": {[]*record.Record{
			credits(report("a", "Post", 0, story), "Reuters", record.Wire, true),
			credits(report("b", "Echo", 60, story), "Reuters", record.Wire, true)},
			"(Reuters) copy a, (Reuters) copy b, 2>1>0>1"},
		"the agency is held": {[]*record.Record{
			report("r", "Reuters", 50, story),
			credits(report("a", "Post", 0, story), "Reuters", record.Wire, true)},
			"r copy a, 2>1>1>1"},
		"the same words at the same place": {[]*record.Record{
			says(report("a", "Post", 0, other), "Ana Petrov", "we will never close the northern crossing while lorries are waiting on it"),
			says(report("b", "Echo", 60, third), "Ana Petrov", "we will never close the northern crossing while lorries are waiting on it")},
			"2>2>2>2"},
		"a quotation with a credit": {[]*record.Record{
			says(report("a", "Post", 0, other), "Ana Petrov", "we will never close the northern crossing while lorries are waiting on it"),
			credits(says(report("b", "Echo", 60, third), "Ana Petrov", "we will never close the northern crossing while lorries are waiting on it"), "Post", record.CreditTo, false)},
			"a quotes b, 2>2>2>1"},
		"two texts that rest on each other": {[]*record.Record{
			report("a", "Post", 0, story), report("c", "Sun", 60, words(1, 300)[:len(story)/3]+" "+other+" "+third),
			credits(report("b", "Echo", 120, story+" "+other), "Sun", record.CreditTo, false)},
			"a rewrite c, c rewrite b, a copy b, 3>2>2>1"},
		"a slip that is handed on": {[]*record.Record{
			report("a", "Post", 0, story), report("b", "Echo", 60, slip), report("c", "Sun", 600, slip[:len(slip)*3/4])},
			"a copy b, b copy c, 3>1>1>1"},
		"the first, where nothing tells": {[]*record.Record{
			report("a", "Post", 0, story), report("b", "Echo", 60, story), report("c", "Sun", 600, half)},
			"a copy b, a copy c, 3>1>1>1"},
		"a credit handed on with one's own": {[]*record.Record{
			report("a", "Post", 0, story),
			credits(report("b", "Echo", 60, story), "Post", record.CreditTo, false),
			credits(credits(report("c", "Sun", 600, story), "Post", record.CreditTo, true), "Echo", record.CreditTo, false)},
			"a copy b, b copy c, 3>1>1>1"},
		"the day after": {[]*record.Record{
			day(report("a", "Post", 0, story), 2), day(report("b", "Echo", 0, story), 1)}, "b copy a, 2>1>1>1"},
		"the same words months apart": {[]*record.Record{report("a", "Post", 0, story), report("b", "Echo", 60*24*60, story)},
			"a copy b"},
		"nothing in common": {[]*record.Record{report("a", "Post", 0, story), report("b", "Echo", 60, other)}, ""},
		"none":              {nil, ""},
		"empty":             {[]*record.Record{report("a", "Post", 0, ""), report("b", "Echo", 0, "")}, ""},
	} {
		if got := traced(t, c.records...); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

// altered are the quotations of a trace that are, with what was done to them.
func altered(t *testing.T, records ...*record.Record) (out []string) {
	t.Helper()
	tr, err := Of(t.Context(), records, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range tr.Altered {
		q := &tr.Quotes[a.Quotation]
		for _, c := range a.Changes {
			if !c.What.Faithful() {
				out = append(out, fmt.Sprintf("%s %s [%s] [%s]", tr.Records[q.Article].Article.ID, c.What, a.Than.Words(c.From), q.Words(c.To)))
			}
		}
	}
	return out
}

func TestAltered(t *testing.T) {
	const said = "we will never close the northern crossing while lorries are waiting on it"
	const changed = "we will close the northern crossing while lorries are waiting on it"
	story := words(1, 200)
	wire := func(id, outlet string, minutes int, said string) *record.Record {
		return credits(says(report(id, outlet, minutes, story), "Ana Petrov", said), "Reuters", record.Wire, true)
	}
	for name, c := range map[string]struct {
		records []*record.Record
		want    []string
	}{
		"by the copy": {[]*record.Record{
			says(report("a", "Post", 0, story), "Ana Petrov", said), says(report("b", "Echo", 60, story), "Ana Petrov", changed)},
			[]string{"b dropped [never] []"}},
		"against most of those that have the same line": {[]*record.Record{
			wire("a", "Post", 0, said), wire("b", "Echo", 60, changed), wire("c", "Sun", 120, said)},
			[]string{"b dropped [never] []"}},
		"nobody knows by whom": {[]*record.Record{
			says(report("a", "Post", 0, words(2, 90)), "Ana Petrov", said), says(report("b", "Echo", 60, words(3, 90)), "Ana Petrov", changed)}, nil},
		"the source was not understood to quote": {[]*record.Record{
			report("a", "Post", 0, story+" \""+said+"\" read the note."),
			says(report("b", "Echo", 60, story), "Ana Petrov", changed),
			says(report("c", "Sun", 120, words(3, 90)), "Ana Petrov", changed)},
			[]string{"b dropped [never] []"}},
	} {
		if got := altered(t, c.records...); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Whom one article leaves without a name another one names for the same words; not
// whom it keeps anonymous, nor where others name different people.
func TestSpeakerIsFilled(t *testing.T) {
	const said = "we will never close the northern crossing while lorries are waiting on it"
	named := func(id string, minutes int, who string) *record.Record {
		r := says(report(id, "Paper "+id, minutes, words(uint64(minutes)+5, 90)), who, said)
		r.Entities[0].Mentions = []record.Mention{{Form: record.ByName}}
		return r
	}
	he := func(id string, minutes int) *record.Record {
		r := says(report(id, "Paper "+id, minutes, words(uint64(minutes)+5, 90)), "he", said)
		r.Entities[0].Mentions = []record.Mention{{Form: record.ByPronoun}}
		return r
	}
	nobody := he("c", 120)
	nobody.Entities, nobody.Attributions[0].Source.Entity = nil, ""
	hidden := he("c", 120)
	hidden.Attributions[0].Source.Anonymous = true
	for name, c := range map[string]struct {
		records []*record.Record
		want    string
	}{
		"he":              {[]*record.Record{named("a", 0, "Piet Hallam"), he("b", 60)}, "b by a"},
		"nobody":          {[]*record.Record{named("a", 0, "Piet Hallam"), named("b", 60, "Mr. Hallam"), nobody}, "c by a"},
		"anonymous":       {[]*record.Record{named("a", 0, "Piet Hallam"), hidden}, ""},
		"two are named":   {[]*record.Record{named("a", 0, "Piet Hallam"), named("b", 60, "Ana Petrov"), he("c", 120)}, ""},
		"its source says": {[]*record.Record{named("a", 0, "Mr. Hallam"), named("b", 60, "Piet Hallam"), credits(he("c", 120), "Paper b", record.CreditTo, false)}, "c by b"},
		"no other":        {[]*record.Record{he("a", 0), he("b", 60)}, ""},
		"all are named":   {[]*record.Record{named("a", 0, "Piet Hallam"), named("b", 60, "Hallam")}, ""},
	} {
		tr, err := Of(t.Context(), c.records, Options{})
		if err != nil || len(tr.Families) != 1 {
			t.Fatalf("%s: %d families, %v", name, len(tr.Families), err)
		}
		whole := tr.Pick([]int{0, 1, 2}[:len(tr.Stories)])
		for _, x := range []*Trace{tr, whole} {
			var got []string
			for _, f := range x.Families[0].Filled {
				got = append(got, x.Records[x.Quotes[f.Quotation].Article].Article.ID+" by "+x.Records[x.Quotes[f.By].Article].Article.ID)
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("%s: %v, want %s", name, got, c.want)
			}
		}
	}
}

// town is a collection with copies, rewrites, quotations and credits, in which
// much could be the source of much.
func town(seed uint64) []*record.Record {
	rnd := rand.New(rand.NewPCG(seed, 3))
	var out []*record.Record
	for i := range 60 {
		topic := uint64(rnd.IntN(6))
		body := strings.Fields(words(topic, 200))
		from, to := rnd.IntN(60), 140+rnd.IntN(60)
		body = append(body[from:to:to], strings.Fields(words(1000+uint64(i), rnd.IntN(80)))...)
		for range rnd.IntN(5) {
			body[rnd.IntN(len(body))] = "edited"
		}
		outlet := fmt.Sprintf("Paper%d", rnd.IntN(12))
		r := report(fmt.Sprintf("id%02d", i), outlet, rnd.IntN(50)-2, strings.Join(body, " "))
		if rnd.IntN(3) == 0 {
			credits(r, fmt.Sprintf("Paper%d", rnd.IntN(14)), record.CreditTo, rnd.IntN(2) == 0)
		}
		if rnd.IntN(3) == 0 {
			says(r, "Ana Petrov", "we will never close the northern crossing "+words(topic, 4+rnd.IntN(3)))
		}
		out = append(out, r)
	}
	return out
}

// The order of arrival makes no difference, and there is never a cycle.
func TestOrderMakesNoDifference(t *testing.T) {
	for seed := range uint64(8) {
		records := town(seed)
		want, err := Of(t.Context(), records, Options{})
		if err != nil {
			t.Fatal(err)
		}
		acyclic(t, want)
		for k := range uint64(3) {
			rand.New(rand.NewPCG(seed, k)).Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
			got, err := Of(t.Context(), records, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: another order gives another trace", seed)
			}
		}
	}
}

func acyclic(t *testing.T, tr *Trace) {
	t.Helper()
	for _, s := range tr.Stories {
		if len(s.Origins) == 0 {
			t.Errorf("a story of %d articles has no origin", len(s.Articles))
		}
	}
	state := make([]int, len(tr.Records)) // 1: on the way, 2: done
	var visit func(n int)
	visit = func(n int) {
		if state[n] == 1 {
			t.Fatalf("%s has something from itself", tr.Records[n].Article.ID)
		}
		if state[n] == 2 {
			return
		}
		state[n] = 1
		for _, e := range tr.Edges {
			if m, ok := e.From.Record(); ok && e.To == n {
				visit(m)
			}
		}
		state[n] = 2
	}
	for n := range tr.Records {
		visit(n)
	}
}

// An original that arrives late turns the edges round, and says why.
func TestLateOriginal(t *testing.T) {
	story := words(1, 300)
	a, b := report("a", "Post", 30, story), report("b", "Echo", 90, story)
	if got := traced(t, a, b); got != "a copy b, 2>1>1>1" {
		t.Error(got)
	}
	late := report("r", "Reuters", 0, story)
	late.Article.Outlet.Domain = "reuters.com"
	tr, err := Of(t.Context(), []*record.Record{a, b, late}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range tr.Edges {
		if tr.Name(e.From) != "Reuters" || len(e.Evidence) == 0 || e.Evidence[0].Points <= 0 {
			t.Errorf("%s from %s: %+v", tr.Name(Held(e.To)), tr.Name(e.From), e.Evidence)
		}
	}
	if len(tr.Edges) != 2 {
		t.Errorf("%d edges", len(tr.Edges))
	}
}

// Ten thousand copies of one text are one text, and take seconds.
func TestManyCopies(t *testing.T) {
	story := words(1, 200)
	var all []*record.Record
	for i := range 10_000 {
		r := report(fmt.Sprint("id", i), fmt.Sprint("Paper", i), i%5000, story)
		all = append(all, says(r, "Ana Petrov", "we will never close the northern crossing"))
	}
	tr, err := Of(t.Context(), all, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s := tr.Stories[0]; len(tr.Stories) != 1 || len(s.Articles) != 10_000 || len(s.Texts) != 1 || len(s.Origins) != 1 || len(tr.Edges) != 9_999 {
		t.Errorf("%d stories, %d articles, %d texts, %d origins, %d edges", len(tr.Stories), len(s.Articles), len(s.Texts), len(s.Origins), len(tr.Edges))
	}
}
