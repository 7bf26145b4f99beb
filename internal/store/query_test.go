package store

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	q, err := Parse(`speaker:"Le Pen" to:Putin -act:deny medd* OR "set up" after:2026-01-01 before:2026-02-01 -outlet:="Daily Tide" cites:=Tide`)
	if err != nil {
		t.Fatal(err)
	}
	want := []Term{
		{Field: Speaker, Text: "Le Pen"}, {Field: To, Text: "Putin"}, {Field: Act, Text: "deny", Not: true}, {Text: "medd", Prefix: true}, {Text: "set up", Or: true},
		{Field: Outlet, Text: "Daily Tide", Exact: true, Not: true}, {Field: Cites, Text: "Tide", Exact: true},
	}
	if diff := cmp.Diff(want, q.Terms); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
	if q.After.Format("2006-01-02") != "2026-01-01" || q.Before.Format("2006-01-02") != "2026-02-01" {
		t.Errorf("from %v to %v", q.After, q.Before)
	}
}

// What can't be read is refused where it stands, with the way out.
func TestParseErrors(t *testing.T) {
	for query, want := range map[string]string{
		`"pumps`:                             "1: this quotation mark has no second one",
		`a colour:red`:                       "3: there is no field colour:",
		`speaker:`:                           "1: speaker: stands without a value",
		`form:loud`:                          "6: form: is direct, indirect or mixed",
		`after:spring`:                       "7: after: wants a day, such as after:2026-03-01",
		`-after:2026-01-01 x`:                "8: after: wants a day",
		`me*`:                                "1: a * needs at least 3 letters before it",
		`OR a`:                               "1: OR stands between two words",
		`a OR`:                               "3: OR stands between two words",
		`a OR OR b`:                          "6: OR stands between two words",
		`a OR -b`:                            "6: a word that must not be there can't stand behind OR",
		`-a OR b`:                            "1: a word that must not be there can't stand before OR",
		`-a`:                                 "1: there is only what must not be there",
		`speaker:e1 OR speaker:e2`:           "23: an entity can't stand beside OR",
		`speaker:e1 OR a`:                    "1: an entity can't stand before OR",
		`a !!`:                               "3: there is no word to look for here",
		`after:2026-02-01 before:2026-01-01`: "1: nothing is both after: and before:",
		`speaker:="Le Pen"`:                  "9: = stands before a whole name",
		`outlet:=Tide*`:                      "8: = stands before a whole name",
		`act:deni`:                           "5: there is no such act; choose from accuse, admit,",
		`act:"deny loudly"`:                  "5: there is no such act",
		`outlet:=`:                           "1: outlet: stands without a value",
		`after:=2026-01-01`:                  "7: after: takes no =",
		`abc* bcd* cde* def* efg*`:           "21: a query has at most 4 words with a *",
		strings.Repeat("a ", 65):             "129: a query has at most 64 terms",
		strings.Repeat("a", 501):             "1: this is too long",
	} {
		_, err := Parse(query)
		var e *ParseError
		if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), "read query at character "+want) {
			t.Errorf("%q: %v, want %s", query, err, want)
		}
	}
}

// A whole name in quotation marks is what stands there, a * at its end included.
func TestParseWholeNames(t *testing.T) {
	q, err := Parse(`outlet:="Wow*" cites:="Daily Tide" "the dam*"`)
	if err != nil {
		t.Fatal(err)
	}
	want := []Term{{Field: Outlet, Text: "Wow*", Exact: true}, {Field: Cites, Text: "Daily Tide", Exact: true}, {Text: "the dam", Prefix: true}}
	if diff := cmp.Diff(want, q.Terms); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
}

// An act is one that statements have, or the beginning of one.
func TestParseActs(t *testing.T) {
	for _, query := range []string{"act:deny", "act:Deny", "act:den*", "act:negated", `act:"deny negated"`, "-act:state dam"} {
		if _, err := Parse(query); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
}

func TestUndated(t *testing.T) {
	for query, want := range map[string]string{
		`dam after:2026-01-01`: `dam`, `after:2026-03-01T10:00 "the dam" BEFORE:"2026-03-02" -x`: `"the dam" -x`,
		`"look after:2026-01-01 it"`: `"look after:2026-01-01 it"`, `"dam`: `"dam`, `before:2026-01-01`: ``,
	} {
		if got := Undated(query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{``, `a`, `"a b" -c d*`, `speaker:"x" OR to:y after:2026-01-01`, `:`, `-`, `""`, `a"b`, "\x00", "é:ü", `--a`, `a:b:c`, `outlet:="a b"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Parse(s)
		var e *ParseError
		if err != nil {
			if !errors.As(err, &e) || e.At < 0 {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		for _, x := range q.Terms {
			if strings.IndexFunc(x.Text, IsWord) < 0 || x.Or && x.Not {
				t.Fatalf("%q gives %+v", s, x)
			}
		}
	})
}
