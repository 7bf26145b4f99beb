package trace

import (
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// quotedWords are the words of a body that are somebody else's, in the order of
// their beginnings: those of quotations, and those between quotation marks or in a
// post that is shown, whoever is understood to have written them. Two articles that
// have such words in common may have them from where they were said.
func quotedWords(r *record.Record, words *reuse.Text) (out []reuse.Range) {
	take := func(s text.Span) {
		if in := words.Within(s); in.Len() > 0 {
			out = append(out, in)
		}
	}
	for i := range r.Attributions {
		if at := &r.Attributions[i]; at.In == record.InBody && at.Form != record.Indirect {
			for _, s := range at.Content.Spans {
				take(s)
			}
		}
	}
	body := r.Article.Body
	for line := range lines(body) {
		for _, s := range quotes.Quoted(body, line) {
			take(s)
		}
		if s, ok := post(body, line); ok {
			take(s)
		}
	}
	slices.SortFunc(out, func(a, b reuse.Range) int { return a.From - b.From })
	return out
}

// lines are the lines of a body.
func lines(body string) iter.Seq[text.Span] {
	return func(yield func(text.Span) bool) {
		for line := (text.Span{}); line.Start < len(body); line.Start = line.End + 1 {
			line.End = len(body)
			if n := strings.IndexByte(body[line.Start:], '\n'); n >= 0 {
				line.End = line.Start + n
			}
			if !yield(line) {
				return
			}
		}
	}
}

// shownWords are the words of the paragraphs of a body that stand behind a colon
// at the end of the paragraph before: a statement that is set out in full, or what
// another article says. What such a line introduces may be a list as well, so they
// count only where another article has them as somebody's words, too.
func shownWords(r *record.Record, words *reuse.Text) (out []reuse.Range) {
	body := r.Article.Body
	if !strings.Contains(body, ":\n") {
		return nil
	}
	shows := false
	for line := range lines(body) {
		in := words.Within(line)
		if in.Len() <= scrap {
			continue // blank, or a mark between the two: "Advertisement"
		}
		if shows {
			out = append(out, in)
		}
		shows = strings.HasSuffix(strings.TrimSpace(line.In(body)), ":")
	}
	return out
}

// scrap is how many words a line has at most that is no paragraph.
const scrap = 2

// clause is how many words in a row outside quotations say something of their own:
// fewer stand between quotations and report them ("Trump told reporters on Monday").
const clause = 6

// ownWords is how many words of a passage of two items are neither's quotations. One
// that is set out by itself in both, or quoted in the other, has none.
func ownWords(a, b *item, p reuse.Passage) int {
	if setOut(a, p.A, b, p.B) || setOut(b, p.B, a, p.A) {
		return 0
	}
	return min(p.Same, a.free(p.A), b.free(p.B))
}

// setOut reports whether nearly all words of a range are set out by themselves in
// item a, and somebody's in item b.
func setOut(a *item, inA reuse.Range, b *item, inB reuse.Range) bool {
	return nearly(a.others().shown, inA) && (nearly(b.others().shown, inB) || nearly(b.others().quoted, inB))
}

func nearly(some []reuse.Range, r reuse.Range) bool { return 5*reuse.Covered(some, r) >= 4*r.Len() }

// free is how many words of a range stand outside quotations, in clauses.
func (it *item) free(r reuse.Range) (n int) {
	at := r.From
	rest := func(to int) {
		if to-at >= clause {
			n += to - at
		}
	}
	for _, q := range it.others().quoted {
		if q.To <= at || q.From >= r.To {
			continue
		}
		rest(q.From)
		at = q.To
	}
	rest(r.To)
	return n
}

// signed is how a post ends where a page shows it: "— Ana Petrov (@anapetrov)
// March 2, 2026".
var signed = regexp.MustCompile(`[—–-] ?[^\n()]{1,60} ?\(@\w{1,40}\)(?: \p{Lu}\p{L}+ \d{1,2}(?:, \d{4})?)?`)

// post is the words of a post that is shown in a line, with its signature.
func post(body string, line text.Span) (text.Span, bool) {
	if !strings.Contains(line.In(body), "(@") {
		return text.Span{}, false
	}
	all := signed.FindAllStringIndex(line.In(body), -1)
	if len(all) == 0 {
		return text.Span{}, false
	}
	return text.Span{Start: line.Start, End: line.Start + all[len(all)-1][1]}, true
}

// leastQuoted is how many words of another's prose are quoted from there, and not by
// chance.
const leastQuoted = 24

// proseQuoted is how many words item b gives as somebody's, between quotation marks or
// set out, that item a says in its own prose: so they are a's. Where somebody says "I"
// in them, a has left out the marks.
func proseQuoted(a, b *item, passages []reuse.Passage) (n int) {
	most := 0
	for _, p := range passages {
		most += reuse.Covered(b.others().quoted, p.B) + reuse.Covered(b.others().shown, p.B)
	}
	if most < leastQuoted {
		return 0
	}
	own, theirs := a.others().marked(a.words.Len()), b.others().marked(b.words.Len())
	words := b.words.Hashes()
	from := 0
	for k, at := range append(reuse.Match(a.words, b.words, passages).B, -1) {
		if at >= 0 && theirs[k] && !own[at] {
			continue
		}
		if k-from >= clause && !slices.ContainsFunc(words[from:k], speaks) {
			n += k - from
		}
		from = k + 1
	}
	return n
}

// speaks reports whether a word is one that people say of themselves, and papers
// don't.
func speaks(word uint32) bool { return slices.Contains(selves(), word) }

var selves = sync.OnceValue(func() []uint32 {
	return reuse.Cut("i i'm i've i'll i'd me my mine we we're we've we'll our ours", nil).Hashes()
})

// marked says of each of so many words whether it is, or may be, somebody else's.
func (o others) marked(words int) []bool {
	out := make([]bool, words)
	for _, r := range slices.Concat(o.quoted, o.shown) {
		for k := r.From; k < r.To; k++ {
			out[k] = true
		}
	}
	return out
}
