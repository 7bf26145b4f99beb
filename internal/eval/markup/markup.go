// Package markup reads and writes test cases in which the sentence is the
// case: a text whose parts stand in braces, so that adding a case is adding a
// line.
//
//	"{c:It rained}," {s:Ada Lovelace} {q:said}.
//	{c1:We will go}, {s1=Ana Petrov:she} {q1:said}. {s2=?:Officials} {q2:denied} {c2:it}.
//
// A part is {ROLE:words}, {ROLE=VALUE:words} or, where a text has several
// attributions, {ROLE2:words}: parts with one number belong together, and a
// part without a number has number 1. The roles and their values are
//
//	c  content     the form that is expected: direct, mixed or indirect
//	s  source      the full name that the words stand for; ? where it is withheld
//	q  cue         no value
//	a  addressee   the full name
//	f  furniture   KIND, or KIND|TITLE|CREDIT|URL of what it points to
//	x  citation    KIND|OUTLET, KIND|OUTLET|THROUGH or KIND|OUTLET|THROUGH|COVERS:
//	               {x2=credit|The Lantern|x1|1,3:…} is citation 2, of kind credit,
//	               cited by citation 1, and carries attributions 1 and 3
//
// Citations have numbers of their own. Two contents with one number are two
// fragments of one content; fragments that touch are one. Parts may stand
// inside others: a content may hold whole attributions. A source, an addressee
// or a citation without words ({s=Ana Petrov:}) says who is meant where the
// text names nobody.
//
// A backslash makes the sign after it plain (\{ \} \\ \: \| \#); \n is a line
// break.
//
// [Parse] reads one case, [ParseCatalogue] a file with a case on each line
// (blank lines and lines that begin with # are passed over), [ParseFile] a
// whole article with a header:
//
//	title: Mayor {q:says} {c:roads will close}
//	outlet: The Lantern <lantern.example>
//	published: 2026-03-01
//	---
//	{c:The roads will close}, {s=Ida Brandt:the mayor} {q:said}.
//
// [Format] writes a record in the same notation.
package markup

import (
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Case is a text and what should be found in it. Spans are in bytes of Text.
type Case struct {
	Line         int    // where it begins in its file, from 1; 0 where it comes from no file
	Marked       string // as written
	Text         string // without the marks
	Attributions []Attribution
	Furniture    []article.Furniture
	Citations    []Citation
}

// Attribution is one expected attribution. The spans of a part are in order
// and neither overlap nor touch.
type Attribution struct {
	Number    int
	In        record.Where
	Content   []text.Span // never empty
	Source    []text.Span
	Cue       []text.Span
	Addressee []text.Span
	Form      record.QuoteForm // empty: not stated
	Speaker   string           // full name of the source; empty: not stated
	Anonymous bool             // the source's name is withheld
	Hearer    string           // full name of the addressee; empty: not stated
	Within    int              // number of the attribution whose content holds this one; 0: none
}

// Citation is one expected citation.
type Citation struct {
	Number  int
	Kind    record.CitationKind
	Outlet  string
	Spans   []text.Span
	Through int   // number of the citation that cites this one; 0: none
	Covers  []int // numbers of attributions; empty: the whole article
}

// Article is a whole article with its marks.
type Article struct {
	Article article.Article // what a program is given: no marks in it, and no furniture
	Note    string          // why the article is there
	Title   *Case           // attributions in the headline have In: title
	Body    *Case
}

// Attributions are the attributions of title and body.
func (a *Article) Attributions() []Attribution {
	all := append([]Attribution{}, a.Title.Attributions...)
	return append(all, a.Body.Attributions...)
}

// Attribution returns the attribution with the number, or nil.
func (c *Case) Attribution(number int) *Attribution {
	for i := range c.Attributions {
		if c.Attributions[i].Number == number {
			return &c.Attributions[i]
		}
	}
	return nil
}
