package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/text"
)

// nameMarks are where the names stand in the first articles of raw news, as a net
// that is too large to be built in sees them (scripts/mark-names.py). A line is an
// article: its identifier, then, with commas between, for each name the bytes
// between it and the end of the name before, its kind (p, o or l, a place) and its
// length in bytes. What is read of an article is its title, an empty line and its
// text.
//
//go:embed marks/names.gz
var nameMarks []byte

// share is a part of the marked articles: the first, and the one behind the last.
type share struct{ from, to int }

// Who learns statements reads other articles than who learnt tags before, and
// nobody learns from those that are held back to measure with. The second head for
// names reads some that the encoder has read; once, which it doesn't remember.
var (
	headsNews = share{0, 2000}
	saysNews  = share{2000, 3800}
	namesNews = share{0, 3800}
	heldNews  = share{3800, 4000}
)

// readNews reads the first n articles of a share of the raw news that has been
// marked.
func readNews(o *options, s share, n int) ([]namedText, error) {
	marks, err := readMarks()
	if err != nil {
		return nil, err
	}
	if n > s.to-s.from || s.to > len(marks) {
		return nil, fmt.Errorf("read %d articles of raw news: %d are marked for that", n, min(s.to, len(marks))-s.from)
	}
	return markedNews(o.rawNews(), s.from, marks[s.from:s.from+n])
}

// markedNews reads the articles of a file from one on, one for each of marks.
func markedNews(path string, from int, marks []articleMarks) ([]namedText, error) {
	p, err := rawPipeline()
	if err != nil {
		return nil, err
	}
	var out []namedText
	var at, lost, all int
	err = readArticles(path, from+len(marks), func(some []rawArticle) error {
		skip := min(max(0, from-at), len(some))
		at += len(some)
		for i, d := range annotateAll(p, some[skip:]) {
			m := &marks[len(out)]
			if id := some[skip+i].ID; id != m.id {
				return fmt.Errorf("article %d is %q, and was %q when its names were marked", from+len(out)+1, id, m.id)
			}
			g := m.gold(d)
			lost += len(m.names) - len(g.Names)
			all += len(m.names)
			out = append(out, namedText{newsFile, d, g})
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case len(out) < len(marks):
		return nil, fmt.Errorf("read %s: %d articles, and the names of %d are marked", path, from+len(out), from+len(marks))
	case 100*lost > all:
		return nil, fmt.Errorf("read %s: %d of %d names do not begin and end as words do: mark them anew with scripts/mark-names.py", path, lost, all)
	}
	return out, nil
}

// articleMarks are the names of an article.
type articleMarks struct {
	id    string
	names []markedName
}

type markedName struct {
	text.Span
	kind string // p, o or l
}

// readMarks reads all that are built in.
func readMarks() ([]articleMarks, error) {
	z, err := gzip.NewReader(bytes.NewReader(nameMarks))
	if err != nil {
		return nil, fmt.Errorf("read marks/names.gz: %w", err)
	}
	var out []articleMarks
	in := bufio.NewScanner(z)
	for in.Scan() {
		m, err := parseMarks(in.Text())
		if err != nil {
			return nil, fmt.Errorf("read marks/names.gz, line %d: %w", len(out)+1, err)
		}
		out = append(out, m)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("read marks/names.gz, line %d: %w", len(out)+1, err)
	}
	return out, nil
}

// markKind is the kind that a letter stands for.
func markKind(letter string) (k nlp.NameKind, ok bool) {
	k, ok = map[string]nlp.NameKind{"p": nlp.NamePerson, "o": nlp.NameOrg, "l": nlp.NamePlace}[letter]
	return k, ok
}

func parseMarks(line string) (articleMarks, error) {
	id, rest, any := strings.Cut(line, " ")
	m := articleMarks{id: id}
	if !any {
		return m, nil
	}
	at := 0
	for s := range strings.SplitSeq(rest, ",") {
		n, err := parseMark(s, at)
		if err != nil {
			return m, fmt.Errorf("%q: %w", s, err)
		}
		m.names = append(m.names, n)
		at = n.End
	}
	return m, nil
}

// parseMark reads a name; the one before ends at byte at.
func parseMark(s string, at int) (markedName, error) {
	k := strings.IndexAny(s, "pol")
	if k < 0 {
		return markedName{}, errors.New("no kind")
	}
	gap, err := strconv.ParseUint(s[:k], 10, 31)
	if err != nil {
		return markedName{}, err
	}
	length, err := strconv.ParseUint(s[k+1:], 10, 31)
	if err != nil {
		return markedName{}, err
	}
	start := at + int(gap)
	return markedName{text.Span{Start: start, End: start + int(length)}, s[k : k+1]}, nil
}

// gold is d, the article, with the names that are marked, but for those that do not
// begin and end as words do: where texts are divided otherwise than when names were
// marked.
func (m *articleMarks) gold(d *nlp.Doc) *nlp.Doc {
	var mentions []corpus.Mention
	g := eval.Unnamed(d)
	for _, n := range m.names {
		r := g.RangeOf(n.Span)
		if r.Len() == 0 || g.SpanOf(r) != n.Span || g.Tokens[r.From].Sent != g.Tokens[r.To-1].Sent {
			continue
		}
		mentions = append(mentions, corpus.Mention{Tokens: r, Kind: n.kind})
	}
	corpus.AddNames(g, 0, mentions, markKind)
	return g
}
