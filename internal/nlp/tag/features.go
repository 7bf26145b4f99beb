package tag

import (
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// extractor makes the features of the words of a sentence.
type extractor struct {
	d        *nlp.Doc
	sent     nlp.Range
	words    []word // of the sentence, two empty ones before and behind
	at       int    // the word that is read, in words
	features []uint64
}

// word is what features say about a word, hashed once.
type word struct {
	low, suffix, shape uint64
	fine, mid, coarse  uint64
	pair               uint64 // its tags, once they are chosen
	tag                uint64
}

const pad = 2

func (x *extractor) sentence(d *nlp.Doc, s nlp.Range) {
	x.d, x.sent = d, s
	x.words = append(x.words[:0], make([]word, s.Len()+2*pad)...)
	for i := s.From; i < s.To; i++ {
		t := &d.Tokens[i]
		form := t.In(d.Text)
		x.words[i-s.From+pad] = word{
			low: hash(1, digits(t.Low)), suffix: hash(2, end(t.Low, 3)), shape: pattern(form),
			coarse: uint64(t.Clusters[0]), mid: uint64(t.Clusters[1]), fine: uint64(t.Clusters[2]),
		}
	}
}

// set notes the tags of the word that was read.
func (x *extractor) set(p pair) {
	t := &x.d.Tokens[x.sent.From+x.at-pad]
	t.Tag, t.XTag = p.tag, p.xtag
	w := &x.words[x.at]
	w.tag = uint64(p.tag) + 1
	w.pair = uint64(p.xtag)<<8 | w.tag
}

// extract fills in the features of token i.
func (x *extractor) extract(i int) {
	x.at = i - x.sent.From + pad
	w := x.words[x.at-pad:]
	p2, p1, c, n1, n2 := &w[0], &w[1], &w[2], &w[3], &w[4]
	x.features = x.features[:0]
	f := func(kind, a, b, c uint64) { x.features = append(x.features, mix(kind, a, b, c)) }
	low := x.d.Tokens[i].Low
	f(1, 0, 0, 0)
	f(2, c.low, 0, 0)
	f(3, p1.low, 0, 0)
	f(4, n1.low, 0, 0)
	f(5, p2.low, 0, 0)
	f(6, n2.low, 0, 0)
	f(7, p1.low, c.low, 0)
	f(8, c.low, n1.low, 0)
	f(9, p1.pair, 0, 0)
	f(10, p2.pair, p1.pair, 0)
	f(11, p1.pair, c.low, 0)
	f(12, p1.pair, n1.low, 0)
	f(13, p2.tag, p1.tag, c.low)
	f(14, c.shape, 0, 0)
	f(15, c.shape, flag(i == x.sent.From), p1.pair)
	f(16, p1.suffix, 0, 0)
	f(17, n1.suffix, 0, 0)
	f(18, c.suffix, p1.pair, 0)
	f(19, c.suffix, n1.suffix, 0)
	f(20, n1.shape, c.shape, p1.shape)
	x.clusters(p1, c, n1, n2)
	f(33, p1.low, n1.low, 0)
	f(34, c.low, c.shape, 0)
	f(35, c.suffix, c.shape, n1.shape)
	for k := 1; k <= 5; k++ {
		if k > len(low) {
			break
		}
		f(40, uint64(k), hash(3, end(low, k)), 0)
		if k < 5 {
			f(41, uint64(k), hash(4, low[:k]), 0)
		}
	}
}

// clusters adds the features of word clusters. A word without clusters has none,
// so that a tagger works, and as fast, where there are no clusters at all.
func (x *extractor) clusters(p1, c, n1, n2 *word) {
	f := func(kind, a, b, c uint64) { x.features = append(x.features, mix(kind, a, b, c)) }
	if c.mid != 0 {
		f(21, c.fine, 0, 0)
		f(22, c.mid, 0, 0)
		f(23, c.coarse, p1.pair, 0)
		f(27, n1.mid, c.mid, 0)
		f(29, n1.coarse, c.mid, p1.pair)
		f(31, p1.mid, c.low, 0)
		f(32, p1.pair, c.mid, n1.coarse)
	}
	if n1.mid != 0 {
		f(24, n1.mid, 0, 0)
		f(25, n1.fine, 0, 0)
		f(28, n2.mid, n1.mid, 0)
		f(30, c.low, n1.mid, 0)
	}
	if p1.mid != 0 {
		f(26, p1.mid, 0, 0)
	}
}

func end(s string, n int) string { return s[max(0, len(s)-n):] }

func flag(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// pattern is a hash of the kinds of the bytes of a form, runs as one:
// "Xx", "XX", "d.d", "x-x".
func pattern(form string) uint64 {
	h, last := uint64(14695981039346656037), byte(0)
	n := 0
	for i := 0; i < len(form) && n < 8; i++ {
		k := form[i]
		switch {
		case 'a' <= k && k <= 'z', k >= 0x80:
			k = 'x'
		case 'A' <= k && k <= 'Z':
			k = 'X'
		case '0' <= k && k <= '9':
			k = 'd'
		}
		if k != last {
			h = (h ^ uint64(k)) * 1099511628211
			n++
		}
		last = k
	}
	if len(form) == 1 {
		h++
	}
	return h
}

func hash(kind uint64, s string) uint64 {
	h := 14695981039346656037 ^ kind*0x9E3779B97F4A7C15
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

func mix(kind, a, b, c uint64) uint64 {
	h := kind * 0x9E3779B97F4A7C15
	for _, v := range [3]uint64{a, b, c} {
		h = (h ^ v) * 0xff51afd7ed558ccd
		h ^= h >> 32
	}
	return h
}

// digits writes numbers alike: "1987" is "0000".
func digits(low string) string {
	for i := 0; i < len(low); i++ {
		if '1' <= low[i] && low[i] <= '9' {
			b := []byte(low)
			for k := range b {
				if '1' <= b[k] && b[k] <= '9' {
					b[k] = '0'
				}
			}
			return string(b)
		}
	}
	return low
}
