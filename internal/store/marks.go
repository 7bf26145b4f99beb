package store

import (
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/text"
)

// Marker finds the words that a query looks for in the texts that it found.
type Marker struct {
	words    map[string]bool
	prefixes []string
}

// Marker returns the marker of the words of q that a statement must have.
func (q *Query) Marker() *Marker {
	m := &Marker{words: map[string]bool{}}
	for _, t := range q.Terms {
		if t.Not || t.Field != Words {
			continue
		}
		words := strings.FieldsFunc(Fold(t.Text), func(r rune) bool { return !IsWord(r) })
		for i, w := range words {
			if t.Prefix && i == len(words)-1 {
				m.prefixes = append(m.prefixes, w)
			} else {
				m.words[w] = true
			}
		}
	}
	return m
}

// Spans are the words in s that are looked for, in bytes.
func (m *Marker) Spans(s string) []text.Span {
	if len(m.words)+len(m.prefixes) == 0 {
		return nil
	}
	var out []text.Span
	for at := 0; at < len(s); {
		from := strings.IndexFunc(s[at:], IsWord)
		if from < 0 {
			break
		}
		at += from
		end := len(s)
		if to := strings.IndexFunc(s[at:], func(r rune) bool { return !IsWord(r) }); to >= 0 {
			end = at + to
		}
		if m.wants(Fold(s[at:end])) {
			out = append(out, text.Span{Start: at, End: end})
		}
		at = end
	}
	return out
}

func (m *Marker) wants(word string) bool {
	return m.words[word] || slices.ContainsFunc(m.prefixes, func(p string) bool { return strings.HasPrefix(word, p) })
}
