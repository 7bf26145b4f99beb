package eval

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/hearsay-news/hearsay/internal/eval/markup"
)

func Example() {
	gold := `{"id": "a", "text": "It rained, Ada said.", "annotations": [{"attributions": [
		{"source": [[11, 14]], "cue": [[15, 19]], "content": [[0, 9]]}]}]}`
	records := `{"article": {"id": "a"}, "attributions": [
		{"in": "body", "source": {"spans": [[11, 14]]}, "content": {"spans": [[3, 9]]}}]}`
	oneLine := strings.NewReplacer("\n", "")
	found, err := ReadRecords(strings.NewReader(oneLine.Replace(records)))
	if err != nil {
		fmt.Println(err)
		return
	}
	res, err := Attributions(strings.NewReader(oneLine.Replace(gold)), found)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, _ := res.Metric("attr")
	fmt.Println(m)
	// Output:
	// attr                           P 1.000 R 1.000 F 1.000   tp 1 fp 0 fn 0
}

// marked is the text and the attributions of a marked text.
func marked(t *testing.T, s string) (string, []Attribution) {
	t.Helper()
	c, err := markup.Parse(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return c.Text, FromCase(c)
}

// figures scores one marked text against another of the same words.
func figures(t *testing.T, gold, pred string) Result {
	t.Helper()
	body, g := marked(t, gold)
	same, p := marked(t, pred)
	if same != body {
		t.Fatalf("two texts: %q and %q", body, same)
	}
	s := NewScorer()
	if err := s.Add("x", body, g, p); err != nil {
		t.Fatal(err)
	}
	return s.Result()
}

// three holds one attribution of each class, an unattributed quoted word, and
// characters beyond 16 bits.
const three = `{c1:“We shall sail,”} {s1:Mo Ray} {q1:said}. {c1:“It is calm.”}\n\n` +
	`{s2:The warden} {q2:said} {c2:that fares would fall next spring}.\n\n` +
	`{s3:Leaflets} {q3:say} {c3:the “grand plan” is “quite dead” and they are glad that all went well}.\n\n` +
	`A so-called “expert” left. é😀 Lu Fa agreed.`

var plain = strings.NewReplacer("{c1:", "", "{c2:", "", "{c3:", "", "{s1:", "", "{s2:", "", "{s3:", "", "{q1:", "", "{q2:", "", "{q3:", "", "}", "").Replace(three)

// tests of what the metrics mean. want holds counts as "name tp fp fn".
var meaning = []struct {
	name, gold, pred string
	want             string
}{
	{"perfect", three, three, `attr 3 0 0; attr_direct 1 0 0; attr_mixed 1 0 0; attr_indirect 1 0 0; attr_srcJ 3 0 0; attr_cue 3 0 0;
		exact_content 3 0 0; token_cue 3 0 0; speaker_given_content 3 0 0; stretch 4 0 0; stretch_speaker 4 0 0; chunk_content 4 0 0`},
	{"nothing found", three, plain, "attr 0 0 3; attr_direct 0 0 1; exact_source 0 0 3; stretch 0 0 4"},
	{"nothing to find", plain, three, "attr 0 3 0; attr_mixed 0 1 0; stretch 0 4 0"},
	{"marks and spaces at the edges do not count",
		`{c:“Yes, we do,”} {s:Ann} {q:said}.`, `“{c:Yes, we do},”{s: Ann }{q:said.}`,
		"exact_content 1 0 0; exact_source 1 0 0; exact_cue 1 0 0; chunk_content 0 1 1; chunk_source 1 0 0; chunk_cue 0 1 1"},
	{"marks between fragments do not count, but for chunks",
		`{s:He} {q:said}: {c:no, of course}, he would.`, `{s:He} {q:said}: {c:no}, {c:of course}, he would.`,
		"exact_content 1 0 0; attr 1 0 0; chunk_content 0 2 1"},
	{"half of the words are enough",
		`{s:He} {q:said} {c:that fares would fall next spring}.`, `{s:He} {q:said} that {c:fares would fall} next spring.`,
		"overlap_content 1 0 0; exact_content 0 1 1; token_content 3 0 3; attr 1 0 0"},
	{"fewer are not",
		`{s:He} {q:said} {c:that fares would fall next spring}.`, `{s:He} {q:said} that {c:fares would} fall next spring.`,
		"overlap_content 0 1 1; attr 0 1 1; content 0 1 1; speaker_given_content 0 0 0"},
	{"one shared word makes a source",
		`{c:Yes}, {s:Mo Ray} {q:said} at noon.`, `{c:Yes}, Mo {s:Ray {q:said} at noon}.`,
		"attr 1 0 0; attr_srcJ 0 1 1; attr_cue 1 0 0; overlap_source 0 1 1; token_source 1 3 1"},
	{"a wrong source", `{c:“Yes,”} {s:Mo} {q:told} Lu.`, `{c:“Yes,”} Mo {q:told} {s:Lu}.`,
		"attr 0 1 1; attr_direct 0 1 1; content 1 0 0; content_direct 1 0 0; speaker_given_content 0 1 1; stretch 1 0 0; stretch_speaker 0 1 1"},
	{"no source on both sides is right", `{q:It was said} {c:that it rained}.`, `{q:It was said} {c:that it rained}.`, "attr 1 0 0; exact_source 0 0 0"},
	{"no source on one side is wrong", `{s:It} {q:was said} {c:that it rained}.`, `It {q:was said} {c:that it rained}.`, "attr 0 1 1"},
	{"one to one", `{c1:It rained}, {s1:he} {q1:said}.`, `{c1:{c2:It rained}}, {s1:{s2:he}} {q1:{q2:said}}.`,
		"attr 1 1 0; exact_content 1 0 0; overlap_content 1 0 0; chunk_content 1 0 0"},
	{"a largest matching", `{c1:{c2:a b} c d} e f`, `{c1:{c2:a b c} d e f}`, "content 2 0 0"},
	{"a colon as cue", `{s:WARDEN}{q::} {c:I agree}.`, `{s:WARDEN}{q::} {c:I agree}.`, "exact_cue 1 0 0; token_cue 1 0 0; attr_cue 1 0 0"},
	{"a false quotation", `A so-called “expert” left.`, `A so-called {c:“expert”} left.`, "attr_direct 0 1 0; stretch 0 1 0; stretch5 0 0 0"},
	{"chunks end with their line", `{c:one\ntwo} three`, `{c:one}\n{c:two} three`, "chunk_content 2 0 0; exact_content 1 0 0"},
	{"combining marks are no part of words, underscores are", "{c:cafe\u0301s a_b}", "{c:cafe}\u0301{c:s} a{c:_}b", "token_content 3 0 0; exact_content 0 1 1"},
	{"without words the class is indirect", `{c:”} He said.`, `{c:”} He said.`, "attr_indirect 1 0 0; token_content 1 0 0"},
}

func TestMeaning(t *testing.T) {
	for _, tt := range meaning {
		res := figures(t, tt.gold, tt.pred)
		for want := range strings.SplitSeq(tt.want, ";") {
			name, counts, _ := strings.Cut(strings.TrimSpace(want), " ")
			m, _ := res.Metric(name)
			if got := fmt.Sprint(m.TP, m.FP, m.FN); got != counts {
				t.Errorf("%s: %s %s, want %s", tt.name, name, got, counts)
			}
		}
	}
}

// TestClassesAddUp: direct, mixed and indirect together are the whole.
func TestClassesAddUp(t *testing.T) {
	found, err := ReadRecords(file(nasty, "records.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := Attributions(file(nasty, "gold.jsonl"), found)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"attr", "content"} {
		all, _ := res.Metric(name)
		var sum Count
		for _, class := range classes {
			m, _ := res.Metric(name + "_" + class)
			sum = Count{sum.TP + m.TP, sum.FP + m.FP, sum.FN + m.FN}
		}
		if sum != all.Count || sum.TP == 0 {
			t.Errorf("the classes of %s add up to %v, not %v", name, sum, all.Count)
		}
	}
}

func TestNothingAtAll(t *testing.T) {
	res := figures(t, "He left.", "He left.")
	if m, _ := res.Metric("attr"); m.P != 1 || m.R != 1 || m.F != 1 {
		t.Errorf("nothing to find and nothing found is %v, not perfect", m)
	}
	if m, _ := res.Metric("chunk_source"); m.F != 0 {
		t.Errorf("no chunks are %v, where the published protocol has 0", m)
	}
	if _, ok := res.Metric("stretch"); ok {
		t.Error("a text without quotation marks has a figure for them")
	}
	if res := NewScorer().Result(); len(res.Metrics) != 3 {
		t.Errorf("no article gives %v", res.Metrics)
	}
}

func TestAddErrors(t *testing.T) {
	outside := []Attribution{{Content: []Span{{0, 2}}, Cue: []Span{{1, 9}}}}
	s := NewScorer()
	for want, err := range map[string]error{
		"score article x: attribution 0, cue: span [1, 9] lies outside a text of 3 characters": s.Add("x", "é😀c", nil, outside),
		"score article y: gold: attribution 0, cue: span [1, 9] lies":                          s.Add("y", "é😀c", outside, nil),
		"span [2, 1] lies":  s.Add("z", "abc", nil, []Attribution{{Content: []Span{{2, 1}}}}),
		"span [-1, 1] lies": s.AddMissing("z", "abc", []Attribution{{Content: []Span{{-1, 1}}}}),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if res := s.Result(); res.Articles != 0 || res.Missing != 0 {
		t.Errorf("refused articles were counted: %+v", res)
	}
}

func TestReadErrors(t *testing.T) {
	good := `{"id": "a", "text": "b", "annotations": [{"attributions": []}]}` + "\n"
	for in, want := range map[string]string{
		good + "\n{":             "read gold articles, line 3: ",
		good + `{"id": "c"}`:     "article c: it has no annotations",
		`{"id": "c", "text": 1}`: "read gold articles, line 1: ",
	} {
		if _, err := Attributions(strings.NewReader(in), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Attributions(%q): %v, want %q", in, err, want)
		}
	}
	twice := `{"article": {"id": "a"}}` + "\n" + `{"article": {"id": "a"}}`
	if _, err := ReadRecords(strings.NewReader(twice)); err == nil || !strings.Contains(err.Error(), "article a has two") {
		t.Errorf("two records of an article: %v", err)
	}
	if _, err := ReadRecords(file(nasty, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an unreadable file: %v", err)
	}
}

func TestStretches(t *testing.T) {
	for in, want := range map[string][]string{
		`"Come in," he said. "Sit down."`:                      {`"Come in,"`, `"Sit down."`},
		"“One.\n“Two.” End":                                    {"“One.", "“Two.”"},
		"''Come in,'' he said. ''Sit 'down.''' \"Eat,'' x":     {"''Come in,''", "''Sit 'down.'''", "\"Eat,''"},
		"``Come in,'' he said.":                                {"``Come in,''"},
		"“Is it late?“ he asked.":                              {"“Is it late?“"},
		"“Is it «late»?” he asked. «No.» „Yes.”":               {"“Is it «late»", "«No.»", "„Yes.”"},
		"Mo: ‘I don’t mind’ about rain":                        {"‘I don’t mind’"},
		"Mo's crew: 'It's calm'":                               {"'It's calm'"},
		"the sailors' choice in the '90s and the ships' bells": nil,
		"'the sailors' choice' it was":                         {"'the sailors' choice'"},
		"‘the sailors’ choice it was":                          {"‘the sailors’"},
		"rock 'n' roll, get 'em, 'til noon, '4s and '44s' x'":  nil,
		"the 6\" pipe":                      nil,
		"He said \"a 'b' c\" twice":         {"\"a 'b' c\""},
		"She said \"no and \"yes\" at once": {"\"no and ", "\"yes\""},
		"\"open to the end":                 {"\"open to the end"},
		"":                                  nil,
	} {
		var got []string
		body := []rune(in)
		for _, s := range stretches(body) {
			got = append(got, string(body[s.Start:s.End]))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("stretches of %q: %s", in, diff)
		}
	}
}

// TestStretchesIsLinear: a line of openers that nothing closes is read once.
func TestStretchesIsLinear(t *testing.T) {
	body := []rune(strings.Repeat(" 'a ‘b s' c", 20_000))
	if got := stretches(body); len(got) == 0 {
		t.Error("no stretch in a line of marks")
	}
	if got := stretches([]rune(strings.Repeat(" 'a ‘b", 40_000))); len(got) != 0 {
		t.Errorf("%d stretches without a closing mark", len(got))
	}
}

func TestSameName(t *testing.T) {
	for _, tt := range []struct {
		pred, gold string
		want       bool
	}{
		{"Ana Petrov", "Ana Petrov", true},
		{"Dr. Ana Petrov’s", "ANA PETROV", true},
		{"Ana M. Petrov", "Ana Petrov", true},
		{"Petrov", "Ana Petrov", false},
		{"Ana Petrov", "Petrov", true},
		{"Ana Petrov", "Ana Brandt", false},
		{"Ana Petrov", "", false},
		{"The", "the", false},
		{"J.", "J", true},
		{"ﬁne Print", "fine print", true},
		{"ΣΟΦΟΣ", "σοφος", true},
		{"Mo's'store", "Mo's'store", true},
	} {
		if got := SameName(tt.pred, tt.gold); got != tt.want {
			t.Errorf("SameName(%q, %q) = %v", tt.pred, tt.gold, got)
		}
	}
}

func TestSameOutlet(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"AP", "The Associated Press", true},
		{"nyt.com", "New York Times", true},
		{"BBC", "BBC News", true},
		{"The Lantern", "lantern.org", true},
		{"The Lantern", "The Harbour Herald", false},
		{"com", "com", false},
		{"", "AP", false},
	} {
		if got := SameOutlet(tt.a, tt.b); got != tt.want {
			t.Errorf("SameOutlet(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

// FuzzScorer: spans anywhere in any text are scored without a panic, and a
// side against itself has no mistakes.
func FuzzScorer(f *testing.F) {
	f.Add("“We sail,” Zoë 😀 said. 'It's calm'\n''Yes''", []byte{0, 9, 1, 3, 12, 4, 20, 9, 7})
	f.Add("\"a\" ‘s' b” ``c''", []byte{200, 100, 3, 9})
	f.Add("e\u0301_x Ⅻ²: \xff", []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
	f.Fuzz(func(t *testing.T, body string, raw []byte) {
		all := attributionsOf(raw, utf8.RuneCountInString(body))
		s := NewScorer()
		if err := s.Add("x", body, all, all); err != nil {
			t.Fatal(err)
		}
		for _, m := range s.Result().Metrics {
			if m.FP+m.FN > 0 && !unfair(m.Name, m) {
				t.Fatalf("a side against itself: %v", m)
			}
		}
		if err := s.Add("x", body, all, attributionsOf(bytes.Repeat(raw, 2), utf8.RuneCountInString(body))); err != nil {
			t.Fatal(err)
		}
	})
}

// unfair reports whether a metric may find mistakes between equals: a cue that
// is missing on both sides is no shared word, the largest matching of contents
// need not pair each with itself, and attributions without content have chunks
// in what was found only.
func unfair(name string, m Metric) bool {
	return name == "attr_cue" || strings.HasPrefix(name, "speaker_given") || strings.HasPrefix(name, "chunk_") && m.FN == 0
}

// attributionsOf makes attributions of bytes, with spans in a text of n
// characters.
func attributionsOf(raw []byte, n int) []Attribution {
	var out []Attribution
	span := func() []Span {
		if len(raw) < 2 {
			return nil
		}
		a, b := int(raw[0])%(n+1), int(raw[1])%(n+1)
		raw = raw[2:]
		return []Span{{min(a, b), max(a, b)}}
	}
	for len(raw) > 1 && len(out) < 40 {
		out = append(out, Attribution{Source: span(), Cue: span(), Content: append(span(), span()...)})
	}
	return out
}
