package eval

import (
	"math"
	"strings"
	"testing"
)

func TestReliability(t *testing.T) {
	const gold = `{"id":"1","text":"Ann said it rained. Bob said it snowed.","annotations":[{"attributions":[` +
		`{"source":[[0,3]],"cue":[[4,8]],"content":[[9,18]]},{"source":[[20,23]],"cue":[[24,28]],"content":[[29,38]]}]}]}`
	found := Predictions{"1": {ID: "1", Attributions: []Attribution{
		{Source: []Span{{0, 3}}, Cue: []Span{{4, 8}}, Content: []Span{{9, 18}}, Confidence: 0.9},
		{Source: []Span{{20, 23}}, Cue: []Span{{24, 28}}, Content: []Span{{29, 38}}, Confidence: 0.95},
		{Source: []Span{{0, 3}}, Cue: []Span{{4, 8}}, Content: []Span{{20, 38}}, Confidence: 0.4},
		{Content: []Span{{0, 8}}, Confidence: 1},
	}}}
	r, err := Reliable(strings.NewReader(gold), found)
	if err != nil {
		t.Fatal(err)
	}
	// Three of confidence 0.95 in the mean, two right; one of 0.4, wrong.
	if want := (2.85 - 2 + 0.4) / 4; math.Abs(r.Error()-want) > 1e-9 {
		t.Errorf("error %.4f, want %.4f", r.Error(), want)
	}
	var b strings.Builder
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	const want = `confidence   attributions       mean  share right
0.4 to 0.5              1      0.400        0.000
0.9 to 1.0              3      0.950        0.667
expected calibration error 0.312
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
