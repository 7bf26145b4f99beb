package eval

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
)

// devFloors are what the program must reach on the development sets beside the
// checkout, a little below what it does; raise them with the change that earns
// it. The figures are those of make eval.
var devFloors = map[string]float64{
	"attr": 0.722, "attr_direct": 0.902, "attr_mixed": 0.84, "attr_indirect": 0.635,
	"chunk_source": 0.769, "chunk_cue": 0.721, "chunk_content": 0.658,
}

// reliabilityCeiling is how far confidences may be from the shares right.
const reliabilityCeiling = 0.05

func TestDevFloors(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the development set")
	}
	path := filepath.Join(beside, "data", "polnear", "dev.jsonl")
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the development set is not beside the checkout: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, found := hearsay.New(), Predictions{}
	for g, err := range ReadGold(f) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := z.Analyze(context.Background(), &article.Article{ID: g.ID, Body: g.Text})
		if err != nil {
			t.Fatal(err)
		}
		if err := found.Add(FromRecord(r)); err != nil {
			t.Fatal(err)
		}
	}
	res, err := Attributions(file(filepath.Dir(path), "dev.jsonl"), found)
	if err != nil {
		t.Fatal(err)
	}
	for name, least := range devFloors {
		if m, ok := res.Metric(name); !ok || m.F < least {
			t.Errorf("%s is %.4f, below its floor of %.3f", name, m.F, least)
		}
	}
	rel, err := Reliable(file(filepath.Dir(path), "dev.jsonl"), found)
	if err != nil {
		t.Fatal(err)
	}
	if e := rel.Error(); e > reliabilityCeiling {
		t.Errorf("expected calibration error %.4f, above %.3f", e, reliabilityCeiling)
	}
}
