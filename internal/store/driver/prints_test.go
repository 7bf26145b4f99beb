package driver

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

func prose(seed uint64, words int) string {
	random := rand.New(rand.NewPCG(seed, 1))
	out := make([]string, words)
	for i := range out {
		out[i] = fmt.Sprintf("w%x", random.Uint32())
	}
	return strings.Join(out, " ")
}

// said is a record of a body that is a quotation from a byte on.
func said(body string, from int) *record.Record {
	r := &record.Record{Article: &article.Article{Body: body}}
	if from < len(body) {
		r.Attributions = []record.Attribution{{In: record.InBody, Form: record.Direct, Content: record.Part{Spans: []text.Span{{Start: from, End: len(body)}}}}}
	}
	return r
}

func shares(a, b []uint32, ofBodies bool) bool {
	return slices.ContainsFunc(a, func(p uint32) bool { return ofBody(p) == ofBodies && slices.Contains(b, p) })
}

// Articles share a print for certain where they share so many words in a row, or
// five of a quotation, wherever these stand.
func TestPrintsGuarantee(t *testing.T) {
	for i := range uint64(200) {
		run := prose(i, reuse.Gram+bodyWindow-1)
		a, b := prose(1000+i, int(i%50))+" "+run+" "+prose(2000+i, 40), prose(3000+i, 60)+" "+run
		if !shares(Prints(said(a, len(a))), Prints(said(b, len(b))), true) {
			t.Errorf("%d: no print of the %d words that both have", i, reuse.Gram+bodyWindow-1)
		}
		short := prose(i, quotes.Least)
		long := prose(4000+i, int(i%20)) + " " + short + " " + prose(5000+i, 20)
		if !shares(Prints(said(short, 0)), Prints(said(long, 0)), false) {
			t.Errorf("%d: no print of a quotation's %d words", i, quotes.Least)
		}
	}
}

// Prints of quotations and of the body never meet, and furniture and what is
// refused have none.
func TestPrintsOfWhat(t *testing.T) {
	body := prose(1, 200)
	r := said(body, 0)
	all := Prints(r)
	n := 0
	for _, p := range all {
		if ofBody(p) {
			n++
		}
	}
	if n < 8 || len(all)-n < 100 || !slices.IsSorted(all) {
		t.Errorf("%d of %d prints are of the body", n, len(all))
	}
	r.Attributions = nil
	r.Article.Furniture = []article.Furniture{{Kind: article.Related, Span: text.Span{End: len(body)}}}
	if got := Prints(r); len(got) > 0 {
		t.Errorf("furniture has the prints %v", got)
	}
	r.Article.Furniture, r.Refused = nil, "paywall: log in"
	if got := Prints(r); len(got) > 0 {
		t.Errorf("a refusal has the prints %v", got)
	}
}

// Spots are in the order of time, by quarters of a day, and those of a place.
func TestSpots(t *testing.T) {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	spots := []int64{Spot(time.Time{}, 9), Spot(day, 3), Spot(day.Add(5*time.Hour), 8), Spot(day.Add(7*time.Hour), 1)}
	if !slices.IsSorted(spots) || spots[0] >= firstDated {
		t.Errorf("%v are not in order", spots)
	}
	for _, s := range spots[1:] {
		if dayAt(s) != int32(day.Unix()/86400) {
			t.Errorf("the day of %d is %d", s, dayAt(s))
		}
	}
	for _, at := range []time.Time{{}, day, day.Add(7 * time.Hour)} {
		if got := SpotOf(Place(at, 77)); got != Spot(at, 77) || NumberAt(got) != 77 {
			t.Errorf("SpotOf = %d, want %d", got, Spot(at, 77))
		}
	}
}

// shelf is an index in memory.
type shelf map[uint32][]int64

func (s shelf) find(_ context.Context, prints []uint32, scans []Scan) (out []Print, err error) {
	for _, p := range prints {
		for _, scan := range scans {
			spots := slices.Clone(s[p])
			slices.Sort(spots)
			if scan.Down {
				slices.Reverse(spots)
			}
			n := 0
			for _, spot := range spots {
				if n < scan.Most && (scan.Down && spot <= scan.From || !scan.Down && spot >= scan.From) {
					out, n = append(out, Print{p, spot}), n+1
				}
			}
		}
	}
	return out, nil
}

// What common prints lead to is bounded, and is stock where it goes on for long.
func TestCommonPrints(t *testing.T) {
	s := shelf{}
	day := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for i := range int64(10_000) {
		s[2] = append(s[2], Spot(day.Add(time.Duration(i)*time.Minute), i+1)) // a copy a minute
		s[4] = append(s[4], Spot(day.Add(time.Duration(i)*time.Hour), i+1))   // one an hour, for a year
		s[5] = append(s[5], Spot(day.Add(time.Duration(i)*time.Hour), i+1))   // as often, a quotation
	}
	at := day.Add(5000 * time.Minute)
	for print, want := range map[uint32][]int64{2: {1, 5000, 10_000}, 4: nil, 5: {1, 10_000}} {
		got, err := relatives(t.Context(), []uint32{print}, at, s.find)
		if err != nil || len(got) > mostCommon+mostDated+mostLast+2*mostAround+1 || (len(got) == 0) != (want == nil) {
			t.Errorf("print %d: %d relatives, %v", print, len(got), err)
		}
		for _, number := range want {
			if !slices.ContainsFunc(got, func(r Relative) bool { n := NumberAt(r.Spot); return n > number-400 && n < number+400 }) {
				t.Errorf("print %d: nothing near article %d", print, number)
			}
		}
	}
}
