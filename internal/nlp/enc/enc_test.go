package enc

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/model"
	"github.com/hearsay-news/hearsay/internal/model/nn"
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/ner"
	"github.com/hearsay-news/hearsay/internal/nlp/quote"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

func doc(s string) *nlp.Doc {
	d := &nlp.Doc{Text: s}
	tok.New().Annotate(d)
	quote.New().Annotate(d)
	ner.New().Annotate(d)
	return d
}

// story is a text of n paragraphs that was made up.
func story(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "The harbour master said that ship %d was late. “We wait,” Ann Lee told the council of Lowmere.\n", i)
	}
	return b.String()
}

func train(t testing.TB) []byte {
	t.Helper()
	raw := NewRaw()
	raw.Add(doc(story(40)))
	words := raw.Words(2, 1000)
	var logged int
	n := Pretrain(raw, words, PretrainOptions{Epochs: 1, Batch: 200, Workers: 2, Rate: 0.001, Seed: 1, Log: func(string, ...any) { logged++ }})
	b := &model.Builder{}
	n.Write(b, words)
	return b.Bytes()
}

// vectors is a head that keeps what it is given.
type vectors struct {
	v     []float32
	calls int
}

func (*vectors) Needs() []nlp.Layer { return []nlp.Layer{nlp.Tokens} }
func (*vectors) Gives() []nlp.Layer { return []nlp.Layer{"vectors"} }
func (h *vectors) Begin(*nlp.Doc)   { h.v = h.v[:0] }
func (h *vectors) Read(_ *nn.Arena, _ *nlp.Doc, r nlp.Range, v []float32) {
	h.v = append(h.v, v[:r.Len()*Width]...)
	h.calls++
}

func open(t testing.TB, file []byte, heads ...Head) *Component {
	t.Helper()
	f, err := model.Parse("enc", file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Open(f, heads...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPretrain(t *testing.T) {
	file := train(t)
	if !bytes.Equal(file, train(t)) {
		t.Error("two runs give different files")
	}
	f, err := model.Parse("enc", file)
	if err != nil {
		t.Fatal(err)
	}
	n, words, err := Read(f)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := words["harbour"]; !ok {
		t.Errorf("words: %v", words.List())
	}
	// What is read to learn on gives the vectors that the component gives, but for
	// what whole numbers lose.
	d := doc(story(1))
	var in Input
	in.Add(words, d, nlp.Range{From: 0, To: len(d.Tokens)})
	v, _ := n.Learn(&nn.Arena{}, &in, []int{in.Len()}, 0, nil)
	h := &vectors{}
	open(t, file, h).Annotate(d)
	for i, x := range h.v {
		if diff := x - v[i]; diff > 0.02 || diff < -0.02 {
			t.Fatalf("number %d is %v, while learning %v", i, x, v[i])
		}
	}
}

// TestAlone: a paragraph has the same vectors alone and among others.
func TestAlone(t *testing.T) {
	h := &vectors{}
	c := open(t, train(t), h)
	whole := doc(story(30))
	c.Annotate(whole)
	if h.calls < 2 {
		t.Errorf("read in %d groups", h.calls)
	}
	all := slices.Clone(h.v)
	last := whole.Paras[len(whole.Paras)-1]
	c.Annotate(doc(whole.SpanOf(last).In(whole.Text)))
	// All but the first word, which stands at the start of a text here.
	if got, want := h.v[Width:], all[(last.From+1)*Width:]; len(got) != len(want) {
		t.Fatalf("%d numbers, want %d", len(got), len(want))
	}
	h2 := slices.Clone(h.v)
	c.Annotate(doc(whole.SpanOf(last).In(whole.Text)))
	if !slices.Equal(h2, h.v) {
		t.Error("two readings of a text differ")
	}
	if !slices.Equal(h.v, all[last.From*Width:last.To*Width]) {
		t.Error("a paragraph alone has other vectors than among others")
	}
}

func TestStretches(t *testing.T) {
	for _, s := range []string{"", "One.", story(3), strings.Repeat("One two three. ", 300), strings.Repeat("word ", 5000)} {
		d := doc(s)
		at := 0
		for _, r := range Stretches(d) {
			if r.From != at || r.Len() == 0 {
				t.Fatalf("stretch %v after token %d", r, at)
			}
			if first := d.Sents[d.Tokens[r.From].Sent]; first.From != r.From {
				t.Fatalf("stretch %v begins inside a sentence", r)
			}
			if r.Len() > longest && d.Tokens[r.From].Sent != d.Tokens[r.To-1].Sent {
				t.Fatalf("stretch %v is longer than %d and more than a sentence", r, longest)
			}
			at = r.To
		}
		if at != len(d.Tokens) {
			t.Fatalf("stretches end at %d of %d", at, len(d.Tokens))
		}
	}
}

func TestInput(t *testing.T) {
	d := doc("“Ann Lee’s 1987 co-op”")
	var in Input
	in.Add(Words{"0000": firstWord}, d, nlp.Range{From: 0, To: len(d.Tokens)})
	for i := range d.Tokens {
		rows := in.Of(i)
		if IsWord(rows[4]) != (d.Tokens[i].Low == "1987") {
			t.Errorf("%q: rows %v", d.Tokens[i].Low, rows)
		}
		for _, r := range rows {
			if r <= maskRow || r > firstWord {
				t.Errorf("%q: row %d", d.Tokens[i].Low, r)
			}
		}
	}
	var a, b wordRows
	a.parts([]byte("talked"))
	b.parts([]byte("walked"))
	same := 0
	for _, r := range a.rows[:a.n] {
		if slices.Contains(b.rows[:b.n], r) {
			same++
		}
	}
	if same != 5 {
		t.Errorf("talked and walked share %d parts: %v %v", same, a.rows, b.rows)
	}
}

func TestNeeds(t *testing.T) {
	c := &Component{heads: []Head{&vectors{}}}
	if got := c.Gives(); !reflect.DeepEqual(got, []nlp.Layer{"vectors"}) {
		t.Errorf("gives %v", got)
	}
	if got := c.Needs(); !reflect.DeepEqual(got, []nlp.Layer{nlp.Tokens, nlp.Quotes, nlp.Names}) {
		t.Errorf("needs %v", got)
	}
}

func TestDamaged(t *testing.T) {
	net := NewNet(1, rand.New(rand.NewPCG(1, 1)))
	var whole model.Builder
	net.Write(&whole, Words{"a": firstWord})
	short := &model.Builder{}
	short.Add("words", []byte("a\nb"))
	nn.WriteBytes(short, net.Table)
	nn.WriteParams(short, net.Params()[1:])
	for name, b := range map[string]*model.Builder{"nothing": {}, "a word more": short} {
		f, err := model.Parse("enc", b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(f); !errors.Is(err, model.ErrDamaged) && !errors.Is(err, model.ErrFormat) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// BenchmarkAnnotate says how long a token takes in texts of different lengths.
func BenchmarkAnnotate(b *testing.B) {
	f, err := model.Load("enc")
	if err != nil {
		b.Fatal(err)
	}
	c, err := Open(f)
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{30, 1000, 30000} {
		d := doc(story(n))
		b.Run(fmt.Sprint(len(d.Tokens)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Annotate(d)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(d.Tokens)), "ns/token")
		})
	}
}
