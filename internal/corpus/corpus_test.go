package corpus

import (
	"slices"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/nlp"
)

const two = `# newdoc id = a
# newpar
# text = Ann doesn't sing.
1	Ann	Ann	PROPN	NNP	Number=Sing	4	nsubj	_	_
2-3	doesn't	_	_	_	_	_	_	_	_
2	does	do	AUX	VBZ	_	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
4	sing	sing	VERB	VB	VerbForm=Inf	0	root	_	SpaceAfter=No
4.1	songs	_	_	_	_	_	_	4:obj	_
5	.	.	PUNCT	.	_	4	punct	_	_

# newpar
# text = Why?
1	Why	why	ADV	WRB	_	0	root	_	SpaceAfter=No
2	?	?	PUNCT	.	_	1	punct	_	_

`

func read(t *testing.T, s string) []*Sentence {
	t.Helper()
	var out []*Sentence
	for s, err := range CoNLLU("two.conllu", strings.NewReader(s)) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func TestCoNLLU(t *testing.T) {
	sents := read(t, two)
	if len(sents) != 2 || !sents[0].NewDoc || sents[1].NewDoc || !sents[1].Para {
		t.Fatalf("sentences %+v", sents)
	}
	var forms []string
	for _, w := range sents[0].Words {
		forms = append(forms, w.In(sents[0].Text))
	}
	if got := strings.Join(forms, "|"); got != "Ann|does|n't|sing|." {
		t.Errorf("words in the text: %s", got)
	}
	w := sents[0].Words
	if w[3].Head != -1 || w[3].Rel != nlp.Root || w[0].Head != 3 || w[0].Feats != "Number=Sing" || w[4].Feats != "" {
		t.Errorf("words %+v", w)
	}
	if w[1].SpaceAfter || !w[2].SpaceAfter || w[3].SpaceAfter {
		t.Errorf("spaces %+v", w)
	}
}

func TestDoc(t *testing.T) {
	d := Doc(read(t, two))
	if d.Text != "Ann doesn't sing.\nWhy?" || len(d.Sents) != 2 || len(d.Paras) != 2 {
		t.Fatalf("%q, sentences %v, paragraphs %v", d.Text, d.Sents, d.Paras)
	}
	if last := d.Tokens[5]; last.In(d.Text) != "Why" || last.Low != "why" || last.Sent != 1 || last.Para != 1 || last.Shape != nlp.Capital {
		t.Errorf("token %+v", last)
	}
}

func TestCoNLLUErrors(t *testing.T) {
	for bad, want := range map[string]string{
		"1\tAnn\n":                                  "read x, line 2: 2 columns, not 10",
		"2\tA\ta\tX\t_\t_\t0\troot\t_\t_\n":         "read x, line 2: word 2 where 1 was due",
		"1\tA\ta\tQ\t_\t_\t0\troot\t_\t_\n":         `read x, line 2: unknown tag or relation in "Q" "_" "root"`,
		"1\tA\ta\tX\t_\t_\tzero\troot\t_\t_\n":      `read x, line 2: head "zero" is no number`,
		"1\tA\ta\tX\t_\t_\t7\tdep\t_\t_\n":          `read x, line 2: the word "A" depends on word 7 of 1`,
		"1-2\tAb\t_\t_\t_\t_\t_\t_\t_\t_\n":         `read x, line 2: the token "Ab" is not in the text`,
		"1\tA\ta\tX\t_\t_\t1\tdep\t_\t_\n":          `read x, line 2: the word "A" depends on itself`,
		"1\tA\ta\tX\t_\t_\t0\troot\t_\t_\n\n1\tB\n": "read x, line 4: 2 columns, not 10",
	} {
		got := ""
		for _, err := range CoNLLU("x", strings.NewReader("# text = A b\n"+bad+"\n")) {
			if err != nil {
				got = err.Error()
			}
		}
		if got != want {
			t.Errorf("%q: error %q, want %q", bad, got, want)
		}
	}
}

func TestIOB2(t *testing.T) {
	const in = "# newdoc id = a\n# text = Ann Lee # Rome\n1\tAnn\tB-PER\t-\tx\n2\tLee\tI-PER\t-\tx\n3\t#\tO\t-\tx\n4\tRome\tI-LOC\t-\tx\n\nBo I-PER\nKim B-PER\n# O\n"
	var got []*Tagged
	for s, err := range IOB2("x", strings.NewReader(in)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	if len(got) != 2 || len(got[0].Names) != 2 || len(got[1].Names) != 2 || len(got[1].Forms) != 3 || !got[0].NewDoc {
		t.Fatalf("%+v", got)
	}
	if n := got[0].Names; n[0] != (Mention{nlp.Range{From: 0, To: 2}, "PER"}) || n[1] != (Mention{nlp.Range{From: 3, To: 4}, "LOC"}) {
		t.Errorf("names %v", n)
	}
	for _, err := range IOB2("x", strings.NewReader("Ann PER\n")) {
		if err == nil || err.Error() != `read x, line 1: unknown mark "PER"` {
			t.Errorf("error %v", err)
		}
	}
}

func TestEntities(t *testing.T) {
	const file = `# text = Ann Lee of the Harbour Guild met her in Lowmere.
1	Ann	Ann	PROPN	NNP	_	7	nsubj	_	Entity=(1-person-new-nnnnn-cf1-1-coref-Ann_Lee
2	Lee	Lee	PROPN	NNP	_	1	flat	_	_
3	of	of	ADP	IN	_	6	case	_	_
4	the	the	DET	DT	_	6	det	_	Entity=(2-organization-new-nnnnn-cf2-2-sgl
5	Harbour	harbour	ADJ	JJ	_	6	amod	_	_
6	Guild	Guild	PROPN	NNP	_	1	nmod	_	Entity=2)1)
7	met	meet	VERB	VBD	_	0	root	_	_
8	her	she	PRON	PRP	_	7	obj	_	Entity=(3-person-giv-nnnnn-cf3-1-ana)
9	in	in	ADP	IN	_	10	case	_	_
10	Lowmere	Lowmere	PROPN	NNP	_	7	obl	_	Entity=(4-place-new-nnnnn-cf4-1-sgl)
11	.	.	PUNCT	.	_	7	punct	_	_

`
	for s, err := range CoNLLU("test", strings.NewReader(file)) {
		if err != nil {
			t.Fatal(err)
		}
		got, ok := s.Names()
		want := []Mention{{nlp.Range{From: 4, To: 6}, "organization"}, {nlp.Range{From: 0, To: 2}, "person"}, {nlp.Range{From: 9, To: 10}, "place"}}
		if !ok || !slices.Equal(got, want) {
			t.Errorf("got %v %v, want %v", got, ok, want)
		}
	}
}
