package furniture

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/lexicon"
)

//go:embed patterns.txt
var patternFile string

//go:embed outlets.txt
var outletFile string

// where says which part of a line a pattern is about; patterns.txt explains.
type where string

const (
	atStart  where = "start"
	headline where = "headline"
	named    where = "names"
	address  where = "address"
	dated    where = "date"
	whole    where = "whole"
	atEnd    where = "end"
	holds    where = "holds"
	within   where = "inside"
)

// pattern is a line of patterns.txt; words are in small letters.
type pattern struct {
	kind  article.Kind
	where where
	words string
}

// tables are the patterns by where they stand and outlets by their names.
type tables struct {
	starts [256][]pattern // by the first byte
	ends   [256][]pattern // by the last byte
	holds  []pattern
	inside []pattern       // words as written: capitals matter
	names  map[string]bool // of outlets that are ordinary words too
	kinds  map[string]bool // words that outlets are named with: "times"
}

var kinds = map[article.Kind]bool{
	article.Related: true, article.Credit: true, article.Caption: true, article.Newsletter: true,
	article.Social: true, article.Byline: true, article.Notice: true,
}

var patterns = sync.OnceValue(func() *tables {
	t, err := parse(patternFile, outletFile)
	if err != nil {
		panic(err) // the files are part of the program, and a test reads them
	}
	return t
})

// parse reads the two files.
func parse(patterns, outlets string) (*tables, error) {
	t := &tables{names: map[string]bool{}, kinds: map[string]bool{}}
	n := 0
	for line := range strings.Lines(patterns) {
		n++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		f := strings.SplitN(line, " | ", 3)
		if len(f) < 3 || !kinds[article.Kind(strings.TrimSpace(f[0]))] || !t.add(pattern{
			article.Kind(strings.TrimSpace(f[0])), where(strings.TrimSpace(f[1])), strings.TrimSpace(f[2]),
		}) {
			return nil, fmt.Errorf("read patterns.txt: line %d: %q is not kind | where | words", n, line)
		}
	}
	for line := range strings.Lines(outlets) {
		line = strings.ToLower(strings.TrimSpace(line))
		if name, ok := strings.CutPrefix(line, "+ "); ok {
			t.kinds[name] = true
		} else if line != "" && line[0] != '#' {
			t.names[line] = true
		}
	}
	return t, nil
}

func (t *tables) add(p pattern) bool {
	if p.where != within && p.where != holds {
		p.words = strings.TrimLeft(p.words, leading)
	}
	if p.words == "" {
		return false
	}
	switch p.where {
	case atStart, headline, named, address, dated, whole:
		t.starts[p.words[0]] = append(t.starts[p.words[0]], p)
	case atEnd:
		i := p.words[len(p.words)-1]
		t.ends[i] = append(t.ends[i], p)
	case holds:
		t.holds = append(t.holds, p)
	case within:
		t.inside = append(t.inside, p)
	default:
		return false
	}
	if p.where == within {
		return p.words[0] == '(' || strings.HasSuffix(p.words, ":")
	}
	return p.words == strings.ToLower(p.words)
}

// listed reports whether a list has name as an outlet's, whatever its capitals.
func (t *tables) listed(name string) bool {
	o, ok := lexicon.Outlets().Named(name)
	return ok && !o.Ordinary || t.names[strings.TrimPrefix(strings.ToLower(name), "the ")]
}

// isOutlet reports whether name is that of an outlet: a listed one, a web
// address, or up to five words in capitals with one among them that outlets
// are named with.
func (t *tables) isOutlet(name string) bool {
	if name == "" || len(name) > 60 || strings.Contains(name, ",") {
		return false
	}
	low := strings.TrimPrefix(strings.ToLower(name), "the ")
	if t.listed(name) {
		return true
	}
	words := strings.Fields(name)
	if len(words) == 1 {
		dot := strings.LastIndexByte(low, '.')
		return dot > 1 && len(low)-dot >= 3 && len(low)-dot <= 6 && isDomain(low)
	}
	known := false
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(r) && !unicode.IsDigit(r) && w != "of" && w != "the" && w != "&" && w != "and" {
			return false
		}
		known = known || t.kinds[strings.ToLower(w)]
	}
	return known && len(words) <= 5
}

func isDomain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '.' && c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
