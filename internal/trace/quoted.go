package trace

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/trace/quotes"
	"github.com/hearsay-news/hearsay/internal/trace/reuse"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// quotedWords are the words of a body that are somebody else's, in the order of
// their beginnings: those of quotations, and those between quotation marks or in a
// post that is shown, whoever is understood to have written them. Two articles that
// have such words in common may have them from where they were said.
func quotedWords(r *record.Record) (out []reuse.Range) {
	words := Words(r) // for now: where each word stands takes room
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
	for line := (text.Span{}); line.Start < len(body); line.Start = line.End + 1 {
		line.End = len(body)
		if n := strings.IndexByte(body[line.Start:], '\n'); n >= 0 {
			line.End = line.Start + n
		}
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

// signed is how a post ends where a page shows it: "— Ana Petrov (@anapetrov)".
var signed = regexp.MustCompile(`[—–-] ?[^\n()]{1,60} ?\(@\w{1,40}\)`)

// post is the words of a post that is shown in a line.
func post(body string, line text.Span) (text.Span, bool) {
	if !strings.Contains(line.In(body), "(@") {
		return text.Span{}, false
	}
	all := signed.FindAllStringIndex(line.In(body), -1)
	if len(all) == 0 {
		return text.Span{}, false
	}
	return text.Span{Start: line.Start, End: line.Start + all[len(all)-1][0]}, true
}
