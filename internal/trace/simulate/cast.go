package simulate

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/lexicon"
)

// outlet is a publisher in the simulated world.
type outlet struct {
	article.Outlet
	short  string // how credits call it
	owner  string // of several outlets; empty: of itself alone
	agency bool
	known  bool // credits that name it are recognised
	marks  marks
	lines  []string // its boilerplate
	cities []string // where an agency writes from
}

// wires are the agencies: domain and the name on wire lines.
var wires = []string{
	"reuters.com Reuters", "apnews.com AP", "afp.com AFP", "xinhuanet.com Xinhua", "upi.com UPI", "dpa.com dpa",
	"ptinews.com PTI", "efe.com EFE", "kyodonews.net Kyodo", "yna.co.kr Yonhap",
}

// papers are outlets that credits can name and whose name is nothing else.
var papers = strings.Fields(`theguardian.com nytimes.com washingtonpost.com latimes.com npr.org aljazeera.com
	irishtimes.com scmp.com lemonde.fr spiegel.de ft.com usatoday.com bostonglobe.com seattletimes.com
	inquirer.com dallasnews.com politico.com axios.com newsweek.com japantimes.co.jp straitstimes.com
	haaretz.com jpost.com timesofisrael.com nzherald.co.nz cbc.ca theglobeandmail.com dw.com euronews.com
	france24.com kyivpost.com themoscowtimes.com cnn.com foxnews.com nbcnews.com cbsnews.com bbc.co.uk`)

// chains are papers by owner: each line is one owner's.
var chains = []string{
	"indystar.com freep.com cincinnati.com tennessean.com desmoinesregister.com",
	"miamiherald.com charlotteobserver.com sacbee.com kansascity.com star-telegram.com",
	"chicagotribune.com orlandosentinel.com denverpost.com mercurynews.com ocregister.com",
	"stltoday.com buffalonews.com omaha.com richmond.com",
	"sfchronicle.com houstonchronicle.com expressnews.com timesunion.com",
	"nationalpost.com montrealgazette.com vancouversun.com calgaryherald.com ottawacitizen.com",
}

// Local papers that no list knows are called by a town and a kind of paper.
var (
	towns  = strings.Fields("Millbrook Harrow Ashford Linden Carver Brightwater Hollis Penrose Dunmore Eastleigh Fallbrook Granger Hartwell Kingsley Larkspur Marlow Northgate Oakhurst Pinehill Quincey")
	titles = strings.Fields("Courier Gazette Ledger Observer Sentinel")
)

// cast is everybody who may publish.
type cast struct {
	wires    []*outlet
	papers   []*outlet
	families [][]*outlet
	local    []*outlet
}

func newCast(r *rand.Rand, d *Difficulty) *cast {
	c := &cast{}
	for _, w := range wires {
		domain, short, _ := strings.Cut(w, " ")
		o := listed(domain)
		o.short, o.agency, o.marks = short, true, pick(r, []marks{curly, straight})
		o.cities = []string{"LONDON", "WASHINGTON", "PARIS", "GENEVA", "BERLIN", "TOKYO"}
		c.wires = append(c.wires, o)
	}
	for _, domain := range papers {
		c.papers = append(c.papers, c.furnish(r, listed(domain), d))
	}
	for _, line := range chains {
		var family []*outlet
		for _, domain := range strings.Fields(line) {
			family = append(family, c.furnish(r, listed(domain), d))
		}
		c.families = append(c.families, family)
	}
	for _, town := range towns {
		for _, title := range titles {
			name := town + " " + title
			o := &outlet{Outlet: article.Outlet{Name: name, Domain: strings.ToLower(town+title) + ".example"}, short: name}
			c.local = append(c.local, c.furnish(r, o, d))
		}
	}
	return c
}

// listed is an outlet that the lexicon knows.
func listed(domain string) *outlet {
	o, _ := lexicon.Outlets().Domain(domain)
	return &outlet{Outlet: article.Outlet{Name: o.Name, Domain: domain}, short: o.Name, owner: o.Owner, known: o.Name != ""}
}

// lines that stand under the articles of an outlet; %s is its name. Those
// without a name are the same in many outlets.
var lines = []string{
	"Sign up for the %s morning newsletter and get the day's stories in your inbox.",
	"Support independent journalism. Subscribe to %s today and read without limits.",
	"The reporter covers politics and public affairs at %s. Before that, she spent nine years on the city desk.",
	"Have a tip? Write to the newsroom of %s in confidence; we read every message.",
	"This article may not be published, broadcast, rewritten or redistributed without permission. All rights reserved.",
	"Readers like you make our reporting possible. Please consider making a contribution of any size.",
}

// furnish gives an outlet its marks and, to some, boilerplate.
func (c *cast) furnish(r *rand.Rand, o *outlet, d *Difficulty) *outlet {
	o.marks = pick(r, []marks{curly, curly, straight, straight, twoOnes, british})
	if chance(r, d.Boilerplate) {
		for _, i := range r.Perm(len(lines))[:1+r.IntN(2)] {
			line := lines[i]
			if strings.Contains(line, "%s") {
				line = strings.ReplaceAll(fmt.Sprintf(line, inSentence(o.Name)), "the the", "the")
			}
			o.lines = append(o.lines, line)
		}
	}
	return o
}

// house is what counts as one origin: the owner of several outlets, or the
// outlet.
func (o *outlet) house() string { return cmp.Or(o.owner, o.Domain) }

// draft hands out the outlets of one event, each once and, where wanted, none
// of a house that is in it already.
type draft struct {
	r    *rand.Rand
	cast *cast
	d    *Difficulty
	used []*outlet
}

func (f *draft) use(o *outlet) *outlet {
	f.used = append(f.used, o)
	return o
}

func (f *draft) taken(o *outlet) bool {
	return slices.ContainsFunc(f.used, func(u *outlet) bool { return u == o || u.house() == o.house() })
}

func (f *draft) from(pool []*outlet) *outlet {
	for _, i := range f.r.Perm(len(pool)) {
		if !f.taken(pool[i]) {
			return f.use(pool[i])
		}
	}
	return nil
}

func (f *draft) wire() *outlet  { return f.from(f.cast.wires) }
func (f *draft) paper() *outlet { return f.from(f.cast.papers) }

// any is a known paper, one of a family or a local paper; nil: all have
// published already.
func (f *draft) any() *outlet {
	if chance(f.r, f.d.Small) {
		if o := f.from(f.cast.local); o != nil {
			return o
		}
	}
	if chance(f.r, 0.3) {
		if o := f.from(slices.Concat(f.cast.families...)); o != nil {
			return o
		}
	}
	if o := f.from(f.cast.papers); o != nil {
		return o
	}
	return f.from(f.cast.local)
}

func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }
