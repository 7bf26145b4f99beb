package eval_test

import (
	"math"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/internal/trace/simulate"
	"github.com/hearsay-news/hearsay/text"
)

// newsroom is a truth that is small enough to see at a glance: b copied a, c
// copied b or a, d and e copied a report of Reuters that is not here, and x was
// there too.
func newsroom() *simulate.Newsroom {
	reuters := simulate.Outside("reuters.com")
	return &simulate.Newsroom{
		Articles: make([]*article.Article, 6),
		Edges: []simulate.Edge{
			{From: "a", To: "b", Kind: simulate.Copy},
			{From: "b", To: "c", Kind: simulate.Rewrite, Accept: []string{"a"}},
			{From: reuters, To: "d", Kind: simulate.Copy},
			{From: reuters, To: "e", Kind: simulate.Copy, Accept: []string{"d"}},
		},
		Events: []simulate.Event{
			{Articles: []string{"a", "b", "c", "x"}, Origins: []string{"a", "x"}},
			{Articles: []string{"d", "e"}, Origins: []string{reuters}},
		},
		Altered: []simulate.Altered{
			{Article: "b", Span: text.Span{Start: 10, End: 30}, Original: "as it was", From: "a"},
			{Article: "c", Span: text.Span{Start: 40, End: 60}, Original: "as it was", From: "a"},
			{Article: "e", Span: text.Span{Start: 0, End: 20}, Original: "as it was", From: reuters, Doubtful: true},
		},
	}
}

func TestTraceOfTheTruthIsPerfect(t *testing.T) {
	truth := newsroom()
	var found eval.Traced
	for _, x := range truth.Edges {
		found.Edges = append(found.Edges, eval.TracedEdge{From: x.From, To: x.To, Kind: string(x.Kind)})
	}
	for _, e := range truth.Events {
		found.Events = append(found.Events, eval.TracedEvent{Articles: e.Articles, Origins: e.Origins})
	}
	for _, q := range truth.Altered {
		found.Altered = append(found.Altered, eval.TracedQuote{Article: q.Article, Span: q.Span})
	}
	r := eval.Trace(truth, found)
	for name, got := range map[string]eval.Count{"edge": r.Edge, "pair": r.Pair, "outside": r.Outside, "altered": r.Altered} {
		if got != (eval.Count{TP: 2}) {
			t.Errorf("%s %+v", name, got)
		}
	}
	if r.Right != 4 || r.Origins.Close != 2 || r.Origins.MeanError() != 0 || r.Origins.TotalError() != 0 {
		t.Errorf("%d kinds right, origins %+v", r.Right, r.Origins)
	}
}

func TestTraceEdges(t *testing.T) {
	reuters := simulate.Outside("reuters.com")
	for _, c := range []struct {
		name          string
		edges         string // from>to
		edge, pair    eval.Count
		outsideCounts eval.Count
	}{
		{"nothing", "", eval.Count{FN: 2}, eval.Count{FN: 2}, eval.Count{FN: 2}},
		{"turned round", "b>a", eval.Count{FP: 1, FN: 2}, eval.Count{TP: 1, FN: 1}, eval.Count{FN: 2}},
		{"another holder of the same", "a>c", eval.Count{TP: 1, FN: 1}, eval.Count{TP: 1, FN: 1}, eval.Count{FN: 2}},
		{"one of two sources", "a>c b>c", eval.Count{TP: 1, FP: 1, FN: 1}, eval.Count{TP: 1, FP: 1, FN: 1}, eval.Count{FN: 2}},
		{"twice the same", "a>b a>b", eval.Count{TP: 1, FN: 1}, eval.Count{TP: 1, FN: 1}, eval.Count{FN: 2}},
		{"itself", "a>a", eval.Count{FN: 2}, eval.Count{FN: 2}, eval.Count{FN: 2}},
		{"strangers", "a>x", eval.Count{FP: 1, FN: 2}, eval.Count{FP: 1, FN: 2}, eval.Count{FN: 2}},
		{"outside", reuters + ">d " + reuters + ">b", eval.Count{FN: 2}, eval.Count{FN: 2}, eval.Count{TP: 1, FP: 1, FN: 1}},
		{"from another subscriber", "d>e", eval.Count{FN: 2}, eval.Count{FN: 2}, eval.Count{TP: 1, FN: 1}},
	} {
		var found eval.Traced
		for _, f := range strings.Fields(c.edges) {
			from, to, _ := strings.Cut(f, ">")
			found.Edges = append(found.Edges, eval.TracedEdge{From: from, To: to, Kind: "copy"})
		}
		r := eval.Trace(newsroom(), found)
		if r.Edge != c.edge || r.Pair != c.pair || r.Outside != c.outsideCounts {
			t.Errorf("%s: edge %+v, pair %+v, outside %+v", c.name, r.Edge, r.Pair, r.Outside)
		}
	}
}

func TestTraceAltered(t *testing.T) {
	found := eval.Traced{Altered: []eval.TracedQuote{
		{Article: "b", Span: text.Span{Start: 12, End: 30}}, // nearly
		{Article: "c", Span: text.Span{Start: 55, End: 75}}, // touches it
		{Article: "a", Span: text.Span{Start: 10, End: 30}}, // the wrong article
		{Article: "e", Span: text.Span{Start: 0, End: 20}},  // nobody can say
	}}
	if r := eval.Trace(newsroom(), found); r.Altered != (eval.Count{TP: 1, FP: 2, FN: 1}) {
		t.Errorf("%+v", r.Altered)
	}
}

func TestTraceOrigins(t *testing.T) {
	found := eval.Traced{Events: []eval.TracedEvent{
		{Articles: []string{"x"}, Origins: []string{"x"}},
		{Articles: []string{"a", "b", "c"}, Origins: []string{"a", "b", "b", "c"}}, // has most of the first
	}}
	o := eval.Trace(newsroom(), found).Origins
	if o.Events != 2 || o.Close != 0 || o.True != 3 || o.Found != 3 {
		t.Errorf("%+v", o)
	}
	if math.Abs(o.MeanError()-0.75) > 1e-9 || o.TotalError() != 0 {
		t.Errorf("errors %v in the mean, %v in all", o.MeanError(), o.TotalError())
	}
}

func TestTracePrinted(t *testing.T) {
	found := eval.Traced{Edges: []eval.TracedEdge{{From: "a", To: "b", Kind: "copy"}, {From: "a", To: "c", Kind: "copy"}}}
	r := eval.Trace(newsroom(), found)
	var one, all strings.Builder
	if _, err := r.WriteTo(&one); err != nil {
		t.Fatal(err)
	}
	s := &eval.TraceSeeds{}
	s.Add(1, r)
	s.Add(2, eval.Trace(newsroom(), eval.Traced{}))
	if _, err := s.WriteTo(&all); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		one.String(): "articles 6, events 2, origins 3, found 0\nedge                           P 1.000 R 1.000 F 1.000   tp 2 fp 0 fn 0\n",
		all.String(): "mean of 2 seeds\nedge                           P 0.500 R 0.500 F 0.500\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s\nlacks\n%s", text, want)
		}
	}
	if !strings.Contains(one.String(), "kind_given_edge                0.500\n") {
		t.Error(one.String())
	}
}
