package store

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/record"
)

func TestKey(t *testing.T) {
	for _, c := range []struct {
		kind record.EntityKind
		name string
		want string
	}{
		{record.Person, "Ana Petrov", "person:ana petrov"},
		{record.Person, "Dr. Ana  PÉTROV’s", "person:ana petrov"},
		{record.Person, "Mr. President", "person:president"},
		{record.Person, "Jean-Marie Le Pen", "person:jean marie le pen"},
		{record.Person, "A. Petrov", "person:a petrov"},
		{record.Person, "J", ""},
		{record.Person, "“”", ""},
		{record.Organisation, "The Harbour Board", "organisation:harbour board"},
		{record.Outlet, "The Lantern", "outlet:lantern"},
		{record.Group, "residents", ""},
		{record.Place, "Lowmere", ""},
	} {
		if got := Key(&record.Entity{Kind: c.kind, Name: c.name}); got != c.want {
			t.Errorf("Key(%s %q) = %q, want %q", c.kind, c.name, got, c.want)
		}
	}
}

func TestParseID(t *testing.T) {
	for s, want := range map[string]int64{"e12": 12, "e0": 0, "12": 0, "e": 0, "e-1": 0, "E12": 0, "e1x": 0, "e99999999999999999999": 0} {
		if got, ok := ParseID(s); got != want && ok || ok != (want > 0) {
			t.Errorf("ParseID(%s) = %d, %v", s, got, ok)
		}
	}
}

func TestSuggest(t *testing.T) {
	var people []Entity
	for i, p := range []struct {
		name           string
		articles, said int
	}{
		{"Vladimir Orlov", 90, 40}, {"Irina Orlov", 3, 1}, {"Orlov", 60, 20}, // nearly always one
		{"Ana Petrov", 30, 9}, {"Bo Petrov", 30, 9}, {"Petrov", 30, 9}, // may be either
		{"Abbi Easter", 8, 2}, {"Easter", 90, 0}, // no surname
		{"Tom Reed", 4, 1}, {"Reed", 2, 1}, // too few
		{"John Boehner", 50, 9}, {"John A. Boehner", 20, 5}, // one initial
		{"George Hill", 50, 9}, {"George W. Hill", 20, 5}, {"George H. Hill", 20, 5}, // two
	} {
		people = append(people, Entity{ID: int64(i + 1), Kind: record.Person, Name: p.name, Articles: p.articles, Said: p.said})
	}
	var got []string
	for _, s := range Suggest(people) {
		got = append(got, fmt.Sprintf("%s ← %s: %s", s.Into.Name, s.Other.Name, s.Why))
	}
	want := []string{
		"Vladimir Orlov ← Orlov: of 93 articles with a full name of this surname, 90 have this one",
		"John Boehner ← John A. Boehner: the names differ in an initial",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
}
