package entity

import (
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/record"
)

// span of attention: how many mentions are kept in mind.
const attention = 32

// decay is what a sentence in between takes from the weight of a mention.
const decay = 16

// thought is a mention that is kept in mind.
type thought struct {
	c       *cluster
	token   int // its first
	top     int // token of the noun that stands for it, see topOf
	sent    int32
	time    int // see resolver.clock
	rank    rank
	speaker bool // the source of an attribution
	quoted  bool // inside a quotation
	owner   bool // in the possessive
}

// focus is what the reader has in mind: the latest mentions, the oldest first.
type focus struct{ list []thought }

func (f *focus) push(t thought) {
	if len(f.list) >= 2*attention {
		f.list = append(f.list[:0], f.list[attention:]...)
	}
	f.list = append(f.list, t)
}

// think brings to mind the mention t at its token, whose head is token h.
func (r *resolver) think(t thought, h int) {
	at := &r.body.d.Tokens[t.token]
	t.top = topOf(r.body.d, h)
	if n := nameAt(r.body.d, t.top); !t.speaker && (n < 0 || n == nameAt(r.body.d, h)) {
		t.rank = rankOf(r.body.d, t.top)
	}
	t.sent, t.time, t.quoted = at.Sent, r.clock[at.Sent], at.Quote >= 0
	r.focus.push(t)
}

// recent is the latest mentions.
func (f *focus) recent() []thought {
	return f.list[max(0, len(f.list)-attention):]
}

// person reports whether c may be meant by "he" or "she".
func (c *cluster) person() bool {
	return !c.plural && (c.kind == record.Person || c.kind == record.Group)
}

// obscure reports whether a mention is by a name of which only its place, as the
// subject of a sentence or as a speaker, tells that it may be a person's or a
// body's.
func (t *thought) obscure() bool {
	return t.c.kind == record.Other && !t.c.unnamed && t.rank == subject
}

// bestPerson is whom "he" (gender 'M') or "she" ('F') at token i means, of those
// in mind; gender 0 stands for a description that fits either. what is what
// they say, where they say something.
func (r *resolver) bestPerson(i int, gender byte, what speech) *cluster {
	d := r.body.d
	bound, quoted := r.boundTo(i), d.Tokens[i].Quote >= 0
	var best *cluster
	bestScore := 0
	for _, t := range r.focus.recent() {
		c := t.c
		if !c.person() && !t.obscure() || !c.agrees(gender) || quoted && !c.firm || slices.Contains(bound, c) {
			continue
		}
		score := t.weight(r.clock[d.Tokens[i].Sent]) + c.weight(gender) + t.fits(what)
		if t.sent == d.Tokens[i].Sent && t.rank < under {
			score -= 16 // "Unlike Lee, he …"
		}
		if score >= bestScore {
			best, bestScore = c, score
		}
	}
	return best
}

// fits is the weight that a mention gets from what the one in question says.
func (t *thought) fits(what speech) int {
	w := 0
	if what.first && t.speaker && !t.quoted {
		w += 10 // who spoke goes on
	}
	if slices.Contains(what.of, t.c) {
		w -= 30
	}
	return w
}

// boundTo are those in mind whom the pronoun at token i can't mean.
func (r *resolver) boundTo(i int) []*cluster {
	d := r.body.d
	var out []*cluster
	for _, t := range r.focus.recent() {
		if t.sent == d.Tokens[i].Sent && bound(d, i, t.top) {
			out = append(out, t.c)
		}
	}
	return out
}

// narrate fills in the clock: for each sentence, how many sentences up to it
// hold words outside quotations. A speech in between makes nobody forget who
// the talk was of.
func (r *resolver) narrate() {
	d := r.body.d
	r.clock = make([]int, len(d.Sents))
	n := 0
	for i, s := range d.Sents {
		for k := s.From; k < s.To; k++ {
			if t := &d.Tokens[k]; t.Quote < 0 && t.Word() && !t.Skip {
				n++
				break
			}
		}
		r.clock[i] = n
	}
}

// agrees reports whether c can be of the gender.
func (c *cluster) agrees(gender byte) bool {
	return gender == 0 || c.gender == 0 || c.gender == gender
}

// weights are what the part that a noun plays adds to the weight of a mention.
var weights = [...]int{aside: 0, object: 4, under: 10, subject: 14}

