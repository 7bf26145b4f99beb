package quotes

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// said is a record of one statement: in braces its
// content.
func said(t *testing.T, n int, body string, form record.QuoteForm) *record.Record {
	t.Helper()
	var clean strings.Builder
	a := record.Attribution{ID: "a1", In: record.InBody, Form: form}
	from := -1
	for _, c := range body {
		switch c {
		case '{':
			from = clean.Len()
		case '}':
			if from >= 0 && from < clean.Len() {
				a.Content.Spans = append(a.Content.Spans, text.Span{Start: from, End: clean.Len()})
			}
			from = -1
		default:
			clean.WriteRune(c)
		}
	}
	return &record.Record{
		Article:      &article.Article{ID: fmt.Sprint(n), Body: clean.String()},
		Attributions: []record.Attribution{a},
	}
}

func one(t *testing.T, n int, body string) Quotation {
	t.Helper()
	form := record.Direct
	if strings.HasPrefix(body, "mixed ") {
		form, body = record.Mixed, strings.TrimPrefix(body, "mixed ")
	}
	all := Of(n, said(t, n, body, form))
	if len(all) != 1 {
		t.Fatalf("%q has %d quotations", body, len(all))
	}
	return all[0]
}

// The first wording is what was said first, the second what became of it.
var compared = []struct{ from, to, want string }{
	{`{“We will not leave the valley,”} she said.`, `{"We will not leave the valley,"} said the mayor.`, "identical"},
	{`{“We will not leave the valley this year.”}`, `{“We will not leave the valley,”} she said.`, "trimmed: cut [this year] []"},
	{`{“Everyone who saw it knows we will not leave the valley.”}`, `{“We will not leave the valley.”}`, "trimmed: cut [Everyone who saw it knows] []"},
	{`{“We will not, whatever they say, leave the valley.”}`, `{“We will not … leave the valley.”}`, "trimmed: left [whatever they say] []"},
	{`{“We will not, whatever they say, leave the valley.”}`, `{“We will not,”} she said, {“leave the valley.”}`, "trimmed: left [whatever they say] []"},
	{`{“He will not leave the valley this year.”}`, `{“[The mayor] will not leave the valley this year.”}`, "trimmed: cut [He] []"},
	{`{“We will not leave the valley this year.”}`, `{“We will leave the valley this year.”}`, "altered: dropped [not] []"},
	{`{“We will not leave the valley this year.”}`, `{“We will never leave the valley this year.”}`, "altered: changed [not] [never]"},
	{`{“We will not leave the valley this year.”}`, `{“We will not leave the valley this decade.”}`, "altered: changed [year] [decade]"},
	{`{“We will not leave the valley this year.”}`, `{“We will not ever leave the valley this year.”}`, "altered: added [] [ever]"},
	{`{“We will go. The road is long and wet. We will be home.”}`, `{“We will go. We will be home.”}`, "altered: dropped [The road is long and wet] []"},
	{`{“I'm quite sure that most of the people in the U.S. won't favour it at all.”}`, `{“I am quite sure that most of the people in the US will not favor it at all.”}`, "identical: respelt [I'm] [I am], respelt [U.S. won't favour] [US will not favor]"},
	{`{“We will not leave the valley this year.”}`, `{“We will not laeve the valley this year.”}`, "identical: respelt [leave] [laeve]"},
	{`{“We will stay. But if the bridge is closed and all of the roads behind it, then we will not be home for the feast.”}`, `{“We will stay,”} she said, {“then we will not be home for the feast.”}`, "trimmed: left [But if the bridge is closed and all of the roads behind it] []"},
	{`{“We will not leave the valley.”}`, `mixed She said {they would “not leave the valley.”} at all`, ""},
	{`{“We will not leave the valley this year.”}`, `mixed She said {they would “not leave the valley this year.”} at all`, "trimmed: cut [We will] []"},
}

func TestCompare(t *testing.T) {
	for _, c := range compared {
		if c.want == "" {
			if all := Of(1, said(t, 1, strings.TrimPrefix(c.to, "mixed "), record.Mixed)); len(all) != 0 {
				t.Errorf("%s: so few words are no quotation", c.to)
			}
			continue
		}
		from, to := one(t, 1, c.from), one(t, 2, c.to)
		d := Compare(&from, &to)
		var marks []string
		for _, ch := range d.Changes {
			marks = append(marks, fmt.Sprintf("%s [%s] [%s]", ch.What, from.Words(ch.From), to.Words(ch.To)))
		}
		got := string(d.Grade)
		if len(marks) > 0 {
			got += ": " + strings.Join(marks, ", ")
		}
		if got != c.want {
			t.Errorf("%s\n%s\n got %s\nwant %s", c.from, c.to, got, c.want)
		}
		if back := Compare(&to, &from); back.Same != d.Same {
			t.Errorf("%s: %d words are the same, the other way %d", c.to, d.Same, back.Same)
		}
	}
}

