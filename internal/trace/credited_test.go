package trace

import (
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// citing adds a credit by its words in the body, for the statements with these ids.
func citing(t *testing.T, r *record.Record, outlet string, kind record.CitationKind, words string, covers ...string) *record.Record {
	t.Helper()
	at := strings.Index(r.Article.Body, words)
	if at < 0 {
		t.Fatalf("no %q in %q", words, r.Article.Body)
	}
	r.Citations = append(r.Citations, record.Citation{
		ID: "c1", Outlet: outlet, Kind: kind, Spans: []text.Span{{Start: at, End: at + len(words)}}, Covers: covers,
	})
	return r
}

// A credit for something else does not make its outlet the source of what both heard.
func TestCreditStandsForWhatIsShared(t *testing.T) {
	const said = "we will never close the northern crossing while lorries are waiting on it"
	source := says(report("a", "Post", 0, words(1, 90)+"\n"), "Hallam", said)
	article := func(line string) *record.Record {
		return says(report("b", "Echo", 60, words(2, 60)+"\nThe ferry was late, Petrov told the Post.\n"+words(3, 60)+"\n"+line), "Hallam", said)
	}
	for name, c := range map[string]struct {
		b    *record.Record
		want string
	}{
		"of another statement":   {citing(t, article(""), "Post", record.Venue, "told the Post", "a9"), ""},
		"of this statement":      {citing(t, article("He was quoted in the Post."), "Post", record.Venue, "told the Post", "a1"), "a quotes b"},
		"in its paragraph":       {citing(t, article("As the Post has it:"), "Post", record.CreditTo, "As the Post has it"), "a quotes b"},
		"of the whole article":   {credits(article(""), "Post", record.CreditTo, true), "a quotes b"},
		"in no words of its own": {credits(article(""), "Post", record.CreditTo, false), "a quotes b"},
	} {
		if got := traced(t, source, c.b); !strings.HasPrefix(got+",", c.want) || c.want == "" && strings.Contains(got, "quotes") {
			t.Errorf("%s: %s, want %q", name, got, c.want)
		}
	}
	late := credits(article(""), "Post", record.CreditTo, true)
	if got := traced(t, day(source, 9), day(late, 1)); strings.Contains(got, "quotes") {
		t.Errorf("what came a week later is a source: %s", got)
	}
}

// An article is credited where it has what is credited: nearly all of it, or as much
// as can be told in other words where its headline is about it.
func TestCreditMeansTheReportThatHasIt(t *testing.T) {
	const line = "The Post reported that Lind shipyard engineers hid cracked rudder bearings from ferry inspectors."
	for name, c := range map[string]struct {
		title, body, credit string
		kind                record.CitationKind
		want                bool
	}{
		"it has all":               {"Harbour week", "Engineers at Lind shipyard hid from inspectors of the ferry that rudder bearings were cracked, the Post reported.", line, record.CreditTo, true},
		"something else":           {"Harbour week", "The shipyard at Lind will open a museum of engineers in spring.", line, record.CreditTo, false},
		"its headline is about it": {"Lind shipyard hid cracked bearings", "Staff knew of bearings with cracks, and kept quiet before inspectors came.", line, record.CreditTo, true},
		"somebody told it":         {"Harbour week", "Engineers at Lind shipyard hid from inspectors of the ferry that rudder bearings were cracked, the Post reported.", line, record.Venue, false},
	} {
		a := report("a", "Post", 0, c.body+"\n"+words(1, 90))
		a.Article.Title = c.title
		b := citing(t, report("b", "Echo", 60, words(2, 60)+"\n"+c.credit+"\n"+words(3, 60)), "Post", c.kind, "The Post reported")
		if got := traced(t, a, b); strings.Contains(got, "a credits b") != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// What both set out as somebody's words is a statement; what one sets out of the
// other's own prose is the other's.
func TestStatementSetOutByBoth(t *testing.T) {
	statement := words(9, 70)
	a := report("a", "Post", 0, words(1, 100)+"\nThe board wrote to its staff:\n\n"+statement+"\n\n"+words(2, 100))
	b := report("b", "Echo", 60, words(3, 100)+"\nIts letter said:\nAdvertisement\n"+statement+"\n"+words(4, 100))
	if got := traced(t, a, b); strings.Contains(got, "rewrite") {
		t.Errorf("a statement that both set out is traced as %s", got)
	}
	tr, err := Of(t.Context(), []*record.Record{a, b}, Options{})
	if err != nil || len(tr.Shared) != 1 || !tr.Shared[0].Common {
		t.Errorf("%v, shared %+v, want it from a common source", err, tr.Shared)
	}
	a.Article.Body = strings.ReplaceAll(a.Article.Body, "staff:", "staff.")
	if got := traced(t, a, b); !strings.Contains(got, "a rewrite b") {
		t.Errorf("prose that one sets out is traced as %s", got)
	}
}

// The few words between two quotations report them, and are nobody's prose.
func TestWordsBetweenQuotations(t *testing.T) {
	var quoted []string
	for i := range uint64(6) {
		quoted = append(quoted, `"`+words(20+i, 15)+`," the minister told them.`)
	}
	shared := strings.Join(quoted, " ")
	a := report("a", "Post", 0, words(1, 100)+"\n"+shared+"\n"+words(2, 100))
	b := report("b", "Echo", 60, words(3, 100)+"\n"+shared+"\n"+words(4, 100))
	if got := traced(t, a, b); strings.Contains(got, "rewrite") {
		t.Errorf("quotations with who said them are traced as %s", got)
	}
	more := strings.Replace(shared, "told them.", "told them. "+words(30, 25)+".", 1)
	a.Article.Body, b.Article.Body = strings.Replace(a.Article.Body, shared, more, 1), strings.Replace(b.Article.Body, shared, more, 1)
	if got := traced(t, a, b); !strings.Contains(got, "a rewrite b") {
		t.Errorf("a sentence of prose among quotations is traced as %s", got)
	}
}

// Words that two share with an agency, as one of them says, are the agency's.
func TestWordsOfAnAgencyThatIsNotHeld(t *testing.T) {
	shared := words(9, 80)
	make := func() (a, b *record.Record) {
		return report("a", "Post", 0, words(1, 100)+"\n"+shared+"\n"+words(2, 40)), report("b", "Echo", 60, words(3, 100)+"\n"+shared+"\n"+words(4, 40))
	}
	agency := func(r *record.Record, whole bool) { credits(r, "Associated Press", record.CreditTo, whole) }
	held := report("ap", "Post", 0, shared+" "+words(5, 60))
	held.Article.Outlet.Name, held.Article.Outlet.Domain = "Associated Press", "apnews.com"
	for name, c := range map[string]struct {
		change func(a, b *record.Record)
		more   *record.Record
		want   string
	}{
		"nobody says so":           {func(a, b *record.Record) {}, nil, "a rewrite b"},
		"the earlier has its text": {func(a, b *record.Record) { agency(a, true) }, nil, "(Associated Press) rewrite b"},
		"the later has its text":   {func(a, b *record.Record) { agency(b, true) }, nil, "(Associated Press) rewrite b"},
		"both credit it":           {func(a, b *record.Record) { agency(a, false); agency(b, false) }, nil, "(Associated Press) rewrite b"},
		"one credits it":           {func(a, b *record.Record) { agency(a, false) }, nil, "a rewrite b"},
		"the later credits the earlier": {func(a, b *record.Record) {
			agency(a, true)
			b.Citations = append(b.Citations, record.Citation{ID: "c2", Outlet: "Post", Kind: record.CreditTo, Whole: true})
		}, nil, "a rewrite b"},
		"it is held": {func(a, b *record.Record) { agency(b, true) }, held, "ap rewrite b"},
	} {
		a, b := make()
		c.change(a, b)
		records := []*record.Record{a, b}
		if c.more != nil {
			records = append(records, c.more)
		}
		if got := traced(t, records...); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
