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
	for i := range d.Tokens {
		d.Tokens[i].Name = -1
	}
	NewSettle().Annotate(d)
	want := []nlp.Name{name(0, 1, nlp.NamePlace), name(1, 3, nlp.NameOutlet), name(5, 7, nlp.NameOrg), name(8, 10, nlp.NamePerson), name(11, 12, nlp.NamePlace)}
	if !slices.Equal(d.Names, want) {
		t.Errorf("names %v, want %v", d.Names, want)
	}
	at := []int32{}
	for i := range d.Tokens {
		at = append(at, d.Tokens[i].Name)
	}
	if !slices.Equal(at, []int32{0, 1, 1, -1, -1, 2, 2, -1, 3, 3, -1, 4}) {
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

// What the lists take for a person by its shape is what the net says, unless a
// title, a given name or the rest of the text says otherwise.
func TestSettleDoubts(t *testing.T) {
	p, err := nlp.NewPipeline(tok.New())
	if err != nil {
		t.Fatal(err)
	}
	const person, org, place, other = nlp.NamePerson, nlp.NameOrg, nlp.NamePlace, nlp.NameOther
	for _, c := range []struct {
		text        string
		list, found []nlp.Name
		want        []nlp.Name
	}{
		{"the Velmar Frost Act", []nlp.Name{name(1, 4, person)}, nil, []nlp.Name{name(1, 4, other)}},
		{"Silent Meadow", []nlp.Name{name(0, 2, person)}, []nlp.Name{name(0, 2, place)}, []nlp.Name{name(0, 2, place)}},
		{"Anna Meadow", []nlp.Name{name(0, 2, person)}, []nlp.Name{name(0, 2, place)}, []nlp.Name{name(0, 2, person)}},
		{"President Meadow", []nlp.Name{name(1, 2, person)}, []nlp.Name{name(1, 2, place)}, []nlp.Name{name(1, 2, person)}},
		{"Meadow met Ilse Meadow", []nlp.Name{name(0, 1, person), name(2, 4, person)}, []nlp.Name{name(0, 1, org), name(2, 4, person)}, []nlp.Name{name(0, 1, person), name(2, 4, person)}},
		{"Hurricane Vera", []nlp.Name{name(0, 2, person)}, []nlp.Name{name(0, 2, org)}, []nlp.Name{name(0, 2, other)}},
		{"Velmar CEO", []nlp.Name{name(0, 2, other)}, []nlp.Name{name(0, 1, org)}, []nlp.Name{name(0, 1, org)}},
		{"Ohio Democrat", []nlp.Name{name(0, 2, person)}, []nlp.Name{name(0, 1, place)}, []nlp.Name{name(0, 1, place)}},
		{"Paris Agreement", []nlp.Name{name(0, 2, other)}, []nlp.Name{name(0, 1, place)}, []nlp.Name{name(0, 2, other)}},
		{"Selma May", []nlp.Name{name(0, 1, person)}, []nlp.Name{name(0, 2, person)}, []nlp.Name{name(0, 2, person)}},
		{"The Department of Dykes and Urban Renewal", []nlp.Name{name(1, 4, org), name(5, 7, person)}, []nlp.Name{name(0, 7, org)}, []nlp.Name{name(1, 7, org)}},
		{"South Korean", []nlp.Name{name(0, 2, person)}, nil, nil},
		{"Ostrians", []nlp.Name{name(0, 1, person)}, nil, nil},
	} {
		d := p.Run(c.text, nil)
		d.Names, d.Found = c.list, c.found
		NewSettle().Annotate(d)
		if !slices.Equal(d.Names, c.want) {
			t.Errorf("%q: names %v, want %v", c.text, d.Names, c.want)
		}
	}
}
