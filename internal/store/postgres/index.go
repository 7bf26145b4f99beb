package postgres

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	"github.com/hearsay-news/hearsay/record"
)

// marks begin the words of a field in the index. None can begin a word, so that
// the beginning of a word finds none of another field.
var marks = map[store.Field]string{
	store.Words: "", store.Speaker: "<", store.To: ">", store.Outlet: "@", store.Cites: "^", store.Act: "!", store.Form: "=",
}

// What the engine takes of a text. Words behind the last position all stand on
// it, and no more places of a word are kept, so that phrases are found in the
// first 16,383 words of a statement and at the first 255 places of a word; single
// words are found wherever they are. What a vector holds in all is 1 MB.
const (
	lastPosition  = 1<<14 - 1
	mostPositions = 255
	longestWord   = 2000 // bytes; no term of a query is longer
	mostBytes     = 900_000
)

// vector is statement n of a record as the index has it.
func vector(r *record.Record, n int) pgtype.TSVector {
	w := driver.WordsOf(r, n)
	b := &vectorBuilder{words: map[string]int{}}
	b.add(store.Words, w.Words)
	b.add(store.Speaker, w.Speaker)
	b.add(store.To, w.To)
	b.add(store.Outlet, w.Outlet)
	b.add(store.Cites, w.Cites)
	b.add(store.Act, w.Act)
	b.add(store.Form, w.Form)
	return b.vector()
}

// vectors are all statements of a record that the index takes.
func vectors(r *record.Record) []pgtype.TSVector {
	out := make([]pgtype.TSVector, driver.Indexed(r))
	for n := range out {
		out[n] = vector(r, n)
	}
	return out
}

type vectorBuilder struct {
	words   map[string]int // where in lexemes a word is
	lexemes []pgtype.TSVectorLexeme
	bytes   int
}

// vector is what was added. The engine wants the words in their order.
func (b *vectorBuilder) vector() pgtype.TSVector {
	slices.SortFunc(b.lexemes, func(x, y pgtype.TSVectorLexeme) int { return cmp.Compare(x.Word, y.Word) })
	return pgtype.TSVector{Lexemes: b.lexemes, Valid: true}
}

func (b *vectorBuilder) add(f store.Field, text string) {
	at := 0
	for word := range driver.Tokens(text) {
		at = min(at+1, lastPosition)
		word = marks[f] + storable(word)
		i, ok := b.words[word]
		if !ok {
			if b.bytes += len(word) + 8; b.bytes > mostBytes {
				return
			}
			i = len(b.lexemes)
			b.words[word] = i
			b.lexemes = append(b.lexemes, pgtype.TSVectorLexeme{Word: word})
		}
		l := &b.lexemes[i]
		if k := len(l.Positions); k < mostPositions && (k == 0 || int(l.Positions[k-1].Position) < at) {
			if b.bytes += 2; b.bytes <= mostBytes {
				l.Positions = append(l.Positions, pgtype.TSVectorPosition{Position: uint16(at), Weight: pgtype.TSVectorWeightD})
			}
		}
	}
}

// storable is a text that the engine takes: UTF-8 without NUL, and no longer
// than a word of the index may be.
func storable(word string) string {
	if len(word) > longestWord {
		word = word[:longestWord]
	}
	return clean(word)
}

// clean takes out of a text what the engine does not keep in one.
func clean(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.ToValidUTF8(s, "�")
}

// match is a query in the language of the engine; "" where it has no words, and
// nothing where no statement can have them. Every word stands in quotation marks,
// so that nothing in it is read as that language.
func match(q *store.Query) (s string, nothing bool) {
	var must, not []string
	for _, t := range q.Terms {
		if t.Entity > 0 {
			continue
		}
		x := phrase(t)
		switch {
		case t.Not && x != "":
			not = append(not, "!"+x)
		case t.Not:
		case t.Or && len(must) > 0:
			must[len(must)-1] = either(must[len(must)-1], x)
		default:
			must = append(must, x)
		}
	}
	if slices.Contains(must, "") {
		return "", true
	}
	for i := range must {
		must[i] = "(" + must[i] + ")"
	}
	return strings.Join(append(must, not...), " & "), false
}

// either joins two alternatives; "" is one that nothing has.
func either(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " | " + b
}

// phrase is the words of a term, one behind the other.
func phrase(t store.Term) string {
	if t.Exact {
		return exactly(marks[t.Field], driver.Exact(t.Text))
	}
	var words []string
	for word := range driver.Tokens(driver.Text(t.Text)) {
		words = append(words, quoted(marks[t.Field]+storable(word)))
	}
	if len(words) == 0 {
		return ""
	}
	if t.Prefix {
		words[len(words)-1] += ":*"
	}
	return "(" + strings.Join(words, " <-> ") + ")"
}

// exactly is the one word that stands for a whole name; "" where it has no words.
func exactly(mark, word string) string {
	if word == "" {
		return ""
	}
	return quoted(mark + word)
}

var quotes = strings.NewReplacer(`'`, `''`, `\`, `\\`)

func quoted(word string) string { return `'` + quotes.Replace(word) + `'` }

// digest is the key of an article by its id, and of an address.
func digest(s string) []byte {
	d := sha256.Sum256([]byte(s))
	return d[:16]
}