// weight is how near a mention is to a reader at a time of the clock.
func (t *thought) weight(now int) int {
	w := 200 - decay*(now-t.time)
	w += weights[t.rank]
	if t.speaker {
		w += 8
	}
	if t.quoted {
		w -= 24
	}
	if t.owner {
		w -= 4
	}
	return w
}

// weight is how much an article is about c, and how well its gender is known.
func (c *cluster) weight(gender byte) int {
	w := min(c.count, 8)
	switch {
	case gender == 0:
	case c.gender == gender:
		w += 12
	case gender == 'M' && c.leaning > 1, gender == 'F' && c.leaning < -1:
		w += 12
	case gender == 'M' && c.leaning == 1, gender == 'F' && c.leaning == -1:
		w += 6
	case c.leaning*c.leaning > 1:
		w -= 30
	case gender == 'M' && c.leaning < 0, gender == 'F' && c.leaning > 0:
		w -= 26
	}
	if c.unnamed {
		w -= 14
	}
	if !c.person() {
		w -= 16
	}
	return w
}

// lean notes that a pronoun of the gender was taken to mean c.
func (c *cluster) lean(gender byte) {
	switch gender {
	case 'M':
		c.leaning++
	case 'F':
		c.leaning--
	}
}

// bestBody is the body or group that "they" or "it" at token i means.
func (r *resolver) bestBody(i int, plural bool) *cluster {
	now := r.clock[r.body.d.Tokens[i].Sent]
	var best *cluster
	bestScore := 0
	for _, t := range r.focus.recent() {
		score := t.weight(now)
		switch c := t.c; {
		case plural && c.plural:
			score += 20
		case c.kind == record.Organisation || c.kind == record.Outlet:
			score += 10
		case t.obscure():
		case c.kind == record.Document && !plural:
		case c.kind == record.Place && !plural && t.rank == subject:
		default:
			continue
		}
		if score >= bestScore {
			best, bestScore = t.c, score
		}
	}
	return best
}

// pronouns and their genders; 'P' is plural, 'N' neuter, '1' first person.
var pronouns = map[string]byte{
	"he": 'M', "him": 'M', "his": 'M', "himself": 'M', "he's": 'M', "he'd": 'M', "he'll": 'M',
	"she": 'F', "her": 'F', "hers": 'F', "herself": 'F', "she's": 'F', "she'd": 'F', "she'll": 'F',
	"they": 'P', "them": 'P', "their": 'P', "theirs": 'P', "themselves": 'P', "they're": 'P', "they've": 'P', "they'd": 'P', "they'll": 'P',
	"it": 'N', "its": 'N', "itself": 'N',
	"i": '1', "me": '1', "my": '1', "mine": '1', "myself": '1', "i'm": '1', "i've": '1', "i'd": '1', "i'll": '1',
	"we": '1', "us": '1', "our": '1', "ours": '1', "ourselves": '1', "we're": '1', "we've": '1', "we'll": '1', "we'd": '1',
}

// owning are the pronouns that stand before what is owned.
var owning = lexicon.Set("his her their its my our")

// walk goes through the body once, in the order of the words.
func (r *resolver) walk() {
	d := r.body.d
	r.narrate()
	starts := r.starts()
	done := 0
	for i := range d.Tokens {
		for _, a := range starts[i] {
			done = max(done, r.meetSource(a, i))
		}
		t := &d.Tokens[i]
		switch {
		case t.Skip:
		case t.Name >= 0 && d.Names[t.Name].Tokens.From == i:
			r.meetName(i, int(t.Name))
		case t.Name >= 0 || i < done:
		default:
			r.meetWord(i)
		}
	}
}

// starts are the attributions by the token that their source, or else their
// content, begins at.
func (r *resolver) starts() map[int][]int {
	m := map[int][]int{}
	for k := range r.atts {
		a := &r.atts[k]
		if a.In != record.InBody {
			continue
		}
		s := a.Source.Spans
		if len(s) == 0 {
			s = a.Content.Spans
		}
		if len(s) > 0 {
			i := r.body.d.TokenAt(s[0].Start)
			m[i] = append(m[i], k)
		}
	}
	return m
}

