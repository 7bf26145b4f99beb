package dep

import (
	"math/rand/v2"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// Options say how to train.
type Options struct {
	Epochs int
	Often  uint8 // features are learnt from once they have come so often
	Least  int   // features that were learnt from less often are left out of the model
	Seed   uint64
	Log    func(format string, args ...any) // may be nil
}

func (o *Options) log(format string, args ...any) {
	if o.Log != nil {
		o.Log(format, args...)
	}
}

// trainer learns from one sentence at a time.
type trainer struct {
	*state
	steps, names *model.Softmax
	gold         []int // governor of each word
	goldRel      []nlp.Rel
	rng          *rand.Rand
	explore      bool
}

// Train learns a parser and writes it into a model file.
func Train(texts []corpus.Text, opt Options) *model.Builder {
	t := &trainer{
		state: newState(),
		steps: model.NewSoftmax(int(steps), rate, opt.Often), names: model.NewSoftmax(len(nlp.RelNames), rate, opt.Often),
	}
	t.rng = rand.New(rand.NewPCG(opt.Seed, 2))
	type place struct{ text, sent int }
	var order []place
	for i := range texts {
		for k := range texts[i].Sents {
			order = append(order, place{i, k})
		}
	}
	for e := range opt.Epochs {
		t.explore = e > 0
		t.rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		right, all := 0, 0
		for _, p := range order {
			s := texts[p.text].Sents[p.sent]
			right += t.sentence(texts[p.text].Doc, p.sent, s)
			all += len(s.Words)
		}
		opt.log("dep: epoch %d, %.4f attached right", e+1, float64(right)/float64(max(1, all)))
	}
	b := &model.Builder{}
	b.Add("steps", t.steps.Pack(opt.Least))
	b.Add("names", t.names.Pack(opt.Least))
	return b
}

// sentence learns from a sentence and returns how many words got the right
// governor while it did.
func (t *trainer) sentence(d *nlp.Doc, k int, s *corpus.Sentence) int {
	t.start(d, d.Sents[k])
	t.gold, t.goldRel = t.gold[:0], t.goldRel[:0]
	for i := range s.Words {
		h := s.Words[i].Head
		if h < 0 {
			h = t.n
		}
		t.gold, t.goldRel = append(t.gold, h), append(t.goldRel, s.Words[i].Rel)
	}
	right := 0
	for !t.done() {
		if t.step() {
			right++
		}
	}
	return right
}

// step takes one step, learning from it, and reports whether it made a right
// dependency.
func (t *trainer) step() bool {
	t.stepFeatures()
	t.features = model.Drop(t.features, dropout, t.rng)
	got := t.choose(t.steps)
	want, rival, good := t.oracle(got)
	if rival != none {
		t.steps.Learn(t.features, t.stepScores, int(want))
	}
	if !good && !(t.explore && t.rng.Float64() < 0.9) {
		got = want
	}
	if got == shift {
		t.do(shift, nil)
		return false
	}
	child, parent := t.pop(got)
	t.nameFeatures(child, parent)
	t.features = model.Drop(t.features, dropout, t.rng)
	t.names.Scores(t.nameScores, t.features)
	name := t.bestName(parent)
	right := t.gold[child] == parent
	if right && parent < t.n {
		t.names.Learn(t.features, t.nameScores, int(t.goldRel[child]))
	}
	t.attach(child, parent, name)
	return right
}

// How the parser learns: the share of features left out of each step, so that it
// doesn't learn its texts by heart, and the length of the steps.
const (
	dropout = 0.3
	rate    = 2
)

// oracle says which is the best-scored step among those that lose the fewest
// right dependencies, and which among the others, if there are any; good
// reports whether got is one of the former.
func (t *trainer) oracle(got step) (want, rival step, good bool) {
	least := 1 << 30
	var costs [steps]int
	for s := range steps {
		if t.may(s) {
			costs[s] = t.cost(s)
			least = min(least, costs[s])
		}
	}
	want, rival = none, none
	for s := range steps {
		switch {
		case !t.may(s):
		case costs[s] == least:
			want = t.better(want, s)
		default:
			rival = t.better(rival, s)
		}
	}
	return want, rival, costs[got] == least
}

// better is the step with the higher score; b where a is none.
func (t *trainer) better(a, b step) step {
	if a != none && t.stepScores[a] >= t.stepScores[b] {
		return a
	}
	return b
}

// cost is how many right dependencies can no longer be made after a step.
func (t *trainer) cost(s step) int {
	if s == shift {
		return t.shiftCost()
	}
	s0 := t.fromTop(0)
	n := 0
	for i := t.next; i < t.n; i++ {
		if t.gold[i] == s0 {
			n++
		}
	}
	h := t.gold[s0]
	switch {
	case s == left && (h > t.next || len(t.stack) > 1 && h == t.fromTop(1)):
		n++
	case s == right && h >= t.next:
		n++
	}
	return n
}

func (t *trainer) shiftCost() int {
	n := 0
	b0 := t.next
	for k, i := range t.stack {
		if t.gold[i] == b0 {
			n++
		}
		if t.gold[b0] == i && k < len(t.stack)-1 {
			n++
		}
	}
	return n
}
