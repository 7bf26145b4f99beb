package entity_test

import (
	"bufio"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/english"
	"github.com/hearsay-news/hearsay/internal/entity"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

func pipeline(t testing.TB) *nlp.Pipeline {
	t.Helper()
	p, err := english.Pipeline()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const shared = "../../../shared/data/"

// TestDevelopmentSets says how often the source of a gold attribution gets the
// right name, on data that is no part of the repository.
func TestDevelopmentSets(t *testing.T) {
	if _, err := os.Stat(shared); err != nil {
		t.Skip("no development data beside the repository: ", err)
	}
	t.Run("polnear", func(t *testing.T) { report(t, polnear(t), 0.87) })
	t.Run("canadian", func(t *testing.T) { report(t, canadian(t), 0.895) })
}

// devArticle is a text, its attributions and the names of their speakers;
// empty where the gold has no name to compare with.
type devArticle struct {
	id, body string
	atts     []record.Attribution
	names    []string
}

// report resolves every article and holds the share of right names to a floor.
// With VERBOSE set it prints each name that is wrong.
func report(t *testing.T, articles []devArticle, floor float64) {
	p, right, all := pipeline(t), 0, 0
	for _, a := range articles {
		entities := entity.Resolve(p.Run(a.body, nil), nil, a.atts)
		names := map[string]string{}
		for _, e := range entities {
			names[e.ID] = e.Name
		}
		for i, gold := range a.names {
			if gold == "" {
				continue
			}
			all++
			got := names[a.atts[i].Source.Entity]
			if slices.ContainsFunc(strings.Split(gold, ";"), func(g string) bool { return sameName(got, g) }) {
				right++
			} else if os.Getenv("VERBOSE") != "" {
				t.Logf("%.30s [%d] source %q got %q gold %q", a.id, i, text.Cut(a.body, a.atts[i].Source.Spans), got, gold)
			}
		}
	}
	share := float64(right) / float64(all)
	t.Logf("speaker right: %d of %d, %.3f", right, all, share)
	if share < floor {
		t.Errorf("speaker right: %.3f, want at least %.3f", share, floor)
	}
}

func readLines(t *testing.T, path string, each func(line []byte)) {
	t.Helper()
	f, err := os.Open(shared + path)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		each(s.Bytes())
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
}

type points [][2]int

func (p points) part(x *text.Index) record.Part {
	var out []text.Span
	for _, s := range p {
		out = append(out, x.ToBytes(text.Span{Start: s[0], End: s[1]}))
	}
	return record.Part{Spans: out}
}

// attribution makes an attribution of gold spans; its form is read off the
// quotation marks, as the finder of attributions does.
func attribution(x *text.Index, body string, source, cue, content points) record.Attribution {
	a := record.Attribution{In: record.InBody, Content: content.part(x), Form: record.Indirect}
	a.Source.Part, a.Cue.Part = source.part(x), cue.part(x)
	c := text.Cut(body, a.Content.Spans)
	if strings.ContainsAny(c, "\"“”") || strings.Contains(c, "''") {
		a.Form = record.Direct
	}
	return a
}

func polnear(t *testing.T) []devArticle {
	type doc struct {
		ID, Text    string
		Annotations []struct {
			Attributions []struct{ Source, Cue, Content points }
		}
	}
	docs := map[string]doc{}
	readLines(t, "polnear/dev.jsonl", func(line []byte) {
		var d doc
		decode(t, line, &d)
		docs[d.ID] = d
	})
	var out []devArticle
	readLines(t, "polnear/dev-speakers.jsonl", func(line []byte) {
		var g struct {
			ID       string
			Speakers []struct {
				Name, Kind string
				Anonymous  bool
			}
		}
		decode(t, line, &g)
		d := docs[g.ID]
		a, x := devArticle{id: g.ID, body: d.Text}, text.NewIndex(d.Text)
		for i, at := range d.Annotations[0].Attributions {
			a.atts = append(a.atts, attribution(x, d.Text, at.Source, at.Cue, at.Content))
			name, s := "", g.Speakers[i]
			if !s.Anonymous && len(at.Content) > 0 && (s.Kind == "person" || s.Kind == "organisation" || s.Kind == "outlet") {
				name = s.Name
			}
			a.names = append(a.names, name)
		}
		out = append(out, a)
	})
	return out
}

func canadian(t *testing.T) []devArticle {
	var out []devArticle
	readLines(t, "quotes/canadian-news-dev.jsonl", func(line []byte) {
		var d struct {
			ID, Text string
			Quotes   []struct {
				Source, Cue, Content points
				Reference, Speaker   string
			}
		}
		decode(t, line, &d)
		a, x := devArticle{id: d.ID, body: d.Text}, text.NewIndex(d.Text)
		for _, q := range d.Quotes {
			a.atts = append(a.atts, attribution(x, d.Text, q.Source, q.Cue, q.Content))
			name := q.Reference
			if name == "" {
				name = q.Speaker
			}
			a.names = append(a.names, name)
		}
		out = append(out, a)
	})
	return out
}

func decode(t *testing.T, line []byte, to any) {
	t.Helper()
	if err := json.Unmarshal(line, to); err != nil {
		t.Fatal(err)
	}
}

var (
	notNames = strings.Fields(`mr mrs ms miss dr sir dame lord lady president prime minister senator sen rep representative governor gov
secretary general gen col colonel lt capt judge justice king queen prince princess pope chancellor mayor jr sr the`)
	nameWord = regexp.MustCompile(`[\pL\pN_']+`)
	genitive = regexp.MustCompile(`'s\b`)
)

func nameTokens(s string) map[string]bool {
	s = strings.ReplaceAll(strings.ToLower(s), "’", "'")
	s = strings.ReplaceAll(genitive.ReplaceAllString(s, ""), ".", "")
	all, long := map[string]bool{}, map[string]bool{}
	for _, w := range nameWord.FindAllString(s, -1) {
		if slices.Contains(notNames, w) {
			continue
		}
		all[w] = true
		if len(w) > 1 {
			long[w] = true
		}
	}
	if len(long) == 0 {
		return all
	}
	return long
}

// sameName reports whether two names are one: equal but for titles and
// initials, or one holds the other with at least two words in common.
func sameName(a, b string) bool {
	p, g := nameTokens(a), nameTokens(b)
	common := 0
	for w := range p {
		if g[w] {
			common++
		}
	}
	small := min(len(p), len(g))
	return small > 0 && (len(p) == len(g) && common == small || common == small && small >= min(2, len(g)))
}
