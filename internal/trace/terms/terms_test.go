package terms

import (
	"math"
	"testing"

	"github.com/hearsay-news/hearsay/internal/trace/reuse"
)

func hash(word string) uint32 { return reuse.Cut(word, nil).Hashes()[0] }

// What is rare tells more than what is common, and function words tell nothing.
func TestTells(t *testing.T) {
	order := []string{"the", "president", "helicopter", "zymurgical"}
	for i, w := range order[1:] {
		if less := order[i]; Tells(hash(w)) <= Tells(hash(less)) {
			t.Errorf("%s tells %.2f, %s %.2f", w, Tells(hash(w)), less, Tells(hash(less)))
		}
	}
	if Tells(hash("the")) != 0 || Tells(hash("zymurgical")) != Tells(hash("qqqqq")) {
		t.Error("a function word tells something, or one rare word more than another")
	}
}

func TestOf(t *testing.T) {
	body := reuse.Cut("The harbour of Lind is closed. The president said that the crane of the harbour fell.", nil)
	got := Of(Counts(body, "Crane falls"), 3)
	var length float64
	for i, x := range got {
		length += x.Weight * x.Weight
		if i > 0 && got[i-1].Word >= x.Word {
			t.Error("terms are not in order")
		}
	}
	if len(got) != 3 || math.Abs(length-1) > 1e-9 {
		t.Errorf("%+v, of length %f", got, length)
	}
	have := map[uint32]bool{}
	for _, x := range got {
		have[x.Word] = true
	}
	if !have[hash("crane")] || !have[hash("harbour")] || have[hash("president")] || have[hash("the")] {
		t.Errorf("%+v", got)
	}
	if got := Of(Counts(reuse.Cut("", nil), ""), 9); len(got) != 0 {
		t.Errorf("of nothing: %+v", got)
	}
}

func TestAlike(t *testing.T) {
	of := func(s string) []Term { return Of(Counts(reuse.Cut(s, nil), ""), 9) }
	crane := of("the crane of the harbour fell")
	if same := Alike(crane, crane); math.Abs(same-1) > 1e-9 {
		t.Errorf("a text is %f alike to itself", same)
	}
	if none := Alike(crane, of("a regatta in the rain")); none != 0 {
		t.Errorf("what has nothing in common is %f alike", none)
	}
	if some := Alike(crane, of("a crane in the rain")); some <= 0 || some >= 1 {
		t.Errorf("what has a word in common is %f alike", some)
	}
}
