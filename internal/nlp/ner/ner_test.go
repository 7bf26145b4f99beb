package ner_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/internal/nlp/ner"
	"github.com/hearsay-news/hearsay/internal/nlp/tok"
	"github.com/hearsay-news/hearsay/text"
)

func run(t testing.TB, body string, skip ...text.Span) *nlp.Doc {
	t.Helper()
	p, err := nlp.NewPipeline(tok.New(), ner.New())
	if err != nil {
		t.Fatal(err)
	}
	return p.Run(body, skip)
}

// names writes the names of d as "Ann Lee/person F; Riga/place".
func names(d *nlp.Doc) string {
	kinds := []string{"person", "org", "place", "outlet", "other"}
	var out []string
	for _, n := range d.Names {
		s := d.Words(n.Tokens) + "/" + kinds[n.Kind]
		if n.Gender != 0 {
			s += " " + string(rune(n.Gender))
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

var cases = []struct{ body, want string }{
	// people
	{"Then Maria Lopez left.", "Maria Lopez/person F"},
	{"Maria Lopez left.", "Maria Lopez/person F"},
	{"On Monday James T. Morrow left.", "James T. Morrow/person M"},
	{"We saw J. K. Osborne there.", "J. K. Osborne/person"},
	{"We met Robert “Bob” Lindqvist there.", "Robert “Bob” Lindqvist/person M"},
	{"Martin Vance Jr. was there.", "Martin Vance Jr./person M"},
	{"We saw Juan de la Torre.", "Juan de la Torre/person M"},
	{"We saw Ursula van der Berg.", "Ursula van der Berg/person F"},
	{"It was Vladislav Grobe and Zorana Pelk.", "Vladislav Grobe/person; Zorana Pelk/person"},
	{"Then Fatima al-Masri fled.", "Fatima al-Masri/person F"},
	{"Maria Lopez left. Lopez was tired.", "Maria Lopez/person F; Lopez/person F"},
	{"Lopez was tired. Maria Lopez left.", "Lopez/person F; Maria Lopez/person F"},
	{"Hannah Church left. Church said so.", "Hannah Church/person F; Church/person F"},
	{"Tom Lee and Ann Lee left. Lee said so.", "Tom Lee/person M; Ann Lee/person F; Lee/person"},
	{"Yuni, a farmer, ran.", "Yuni/person"},
	{"Markov said it was late.", "Markov/person"},
	{"It was late, said Markov.", "Markov/person"},
	// titles
	{"Then Mr. Okafor left.", "Okafor/person M"},
	{"Mrs. Okafor left.", "Okafor/person F"},
	{"Retired Lt. Gen. Owen Marsh spoke.", "Owen Marsh/person M"},
	{"President Nadia Farouk spoke.", "Nadia Farouk/person F"},
	{"We met Prime Minister Ivo Lang there.", "Ivo Lang/person"},
	{"Senate Minority Leader Owen Marsh spoke.", "Senate/org; Owen Marsh/person M"},
	{"Secretary of State Owen Marsh spoke.", "Owen Marsh/person M"},
	{"Then Secretary of Homeland Security Owen Marsh spoke.", "Owen Marsh/person M"},
	{"NYPD Commissioner Owen Marsh spoke.", "NYPD/org; Owen Marsh/person M"},
	{"Russian Foreign Minister Boris Marov spoke.", "Boris Marov/person M"},
	{"Democratic Sen. Dale Whitaker (D-Ohio) spoke.", "Dale Whitaker/person M"},
	{"White House press secretary Owen Marsh spoke.", "White House/org; Owen Marsh/person M"},
	{"We met spokeswoman Alex Moran there.", "Alex Moran/person M"},
	{"Then Hunter Voss left.", "Hunter Voss/person M"},
	{"The President and the Senator left.", ""},
	{"The prime minister left.", ""},
	{"We met the Attorney General and the Minister of Justice there.", ""},
	{"We met Rep. King there.", "King/person"},
	{"They read Bill C-74 there.", "Bill C-74/other"},
	{"It was Zhelin Markov. Then Zhelin left.", "Zhelin Markov/person; Zhelin/person"},
	// possessives
	{"Okafor's campaign manager Wilma Conrad left. Mr. Okafor stayed.", "Okafor/person M; Wilma Conrad/person F; Okafor/person M"},
	{"We read Maria Lopez’s letter.", "Maria Lopez/person F"},
	{"We saw Ukraine’s President Ivo Lang.", "Ukraine/place; Ivo Lang/person"},
	{"It is in the People's Republic of China.", "People's Republic of China/org"},
	// peoples, though some of the words are given names as well
	{"It is a German firm, and the South Africans left with the Hong Kongers.", ""},
	{"South Sudanese President Ivo Lang left.", "Ivo Lang/person"},
	{"Then German Vasquez left.", "German Vasquez/person M"},
	// places and plain words that are given names as well
	{"Then China denied it. Virginia Marsh left, and Virginia denied it.", "China/place; Virginia Marsh/person F; Virginia/person F"},
	{"We read the Bill of Rights, and it was the American Dream.", ""},
	{"He said that Grace would come.", "Grace/person F"},
	{"The court told her Mark had lied.", "Mark/person M"},
	// organisations
	{"We called the Department of Homeland Security.", "Department of Homeland Security/org"},
	{"We called the Centers for Disease Control and Prevention.", "Centers for Disease Control and Prevention/org"},
	{"We called the Food and Drug Administration.", "Food and Drug Administration/org"},
	{"The Justice Department and the Treasury Department sued.", "Justice Department/org; Treasury Department/org"},
	{"We called Acme Steel Corp. today.", "Acme Steel Corp./org"},
	{"He left Johnson & Marsh.", "Johnson & Marsh/org"},
	{"The Harlow University board met.", "Harlow University/org"},
	{"We met the Russian Defence Ministry.", "Russian Defence Ministry/org"},
	{"Then the FBI called the CDC.", "FBI/org; CDC/org"},
	{"The United Nations and NATO agreed.", "United Nations/org; NATO/org"},
	{"Then UFCW Local 832 struck.", "UFCW Local 832/org"},
	{"Then the Boston Bears lost.", "Boston Bears/org"},
	{"The Denver Foxes lost. Then the Foxes wept.", "Denver Foxes/org; Foxes/org"},
	// places
	{"He lives in New York and Paris.", "New York/place; Paris/place"},
	{"He left the U.S. for South Korea.", "U.S./place; South Korea/place"},
	{"They met in Ashby, Md., on Monday.", "Ashby/place; Md./place"},
	{"They met in Zelograd.", "Zelograd/place"},
	{"They live in Marsh County.", "Marsh County/place"},
	// outlets
	{"We read The New York Times and the Harlow Chronicle.", "New York Times/outlet; Harlow Chronicle/outlet"},
	{"WASHINGTON (Reuters) - It rained.", "WASHINGTON/place; Reuters/outlet"},
	{"We saw CNN’s Maria Lopez.", "CNN/outlet; Maria Lopez/person F"},
	{"A Denver-based firm paid Fund99 and two Super PACs.", "Fund99/org; Super PACs/other"},
	{"Then the Globe and Mail called.", "Globe and Mail/outlet"},
	{"She told CNN and the BBC.", "CNN/outlet; BBC/outlet"},
	// capitals that are no names
	{"Voters were tired. Officials said so.", ""},
	{"However, it rained. Yesterday was dry.", ""},
	{"Russians and Democrats met on Monday in March.", ""},
	{"The CEO watched TV.", ""},
	{"“We’ve won,” she said. Twenty-two people left.", ""},
	{"I THINK IT IS NOT TRUE AT ALL.", ""},
	// headlines
	{"Lopez Slams New Tax Plan\nMaria Lopez spoke.", "Lopez/person F; Maria Lopez/person F"},
	{"Maria Lopez Slams New Tax Plan\nIt rained.", "Maria Lopez/person F"},
	{"LOPEZ SLAMS NEW TAX PLAN\nMaria Lopez spoke.", "LOPEZ/person F; Maria Lopez/person F"},
	{"Markov Mulls Quitting Over New Tax Plan\nThen Mr. Markov spoke.", "Markov/person M; Markov/person M"},
	{"New Tax Plan Hits Small Farms Hard\nIt rained.", ""},
}

func TestNames(t *testing.T) {
	for _, c := range cases {
		if got := names(run(t, c.body)); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.body, got, c.want)
		}
	}
	if len(cases) < 60 {
		t.Errorf("%d cases, want at least 60", len(cases))
	}
}

func TestFurnitureHoldsNoNames(t *testing.T) {
	body := "Read more: Maria Lopez on farms\nTom Bell left."
	d := run(t, body, text.Span{Start: 0, End: strings.IndexByte(body, '\n')})
	if got, want := names(d), "Tom Bell/person M"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// check fails where names overlap, are out of order, cross a sentence or
// disagree with their tokens.
func check(t testing.TB, d *nlp.Doc) {
	t.Helper()
	last := 0
	of := make([]int32, len(d.Tokens))
	for i := range of {
		of[i] = -1
	}
	for i, n := range d.Names {
		if n.Tokens.From < last || n.Tokens.Len() <= 0 || n.Tokens.To > len(d.Tokens) {
			t.Fatalf("name %d at %v, after %d", i, n.Tokens, last)
		}
		if d.Tokens[n.Tokens.From].Sent != d.Tokens[n.Tokens.To-1].Sent {
			t.Errorf("name %q crosses a sentence", d.Words(n.Tokens))
		}
		for k := n.Tokens.From; k < n.Tokens.To; k++ {
			of[k] = int32(i)
		}
		last = n.Tokens.To
	}
	for i := range d.Tokens {
		if d.Tokens[i].Name != of[i] {
			t.Fatalf("token %d says name %d, want %d", i, d.Tokens[i].Name, of[i])
		}
	}
}

func FuzzNames(f *testing.F) {
	for _, c := range cases {
		f.Add(c.body)
	}
	f.Add("“”St. . Jr. and of the & Inc. Mr. ' 's")
	f.Fuzz(func(t *testing.T, body string) { check(t, run(t, body)) })
}

// TestLongTexts reads a long text of nothing but names, and one run of capitals
// without end.
func TestLongTexts(t *testing.T) {
	for _, unit := range map[string]string{"names": "Then Ann Lee of the Bank of %d met Tom Bell. ", "run": "Ann %dx Lee Bank of ", "title": "Sen. %d "} {
		var b strings.Builder
		for i := range 30_000 {
			fmt.Fprintf(&b, unit, i)
		}
		check(t, run(t, b.String()))
	}
}

func BenchmarkNames(b *testing.B) {
	body := strings.Repeat("President Nadia Farouk told the Harlow Chronicle on Monday that the Department of Fair Trade would close. "+
		"“We have no money left, and nobody seems to care about it,” Farouk said. Officials said the plan was old.\n", 500)
	d := run(b, body)
	c := ner.New()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		d.Names = d.Names[:0]
		for i := range d.Tokens {
			d.Tokens[i].Name = -1
		}
		c.Annotate(d)
	}
}
