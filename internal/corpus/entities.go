package corpus

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Names are the proper names among the entities that MISC marks ("Entity=", as
// in GUM; Zeldes 2017): of each mention whose head is a proper noun, the proper
// nouns around the head. Kinds are as the file calls them. Tokens count in the
// sentence. ok is false where the sentence marks no entities.
func (s *Sentence) Names() (names []Mention, ok bool) {
	var open []entity
	for i := range s.Words {
		value := entityOf(s.Words[i].Misc)
		ok = ok || value != ""
		for value != "" {
			end := strings.IndexAny(value[1:], "()") + 1
			if end == 0 {
				break
			}
			switch {
			case value[0] == '(' && value[end] == ')': // one word
				names = s.addName(names, newEntity(value[1:end], i), i+1)
				end++
			case value[0] == '(':
				open = append(open, newEntity(value[1:end], i))
			default: // the end of one
				group := strings.TrimSuffix(value[:end], ")")
				for k := len(open) - 1; k >= 0; k-- {
					if open[k].group == group {
						names = s.addName(names, open[k], i+1)
						open = append(open[:k], open[k+1:]...)
						break
					}
				}
				end++
			}
			value = value[end:]
			if value != "" && value[0] != '(' && !strings.Contains(value, ")") {
				open = append(open, newEntity(value, i))
				break
			}
		}
	}
	return names, ok
}

type entity struct {
	group, kind string
	from        int
}

func newEntity(s string, from int) entity {
	f := strings.SplitN(s, "-", 3)
	e := entity{group: f[0], from: from}
	if len(f) > 1 {
		e.kind = f[1]
	}
	return e
}

// entityOf is the value of Entity in MISC, with a bracket behind the last one
// that opens.
func entityOf(misc string) string {
	for f := range strings.SplitSeq(misc, "|") {
		if v, ok := strings.CutPrefix(f, "Entity="); ok {
			return v + "("
		}
	}
	return ""
}

// addName adds the name of an entity that ends before word to, where it has one
// that no name so far overlaps.
func (s *Sentence) addName(names []Mention, e entity, to int) []Mention {
	head := -1
	for i := e.from; i < to; i++ {
		if h := s.Words[i].Head; h < e.from || h >= to {
			head = i
		}
	}
	if head < 0 || s.Words[head].Tag != nlp.PROPN {
		return names
	}
	r := nlp.Range{From: head, To: head + 1}
	for r.From > e.from && s.Words[r.From-1].proper() {
		r.From--
	}
	for r.To < to && (s.Words[r.To].proper() || r.To+1 < to && strings.EqualFold(s.Words[r.To].Form, "of") && s.Words[r.To+1].proper()) {
		r.To++
	}
	for _, n := range names {
		if n.Tokens.From < r.To && r.From < n.Tokens.To {
			return names
		}
	}
	return append(names, Mention{r, e.kind})
}

// proper reports whether a word may be a part of a name: "United" is one, though
// no proper noun.
func (w *Word) proper() bool {
	return w.Tag == nlp.PROPN || w.Tag != nlp.DET && w.Tag != nlp.PRON && w.Tag != nlp.ADP && w.Form != "" && 'A' <= w.Form[0] && w.Form[0] <= 'Z'
}
