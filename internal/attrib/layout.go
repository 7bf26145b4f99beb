package attrib

import (
	"slices"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// How sure a statement is that the layout of a text tells rather than its words.
const (
	sureSet   = 0.63 // "LEE: I disagree.": the share right on PolNeAR train
	sureLoose = 0.30 // a quotation that goes on from the one before; a guess
)

// finding is a statement that a layout tells, in words as they are written.
type finding struct {
	head            int // the mark between speaker and words, or the first word
	source, content nlp.Range
	cue             nlp.Range // empty: the head alone
	sure            float64   // 0: as sure as layouts are
}

// layouts finds the statements that a layout tells, which the texts that models
// learn from hardly show: "LEE: I disagree.", headlines, tweets, quotations that are
// signed or that the paragraph before introduces, and those that go on over
// paragraphs. It holds the words of a text as they are written.
type layouts struct {
	d        *nlp.Doc    // joined
	of       *nlp.Doc    // what it was joined from
	part     []nlp.Range // by word: the tokens of of that it is made of
	class    []lexicon.Class
	headline bool
}

func newLayouts(of *nlp.Doc, headline bool) *layouts {
	d, part := nlp.Joined(of)
	x := &layouts{d: d, of: of, part: part, class: make([]lexicon.Class, len(d.Tokens)), headline: headline}
	classes := lexicon.Classes()
	for i := range d.Tokens {
		if t := &d.Tokens[i]; t.Word() {
			x.class[i] = classes[t.Low]
		}
	}
	return x
}

// find returns the statements that layouts of sentences and lines tell.
func (x *layouts) find() []Candidate {
	var out []Candidate
	for _, s := range x.d.Sents {
		for s.From < s.To && x.d.Tokens[s.From].Skip {
			s.From++ // a dateline
		}
		if s.Len() == 0 {
			continue
		}
		f, ok := x.headlineSpeaker(s)
		if !ok {
			f, ok = x.speakerColon(s)
		}
		if ok {
			out = append(out, x.candidate(f))
		}
	}
	for _, p := range x.d.Paras {
		if f, ok := x.tweet(p); ok {
			out = append(out, x.candidate(f))
		}
	}
	return out
}

// candidate is a finding in tokens of the Doc.
func (x *layouts) candidate(f finding) Candidate {
	c := Candidate{Head: x.part[f.head].From, Sure: sureSet, layout: true, Content: x.tokens(f.content)}
	if f.sure > 0 {
		c.Sure = f.sure
	}
	if f.cue.Len() == 0 {
		f.cue = nlp.Range{From: f.head, To: f.head + 1}
	}
	c.Cue = without(x.tokens(f.cue), c.Content)
	c.Source = without(without(x.tokens(f.source), c.Content), c.Cue)
	return c
}

// tokens are the tokens of the Doc that make up a range of words.
func (x *layouts) tokens(r nlp.Range) []nlp.Range {
	if r.Len() <= 0 {
		return nil
	}
	return []nlp.Range{{From: x.part[r.From].From, To: x.part[r.To-1].To}}
}

// low is the word at token i in small letters; "" outside the text.
func (x *layouts) low(i int) string {
	if i < 0 || i >= len(x.d.Tokens) {
		return ""
	}
	return x.d.Tokens[i].Low
}

// headlineSpeaker finds the speakers that only headlines put so: “We will
// go”: mayor; Village votes to stay: “We have moved enough”; Three ships leave,
// - CNN; Ready to talk, – Petrov.
func (x *layouts) headlineSpeaker(s nlp.Range) (f finding, ok bool) {
	if !x.headline {
		return f, false
	}
	for i := s.From + 2; i+1 < s.To; i++ {
		t := &x.d.Tokens[i]
		behind := nlp.Range{From: i + 1, To: s.To}
		switch {
		case t.Low == ":" && x.d.Tokens[i-1].Quote >= 0 && x.d.Tokens[i+1].Quote < 0:
			return finding{head: i, source: x.opening(behind), content: x.d.Quotes[x.d.Tokens[i-1].Quote].Tokens}, true
		case t.Low == ":" && x.d.Tokens[i+1].Quote >= 0 && x.d.Quotes[x.d.Tokens[i+1].Quote].Tokens == behind:
			return finding{head: i, source: x.opening(nlp.Range{From: s.From, To: i}), content: behind}, true
		case dash(t.Low) && x.low(i-1) == "," && s.To-i <= 5:
			return finding{head: i, source: behind, content: nlp.Range{From: s.From, To: i - 1}}, true
		}
	}
	return f, false
}

// opening is the words of r before what they do or where they stand: "Village"
// of "Village votes to stay", "parents" of "parents on the school that closed".
func (x *layouts) opening(r nlp.Range) nlp.Range {
	for i := r.From + 1; i < r.To; i++ {
		switch t := &x.d.Tokens[i]; {
		case t.Tag == nlp.VERB || t.Tag == nlp.AUX || t.Tag == nlp.ADP && t.Low != "of":
			return nlp.Range{From: r.From, To: i}
		}
	}
	return r
}

func dash(low string) bool {
	switch low {
	case "-", "–", "—", "―", "--", "~":
		return true
	}
	return false
}

// speakerColon finds "LEE: I disagree." and "Lee: “I disagree.”" at the start
// of a paragraph. The whole paragraph is what is said.
func (x *layouts) speakerColon(s nlp.Range) (f finding, ok bool) {
	p := x.d.Paras[x.d.Tokens[s.From].Para]
	if p.From != s.From || x.low(s.From) == "(" { // "(Also on TV: the debate)" is a pointer
		return f, false
	}
	for k := s.From; k < min(s.To, s.From+8); k++ {
		t := &x.d.Tokens[k]
		if t.Low == ":" && k > s.From && k+1 < p.To {
			return x.colonAt(k, p, s)
		}
		if t.Skip || t.Quote >= 0 || !t.Word() && t.Low != "." && t.Low != "(" && t.Low != ")" && t.Low != "," {
			return f, false
		}
		if t.Shape == nlp.Lower && x.class[k]&(lexicon.Preposition|lexicon.Determiner) == 0 {
			return f, false
		}
	}
	return f, false
}

// colonAt is the statement of paragraph p where the colon at token k parts the
// speaker from the words.
func (x *layouts) colonAt(k int, p, s nlp.Range) (f finding, ok bool) {
	source := nlp.Range{From: s.From, To: k}
	if x.low(s.From) == "quote" && x.low(s.From+1) == "from" && k > s.From+2 {
		source.From += 2 // "Quote from Petrov: …", as translated news has it
	}
	named := slices.ContainsFunc(x.d.Tokens[source.From:k], func(t nlp.Token) bool {
		return t.Name >= 0 || t.Shape == nlp.Upper || x.headline
	})
	label := x.class[s.From]&lexicon.Label != 0 && source.From == s.From
	if !named || label || x.rubric(source) || p.To-k < 4 {
		return f, false
	}
	return finding{head: k, source: source, content: nlp.Range{From: k + 1, To: p.To}}, true
}

// rubric reports whether the words r before a colon are a heading rather than a
// speaker: words in capitals, one of them an ordinary one, and neither a person nor
// an outlet among them: MARKETS AT NOON: Shares rose. One word alone is a heading
// where nobody in the text bears it as a name: TARGET: A bridge.
func (x *layouts) rubric(r nlp.Range) bool {
	words, ordinary := 0, false
	for i := r.From; i < r.To; i++ {
		t := &x.d.Tokens[i]
		if !t.Word() {
			continue
		}
		use := lexicon.Names()[t.Low]
		if t.Shape != nlp.Upper || x.someone(t, use, r) {
			return false
		}
		words++
		ordinary = ordinary || use.Any(lexicon.CommonWord) || x.class[i] != 0
	}
	return ordinary && (words > 1 || !x.borne(x.low(r.From)))
}

// borne reports whether a word is in the name of a person of the text.
func (x *layouts) borne(low string) bool {
	return slices.ContainsFunc(x.d.Names, func(n nlp.Name) bool {
		return n.Kind == nlp.NamePerson && slices.ContainsFunc(x.d.Tokens[n.Tokens.From:n.Tokens.To], func(t nlp.Token) bool { return nlp.Base(t.Low) == low })
	})
}

// someone reports whether a word of r stands for a person, or is in the name of
// one or in that of an outlet that fills r.
func (x *layouts) someone(t *nlp.Token, use lexicon.NameUse, r nlp.Range) bool {
	const people = lexicon.Title | lexicon.PersonNoun | lexicon.WithheldNoun | lexicon.PeopleNoun
	if use.Any(people) {
		return true
	}
	if t.Name < 0 {
		return false
	}
	n := &x.d.Names[t.Name]
	return n.Kind == nlp.NamePerson || n.Kind == nlp.NameOutlet && n.Tokens == r
}
