package say

import (
	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/model/feature"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// facts is what features say about a token, worked out once.
type facts struct {
	lemma  uint64
	xtag   uint64
	rel    uint64
	verb   uint64 // what the list of reporting verbs says of it
	config uint64 // what hangs on it: subject, clause, object, …
	mark   uint64 // its first marker or preposition
}

// reader reads the statements of some tokens of a text.
type reader struct {
	d      *nlp.Doc
	r      nlp.Range
	f      []facts // by token, from r.From on
	w      window
	may    []int   // tokens that can be the head of a cue at all
	need   []int   // tokens whose vectors the labels need
	row    []int32 // by token: the row of what the net makes of its vector
	up     []int32 // by token: how many steps above the cue, 0 for none
	rel    []relation
	c      context
	rows   []int32 // of features
	sums   nn.Sums
	scores []float32 // of labels, some forced
	ends   []int     // by word or unit: the end of its rows
	n      int32
}

var (
	nothing facts // a place outside what is read
	verbs   = lexicon.Verbs()
)

// start begins with the tokens r of d.
func (x *reader) start(d *nlp.Doc, r nlp.Range) {
	x.d, x.r = d, r
	x.f = zeroed(x.f, r.Len())
	x.up = zeroed(x.up, r.Len())
	for i := range x.f {
		t := &d.Tokens[r.From+i]
		f := &x.f[i]
		f.lemma = feature.String(t.Lemma)
		f.xtag, f.rel = uint64(t.XTag), uint64(t.Rel)
		if v := verbs[t.Low]; v.Verb != nil {
			f.verb = 1 + uint64(v.Frames)<<1
		}
	}
	x.configure()
}

func zeroed[T any](b []T, n int) []T {
	if cap(b) < n {
		return make([]T, n, n+n/2)
	}
	b = b[:n]
	clear(b)
	return b
}

// The bits of facts.config.
const (
	hasSubject = 1 << iota
	hasPassive
	hasClause // ccomp
	hasOpen   // xcomp
	hasObject
	hasOblique
	hasParataxis
	hasAdvcl
	hasMark
	hasThat
	hasCase
	hasColon
)

var configBits = func() []uint64 {
	m := make([]uint64, len(nlp.RelNames))
	for name, bit := range map[string]uint64{
		"nsubj": hasSubject, "nsubj:pass": hasSubject | hasPassive, "aux:pass": hasPassive, "ccomp": hasClause, "xcomp": hasOpen,
		"obj": hasObject, "iobj": hasObject, "obl": hasOblique, "obl:agent": hasOblique, "parataxis": hasParataxis,
		"advcl": hasAdvcl, "mark": hasMark, "case": hasCase, "acl": hasAdvcl,
	} {
		m[nlp.MustRel(name)] = bit
	}
	return m
}()

// configure notes at each token what hangs on it.
func (x *reader) configure() {
	for i := range x.f {
		t := &x.d.Tokens[x.r.From+i]
		p := int(t.Head) - x.r.From
		if t.Head < 0 || p < 0 || p >= len(x.f) {
			continue
		}
		f := &x.f[p]
		bit := configBits[t.Rel]
		f.config |= bit
		if t.Low == ":" {
			f.config |= hasColon
		}
		if bit&(hasMark|hasCase) != 0 && f.mark == 0 {
			f.mark = x.f[i].lemma
		}
		if t.Low == "that" && bit&hasMark != 0 {
			f.config |= hasThat
		}
	}
}

func (x *reader) at(i int) *facts {
	if !x.r.Contains(i) {
		return &nothing
	}
	return &x.f[i-x.r.From]
}

// feature appends the row of a feature of the next kind.
func (x *reader) feature(size uint64, parts ...uint64) {
	x.n++
	h := uint64(x.n) * 0x9E3779B97F4A7C15
	for _, p := range parts {
		h = feature.More(h, p)
	}
	x.rows = append(x.rows, int32(h%size))
}

// mayCue reports whether token i can be the head of a cue at all.
func (x *reader) mayCue(i int) bool {
	t := &x.d.Tokens[i]
	if t.Skip {
		return false
	}
	return t.Shape != nlp.Punct && t.Shape != nlp.Mark && t.Shape != nlp.Number || t.Low == ":"
}

// clear forgets all rows of features.
func (x *reader) clear() { x.rows, x.ends = x.rows[:0], x.ends[:0] }

// of is the rows of features that were noted as the k-th; nil where there are
// none.
func (x *reader) of(k int) []int32 {
	if k >= len(x.ends) {
		return nil
	}
	from := 0
	if k > 0 {
		from = x.ends[k-1]
	}
	return x.rows[from:x.ends[k]]
}

// cueFeatures notes what, beside its vector, speaks for token i being the head
// of a cue.
func (x *reader) cueFeatures(i int) {
	x.n = 0
	f := x.at(i)
	head := x.at(int(x.d.Tokens[i].Head))
	quotes := x.quotesNear(i)
	const some = hasSubject | hasClause | hasThat | hasOpen | hasPassive
	x.feature(cueRows, f.lemma, f.config&some)
	x.feature(cueRows, f.config, f.xtag)
	x.feature(cueRows, quotes, f.lemma)
	x.feature(cueRows, quotes, f.xtag, feature.Flag(f.verb != 0))
	x.feature(cueRows, f.verb, f.config&some)
	x.feature(cueRows, f.rel, f.xtag, head.verb)
	x.feature(cueRows, f.mark, f.lemma)
	x.ends = append(x.ends, len(x.rows))
}

// quotesNear says how quotations stand to token i: right before and after it,
// elsewhere in its sentence, or around it.
func (x *reader) quotesNear(i int) uint64 {
	d := x.d
	if d.Tokens[i].Quote >= 0 {
		return 64
	}
	var v uint64
	sent := d.Sents[d.Tokens[i].Sent]
	para := d.Paras[d.Tokens[i].Para]
	for k := i + 1; k < min(para.To, i+6); k++ {
		if d.Tokens[k].Quote >= 0 {
			v |= 1
			break
		}
	}
	for k := i - 1; k >= max(para.From, i-8); k-- {
		if d.Tokens[k].Quote >= 0 {
			v |= 2
			break
		}
	}
	if d.Tokens[sent.From].Quote >= 0 {
		v |= 4
	}
	if sent.To < para.To && d.Tokens[sent.To].Quote >= 0 {
		v |= 8
	}
	if d.Tokens[sent.To-1].Quote >= 0 {
		v |= 16
	}
	return v
}
