package simulate

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/lexicon"
)

// The articles that can be a report are of a length that reports have.
const (
	leastWords = 120
	mostWords  = 700 // what comes behind is left out: wires don't send features
	mostBytes  = 60_000
)

// gram is how many words make a run that texts share by no chance.
const gram = 8

// choice is among how many reports one is chosen.
const choice = 12

// base is an article that was given, ready to be edited.
type base struct {
	title string
	story *story
	names map[string]bool // its words with a capital letter
}

// shelf is the given articles in the order of a hash. Every one is taken once.
type shelf struct {
	articles []*article.Article
	seen     map[uint64]bool // runs of words of those that were taken
	ahead    []*base         // read, not taken
	donor    *base           // whose paragraphs are lent to others
	taken    int
}

func newShelf(articles []*article.Article, seed uint64) *shelf {
	type ranked struct {
		a   *article.Article
		sum [sha256.Size]byte
	}
	var all []ranked
	for _, a := range articles {
		if len(a.Body) > 0 && len(a.Body) <= mostBytes {
			all = append(all, ranked{a, sha256.Sum256(fmt.Appendf(nil, "%d\n%s\n%s", seed, a.Title, a.Body))})
		}
	}
	slices.SortFunc(all, func(x, y ranked) int { return bytes.Compare(x.sum[:], y.sum[:]) })
	s := &shelf{seen: map[uint64]bool{}}
	for i, r := range all {
		if i == 0 || r.sum != all[i-1].sum {
			s.articles = append(s.articles, r.a)
		}
	}
	return s
}

// read is the next article that can be a report; nil: there is none left.
func (s *shelf) read() *base {
	for len(s.articles) > 0 {
		a := s.articles[0]
		s.articles = s.articles[1:]
		if b := readBase(a); b != nil && s.fresh(b.story) {
			return b
		}
	}
	return nil
}

// take is the next report.
func (s *shelf) take() *base { return s.best(1, func(*base) int { return 0 }) }

// takeLike is a report that has names in common with b.
func (s *shelf) takeLike(b *base) *base {
	return s.best(choice, func(x *base) int { return common(x, b) })
}

// takeQuoted is a report in which somebody is quoted several times.
func (s *shelf) takeQuoted() *base {
	return s.best(3*choice, func(x *base) int { return min(len(utterances(x.story)), 3) })
}

// best is the report, of the next n, that scores best; the first of several.
func (s *shelf) best(n int, score func(*base) int) *base {
	for len(s.ahead) < n {
		next := s.read()
		if next == nil {
			break
		}
		s.ahead = append(s.ahead, next)
	}
	if len(s.ahead) == 0 {
		return nil
	}
	best, most := 0, -1
	for i, b := range s.ahead[:min(n, len(s.ahead))] {
		if n := score(b); n > most {
			best, most = i, n
		}
	}
	found := s.ahead[best]
	s.ahead = slices.Delete(s.ahead, best, best+1)
	s.taken++
	return found
}

func common(x, y *base) (n int) {
	for name := range x.names {
		if y.names[name] {
			n++
		}
	}
	return n
}

// paragraph is one without quotations from an article that is used for nothing
// else; nil: there is none left.
func (s *shelf) paragraph() para {
	for {
		if s.donor == nil {
			if s.donor = s.take(); s.donor == nil {
				return nil
			}
		}
		for len(s.donor.story.paras) > 0 {
			p := s.donor.story.paras[0]
			s.donor.story.paras = s.donor.story.paras[1:]
			if n := p.words(); n >= 20 && n <= 120 && !slices.ContainsFunc(p, func(s sentence) bool { return s.quoted() }) {
				return p
			}
		}
		s.donor = nil
	}
}

// fresh reports whether a story shares neither much text nor a quotation with
// one before it: what real articles had from each other is not known.
func (s *shelf) fresh(st *story) bool {
	grams := map[uint64]bool{}
	shared := 0
	st.sentences(func(x *sentence) {
		for _, r := range x.runs {
			n, weight := gram, 1
			if r.quote != nil {
				n, weight = 6, 3
			}
			for g := range hashes(wordsOf(r.text), n) {
				grams[g] = true
				if s.seen[g] {
					shared += weight
				}
			}
		}
	})
	if shared >= 3 {
		return false
	}
	for g := range grams {
		s.seen[g] = true
	}
	return true
}

// hashes are those of the runs of n words.
func hashes(words []string, n int) map[uint64]bool {
	out := map[uint64]bool{}
	for i := 0; i+n <= len(words); i++ {
		h := fnv.New64a()
		for _, w := range words[i : i+n] {
			h.Write([]byte(w))
			h.Write([]byte{' '})
		}
		out[h.Sum64()+uint64(n)] = true
	}
	return out
}

// readBase makes a given article ready; nil: it can't be a report. Paragraphs
// that are furniture or name an outlet are left out, so that all credits are
// the simulator's.
func readBase(a *article.Article) *base {
	st := readStory(strings.ToValidUTF8(withoutFurniture(a), ""))
	st.paras = slices.DeleteFunc(st.paras, func(p para) bool { return !reads(p) || namesOutlet(p) || odd(p) })
	st.cut(mostWords)
	if st.words() < leastWords || len(st.paras) < 4 {
		return nil
	}
	title := strings.Join(strings.Fields(a.Title), " ")
	if title == "" {
		title = cmp.Or(headline(st, 0), "News in brief")
	}
	return &base{title: title, story: st, names: capitals(st)}
}

