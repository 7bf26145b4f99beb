// Package reuse finds the stretches that texts share, word by word and through
// small edits, in time that grows with the number of true relatives and not
// with that of all pairs.
//
// A [Text] is a body cut into words. [Fingerprints] are a few word sequences of
// it, chosen so that two texts that share a long enough run share one of them
// (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003); they lead to
// candidates, which [Align] compares word by word. A [Set] does all of that for
// many texts:
//
//	set := reuse.NewSet(reuse.Options{})
//	for _, a := range articles {
//		set.Add(reuse.Cut(a.Body, nil), day)
//	}
//	for pair := range set.Pairs(ctx) {
//		fmt.Println(pair.A, pair.B, pair.Same)
//	}
//
// What is carried anew on several occasions, days apart, is no copy but
// furniture that nobody marked (an author's note, a subscription line) or a
// saying; such sequences lead nowhere by themselves.
package reuse

import (
	"cmp"
	"iter"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/text"
)

// Text is a text cut into words. A word is letters and digits, compared in
// small letters and without apostrophes, so that the style of quotation marks,
// hyphens and capitals makes no difference.
type Text struct {
	words []uint32 // a hash of each

	// Where each stands, start and length in bytes (see place): found once it is
	// asked for, since few of very many texts are.
	at    []uint32
	found sync.Once
	body  string
	skip  []text.Span
}

// lenBits of a place are the length of a word in bytes, the rest its start; a
// longer word is cut there, for display alone.
const (
	lenBits = 10
	maxLen  = 1<<lenBits - 1
)

func place(body string, start, end int) uint32 {
	if end-start > maxLen {
		for end = start + maxLen; !utf8.RuneStart(body[end]); end-- {
		}
	}
	return uint32(start)<<lenBits | uint32(end-start)
}

// MaxText is the longest text, in bytes, that is cut to its end.
const MaxText = 1<<(32-lenBits) - 1

// Len is the number of words.
func (t *Text) Len() int { return len(t.words) }

// Hashes are those of the words, equal for equal words. They must not be changed.
func (t *Text) Hashes() []uint32 { return t.words }

// Word is the span of word i.
func (t *Text) Word(i int) text.Span {
	at := t.places()[i]
	start := int(at >> lenBits)
	return text.Span{Start: start, End: start + int(at&maxLen)}
}

// places are where the words stand.
func (t *Text) places() []uint32 {
	t.found.Do(func() {
		if len(t.at) == len(t.words) {
			return
		}
		t.at = make([]uint32, 0, len(t.words))
		for w := range wordsOf(t.body, t.skip) {
			t.at = append(t.at, place(t.body, w.start, w.end))
		}
	})
	return t.at
}

// Span is from the first byte of word r.From to the last of the word before
// r.To. It panics where r is empty.
func (t *Text) Span(r Range) text.Span {
	return text.Span{Start: t.Word(r.From).Start, End: t.Word(r.To - 1).End}
}

// Same reports whether word i of t is word j of o.
func (t *Text) Same(i int, o *Text, j int) bool { return t.words[i] == o.words[j] }

// Within is the words that lie inside a span.
func (t *Text) Within(s text.Span) Range {
	r := Range{From: t.first(s.Start)}
	r.To = r.From
	for r.To < len(t.words) && t.Word(r.To).End <= s.End {
		r.To++
	}
	return r
}

// first is the first word that begins at a byte or behind it.
func (t *Text) first(at int) int {
	n, _ := slices.BinarySearchFunc(t.places(), at, func(p uint32, at int) int { return cmp.Compare(int(p>>lenBits), at) })
	return n
}

// Range is the words [From, To) of a text.
type Range struct{ From, To int }

// Len is the number of words.
func (r Range) Len() int { return r.To - r.From }

func (t *Text) all() Range { return Range{To: t.Len()} }

// Covered is how many words of r lie in the ranges, which are in order of their
// beginnings.
func Covered(ranges []Range, r Range) int {
	n, at := 0, r.From
	for _, o := range ranges {
		if from, to := max(o.From, at), min(o.To, r.To); from < to {
			n += to - from
			at = to
		}
	}
	return n
}

