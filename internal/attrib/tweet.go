package attrib

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// sureSigned is how sure a tweet is its author's.
const sureSigned = 0.9

// longestTweet bounds a tweet, in bytes, with the addresses that stand in it.
const longestTweet = 400

// tweet is the statement of a line that ends as pages show tweets: We will go. —
// Ann Lee (@annlee) May 4, 2019. The words may stand in the line before.
func (x *layouts) tweet(p nlp.Range) (f finding, ok bool) {
	open, ok := x.handle(p)
	if !ok {
		return f, false
	}
	const longestName = 12 // tokens
	at := open - 1
	for at > p.From && at > open-longestName && !dash(x.low(at)) {
		at--
	}
	content, para := nlp.Range{From: p.From, To: at}, int(x.d.Tokens[p.From].Para)
	switch {
	case !dash(x.low(at)) && at == p.From && para > 0 && dash(x.low(p.From-1)): // "…\nAnn Lee (@annlee)"
		at--
		content = nlp.Range{From: x.d.Paras[para-1].From, To: at}
	case !dash(x.low(at)):
		return f, false
	case at == p.From && para > 0:
		content = x.d.Paras[para-1]
	}
	content = x.withoutAddress(content)
	if content.Len() < 2 || x.d.Tokens[content.From].Skip || x.d.SpanOf(content).Len() > longestTweet {
		return f, false
	}
	source := nlp.Range{From: at + 1, To: open}
	return finding{head: at, source: source, content: content, sure: sureSigned}, x.named(source)
}

// named reports whether there is a word in r.
func (x *layouts) named(r nlp.Range) bool {
	for i := r.From; i < r.To; i++ {
		if x.d.Tokens[i].Word() {
			return true
		}
	}
	return false
}

// handle is the bracket before the account in the line p where that ends with one
// and a date: (@annlee) May 4, 2019. Without a date it is how reporters sign.
func (x *layouts) handle(p nlp.Range) (open int, ok bool) {
	i, dated := p.To-1, false
	for i > p.From && x.low(i) != ")" {
		t := &x.d.Tokens[i]
		if p.To-i > 4 || t.Word() && t.Shape != nlp.Number && x.class[i]&lexicon.Month == 0 {
			return 0, false
		}
		dated = dated || x.class[i]&lexicon.Month != 0
		i--
	}
	for open = i - 1; open > p.From && open > i-4 && x.low(open) != "("; open-- {
	}
	return open, dated && open > p.From && x.low(open) == "(" && strings.HasPrefix(x.low(open+1), "@")
}

// withoutAddress is the words r without the address that tweets with a picture end
// with.
func (x *layouts) withoutAddress(r nlp.Range) nlp.Range {
	if r.Len() <= 0 {
		return r
	}
	s := x.d.SpanOf(r)
	words := s.In(x.d.Text)
	i := strings.LastIndex(words, "pic.twitter.com/")
	if i < 0 || strings.ContainsAny(words[i:], " \n") {
		return r
	}
	for r.Len() > 0 && x.d.Tokens[r.To-1].End > s.Start+i {
		r.To--
	}
	return r
}
