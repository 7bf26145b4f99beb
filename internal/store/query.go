package store

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
)

// Query is what a user looks for. The zero Query finds every statement.
type Query struct {
	Terms  []Term
	After  time.Time // published then or later; zero: any time
	Before time.Time // published before; zero: any time
}

// Field is a part of a statement that a term is looked for in.
type Field string

// The fields of a statement.
const (
	Words   Field = ""        // the words of the statement
	Speaker Field = "speaker" // every name of who says it
	To      Field = "to"      // to whom it is said
	Outlet  Field = "outlet"  // who published it, by name or host
	Cites   Field = "cites"   // on whose word it is
	Act     Field = "act"     // what is done by saying it: deny
	Form    Field = "form"    // direct, indirect, mixed
)

var fields = []Field{Speaker, To, Outlet, Cites, Act, Form}

// Term is a word or a phrase that a statement must have, or must not.
type Term struct {
	Field  Field
	Text   string // one word or several in a row
	Prefix bool   // the last word may go on: "medd*"
	Exact  bool   // of Outlet and Cites: the whole name or host is this
	Not    bool
	Or     bool  // this term or the one before it
	Entity int64 // of Speaker: the entity with this ID, by whichever name, instead of Text; 0: none
}

// Empty reports whether the query finds everything.
func (q *Query) Empty() bool { return len(q.Terms) == 0 && q.After.IsZero() && q.Before.IsZero() }

// ParseError says where a query can't be read. At counts code points from 0.
type ParseError struct {
	Query string
	At    int
	What  string
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("read query at character %d: %s\n  %s\n  %s^", e.At+1, e.What, e.Query, strings.Repeat(" ", e.At))
}

// longestQuery bounds the terms of a query, and longestTerm what one is long,
// in bytes.
const (
	longestQuery = 64
	longestTerm  = 500
)

// mostPrefixes bounds the terms with a *: each is looked for as all the words that
// it may go on to, whose rows are gathered before the first is found.
const mostPrefixes = 4

// shortestPrefix is the fewest letters before a *. What fewer begin with is most
// of a language, and finding it takes as long as that sounds.
const shortestPrefix = 3

// Parse reads a query: words and "phrases", all of which must be there, words
// with a * at the end, -words that must not be there, OR between two of them,
// and fields: speaker: to: outlet: cites: act: form: after: before:. A = before the
// value of outlet: and cites: asks for the whole name. The error is a *ParseError.
//
// It has at most four words with a *, since what is looked for in a whole collection
// is looked for as all the words that they may go on to.
func Parse(s string) (*Query, error) { return parse(s, mostPrefixes) }

// ParseSaved reads a query that is looked for in one article after the other, by
// SearchIn: it may have as many words with a * as it has terms.
func ParseSaved(s string) (*Query, error) { return parse(s, longestQuery) }

func parse(s string, prefixes int) (*Query, error) {
	p := &parser{s: s, q: &Query{}, prefixes: prefixes}
	if err := p.parse(); err != nil {
		return nil, err
	}
	return p.q, nil
}

func (p *parser) parse() error {
	for p.space(); p.i < len(p.s); p.space() {
		if err := p.term(); err != nil {
			return err
		}
	}
	return p.finish()
}

// Undated is a query that can be read without what it says of days, so that other
// days can be put in their place.
func Undated(s string) string {
	p := &parser{s: s, q: &Query{}, prefixes: longestQuery}
	if p.parse() != nil {
		return s
	}
	var b strings.Builder
	at := 0
	for _, d := range p.days {
		b.WriteString(s[at:d[0]])
		at = d[1]
	}
	b.WriteString(s[at:])
	return strings.Join(strings.Fields(b.String()), " ")
}

type parser struct {
	s  string
	i  int
	or int // where an OR stands that waits for its second term, 1 and up; 0: none
	q  *Query

	prefixes int      // how many terms may still come with a *
	days     [][2]int // where after: and before: stand
}

func (p *parser) fail(at int, format string, args ...any) error {
	line := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, p.s)
	return &ParseError{line, utf8.RuneCountInString(p.s[:at]), fmt.Sprintf(format, args...)}
}

func (p *parser) space() {
	for p.i < len(p.s) {
		r, n := utf8.DecodeRuneInString(p.s[p.i:])
		if !unicode.IsSpace(r) && !unicode.IsControl(r) {
			return
		}
		p.i += n
	}
}

func (p *parser) term() error {
	at := p.i
	if word := p.peek(); word == "OR" {
		if len(p.q.Terms) == 0 || p.or > 0 {
			return p.fail(at, "OR stands between two words")
		}
		p.i += len(word)
		p.or = at + 1
		return nil
	}
	t := Term{Or: p.or > 0}
	if p.s[p.i] == '-' && p.i+1 < len(p.s) && p.s[p.i+1] != ' ' {
		t.Not = true
		p.i++
	}
	name, _, ok := strings.Cut(p.peek(), ":")
	if ok && name != "" && !strings.ContainsRune(name, '"') {
		p.i += len(name) + 1
		return p.field(at, strings.ToLower(name), t)
	}
	if err := p.value(at, &t); err != nil {
		return err
	}
	return p.add(at, t)
}

// peek is the text up to the next space.
func (p *parser) peek() string {
	end := strings.IndexFunc(p.s[p.i:], unicode.IsSpace)
	if end < 0 {
		return p.s[p.i:]
	}
	return p.s[p.i : p.i+end]
}