// meetName brings a name to mind.
func (r *resolver) meetName(i, name int) {
	c := r.body.of[name]
	if c == nil {
		return
	}
	d := r.body.d
	n := d.Names[name].Tokens
	r.think(thought{c: c, token: i, owner: nlp.Possessive(d.Tokens[n.To-1].Low)}, headOf(d, n))
}

// meetWord settles a pronoun or a description at token i.
func (r *resolver) meetWord(i int) {
	d := r.body.d
	low := d.Tokens[i].Low
	switch g := pronouns[low]; {
	case g == 'M' || g == 'F':
		if c := r.bestPerson(i, g, speech{}); c != nil {
			r.takePronoun(c, i, g, false)
		}
	case low == "the":
		r.meetDescription(i)
	}
}

// takePronoun records that the pronoun at token i means c.
func (r *resolver) takePronoun(c *cluster, i int, g byte, speaker bool) {
	d := r.body.d
	c.lean(g)
	if c.kind == record.Other && (g == 'M' || g == 'F') {
		c.kind = record.Person
	}
	c.mention(d.Tokens[i].Span, record.ByPronoun, i)
	t := thought{c: c, token: i, speaker: speaker, owner: owning[d.Tokens[i].Low]}
	if speaker {
		t.rank = subject
	}
	r.think(t, i)
}

// meetDescription settles "the president" at token i where somebody is known
// to be one.
func (r *resolver) meetDescription(i int) {
	d := r.body.d
	for k := i + 1; k < min(len(d.Tokens), i+6) && d.Tokens[k].Sent == d.Tokens[i].Sent; k++ {
		t := &d.Tokens[k]
		if t.Name >= 0 || !t.Word() || stops[t.Low] {
			return
		}
		if !r.use(d, k).Any(lexicon.Office|lexicon.Role) || k+1 < len(d.Tokens) && r.goesOn(k+1) {
			continue
		}
		if c := r.byRole(r.body, i, nlp.Range{From: i + 1, To: k + 1}); c != nil {
			c.mention(d.SpanOf(nlp.Range{From: i, To: k + 1}), record.ByNominal, i)
			r.think(thought{c: c, token: i, owner: nlp.Possessive(t.Low)}, k)
		}
		return
	}
}

// goesOn reports whether the noun phrase before token k goes on with it.
func (r *resolver) goesOn(k int) bool {
	t := &r.body.d.Tokens[k]
	use := r.use(r.body.d, k)
	return t.Name >= 0 || t.Low == "." || t.Shape == nlp.Lower && use.Any(lexicon.Noun) && !r.verb(t.Low)
}

func (r *resolver) verb(low string) bool {
	_, ok := r.verbs[low]
	return ok
}

// byRole is the person that a definite description at token i means by a role:
// of those whose role has the same head, the one whose role shares most words
// with it; then the latest.
func (r *resolver) byRole(v *view, i int, np nlp.Range) *cluster {
	d := v.d
	h := head(d.Tokens[np.To-1].Low)
	words := make([]string, 0, np.Len())
	for k := np.From; k < np.To; k++ {
		words = append(words, head(d.Tokens[k].Low))
	}
	before := ""
	if np.Len() > 1 {
		before = d.Tokens[np.To-2].Low
	}
	var best *cluster
	bestScore := -1
	for _, c := range r.byHead[h] {
		n := c.fits(h, words)
		if h == "general" && civil[strings.TrimSuffix(before, "s")] && (n < 2 || strings.HasSuffix(before, "s")) {
			continue // "the inspector general" is no attorney general, and "the attorneys general" are many
		}
		if n < 0 {
			n = 0
		}
		score := 40*n + min(c.count, 10)
		if v.in == record.InBody {
			switch {
			case c.first > i || c.first < 0:
				score -= 30
			case r.near(c, i):
				score += 30
			}
		}
		if score > bestScore {
			best, bestScore = c, score
		}
	}
	return best
}

// civil are the offices that end in "general", beside the rank: "the retired general".
var civil = lexicon.Set("attorney inspector secretary director surgeon solicitor consul governor comptroller auditor postmaster registrar prosecutor advocate")

// near reports whether c is in mind at token i.
func (r *resolver) near(c *cluster, i int) bool {
	list := r.focus.recent()
	for k := len(list) - 1; k >= max(0, len(list)-10); k-- {
		if list[k].c == c {
			return true
		}
	}
	return false
}
