package driver

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/record"
)

// Facet is what the statements of an article are counted by: a row of a table that
// is small beside the records.
type Facet struct {
	Place  int64
	Outlet string
	Key    string // of the outlet: [Exact]; "": the article was refused, and counts as none of its
	Origin store.Origin
	Said   []byte // of each statement that the index takes its form and who says it, packed
}

// forms are the forms of statements by the number that stands for them.
var forms = []record.QuoteForm{"", record.Direct, record.Mixed, record.Indirect}

// FacetOf is that of a record. Speakers are the numbers of the entities that make
// the statements, by index; 0: none in the registry.
func FacetOf(r *record.Record, place int64, speakers []int64) Facet {
	f := Facet{Place: place, Outlet: cmp.Or(r.Article.Outlet.Name, r.Article.Outlet.Domain), Said: []byte{}}
	if r.Refused == "" {
		f.Key = Exact(f.Outlet)
	}
	f.Origin, _ = store.OriginOf(r)
	for n, speaker := range speakers {
		form := max(0, slices.Index(forms, r.Attributions[n].Form))
		f.Said = binary.AppendUvarint(f.Said, uint64(speaker)*uint64(len(forms))+uint64(form))
	}
	return f
}

// Counting counts rows by the facets of the articles that they lie in.
type Counting struct {
	rows     []int64
	at       map[int64][2]int          // where in rows those of an article stand, by its place
	outlets  map[string]map[string]int // by key, each with its spellings
	forms    map[string]int
	speakers map[int64]int
}

// Count begins to count rows, which are in order, the last one first.
func Count(rows []int64) *Counting {
	c := &Counting{rows: rows, at: map[int64][2]int{}, outlets: map[string]map[string]int{}, forms: map[string]int{}, speakers: map[int64]int{}}
	for i, row := range rows {
		place := row &^ (MostIndexed - 1)
		span, ok := c.at[place]
		if !ok {
			span[0] = i
		}
		span[1] = i + 1
		c.at[place] = span
	}
	return c
}

// Places are those of the articles that the rows lie in, the last one first.
func (c *Counting) Places() []int64 {
	var out []int64
	for _, row := range c.rows {
		if place := row &^ (MostIndexed - 1); len(out) == 0 || out[len(out)-1] != place {
			out = append(out, place)
		}
	}
	return out
}

// Add counts the rows of an article.
func (c *Counting) Add(f *Facet) {
	span := c.at[f.Place]
	outlet := cmp.Or(f.Key, f.Outlet) // a name without words has no key
	if c.outlets[outlet] == nil {
		c.outlets[outlet] = map[string]int{}
	}
	c.outlets[outlet][f.Outlet] += span[1] - span[0]
	said, n := f.Said, -1
	for _, row := range c.rows[span[0]:span[1]] {
		var code uint64
		for _, want := NumberOf(row); n < want && len(said) > 0; n++ {
			var size int
			if code, size = binary.Uvarint(said); size <= 0 {
				return // it is damaged, as doctor says
			}
			said = said[size:]
		}
		c.forms[string(forms[code%uint64(len(forms))])]++
		c.speakers[int64(code/uint64(len(forms)))]++
	}
}

// Facets is what was counted. Heads are the entities that others were merged into,
// by the numbers of those; names tells the names of entities.
func (c *Counting) Facets(heads map[int64]int64, names func(numbers []int64) (map[int64]string, error)) (*store.Facets, error) {
	f := &store.Facets{
		Days: countDays(c.rows), Outlets: store.MostFrequent(c.spelt(), store.MostFacets), Forms: store.MostFrequent(c.forms, store.MostFacets),
	}
	for number, n := range c.speakers {
		if head, ok := heads[number]; ok {
			c.speakers[head] += n
			delete(c.speakers, number)
		}
	}
	delete(c.speakers, 0)
	for number, n := range c.speakers {
		f.Speakers = append(f.Speakers, store.FacetCount{Entity: number, Statements: n})
	}
	slices.SortFunc(f.Speakers, func(a, b store.FacetCount) int {
		return cmp.Or(b.Statements-a.Statements, cmp.Compare(a.Entity, b.Entity))
	})
	f.Speakers = f.Speakers[:min(len(f.Speakers), store.MostFacets)]
	var numbers []int64
	for _, s := range f.Speakers {
		numbers = append(numbers, s.Entity)
	}
	called, err := names(numbers)
	for i := range f.Speakers {
		f.Speakers[i].Name = called[f.Speakers[i].Entity]
	}
	return f, err
}

// spelt are the outlets by their commonest spelling.
func (c *Counting) spelt() map[string]int {
	out := map[string]int{}
	for _, spellings := range c.outlets {
		n := 0
		for _, one := range spellings {
			n += one
		}
		if most := store.MostFrequent(spellings, 1); len(most) > 0 {
			out[most[0].Name] = n
		}
	}
	return out
}

const minutesOfDay = 24 * 60

// countDays counts rows by the day of publication.
func countDays(rows []int64) []store.DayCount {
	const shift = numberBits + StatementBits
	days := map[int64]int{}
	for _, row := range rows {
		if at := row >> shift; at > 1 { // 0 and 1 stand for no day
			days[at/minutesOfDay]++
		}
	}
	out := make([]store.DayCount, 0, len(days))
	for d, n := range days {
		out = append(out, store.DayCount{Day: time.Unix(d*minutesOfDay*60, 0).UTC(), Statements: n})
	}
	slices.SortFunc(out, func(a, b store.DayCount) int { return a.Day.Compare(b.Day) })
	return out
}
