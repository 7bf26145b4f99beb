package trace

import (
	"fmt"
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
		"before a colon":         {citing(t, article("As the Post has it:\n\n"), "Post", record.CreditTo, "As the Post has it"), "a quotes b"},
		"before a full stop":     {citing(t, article("As the Post has it.\n\n"), "Post", record.CreditTo, "As the Post has it"), ""},
	} {
		if got := traced(t, source, c.b); !strings.HasPrefix(got+",", c.want) || c.want == "" && strings.Contains(got, "quotes") {
			t.Errorf("%s: %s, want %q", name, got, c.want)
		}
	}
	late := credits(article(""), "Post", record.CreditTo, true)
	if got := traced(t, day(source, 9), day(late, 1)); strings.Contains(got, "quotes") {
		t.Errorf("what came a week later is a source: %s", got)
	}
	if got := traced(t, day(source, 1), day(late, 12)); strings.Contains(got, "quotes") {
		t.Errorf("words that are said again days later are traced as %s", got)
	}
	own := credits(article(""), "Morning Post", record.Venue, false)
	own.Article.Outlet, own.Citations[0].Domain = source.Article.Outlet, source.Article.Outlet.Domain
	if got := traced(t, source, own); strings.Contains(got, "quotes") {
		t.Errorf("an outlet that names its programme is traced as %s", got)
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

// A report that is meant is the source as well where the two share a quotation, for
// which the credit does not stand.
func TestCreditMeansTheReportThatSharesWords(t *testing.T) {
	const said = "we will never close the northern crossing while lorries are waiting on it"
	const line = "The Post reported that Lind shipyard engineers hid cracked rudder bearings from ferry inspectors."
	a := says(report("a", "Post", 0, "Engineers at Lind shipyard hid from inspectors of the ferry that rudder bearings were cracked.\n"+words(1, 90)+"\n"), "Hallam", said)
	b := says(report("b", "Echo", 60, words(2, 60)+"\n"+line+"\n"+words(3, 60)+"\n"), "Hallam", said)
	if got := traced(t, a, citing(t, b, "Post", record.CreditTo, "The Post reported")); !strings.Contains(got, "a quotes b") {
		t.Errorf("traced as %s", got)
	}
}

// Of articles that are alike, less of what is credited has to stand in the one that is
// meant: what it is headed by, or most of it.
func TestCreditMeansTheReportThatIsAlike(t *testing.T) {
	const event = "Ferry captain Kallas of Marsten said on the Ostlink quay that the Varland harbour board and the Lind shipyard had known of it since the winter regatta."
	const told = "The Post reported that Lind shipyard hid cracked bearings, and a Hallam trawler union lawyer demanded arrests in Ebbing, Thorpe, Wick, Saltmere and Overby by midsummer."
	const most = "The Post reported that a diver photographed rusty bolts, wedges, moss and kelp under the slipway cradle."
	const body = "In a basin by the quay a diver photographed rusty bolts and wedges below the cradle of the slipway."
	for name, c := range map[string]struct {
		title, text, heading, line string
		days                       int
		want                       bool
	}{
		"by its headline":          {"Lind shipyard hid cracked bearings", "", "", told, 0, true},
		"by another headline":      {"Regatta ends in the rain", "", "", told, 0, false},
		"of many words":            {"Lind shipyard hid cracked bearings", "", "", told[:len(told)-1] + " " + words(8, 60) + ".", 0, false},
		"days ago":                 {"Lind shipyard hid cracked bearings", "", "", told, 5, false},
		"by most of what it says":  {"Regatta ends in the rain", body, "", most, 0, true},
		"which is about its paper": {"Regatta ends in the rain", body, "The Post’s diver is sued", most, 0, false},
	} {
		a := day(report("a", "Post", 0, event+"\n"+c.text), 1)
		b := day(report("b", "Echo", 0, "Captain Kallas left the Marsten ferry at Ostlink quay; the board of Varland harbour met.\n"+c.line), 1+c.days)
		a.Article.Title, b.Article.Title = c.title, c.heading
		if got := traced(t, a, citing(t, b, "Post", record.CreditTo, "The Post reported")); strings.Contains(got, "a credits b") != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// However much an outlet publishes, its report of the same story is found.
func TestCreditMeansAReportAmongMany(t *testing.T) {
	const line = "The Post reported that Lind shipyard engineers hid cracked rudder bearings from ferry inspectors."
	a := report("a", "Post", 0, line+" Kallas of Marsten, Ostlink, Varland.")
	records := []*record.Record{a}
	for n := range uint64(3 * someOf) {
		records = append(records, report(fmt.Sprintf("other%d", n), "Post", 20, words(100+n, 80)))
	}
	b := citing(t, report("b", "Echo", 60, "Kallas left Marsten for Ostlink in Varland.\n"+line), "Post", record.CreditTo, "The Post reported")
	if got := traced(t, append(records, b)...); !strings.Contains(got, "a credits b") {
		t.Errorf("traced as %s", got)
	}
}

// Of several reports of an outlet that have what is credited, the one that has most of
// it is meant.
func TestCreditMeansTheReportThatHasMost(t *testing.T) {
	const line = "The Post reported that Lind shipyard engineers hid cracked rudder bearings from ferry inspectors."
	whole, partly := line, "Engineers of the Lind shipyard hid from ferry inspectors that rudder bearings were worn."
	for _, texts := range [][2]string{{whole, partly}, {partly, whole}} {
		x, y := report("x", "Post", 0, words(1, 90)+"\n"+texts[0]), report("y", "Post", 20, words(2, 90)+"\n"+texts[1])
		b := citing(t, report("b", "Echo", 60, words(4, 60)+"\n"+line+"\n"+words(3, 60)), "Post", record.CreditTo, "The Post reported")
		want := map[bool]string{true: "x credits b", false: "y credits b"}[texts[0] == whole]
		if got := traced(t, x, y, b); !strings.HasPrefix(got, want+",") && got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// What an outlet says in its own prose is its own, where another that credits it sets
// it out or puts it between quotation marks; not what somebody says of himself, of
// which the one has lost the marks.
func TestProseOfTheOther(t *testing.T) {
	prose := words(9, 30)
	for name, c := range map[string]struct {
		prose, quoting string
		want           string
	}{
		"quoted far from the credit": {prose, words(5, 20) + "\n\"" + prose + "\" it says.", "a quotes b"},
		"of a speaker":               {"I " + prose, words(5, 20) + "\n\"I " + prose + "\" it says.", "(Post) credits b"},
		"behind the credit":          {prose, prose, "a credits b"},
		"far from the credit":        {prose, words(5, 20) + "\n" + prose, "(Post) credits b"},
	} {
		a := report("a", "Post", 0, words(1, 100)+"\n"+c.prose+"\n"+words(2, 100))
		b := report("b", "Echo", 60, words(3, 300)+"\nIt is not what the Post says.\n"+c.quoting+"\n"+words(4, 100))
		got := traced(t, a, citing(t, b, "Post", record.CreditTo, "the Post says"))
		if got != c.want && !strings.HasPrefix(got, c.want+",") {
			t.Errorf("%s: %s, want %q", name, got, c.want)
		}
	}
}
