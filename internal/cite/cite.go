// Package cite finds the outlets that an article credits, and what each of
// them is credited with.
//
// An outlet is credited where the words say that we have something on its
// word ("Reuters reported", "according to the Guardian"), that something was
// said to it or on it ("told CNN"), that it asked people ("a CBS News poll"),
// or that the text is its own ("MOSCOW (AP) —"). Naming an outlet is no
// credit: "CNN sued the city" names it as a party. [Find] is the one entrance;
// the names come from [lexicon.Outlets] and, for outlets that nobody has
// listed, from the grammar around them.
//
//	p, err := english.Pipeline()
//	d := p.Run("As reported by The Lantern citing Reuters, the dam holds.", nil)
//	cite.Find(d, r)
//	// r.Citations: c1 credit The Lantern, c2 credit Reuters through c1
//
// The work goes in four steps:
//
//   - mention.go finds what may be an outlet, describe.go those without a name,
//     and widen.go takes in what belongs to it;
//   - role.go asks how the sentence uses each: before.go reads the words before
//     it, behind.go those behind it and the statement that it is the source of;
//   - whole.go and source.go read the lines that stand for the whole article;
//   - link.go joins citations to one another, to attributions and to entities.
package cite

import (
	"cmp"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Find appends the citations of the article of r, in order of their place, to
// r.Citations and joins them to what r holds: Via of the attributions that a
// citation covers, and the entity of each outlet, which is appended to
// r.Entities where there is none. d is the analysis of the body of r.Article;
// r holds its attributions and entities already.
func Find(d *nlp.Doc, r *record.Record) {
	d, _ = nlp.Joined(d)
	f := &finder{
		d: d, r: r, class: make([]class, len(d.Tokens)), set: lexicon.Outlets(), names: lexicon.Names(), verbs: lexicon.Verbs(),
		canon: map[string]string{},
	}
	for i := range d.Tokens {
		f.class[i] = classes[d.Tokens[i].Low]
	}
	f.own = f.ownOutlet()
	f.canon[nameKey(f.own.name)] = f.own.name
	f.statements()
	f.whole()
	f.mentions()
	f.roles()
	f.link()
}

// finder is the work on one article.
type finder struct {
	d     *nlp.Doc
	class []class // by token
	r     *record.Record
	set   *lexicon.OutletSet
	names map[string]lexicon.NameUse
	verbs map[string]lexicon.VerbForm
	taken []nlp.Range       // tokens that lines for the whole article have used
	own   outlet            // who published the article; empty name: unknown
	canon map[string]string // names of outlets that no list has, by nameKey, as first written
	cued  map[int]bool      // sentences in which somebody says something
	said  map[int]int       // a token of a source to the index of its attribution
	found []mention
	cites []citation
}

// outlet is what is known of an outlet.
type outlet struct {
	name   string
	domain string
	kind   lexicon.OutletKind // empty: unknown
}

// citation is one credit before it gets its id.
type citation struct {
	outlet
	credit  record.CitationKind
	span    text.Span // the words of the credit; empty where it stands in no text
	name    text.Span // the name in it
	sent    int       // the sentence it stands in; -1: it stands for the whole article
	through int       // index in finder.cites of the citation that cites it; -1: none
	url     string    // where the credit points
	closes  bool      // it ends its sentence behind a comma: "…, according to Reuters."
	unnamed bool      // known by a description only
}

// Publisher says who published the article: the outlet that it came with, the
// one whose site its address is on, or the one that its headline ends with. Of
// a site that no list has, it is the host alone; where nothing says it, it is
// empty.
func Publisher(a *article.Article) article.Outlet {
	set := lexicon.Outlets()
	host := cmp.Or(a.Outlet.Domain, hostOf(a.URL))
	if a.Outlet.Name != "" {
		if o, ok := set.Named(a.Outlet.Name); ok && host == "" {
			host = o.Domain
		}
		return article.Outlet{Name: a.Outlet.Name, Domain: host}
	}
	if o, ok := set.Domain(host); ok {
		return article.Outlet{Name: o.Name, Domain: host}
	}
	if o, ok := inHeadline(set, a.Title); ok && host == "" {
		return article.Outlet{Name: o.Name, Domain: o.Domain}
	}
	return article.Outlet{Domain: host}
}

// inHeadline is the outlet that a headline ends with: "Flood kills two - BBC
// News", "Flood kills two | The Guardian".
func inHeadline(set *lexicon.OutletSet, title string) (lexicon.Outlet, bool) {
	for _, sep := range []string{" | ", " - ", " – ", " — "} {
		i := strings.LastIndex(title, sep)
		if i <= 0 {
			continue
		}
		name := strings.TrimSpace(title[i+len(sep):])
		if o, ok := set.Named(name); ok && o.Written(strings.TrimPrefix(name, "The ")) && (!o.Ordinary || strings.HasPrefix(name, "The ")) {
			return o, true
		}
	}
	return lexicon.Outlet{}, false
}

// ownOutlet is the outlet that published the article, by its listed name.
func (f *finder) ownOutlet() outlet {
	if f.r.Article == nil {
		return outlet{}
	}
	p := Publisher(f.r.Article)
	if o, ok := f.set.Domain(p.Domain); ok {
		name := o.Name
		if o.Kind == "" { // of the long list, where names are rough
			name = cmp.Or(p.Name, o.Name)
		}
		return outlet{name, o.Domain, o.Kind}
	}
	if o, ok := f.set.Named(p.Name); ok && (p.Domain == "" || p.Domain == o.Domain) {
		return outlet{o.Name, o.Domain, o.Kind}
	}
	return outlet{name: cmp.Or(p.Name, p.Domain), domain: p.Domain}
}

// isOwn reports whether o published the article.
func (f *finder) isOwn(o outlet) bool {
	if f.own.domain != "" && o.domain != "" {
		return o.domain == f.own.domain && o.kind != lexicon.Programme
	}
	return f.own.name != "" && nameKey(o.name) == nameKey(f.own.name)
}

// low is token i in small letters, "" outside the text.
func (f *finder) low(i int) string {
	if i < 0 || i >= len(f.d.Tokens) {
		return ""
	}
	return f.d.Tokens[i].Low
}

// is reports whether token i is a word of one of the classes.
func (f *finder) is(i int, c class) bool {
	return i >= 0 && i < len(f.class) && f.class[i]&c != 0
}

// capital reports whether token i is written with a capital letter.
func (f *finder) capital(i int) bool {
	if i < 0 || i >= len(f.d.Tokens) {
		return false
	}
	t := &f.d.Tokens[i]
	if t.Shape == nlp.Lower && t.End-t.Start > 1 {
		return f.d.Text[t.Start+1] >= 'A' && f.d.Text[t.Start+1] <= 'Z' // "iStories"
	}
	return t.Shape == nlp.Capital || t.Shape == nlp.Upper
}

// mark reports whether token i is a quotation mark.
func (f *finder) mark(i int) bool {
	return i >= 0 && i < len(f.d.Tokens) && f.d.Tokens[i].Shape == nlp.Mark
}

// sentence is the sentence of token i.
func (f *finder) sentence(i int) nlp.Range { return f.d.Sents[f.d.Tokens[i].Sent] }
