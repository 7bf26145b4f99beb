package record

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// at is the span of the nth (from 0) occurrence of words in s.
func at(t testing.TB, s, words string, nth int) text.Span {
	t.Helper()
	from := 0
	for ; ; nth-- {
		i := strings.Index(s[from:], words)
		if i < 0 {
			t.Fatalf("%q is not in %q", words, s)
		}
		if nth == 0 {
			return text.Span{Start: from + i, End: from + i + len(words)}
		}
		from += i + len(words)
	}
}

func spans(t testing.TB, s string, words ...string) []text.Span {
	t.Helper()
	var out []text.Span
	for _, w := range words {
		out = append(out, at(t, s, w, 0))
	}
	return out
}

// full is a record that uses every field of the format. Its body has letters
// of one to four bytes, a combining accent and line ends of two characters.
func full(t testing.TB) *Record {
	t.Helper()
	body := "MOSCOW (Zeta) — “We 🙂 will win,” Ze\u0301 Lima told Ro of A News, “and soon.”\r\n\r\n" +
		"Read more: Prices rise — A News\r\n\r\nHe denied it, according to B Wire citing C Post."
	title := "“Soon”: Lima"
	a := &article.Article{
		ID: "n1", URL: "https://example.org/1", Outlet: article.Outlet{Name: "Example", Domain: "example.org"},
		Title: title, Byline: []string{"Jo Ek"}, Dateline: "MOSCOW",
		Published: article.At(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)),
		Modified:  article.Moment{Time: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), DayOnly: true},
		Language:  "en", Body: body,
		Furniture: []article.Furniture{{
			Kind: article.Related, Span: at(t, body, "Read more: Prices rise — A News", 0),
			Title: "Prices rise", URL: "https://example.org/2", Credit: "A News",
		}},
		Extra: map[string]json.RawMessage{"section": json.RawMessage(`{"a<b":[1]}`)},
	}
	part := func(in string, words ...string) Part { return Part{spans(t, in, words...)} }
	return &Record{
		Analyzer: "0.1.0+en.1", Article: a,
		Entities: []Entity{
			{ID: "e1", Kind: Person, Name: "Ze\u0301 Lima", Aliases: []string{"Lima"}, Roles: []string{"captain"}, Mentions: []Mention{
				{at(t, body, "Ze\u0301 Lima", 0), ByName}, {at(t, body, "He", 0), ByPronoun}}},
			{ID: "e2", Kind: Person, Name: "Ro", Mentions: []Mention{{at(t, body, "Ro", 0), ByName}}},
			{ID: "e3", Kind: Outlet, Name: "A News"},
		},
		Attributions: []Attribution{
			{ID: "a1", In: InBody, Form: Direct, Act: "state", Source: Source{part(body, "Ze\u0301 Lima"), "e1", false},
				Cue: Cue{part(body, "told"), "tell"}, Content: part(body, "“We 🙂 will win,”", "“and soon.”"),
				Addressee: Addressee{part(body, "Ro of A News"), "e2"}, Via: []string{"c1"}, Confidence: 0.93},
			{ID: "a2", In: InTitle, Form: Direct, Act: "state", Source: Source{part(title, "Lima"), "e1", false},
				Content: part(title, "“Soon”"), Confidence: 0.5},
			{ID: "a3", In: InBody, Form: Indirect, Act: "deny", Source: Source{part(body, "He"), "e1", true},
				Cue: Cue{part(body, "denied"), "deny"}, Content: part(body, "it"), Via: []string{"c2", "c3"}, Within: "a1"},
		},
		Citations: []Citation{
			{ID: "c1", Outlet: "A News", Entity: "e3", Kind: Venue, Spans: spans(t, body, "A News"), Covers: []string{"a1"}},
			{ID: "c2", Outlet: "B Wire", Domain: "bwire.example", Kind: CreditTo, Spans: spans(t, body, "according to B Wire"), Covers: []string{"a3"}},
			{ID: "c3", Outlet: "C Post", Kind: CreditTo, Spans: spans(t, body, "citing C Post"), Through: "c2", Covers: []string{"a3"}},
		},
		Events: []Event{{ID: "v1", Type: "CONSULT", Mode: "visit", Actors: []string{"e1"}, Recipients: []string{"e2"},
			Place: "e3", Date: "2026-03-01", AssertedBy: "a1", Spans: spans(t, body, "told Ro")}},
	}
}

func refused() *Record {
	return &Record{Analyzer: "0.1.0", Article: &article.Article{ID: "n2", Body: "Guten Tag."}, Refused: "language: German is not analysed yet"}
}

func TestRoundTrip(t *testing.T) {
	for _, r := range []*Record{full(t), refused()} {
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		first, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back Record
		if err := json.Unmarshal(first, &back); err != nil {
			t.Fatal(err)
		}
		if err := back.Check(); err != nil {
			t.Errorf("read back: %v", err)
		}
		second, err := json.Marshal(&back)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(first), string(second)); diff != "" {
			t.Errorf("record → JSON → record → JSON changes (-first +second):\n%s", diff)
		}
	}
}

// A part may know its entity, or that the name is withheld, without any words.
func TestPartsWithoutWords(t *testing.T) {
	r := full(t)
	a := &r.Attributions[0]
	a.Source, a.Cue, a.Addressee = Source{Anonymous: true}, Cue{Lemma: "say"}, Addressee{Entity: "e2"}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back Record
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	got := back.Attributions[0]
	if !got.Source.Anonymous || got.Cue.Lemma != "say" || got.Addressee.Entity != "e2" {
		t.Errorf("came back as %+v", got)
	}
}

func TestUnmarshalErrors(t *testing.T) {
	for in, want := range map[string]string{
		`{"schema":"hearsay/record/2"}`: `format "hearsay/record/2" is not "hearsay/record/1"`,
		`{}`:                            `format "" is not`,
		`{"schema":"hearsay/record/1","article":7}`: "read record: ",
	} {
		if err := json.Unmarshal([]byte(in), new(Record)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", in, err, want)
		}
	}
	if _, err := json.Marshal(&Record{}); err == nil || !strings.Contains(err.Error(), "no article") {
		t.Errorf("a record without article: %v", err)
	}
}

// MarshalJSON must not panic on a record that Check would refuse.
func TestMarshalBrokenSpans(t *testing.T) {
	r := full(t)
	bad := text.Span{Start: 5, End: 1 << 20}
	r.Entities[0].Mentions[0].Span, r.Attributions[0].Content.Spans[0], r.Events[0].Spans[0] = bad, bad, bad
	r.Article.Furniture[0].Span = text.Span{Start: -4, End: -2}
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
}

func TestOffsetsAreCodePoints(t *testing.T) {
	b, err := full(t).MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	n := sameWords(t, doc)
	if n < 15 {
		t.Errorf("only %d stretches compared", n)
	}
	if !strings.Contains(string(b), "[16,32]") { // counted by hand: 🙂 is one, the accent is one
		t.Errorf("the first content is not at 16 to 32: %s", b)
	}
	if !strings.Contains(string(b), `"a<b"`) {
		t.Error("< is escaped")
	}
}

// sameWords cuts every offset in a JSON record out of the code points of its
// text, compares with the words beside it, and says how many it compared.
func sameWords(t testing.TB, doc map[string]any) (n int) {
	t.Helper()
	art := doc["article"].(map[string]any)
	body, title := []rune(art["body"].(string)), []rune(art["title"].(string))
	var walk func(v any, in []rune)
	walk = func(v any, in []rune) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x, in)
			}
		case map[string]any:
			if v["in"] == "title" {
				in = title
			}
			if words, ok := v["text"].(string); ok {
				n++
				if got := cutPoints(in, v); got != words {
					t.Errorf("offsets cut %q, text says %q", got, words)
				}
			}
			for _, x := range v {
				walk(x, in)
			}
		}
	}
	for _, k := range []string{"entities", "attributions", "citations"} {
		walk(doc[k], body)
	}
	return n
}

func cutPoints(in []rune, v map[string]any) string {
	if start, ok := v["start"].(float64); ok {
		return string(in[int(start):int(v["end"].(float64))])
	}
	var words []string
	for _, s := range v["spans"].([]any) {
		p := s.([]any)
		words = append(words, string(in[int(p[0].(float64)):int(p[1].(float64))]))
	}
	return strings.Join(words, " ")
}

