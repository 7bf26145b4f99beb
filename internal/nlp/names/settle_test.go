package names

import (
	"slices"
	"testing"

	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
)

func name(from, to int, k nlp.NameKind) nlp.Name {
	return nlp.Name{Tokens: nlp.Range{From: from, To: to}, Kind: k}
}

func TestSettle(t *testing.T) {
	d := &nlp.Doc{
		Tokens: make([]nlp.Token, 12),
		Names:  []nlp.Name{name(1, 3, nlp.NameOutlet), name(4, 5, nlp.NameOther), name(6, 7, nlp.NamePerson), name(11, 12, nlp.NameOther)},
		Found:  []nlp.Name{name(0, 1, nlp.NamePlace), name(2, 4, nlp.NameOrg), name(5, 7, nlp.NameOrg), name(8, 10, nlp.NamePerson), name(11, 12, nlp.NamePlace)},
	}
	d.Tokens[4].Tag, d.Tokens[4].Rel = nlp.ADJ, modifier // "Ostrian"
	d.Tokens[11].Rel = oblique                           // "in Varland"
	for i := range d.Tokens {
		d.Tokens[i].Name = -1
	}
	NewSettle().Annotate(d)
	want := []nlp.Name{name(0, 1, nlp.NamePlace), name(1, 3, nlp.NameOutlet), name(6, 7, nlp.NamePerson), name(8, 10, nlp.NamePerson), name(11, 12, nlp.NamePlace)}
	if !slices.Equal(d.Names, want) {
		t.Errorf("names %v, want %v", d.Names, want)
	}
	at := []int32{}
	for i := range d.Tokens {
		at = append(at, d.Tokens[i].Name)
	}
	if !slices.Equal(at, []int32{0, 1, 1, -1, -1, -1, 2, -1, 3, 3, -1, 4}) {
		t.Errorf("tokens have names %v", at)
	}
}

// A word for a people is no name, unless a body bears it or it is a place as well.
func TestSettlePeoples(t *testing.T) {
	d := &nlp.Doc{Tokens: make([]nlp.Token, 6)}
	for i, low := range []string{"german", "south", "africans", "american", "german", "vasquez"} {
		d.Tokens[i].Low, d.Tokens[i].Name = low, -1
	}
	org := name(3, 4, nlp.NameOrg) // "American", the airline
	d.Found = []nlp.Name{name(0, 1, nlp.NamePerson), name(1, 3, nlp.NamePerson), org, name(4, 6, nlp.NamePerson)}
	NewSettle().Annotate(d)
	if want := []nlp.Name{org, name(4, 6, nlp.NamePerson)}; !slices.Equal(d.Names, want) {
		t.Errorf("names %v, want %v", d.Names, want)
	}
}

// An adjective that is made of a name is none.
func TestSettleCompounds(t *testing.T) {
	for listed, kind := range map[bool]nlp.NameKind{true: nlp.NameOther, false: nlp.NamePerson} {
		p, err := nlp.NewPipeline(tok.New())
		if err != nil {
			t.Fatal(err)
		}
		d := p.Run("Okafor-backed Lindqvist-era Lind-Reed Seo-yeon Vega - backed", nil)
		var names, want []nlp.Name
		for i := range d.Tokens {
			if w := d.Words(nlp.Range{From: i, To: i + 1}); w == "Okafor" || w == "Lindqvist" || w == "Lind" || w == "Seo" || w == "Vega" {
				names = append(names, name(i, i+1, kind))
			}
		}
		want = slices.Clone(names[2:])
		if d.Found = names; listed {
			d.Names, d.Found = names, nil
		}
		NewSettle().Annotate(d)
		if !slices.Equal(d.Names, want) {
			t.Errorf("listed %t: names %v, want %v", listed, d.Names, want)
		}
	}
}