// Cut cuts a body into words, without those that begin inside the spans to
// skip, which are in order. Both are kept, and must not be changed.
func Cut(body string, skip []text.Span) *Text {
	if len(body) > MaxText {
		body = body[:MaxText]
	}
	words := make([]uint32, 0, len(body)/5+1) // hardly ever more
	for w := range wordsOf(body, skip) {
		words = append(words, w.hash)
	}
	return &Text{words: slices.Clone(words), body: body, skip: skip}
}

// word is a word of a body.
type word struct {
	start, end int
	hash       uint32
}

// wordsOf yields the words of a body but for those that begin inside the spans to
// skip.
func wordsOf(body string, skip []text.Span) iter.Seq[word] {
	return func(yield func(word) bool) {
		skip := skip
		for i := 0; i < len(body); {
			start, end, hash := nextWord(body, i)
			for len(skip) > 0 && skip[0].End <= start {
				skip = skip[1:]
			}
			if end > start && (len(skip) == 0 || start < skip[0].Start) && !yield(word{start, end, hash}) {
				return
			}
			i = max(end, i+1)
		}
	}
}

// Body is the body of an article without furniture.
func Body(a *article.Article) *Text { return Cut(a.Body, a.FurnitureSpans()) }

// CutOnly cuts what lies inside the spans, which are in order, into words, and
// no more than most of them.
func CutOnly(body string, spans []text.Span, most int) *Text {
	t := &Text{}
	for _, s := range spans {
		for i := s.Start; i < s.End && len(t.words) < most && s.End <= MaxText; {
			start, end, hash := nextWord(body[:s.End], i)
			if end > start {
				t.words = append(t.words, hash)
				t.at = append(t.at, place(body, start, end))
			}
			i = max(end, i+1)
		}
	}
	return t
}

// Concat is the words of a and then those of b, which is of the same body.
func Concat(a, b *Text) *Text {
	return &Text{words: slices.Concat(a.words, b.words), at: slices.Concat(a.places(), b.places())}
}

// Grams are hashes of all sequences of n words, in the order of the text.
func (t *Text) Grams(n int) []uint64 {
	var out []uint64
	for i := 0; i+n <= len(t.words); i++ {
		var h uint64
		for _, w := range t.words[i : i+n] {
			h = mix64(h ^ uint64(w))
		}
		out = append(out, h)
	}
	return out
}

// nextWord is the first word at i or behind it, and its hash (FNV-1a, mixed);
// an empty one is the end of the body.
func nextWord(body string, i int) (start, end int, hash uint32) {
	const offset, prime = 2166136261, 16777619
	start, hash = -1, offset
	for i < len(body) {
		c, size := rune(body[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(body[i:])
		}
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case start >= 0 && isApostrophe(c) && letterAt(body, i+size):
			i += size
			continue
		case c >= utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.M, c)):
			c = unicode.ToLower(c)
		case start >= 0:
			return start, i, mix32(hash)
		default:
			i += size
			continue
		}
		if start < 0 {
			start = i
		}
		hash = (hash ^ uint32(c)) * prime
		i += size
	}
	if start < 0 {
		return i, i, 0
	}
	return start, i, mix32(hash)
}

func isApostrophe(c rune) bool { return c == '\'' || c == '’' || c == 'ʼ' }

func letterAt(body string, i int) bool {
	c, _ := utf8.DecodeRuneInString(body[min(i, len(body)):])
	return unicode.IsLetter(c)
}

// mix32 spreads a hash over all its bits (the finaliser of MurmurHash3).
func mix32(h uint32) uint32 {
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}

// Digest is equal for texts of the same words in the same order, and for hardly
// any others.
func (t *Text) Digest() uint64 {
	h := uint64(len(t.words))
	for _, w := range t.words {
		h = mix64(h ^ uint64(w))
	}
	return h
}

// mix64 is the finaliser of SplitMix64.
func mix64(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
