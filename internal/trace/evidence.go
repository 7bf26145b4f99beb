package trace

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/record"
)

// Evidence is one thing that speaks for an edge or, with negative points,
// against it.
type Evidence struct {
	Kind   EvidenceKind
	Points float64 // natural logarithm of how many times likelier it makes the edge
	Words  string  // for a reader: "Reuters is credited"
}

// EvidenceKind is a kind of evidence.
type EvidenceKind string

// The kinds of evidence, roughly the strongest first.
const (
	ByCredit      EvidenceKind = "credit"
	ByWire        EvidenceKind = "wire line"
	ByLink        EvidenceKind = "hyperlink"
	ByAgency      EvidenceKind = "agency"
	ByCommon      EvidenceKind = "common source"
	ByContainment EvidenceKind = "containment"
	ByWording     EvidenceKind = "wording" // altered quotations and slips, handed down
	ByTime        EvidenceKind = "publication time"
	BySeen        EvidenceKind = "first seen"
)

// What the kinds of evidence are worth at most. They were set by hand, in the
// order that reporters give them, and tried on simulated newsrooms.
const (
	pointsWhole       = 5.0 // a credit that stands for the whole article
	pointsCredit      = 4.0
	pointsThrough     = 8.0 // a credit to another than the agency whose line both carry
	pointsWire        = 5.0
	pointsLink        = 5.0
	pointsSite        = 1.0 // a link to the outlet, not to the article
	pointsCommon      = 2.0
	pointsAgency      = 2.0
	pointsContainment = 0.5
	pointsWording     = 1.5
	pointsSeen        = 0.5
)

// outlet fills in by which names an outlet is credited.
func (it *item) outlet() {
	o := it.r.Article.Outlet
	if listed, ok := known(o.Domain, o.Name); ok {
		it.agency = listed.Kind == lexicon.Agency
		it.self = append(it.self, listed.Domain, nameKey(listed.Name))
	}
	if o.Domain != "" {
		it.self = append(it.self, hostKey(o.Domain))
	}
	if o.Name != "" {
		it.self = append(it.self, nameKey(o.Name))
	}
}

// known is the outlet of the list with a domain, or else with a name.
func known(domain, name string) (lexicon.Outlet, bool) {
	if domain != "" {
		if o, ok := lexicon.Outlets().Domain(domain); ok {
			return o, true
		}
	}
	if name == "" {
		return lexicon.Outlet{}, false
	}
	return lexicon.Outlets().Named(name)
}

// IsAgency reports whether an outlet is known to be a news agency.
func IsAgency(s Source) bool {
	o, ok := known(s.Domain, s.Name)
	return ok && o.Kind == lexicon.Agency
}

// hostKey is a domain as it is compared.
func hostKey(domain string) string { return strings.TrimPrefix(strings.ToLower(domain), "www.") }

// nameKey is a name of an outlet as it is compared. It can't be a domain.
func nameKey(name string) string {
	return "=" + strings.TrimPrefix(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "-", " "), "the ")
}

// means reports whether a citation is of the outlet of it.
func (it *item) means(c *record.Citation) bool {
	name := nameKey(c.Outlet)
	return slices.ContainsFunc(it.self, func(key string) bool { return c.Domain != "" && key == c.Domain || key == name })
}

// namedIn reports whether a headline names the outlet of it.
func (it *item) namedIn(headline string) bool {
	words := func(s string) string {
		return " " + strings.Join(strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }), " ") + " "
	}
	in := words(headline)
	return slices.ContainsFunc(it.self, func(key string) bool {
		name, ok := strings.CutPrefix(key, "=")
		return ok && strings.Contains(in, words(name))
	})
}

// credits are what b says of having something from a.
func (a *item) creditedBy(b *item) []Evidence {
	var best Evidence
	better := func(e Evidence) {
		if e.Points > best.Points {
			best = e
		}
	}
	for i := range b.r.Citations {
		if c := &b.r.Citations[i]; !c.Own && a.means(c) {
			better(a.through(b, credit(c)))
		}
	}
	var out []Evidence
	if best.Points > 0 {
		out = append(out, best)
	}
	if b.linksTo(a) {
		out = append(out, Evidence{ByLink, pointsLink, "it links to the article"})
	}
	return out
}

