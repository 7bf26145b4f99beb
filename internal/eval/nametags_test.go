package eval

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/english"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// namer finds that the first word of a text is a person.
type namer struct{}

func (namer) Name() string       { return "namer" }
func (namer) Needs() []nlp.Layer { return nil }
func (namer) Gives() []nlp.Layer { return nil }
func (namer) Annotate(d *nlp.Doc) {
	d.Found = []nlp.Name{{Tokens: nlp.Range{From: 0, To: 1}, Kind: nlp.NamePerson}}
}

func TestNames(t *testing.T) {
	const file = "# newdoc id = a\nAnn\tB-PER\nsang\tO\n\n# newdoc id = b\nHarbour\tB-ORG\nGuild\tI-ORG\nin\tO\nLowmere\tB-LOC\n\n"
	gold, err := ReadNames("test", strings.NewReader(file))
	if err != nil || len(gold) != 2 {
		t.Fatalf("%d texts: %v", len(gold), err)
	}
	got := *Names(gold, namer{})
	want := NamesResult{Person: Count{1, 1, 0}, Org: Count{0, 0, 1}, Place: Count{0, 0, 1}}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if c := got.All(); c != (Count{1, 1, 2}) {
		t.Errorf("all %+v", c)
	}
	if _, err := ReadNames("test", strings.NewReader("Ann\tPER\n")); err == nil {
		t.Error("no error for a mark that is none")
	}
}

// TestNamesFloor holds the F of names on the development set beside the
// checkout: that of hearsay eval names ../shared/data/ner/uner-ewt-dev.iob2
func TestNamesFloor(t *testing.T) {
	const least = 0.75
	path := filepath.Join(beside, "data", "ner", "uner-ewt-dev.iob2")
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the development set is not beside the checkout: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	gold, err := ReadNames(path, f)
	if err != nil {
		t.Fatal(err)
	}
	readers, err := english.Readers()
	if err != nil {
		t.Fatal(err)
	}
	if got := Names(gold, readers...).All(); got.F() < least {
		t.Errorf("F of names is %.4f, below its floor of %.2f", got.F(), least)
	}
}