// value reads a word or a phrase into t.
func (p *parser) value(at int, t *Term) error {
	quoted := p.i < len(p.s) && p.s[p.i] == '"'
	if quoted {
		end := strings.IndexByte(p.s[p.i+1:], '"')
		if end < 0 {
			return p.fail(p.i, `this quotation mark has no second one; put " behind the phrase`)
		}
		t.Text = p.s[p.i+1 : p.i+1+end]
		p.i += end + 2
	} else {
		t.Text = p.peek()
		p.i += len(t.Text)
	}
	if rest, ok := strings.CutSuffix(t.Text, "*"); ok && !(quoted && t.Exact) { // a whole name may end so
		t.Text, t.Prefix = rest, true
	}
	switch {
	case len(t.Text) > longestTerm:
		return p.fail(at, "this is too long; look for a few words of it")
	case strings.IndexFunc(t.Text, IsWord) < 0:
		return p.fail(at, "there is no word to look for here")
	case t.Prefix && tail(t.Text) < shortestPrefix:
		return p.fail(at, "a * needs at least %d letters before it", shortestPrefix)
	}
	return nil
}

// tail is the number of letters at the end of s.
func tail(s string) int {
	n := 0
	for r := range strings.FieldsFuncSeq(s, func(r rune) bool { return !IsWord(r) }) {
		n = utf8.RuneCountInString(r)
	}
	return n
}

// IsWord reports whether words that are searched hold the character.
func IsWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// Fold is a word as searches compare it: in small letters, without accents.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

func (p *parser) field(at int, name string, t Term) error {
	begins := p.i
	if p.i < len(p.s) && p.s[p.i] == '=' {
		t.Exact = true
		p.i++
	}
	if p.i >= len(p.s) || unicode.IsSpace(rune(p.s[p.i])) {
		return p.fail(at, "%s: stands without a value; write it right behind the colon", name)
	}
	if err := p.value(begins, &t); err != nil {
		return err
	}
	switch name {
	case "after", "before":
		p.days = append(p.days, [2]int{at, p.i})
		return p.date(begins, name, t)
	case "said", "by", "who":
		name = string(Speaker)
	case "source":
		name = string(Cites)
	}
	t.Field = Field(name)
	for _, f := range fields {
		if t.Field == f {
			return p.checked(begins, t)
		}
	}
	return p.fail(at, "there is no field %s:; choose from speaker: to: outlet: cites: act: form: after: before:, or put the word in quotation marks", name)
}

func (p *parser) checked(at int, t Term) error {
	t.Text = strings.TrimSpace(t.Text)
	if t.Exact && (t.Field != Outlet && t.Field != Cites || t.Prefix) {
		return p.fail(at, `= stands before a whole name, without a *, in outlet:="NAME" or cites:="NAME"`)
	}
	if id, ok := ParseID(t.Text); ok && t.Field == Speaker {
		if t.Or || t.Prefix || p.or > 0 {
			return p.fail(at, "an entity can't stand beside OR or *; merge two of them, or ask twice")
		}
		t.Entity = id
	}
	if low := strings.ToLower(t.Text); t.Field == Form && low != "direct" && low != "indirect" && low != "mixed" {
		return p.fail(at, "form: is direct, indirect or mixed")
	}
	if t.Field == Act && !isAct(t) {
		return p.fail(at, "there is no such act; choose from %s, or negated", strings.Join(record.Acts, ", "))
	}
	return p.add(at, t)
}

// isAct reports whether a statement can have what the term asks of its act, such as
// "deny", "den*" or "negated", of what is said not to have been said.
func isAct(t Term) bool {
	words := strings.FieldsFunc(Fold(t.Text), func(r rune) bool { return !IsWord(r) })
	for i, w := range words {
		is := func(act string) bool { return act == w || t.Prefix && i == len(words)-1 && strings.HasPrefix(act, w) }
		if !is("negated") && !slices.ContainsFunc(record.Acts, is) {
			return false
		}
	}
	return true
}

// date reads after: and before:. A day begins at midnight UTC, and after: takes
// it in.
func (p *parser) date(at int, name string, t Term) error {
	m, err := article.ParseMoment(t.Text)
	if err != nil || t.Not || t.Or {
		return p.fail(at, "%s: wants a day, such as %s:2026-03-01", name, name)
	}
	if t.Exact {
		return p.fail(at, "%s: takes no =", name)
	}
	if name == "after" {
		p.q.After = m.Time
	} else {
		p.q.Before = m.Time
	}
	return nil
}

func (p *parser) add(at int, t Term) error {
	if t.Or && t.Not {
		return p.fail(at, "a word that must not be there can't stand behind OR")
	}
	if len(p.q.Terms) >= longestQuery {
		return p.fail(at, "a query has at most %d terms", longestQuery)
	}
	if t.Prefix {
		if p.prefixes--; p.prefixes < 0 {
			return p.fail(at, "a query has at most %d words with a *", mostPrefixes)
		}
	}
	p.or = 0
	p.q.Terms = append(p.q.Terms, t)
	return nil
}

// finish refuses what only the whole query shows.
func (p *parser) finish() error {
	if p.or > 0 {
		return p.fail(p.or-1, "OR stands between two words")
	}
	if !p.q.After.IsZero() && !p.q.Before.IsZero() && !p.q.After.Before(p.q.Before) {
		return p.fail(0, "nothing is both after: and before: these days")
	}
	positive := false
	for i, t := range p.q.Terms {
		positive = positive || !t.Not
		if t.Or && p.q.Terms[i-1].Entity > 0 {
			return p.fail(0, "an entity can't stand before OR; merge two of them, or ask twice")
		}
		if t.Or && p.q.Terms[i-1].Not {
			return p.fail(0, "a word that must not be there can't stand before OR")
		}
	}
	if len(p.q.Terms) > 0 && !positive {
		return p.fail(0, "there is only what must not be there; say what to look for, too")
	}
	return nil
}
