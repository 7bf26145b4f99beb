package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Suggestion is that two entities may be the same.
type Suggestion struct {
	Into, Other Entity
	Why         string // in words
}

// What a surname must be like to be taken for one person's: so many articles
// name that person in full, and that share of all who are so named. A word that
// stands alone much more often than in that name is no surname ("Easter").
const (
	fewestArticles = 5
	surnameShare   = 0.9
	mostAlone      = 2
	initialShare   = 0.95 // of articles with an initial those that have the same one
)

// Suggest says which of some people may be the same, those with most statements
// first. Whether they are is for a human to say.
func Suggest(people []Entity) []Suggestion {
	bearers := map[string][]Entity{} // by surname
	plain := map[string][]Entity{}   // by name without initials
	for _, e := range people {
		words := nameWords(e.Name)
		if len(words) < 2 {
			continue
		}
		last := words[len(words)-1]
		bearers[last] = append(bearers[last], e)
		if p := withoutInitials(words); len(p) > 1 {
			name := strings.Join(p, " ")
			plain[name] = append(plain[name], e)
		}
	}
	var out []Suggestion
	for _, e := range people {
		if words := nameWords(e.Name); len(words) == 1 {
			if s, ok := bySurname(e, bearers[words[0]]); ok {
				out = append(out, s)
			}
		}
	}
	for _, same := range plain {
		out = append(out, byInitials(same)...)
	}
	slices.SortFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Other.Said, a.Other.Said), cmp.Compare(a.Other.ID, b.Other.ID), cmp.Compare(a.Into.ID, b.Into.ID))
	})
	return out
}

func nameWords(name string) []string {
	return strings.FieldsFunc(Fold(name), func(r rune) bool { return !IsWord(r) })
}

func withoutInitials(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return utf8.RuneCountInString(w) == 1 })
}

// bySurname is for someone of whom articles have the surname alone.
func bySurname(e Entity, bearers []Entity) (Suggestion, bool) {
	all, first := 0, Entity{}
	for _, b := range bearers {
		all += b.Articles
		if b.Articles > first.Articles {
			first = b
		}
	}
	if first.Articles < fewestArticles || e.Articles > mostAlone*first.Articles || float64(first.Articles) < surnameShare*float64(all) {
		return Suggestion{}, false
	}
	return Suggestion{first, e, fmt.Sprintf("of %d articles with a full name of this surname, %d have this one", all, first.Articles)}, true
}

// byInitials is for names that are the same but for an initial. Where several
// initials are about, they are different people, and one without may be any.
func byInitials(same []Entity) []Suggestion {
	var bare, initialled Entity
	all := 0
	for _, e := range same {
		to := &initialled
		if words := nameWords(e.Name); len(withoutInitials(words)) == len(words) {
			to = &bare
		} else {
			all += e.Articles
		}
		if e.Articles > to.Articles {
			*to = e
		}
	}
	if bare.ID == 0 || initialled.ID == 0 || float64(initialled.Articles) < initialShare*float64(all) {
		return nil
	}
	into, other := bare, initialled
	if other.Articles > into.Articles {
		into, other = other, into
	}
	return []Suggestion{{into, other, "the names differ in an initial"}}
}