func FuzzOffsets(f *testing.F) {
	f.Add("“Yes,” said Zoë. 🙂", uint16(0), uint16(3), uint16(9), uint16(12))
	f.Add("a\r\nb\u0301c", uint16(1), uint16(2), uint16(3), uint16(4))
	f.Add(strings.Repeat("🙂é", 100), uint16(3), uint16(131), uint16(150), uint16(199))
	f.Fuzz(func(t *testing.T, body string, i, j, k, l uint16) {
		body = strings.ToValidUTF8(body, "?")
		x := text.NewIndex(body)
		cut := func(i, j uint16) []text.Span {
			if s := x.ToBytes(text.Span{Start: int(min(i, j)), End: int(max(i, j))}); s.Within(body) {
				return []text.Span{s}
			}
			return nil
		}
		content, source := cut(i, j), cut(k, l)
		if content == nil || overlap(source, content) {
			t.Skip()
		}
		r := &Record{Article: &article.Article{ID: "f", Title: "é" + body, Body: body}, Attributions: []Attribution{
			{ID: "a1", In: InBody, Form: Direct, Source: Source{Part: Part{source}}, Content: Part{content}},
			{ID: "a2", In: InTitle, Form: Direct, Content: Part{[]text.Span{{Start: 0, End: len("é")}}}},
		}}
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		b, err := r.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var doc map[string]any
		if err := json.Unmarshal(b, &doc); err != nil {
			t.Fatal(err)
		}
		sameWords(t, doc)
		var back Record
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if got := back.Attributions[0].Content.Spans[0]; got != content[0] {
			t.Fatalf("%v came back as %v", content[0], got)
		}
	})
}