// What a body has between quotation marks is read without a statement; where a
// paragraph stands between two quotations, they are not one.
func TestQuotationInText(t *testing.T) {
	body := "“We will stay in the valley,” she said. “The road is wet.”\n\nShe left soon.\n\n“The bridge is closed.”"
	q := In(7, body, text.Span{Start: len("“"), End: len(body) - len(".”")})
	if q.Article != 7 || len(q.Spans) != 3 || q.Text.Len() != 14 {
		t.Fatalf("%+v has %d words", q.Spans, q.Text.Len())
	}
	joined := one(t, 8, `{“We will stay in the valley. The road is wet. The bridge is closed.”}`)
	d := Compare(&q, &joined)
	if d.Grade != Altered || d.Same != 14 || len(d.Changes) != 1 || d.Changes[0].What != Joined || d.Changes[0].To.From != 10 {
		t.Errorf("it differs in %+v", d)
	}
	whole := In(7, "the road is wet now", text.Span{Start: 4, End: 15})
	if whole.Words(reuse.Range{To: whole.Text.Len()}) != "road is wet" {
		t.Errorf("%+v", whole.Spans)
	}
}

// Whatever marks a house sets, the words between them are the quotation.
func TestMarks(t *testing.T) {
	const words = "not leave the valley this year"
	for _, marks := range []string{"“ ”", `" "`, "„ “", "„ ”", "« »", "» «", "” ”", "'' ''", "`` ''", "‘ ’", "' '", "‘ '"} {
		from, to, _ := strings.Cut(marks, " ")
		q := one(t, 1, "mixed She said {they would "+from+words+to+", whatever the drivers’ union wants.}")
		if got := q.Words(reuse.Range{To: q.Text.Len()}); got != words {
			t.Errorf("between %s and %s stands %q", from, to, got)
		}
		direct := one(t, 2, "{"+from+"We will "+words+","+to+"} she said.")
		if d := Compare(&direct, &q); d.Grade != Trimmed || d.Same != 6 || direct.Text.Len() != 8 {
			t.Errorf("set in %s %s it is %s of one with %d words", from, to, d.Grade, direct.Text.Len())
		}
	}
	for body, want := range map[string]string{
		"She said that {“we will stay\n\n“and mend the wall”} soon":                     "we will stay\n\n|and mend the wall",
		"She said that {“we will stay and mend} soon":                                   "we will stay and mend",
		"She said that {they ‘won’t go’ and the drivers’ union ‘can’t make them’} soon": "won’t go|can’t make them",
		"She said that {it's the drivers' wall} now":                                    "",
	} {
		r := said(t, 1, body, record.Mixed)
		s := r.Attributions[0].Content.Spans[0]
		var got []string
		for _, q := range append(Quoted(r.Article.Body, s), quotedSingly(r.Article.Body, s)...) {
			got = append(got, q.In(r.Article.Body))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q has %q, want %q", body, got, want)
		}
	}
}

func TestFamilies(t *testing.T) {
	var all []Quotation
	for i, body := range []string{
		`{“We will not leave the valley this year, nor the next.”}`,
		`{“The price of bread has doubled in a month.”}`,
		`{“We will leave the valley this year, nor the next.”}`,
		`{“leave the valley this year”} they said`,
		`{“Nobody in the valley has seen bread this year or the next.”}`,
		`{“The price of bread has doubled in one month.”}`,
		`{»We shall never organise the harbour without a programme that most people in town favour.«} she said`,
		`mixed She said {they ‘shall never organize the harbor without a program that most people in town favor’} then`,
	} {
		all = append(all, one(t, i, body))
	}
	got := fmt.Sprint(Families(all))
	if want := "[{[0 2 3] [{0 2} {0 3} {2 3}]} {[1 5] [{1 5}]} {[6 7] [{6 7}]}]"; got != want {
		t.Errorf("families %s, want %s", got, want)
	}
	if d := Compare(&all[6], &all[7]); d.Grade != Trimmed {
		t.Errorf("marks and spelling make it %s: %+v", d.Grade, d.Changes)
	}
}

// A quotation that everybody has leads to a bounded number of others.
func TestManyOfOneFamily(t *testing.T) {
	var all []Quotation
	for i := range 2000 {
		all = append(all, one(t, i, `{“We will not leave the valley this year, nor the next.”}`))
	}
	f := Families(all)
	if len(f) != 1 || len(f[0].Members) != 2000 || len(f[0].Links) > 2000*(firsts+lasts) {
		t.Errorf("%d families, the first of %d with %d links", len(f), len(f[0].Members), len(f[0].Links))
	}
}

func FuzzCompare(f *testing.F) {
	for _, c := range compared {
		f.Add(c.from, c.to)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		r, s := said(t, 1, a, record.Direct), said(t, 2, b, record.Mixed)
		for _, x := range append(Of(1, r), Of(1, s)...) {
			for _, y := range Of(2, s) {
				d := Compare(&x, &y)
				if d.Same > min(x.Text.Len(), y.Text.Len()) {
					t.Fatalf("%d words are the same of %d and %d", d.Same, x.Text.Len(), y.Text.Len())
				}
				for _, c := range d.Changes {
					x.Words(c.From)
					y.Words(c.To)
				}
			}
		}
	})
}
