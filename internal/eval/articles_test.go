package eval_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"testing"

	"github.com/hearsay-news/hearsay"
	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/eval"
	"github.com/hearsay-news/hearsay/record"
)

var (
	update = flag.Bool("update", false, "raise the floors to what is measured")
	lower  = flag.Bool("lower", false, "with -update: lower floors as well")
)

const (
	corpus     = "../../testdata/articles"
	floorsFile = "floors.txt"
)

// TestFloors holds the program to what it has been able to do on the project's
// own articles.
func TestFloors(t *testing.T) {
	c, err := eval.ReadCorpus(os.DirFS(corpus))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Articles) == 0 {
		t.Fatalf("there are no articles in %s", corpus)
	}
	z := hearsay.New()
	res, err := c.Score(func(a *article.Article) (*record.Record, error) { return z.Analyze(context.Background(), a) })
	if err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	res.WriteTo(&table)
	t.Logf("\n%s", &table)

	floors := readFloors(t)
	if *update {
		floors = floors.Raise(res, c.Digest, *lower)
		writeFloors(t, floors)
	}
	if len(floors.Least) > 0 && floors.Digest != c.Digest {
		t.Errorf("the articles in %s have changed since the floors were measured: measure again with\n\tgo test ./internal/eval -run Floors -update", corpus)
	}
	if err := eval.CheckFloors(res, floors); err != nil {
		t.Error(err)
	}
}

func readFloors(t *testing.T) eval.Floors {
	t.Helper()
	f, err := os.Open(floorsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	floors, err := eval.ReadFloors(f)
	if err != nil {
		t.Fatal(err)
	}
	return floors
}

func writeFloors(t *testing.T, floors eval.Floors) {
	t.Helper()
	var b bytes.Buffer
	floors.WriteTo(&b)
	if err := os.WriteFile(floorsFile, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
