package reuse

import (
	"cmp"
	"slices"
)

// What recurs: a sequence that is carried on so many occasions, with so many
// days of silence between them; by so many texts, as many days apart, that have
// nothing else in common; or by so many of no known day.
const (
	occasions = 3
	silence   = 5
	undated   = 12
)

// Recurs reports whether what texts of some days share is from several
// occasions. It sorts the days.
func Recurs(days []int32) bool {
	all := len(days)
	slices.Sort(days)
	for len(days) > 0 && days[0] == NoDay {
		days = days[1:]
	}
	n := min(len(days), 1)
	for i := 1; i < len(days); i++ {
		if days[i]-days[i-1] > silence {
			n++
		}
	}
	return n >= occasions || all-len(days) >= undated
}

// findStock finds which groups recur, and in the texts that have something in
// common with others the words that do.
func (s *Set) findStock() {
	of := s.groupsOfTexts()
	lines := stockLines{}
	var days []int32
	for i := range s.groups {
		g := &s.groups[i]
		posts := s.posts[g.from:g.to]
		strangers := s.strangers(posts, of)
		days = days[:0]
		for _, p := range posts {
			days = append(days, s.days[p.text])
		}
		g.recurs = strangers != nil || Recurs(days)
		if strangers != nil {
			lines.add(s.line(strangers))
		}
	}
	s.stock = map[int32][]Range{}
	for n := range of {
		if len(of[n]) > 0 {
			if found := lines.in(s.texts[n]); found != nil {
				s.stock[int32(n)] = found
			}
		}
	}
}

// stockLines are sequences that recur, by the hash of their first Gram words.
type stockLines map[uint32][][]uint32

func (l stockLines) add(line []uint32) {
	if len(line) < Gram {
		return
	}
	hash := []uint32{0}
	rollAll(line[:Gram], hash, Gram)
	if !slices.ContainsFunc(l[hash[0]], func(o []uint32) bool { return slices.Equal(o, line) }) {
		l[hash[0]] = append(l[hash[0]], line)
	}
}

// in are the words of a text that such sequences are, in order.
func (l stockLines) in(t *Text) []Range {
	n := t.Len() - Gram + 1
	if n <= 0 || len(l) == 0 {
		return nil
	}
	var found []Range
	hashes := make([]uint32, n)
	rollAll(t.words, hashes, Gram)
	for i, h := range hashes {
		for _, line := range l[h] {
			if i+len(line) <= t.Len() && slices.Equal(t.words[i:i+len(line)], line) {
				found = append(found, Range{i, i + len(line)})
			}
		}
	}
	return union(found)
}

// groupsOfTexts are the numbers of the groups that each text is in, in order.
func (s *Set) groupsOfTexts() [][]int32 {
	of := make([][]int32, len(s.texts))
	for i, g := range s.groups {
		for _, p := range s.posts[g.from:g.to] {
			if k := len(of[p.text]); k == 0 || of[p.text][k-1] != int32(i) {
				of[p.text] = append(of[p.text], int32(i))
			}
		}
	}
	return of
}

// mostLooked is how many texts of a sequence are looked at for some that have
// nothing else in common.
const mostLooked = 32

// strangers are as many postings of a sequence as make occasions, of texts that
// are days apart and have little else in common; nil: there are not so many.
func (s *Set) strangers(posts []posting, of [][]int32) []posting {
	if len(posts) < occasions {
		return nil
	}
	var out []posting
	looked := 0
	for _, p := range posts {
		d := s.days[p.text]
		if d == NoDay || len(out) > 0 && d-s.days[out[len(out)-1].text] < silence {
			continue
		}
		if looked++; looked > mostLooked {
			break
		}
		if slices.ContainsFunc(out, func(o posting) bool { return s.related(o.text, p.text, of) }) {
			continue
		}
		if out = append(out, p); len(out) == occasions {
			return out
		}
	}
	return nil
}

// related reports whether two texts share so much that one may have it from the
// other.
func (s *Set) related(a, b int32, of [][]int32) bool {
	x, y := of[a], of[b]
	common := 0
	for len(x) > 0 && len(y) > 0 {
		switch c := cmp.Compare(x[0], y[0]); {
		case c < 0:
			x = x[1:]
		case c > 0:
			y = y[1:]
		default:
			common++
			x, y = x[1:], y[1:]
		}
	}
	words := min(s.texts[a].Len(), s.texts[b].Len())
	return float64(common) >= stubShare*2/(Window+1)*float64(words)
}

// line is the words around a sequence that strangers have in common.
func (s *Set) line(strangers []posting) []uint32 {
	first := strangers[0]
	words := s.texts[first.text].words
	before, behind := int(first.at), len(words)-int(first.at)
	for _, p := range strangers[1:] {
		before, behind = s.alike(first, p, before, behind)
	}
	return words[int(first.at)-before : int(first.at)+behind]
}

// alike is how many words before a place of a text and from it on are those of
// another, at most before and behind.
func (s *Set) alike(p, q posting, before, behind int) (b, f int) {
	x, y := s.texts[p.text], s.texts[q.text]
	i, j := int(p.at), int(q.at)
	for b < before && b < j && x.words[i-b-1] == y.words[j-b-1] {
		b++
	}
	for f < behind && j+f < y.Len() && x.words[i+f] == y.words[j+f] {
		f++
	}
	return b, f
}

// union joins ranges that overlap or touch, in order.
func union(list []Range) []Range {
	slices.SortFunc(list, func(x, y Range) int { return x.From - y.From })
	var out []Range
	for _, r := range list {
		if k := len(out) - 1; k >= 0 && r.From <= out[k].To {
			out[k].To = max(out[k].To, r.To)
			continue
		}
		out = append(out, r)
	}
	return out
}

// Stock is the words of text n that recur in texts which have nothing else in
// common with it, in order: lines that stand under every article, sayings. It is
// known once Pairs was called.
func (s *Set) Stock(n int) []Range { return s.stock[s.same[n]] }
