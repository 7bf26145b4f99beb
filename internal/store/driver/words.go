package driver

import (
	"hash/fnv"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// Words are what the index has of a statement, a text a field.
type Words struct{ Words, Speaker, To, Outlet, Cites, Act, Form string }

// WordsOf is what the index has of statement n.
func WordsOf(r *record.Record, n int) Words {
	a := &r.Attributions[n]
	w := Words{
		Words: r.Words(a, a.Content.Spans), Speaker: named(r, a.Source.Entity, r.Words(a, a.Source.Spans)),
		To: named(r, a.Addressee.Entity, r.Words(a, a.Addressee.Spans)), Outlet: outletWords(r.Article.Outlet.Name, r.Article.Outlet.Domain), Act: a.Act, Form: string(a.Form),
	}
	if a.Negated {
		w.Act += " negated"
	}
	var cites []string
	for i := range r.Citations {
		if c := &r.Citations[i]; c.Whole || slices.Contains(a.Via, c.ID) {
			cites = append(cites, outletWords(c.Outlet, c.Domain))
		}
	}
	w.Cites = strings.Join(cites, " . ")
	return w
}

// named is every name of an entity, or the words where there is none.
func named(r *record.Record, id, words string) string {
	e := r.Entity(id)
	if e == nil {
		return words
	}
	return strings.Join(append([]string{e.Name}, e.Aliases...), " . ")
}

// outletWords are those of an outlet, and the two words by which its whole name and
// its whole domain are found.
func outletWords(name, domain string) string {
	return strings.Join([]string{Text(name), Text(domain), Exact(name), Exact(domain)}, " . ")
}

// whole begins the words that stand for whole names. Both indexes keep it in a word,
// since it is a character for private use; [Text] takes it out of all others.
const whole = "\uee15"

// Text is a text, or what is looked for, without the beginning of the words that
// stand for whole names: neither does a text pass for one, nor a query find them.
func Text(s string) string { return strings.ReplaceAll(s, whole, " ") }

// Exact is the one word that stands in the index for all words of a name, so that
// the name is not found in longer ones. It is "" for a name without words.
func Exact(name string) string {
	words := fnv.New64a()
	none := true
	for word := range Tokens(Text(name)) {
		none = false
		io.WriteString(words, word+" ")
	}
	if none {
		return ""
	}
	return whole + strconv.FormatUint(words.Sum64(), 36)
}

// Tokens are the words of a text as searches compare them: runs of letters and
// digits, folded by [store.Fold]. They are those that SQLite's unicode61 finds.
func Tokens(s string) iter.Seq[string] {
	return strings.FieldsFuncSeq(store.Fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.Co, r)
	})
}

// Sayings are the statements of each entity of a record, as far as the index
// takes them.
func Sayings(r *record.Record) map[string][]int {
	said := map[string][]int{}
	for n := range r.Attributions[:Indexed(r)] {
		id := r.Attributions[n].Source.Entity
		said[id] = append(said[id], n)
	}
	return said
}

// Shouts reports whether a name is in capitals, as headlines have it.
func Shouts(name string) bool { return name == strings.ToUpper(name) && len(name) > 5 }

// Named are the numbers of the entities of a record by the ids that it gives
// them. Entries has them by index, of those that mean the same the first alone.
func Named(r *record.Record, entries map[int]int64) map[string]int64 {
	byKey := map[string]int64{}
	for i, number := range entries {
		if i < len(r.Entities) {
			byKey[store.Key(&r.Entities[i])] = number
		}
	}
	out := map[string]int64{}
	for i := range r.Entities {
		e := &r.Entities[i]
		if number, ok := byKey[store.Key(e)]; ok {
			out[e.ID] = number
		}
	}
	return out
}