// cut leaves out the paragraphs behind so many words.
func (s *story) cut(most int) {
	for i, p := range s.paras {
		if most -= p.words(); most < 0 && i > 3 {
			s.paras = s.paras[:i]
			return
		}
	}
}

func withoutFurniture(a *article.Article) string {
	var b strings.Builder
	at := 0
	for _, f := range a.FurnitureSpans() {
		b.WriteString(a.Body[at:f.Start])
		at = f.End
	}
	b.WriteString(a.Body[at:])
	return b.String()
}

// notices are words of what isn't running text.
var notices = []string{"http:", "https:", "www.", "@", "photo ", "photo:", "getty", "copyright", "©", "all rights reserved",
	"newsletter", "subscri", "sign up", "follow us", "follow him", "follow her", "follow me", "click here", "read more",
	"advertisement", "cookies", "contributed to this"}

// glued is where a crawler lost a line end.
var glued = regexp.MustCompile(`\p{Ll}\.\p{Lu}\p{Ll}|\p{Ll}MORE\b`)

func isNotice(s string) bool {
	lower := strings.ToLower(s)
	return strings.HasPrefix(lower, "by ") || glued.MatchString(s) ||
		slices.ContainsFunc(notices, func(n string) bool { return strings.Contains(lower, n) })
}

// reads reports whether a paragraph is running text.
func reads(p para) bool {
	if p.words() < 5 {
		return false
	}
	last := p[len(p)-1].plain()
	whole := strings.ContainsRune(".!?”’\"'…", lastRune(last))
	return whole && !slices.ContainsFunc(p, func(s sentence) bool { return isNotice(s.plain()) })
}

// odd reports whether a paragraph has quotation marks that were not understood,
// as of another style than those of its text: editing might change what somebody
// said, and the truth would not know.
func odd(p para) bool {
	return slices.ContainsFunc(p, func(s sentence) bool {
		return slices.ContainsFunc(s.runs, func(r run) bool {
			return strings.ContainsAny(r.text, "\"“”„«»") || strings.Contains(r.text, "''")
		})
	})
}

// apart divides the words of "NBC-Ipsos/CBS".
var apart = strings.NewReplacer("’", "'", "/", " ", "-", " ", "–", " ", "—", " ")

func namesOutlet(p para) bool {
	for i := range p {
		words := strings.Fields(apart.Replace(strings.ToLower(p[i].plain())))
		for k, w := range words {
			words[k] = strings.Trim(w, `.,:;!?()[]“”"'‘—-`)
		}
		for k := range words {
			if o, n := lexicon.Outlets().Match(wordsFrom(words, k)); n > 0 && (!o.Ordinary || credits(wordsFrom(words, 0), k, n)) {
				return true
			}
		}
	}
	return false
}

// credits reports whether the words around n that may name an outlet are those
// of a credit: "told the Times", "The Hill reported".
func credits(word func(int) string, k, n int) bool {
	before := word(k - 1)
	if before == "the" {
		before = word(k - 2)
	}
	return slices.Contains([]string{"told", "to", "by", "in", "with", "for"}, before) ||
		slices.Contains([]string{"reported", "reports", "wrote", "writes", "found", "magazine", "newspaper", "first"}, word(k+n))
}

func wordsFrom(words []string, k int) func(int) string {
	return func(i int) string {
		if k+i >= 0 && k+i < len(words) {
			return words[k+i]
		}
		return ""
	}
}

// capitals are the words that carry a capital letter within a sentence.
func capitals(s *story) map[string]bool {
	out := map[string]bool{}
	s.sentences(func(x *sentence) {
		for i, w := range strings.Fields(x.plain()) {
			w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
			if i > 0 && len(w) > 3 && unicode.IsUpper([]rune(w)[0]) {
				out[w] = true
			}
		}
	})
	return out
}

// headline makes one of the beginning of the n-th sentence without a quotation,
// or of the last before it; empty: none is short enough.
func headline(s *story, n int) string {
	var all []string
	s.sentences(func(x *sentence) {
		if h := shortened(x.plain()); x.role == told && !x.quoted() && h != "" {
			all = append(all, h)
		}
	})
	if len(all) == 0 {
		return ""
	}
	return all[min(n, len(all)-1)]
}

// shortened is the first clause of a sentence, if it is as short as headlines
// are; empty: it is not.
func shortened(first string) string {
	for _, stop := range []string{", ", "; ", " — ", " who ", " which ", " after ", " because ", " when ", " while ", " as "} {
		if before, _, ok := strings.Cut(first, stop); ok && len(strings.Fields(before)) >= 5 {
			first = before
		}
	}
	if n := len(strings.Fields(first)); n < 5 || n > 14 || !hasVerb.MatchString(first+" ") {
		return ""
	}
	return strings.TrimRight(first, ".!?,;:—- ")
}