func TestCheck(t *testing.T) {
	out := []text.Span{{Start: 3, End: 1 << 20}}
	for _, c := range []struct {
		name string
		harm func(r *Record)
		want string
	}{
		{"no article", func(r *Record) { r.Article = nil }, "no article"},
		{"no id", func(r *Record) { r.Article.ID = "" }, "without an id"},
		{"refused with findings", func(r *Record) { r.Refused = "empty: x" }, "refused, and yet with findings"},
		{"body not UTF-8", func(r *Record) { r.Article.Body = "\xff" + r.Article.Body[1:] }, "not UTF-8"},
		{"title not UTF-8", func(r *Record) { r.Article.Title = r.Article.Title + "\xff" }, "not UTF-8"},
		{"furniture outside", func(r *Record) { r.Article.Furniture[0].Span = out[0] }, "furniture 0: span {3 1048576} outside the body"},
		{"furniture kind", func(r *Record) { r.Article.Furniture[0].Kind = "banner" }, `furniture 0: kind "banner" is none of`},
		{"id of another kind", func(r *Record) { r.Entities[1].ID = "x2" }, `id "x2" is not 'e' and a number`},
		{"id without number", func(r *Record) { r.Events[0].ID = "v" }, `id "v" is not 'v' and a number`},
		{"id with words", func(r *Record) { r.Events[0].ID = "v1 x" }, `id "v1 x" is not`},
		{"id twice", func(r *Record) { r.Entities[1].ID = "e1" }, "id e1 given twice"},
		{"no name", func(r *Record) { r.Entities[0].Name = "" }, "e1: no name"},
		{"entity kind", func(r *Record) { r.Entities[0].Kind = "" }, `e1: kind "" is none of`},
		{"mention outside", func(r *Record) { r.Entities[0].Mentions[0].Span = out[0] }, "e1: mention {3 1048576} outside"},
		{"mention form", func(r *Record) { r.Entities[0].Mentions[0].Form = "verb" }, `e1: form of mention "verb"`},
		{"in", func(r *Record) { r.Attributions[0].In = "byline" }, `a1: in "byline"`},
		{"form", func(r *Record) { r.Attributions[0].Form = "free" }, `a1: form "free"`},
		{"content outside", func(r *Record) { r.Attributions[0].Content.Spans = out }, "a1 content: span {3 1048576} outside"},
		{"source outside the title", func(r *Record) { r.Attributions[1].Source.Spans = r.Attributions[2].Source.Spans }, "a2 source: span"},
		{"span cuts a letter", func(r *Record) { r.Attributions[0].Content.Spans[0].Start++ }, "a1 content: span"},
		{"out of order", func(r *Record) { s := r.Attributions[0].Content.Spans; s[0], s[1] = s[1], s[0] }, "a1 content: spans out of order"},
		{"source in content", func(r *Record) { r.Attributions[0].Source.Spans = r.Attributions[0].Content.Spans[1:] }, "a1: source overlaps content"},
		{"cue in content", func(r *Record) { r.Attributions[0].Cue.Spans = r.Attributions[0].Content.Spans[:1] }, "a1: cue overlaps content"},
		{"addressee in content", func(r *Record) { r.Attributions[0].Addressee.Spans = r.Attributions[0].Content.Spans }, "a1: addressee overlaps content"},
		{"no content", func(r *Record) { r.Attributions[0].Content.Spans = nil }, "a1: no content"},
		{"confidence over 1", func(r *Record) { r.Attributions[0].Confidence = 1.1 }, "a1: confidence 1.1"},
		{"confidence not a number", func(r *Record) { r.Attributions[0].Confidence = math.NaN() }, "a1: confidence"},
		{"source unknown", func(r *Record) { r.Attributions[0].Source.Entity = "e9" }, "a1: no such id e9"},
		{"addressee of a wrong kind", func(r *Record) { r.Attributions[0].Addressee.Entity = "c1" }, "a1: no such id c1"},
		{"via unknown", func(r *Record) { r.Attributions[0].Via = []string{"c9"} }, "a1: no such id c9"},
		{"within unknown", func(r *Record) { r.Attributions[0].Within = "a9" }, "a1: no such id a9"},
		{"within itself", func(r *Record) { r.Attributions[0].Within = "a3" }, "stands within itself"},
		{"within another text", func(r *Record) { r.Attributions[2].Within = "a2" }, "a3: stands within a2, which is in another text"},
		{"citation kind", func(r *Record) { r.Citations[0].Kind = "rumour" }, `c1: kind "rumour"`},
		{"citation outside", func(r *Record) { r.Citations[0].Spans = out }, "c1: span {3 1048576} outside"},
		{"citation entity", func(r *Record) { r.Citations[0].Entity = "e9" }, "c1: no such id e9"},
		{"citation through", func(r *Record) { r.Citations[0].Through = "c9" }, "c1: no such id c9"},
		{"citation covers", func(r *Record) { r.Citations[0].Covers = []string{"a9"} }, "c1: no such id a9"},
		{"citation of itself", func(r *Record) { r.Citations[0].Through = "c1" }, "c1: cites itself"},
		{"citations in a ring", func(r *Record) { r.Citations[1].Through = "c3" }, "c2: cites itself"},
		{"event outside", func(r *Record) { r.Events[0].Spans = out }, "v1: span"},
		{"event place", func(r *Record) { r.Events[0].Place = "e9" }, "v1: no such id e9"},
		{"event actor", func(r *Record) { r.Events[0].Actors = []string{"e8"} }, "v1: no such id e8"},
		{"event recipient", func(r *Record) { r.Events[0].Recipients = []string{"e7"} }, "v1: no such id e7"},
		{"event asserted by", func(r *Record) { r.Events[0].AssertedBy = "a9" }, "v1: no such id a9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := full(t)
			c.harm(r)
			if err := r.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

// Rings are reported once, and a tail that leads into one is not.
func TestCheckRingOnce(t *testing.T) {
	r := full(t)
	r.Citations[0].Through, r.Citations[1].Through = "c2", "c3"
	err := r.Check()
	if err == nil || strings.Count(err.Error(), "cites itself") != 1 {
		t.Errorf("error %v, want one ring", err)
	}
}

// A long chain of credits is no ring, and is checked without walking it for
// each link.
func TestCheckLongChain(t *testing.T) {
	r := &Record{Article: &article.Article{ID: "n"}}
	const n = 50_000
	for i := range n {
		x := Citation{ID: id('c', i), Kind: CreditTo}
		if i > 0 {
			x.Through = id('c', i-1)
		}
		r.Citations = append(r.Citations, x)
	}
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
}

func id(kind byte, n int) string {
	b, _ := json.Marshal(n)
	return string(kind) + string(b)
}

func TestLookups(t *testing.T) {
	r := full(t)
	if got := r.Name("e1"); got != "Ze\u0301 Lima" {
		t.Errorf("Name = %q", got)
	}
	if r.Name("e9") != "" || r.Entity("e9") != nil || r.Citation("c9") != nil {
		t.Error("found what is not there")
	}
	if got := r.Citation("c3").Outlet; got != "C Post" {
		t.Errorf("Citation = %q", got)
	}
	a := &r.Attributions[1]
	if got := r.Words(a, a.Content.Spans); got != "“Soon”" {
		t.Errorf("Words = %q", got)
	}
}

func BenchmarkMarshal(b *testing.B) {
	r := full(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.MarshalJSON(); err != nil {
			b.Fatal(err)
		}
	}
}