// through strengthens the credit that b gives to a where a carries the line of
// an agency that b carries as well: b has the line from a.
func (a *item) through(b *item, e Evidence) Evidence {
	if e.Kind == ByCredit && slices.ContainsFunc(a.r.Citations, func(c record.Citation) bool {
		return credit(&c).Points >= pointsCredit && !c.Own && !b.means(&c) && !a.means(&c) && b.names(&c)
	}) {
		e.Points = pointsThrough
	}
	return e
}

// names reports whether an article credits the same outlet as another citation.
func (b *item) names(c *record.Citation) bool {
	return slices.ContainsFunc(b.r.Citations, func(o record.Citation) bool {
		return o.Domain != "" && o.Domain == c.Domain || nameKey(o.Outlet) == nameKey(c.Outlet)
	})
}

func credit(c *record.Citation) Evidence {
	switch {
	case c.Kind == record.Wire:
		return Evidence{ByWire, pointsWire, "it carries the wire line of " + c.Outlet}
	case c.Kind == record.Hyperlink:
		return Evidence{ByLink, pointsSite, "it links to " + c.Outlet}
	case c.Whole || c.Kind == record.Republication:
		return Evidence{ByCredit, pointsWhole, "it credits " + c.Outlet}
	}
	return Evidence{ByCredit, pointsCredit, "it credits " + c.Outlet}
}

func (b *item) linksTo(a *item) bool {
	to := address(a.r.Article.URL)
	if to == "" {
		return false
	}
	for _, l := range b.r.Article.Links {
		if address(l.URL) == to {
			return true
		}
	}
	for i := range b.r.Citations {
		if address(b.r.Citations[i].URL) == to {
			return true
		}
	}
	return strings.Contains(b.r.Article.Body, to)
}

// address is a URL without what differs between links to the same page.
func address(url string) string {
	url, _, _ = strings.Cut(url, "#")
	url, _, _ = strings.Cut(url, "?utm_")
	url = strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "http://")
	return strings.TrimSuffix(strings.TrimPrefix(url, "www."), "/")
}

// direction is what speaks for b having it from a (positive) or a from b.
func (t *tracer) direction(p *pair, from, to int) []Evidence {
	a, b := t.items[from], t.items[to]
	out := a.creditedBy(b)
	for _, e := range b.creditedBy(a) {
		out = append(out, Evidence{e.Kind, -e.Points, "the other way: " + e.Words})
	}
	switch {
	case a.agency && !b.agency:
		out = append(out, Evidence{ByAgency, pointsAgency, a.r.Article.Outlet.Name + " is an agency"})
	case b.agency && !a.agency:
		out = append(out, Evidence{ByAgency, -pointsAgency, b.r.Article.Outlet.Name + " is an agency"})
	}
	if p != nil && p.same > 0 {
		x, y := share(p.same, b), share(p.same, a)
		out = append(out, Evidence{ByContainment, pointsContainment * (x - y), fmt.Sprintf("%.0f%% of it is in the other, %.0f%% of the other in it", 100*x, 100*y)})
	}
	if n := t.wording(from, to) - t.wording(to, from); n != 0 {
		out = append(out, Evidence{ByWording, pointsWording * float64(max(-1, min(1, n))), "the usual wording of a quotation is changed"})
	}
	return append(out, times(a, b)...)
}

func share(n int, it *item) float64 { return float64(n) / float64(max(1, it.words.Len())) }

func times(a, b *item) []Evidence {
	if d := a.when.before(b.when); d.Abs() >= together {
		words := "it came " + span(d) + " later"
		if d < 0 {
			words = "it came " + span(-d) + " earlier"
		}
		return []Evidence{{ByTime, weigh(d), words}}
	}
	if x, y := a.when.seen, b.when.seen; !x.IsZero() && !y.IsZero() && y.Sub(x).Abs() > together {
		if x.Before(y) {
			return []Evidence{{BySeen, pointsSeen, "it was first seen " + span(y.Sub(x)) + " later"}}
		}
		return []Evidence{{BySeen, -pointsSeen, "it was first seen " + span(x.Sub(y)) + " earlier"}}
	}
	return nil
}

// span is a stretch of time in the unit that a person would give it in.
func span(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", max(1, int(d.Minutes())))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

func sum(evidence []Evidence) (points float64) {
	for _, e := range evidence {
		points += e.Points
	}
	return points
}
