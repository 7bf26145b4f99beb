package lexicon

import (
	"strings"
	"testing"
)

func TestOutletsByName(t *testing.T) {
	for name, want := range map[string]string{
		"The New York Times": "The New York Times", "AP": "Associated Press", "the guardian": "The Guardian",
		"Fox & Friends": "Fox & Friends", "ТАСС": "TASS", "РИА Новости": "RIA Novosti", "新华社": "Xinhua",
		"Укринформ": "Ukrinform", "L’Équipe": "L'Équipe", "St. Louis Post-Dispatch": "St. Louis Post-Dispatch",
		"RFE/RL": "Radio Free Europe/Radio Liberty", "1+1": "1+1", "Democracy Now!": "Democracy Now",
		"U.S. News & World Report": "U.S. News & World Report", "A.P.": "Associated Press",
	} {
		if o, ok := Outlets().Named(name); !ok || o.Name != want {
			t.Errorf("Named(%q) = %q, %v; want %q", name, o.Name, ok, want)
		}
	}
	for _, name := range []string{"", "the", "New York", "Daily Planet of Nowhere"} {
		if o, ok := Outlets().Named(name); ok {
			t.Errorf("Named(%q) = %q", name, o.Name)
		}
	}
}

func TestOutletsMatchTheLongestName(t *testing.T) {
	for text, want := range map[string]int{
		"fox news sunday said": 3, "fox news said": 2, "cnn's jake tapper": 1, "new york times's report": 3, "bbc news": 2, "york times": 0,
	} {
		words := append(strings.Fields(text), "", "", "", "", "", "")
		if o, n := Outlets().Match(func(k int) string { return words[k] }); n != want {
			t.Errorf("Match(%q) = %q, %d words, want %d", text, o.Name, n, want)
		}
	}
}

func TestOutletsByDomain(t *testing.T) {
	for host, want := range map[string]string{
		"edition.cnn.com": "CNN", "www.pittnews.com": "Pitt News", "www.bbc.co.uk": "BBC", "nbcnews.com": "NBC News", "example.com": "", "com": "", "": "",
	} {
		if o, _ := Outlets().Domain(host); o.Name != want {
			t.Errorf("Domain(%q) = %q, want %q", host, o.Name, want)
		}
	}
}

func TestOrdinaryNamesAndCapitals(t *testing.T) {
	o, _ := Outlets().Named("Time")
	if !o.Ordinary {
		t.Error("Time is not marked as an ordinary word")
	}
	if o, _ := Outlets().Named("Time magazine"); o.Ordinary || o.Name != "Time" {
		t.Errorf("Time magazine = %+v", o)
	}
	for _, c := range []struct {
		form, words string
		want        bool
	}{{"AP", "AP", true}, {"AP", "Ap", false}, {"Reuters", "reuters", false}, {"dpa", "dpa", true}, {"TASS", "Tass", true}, {"Foreign Policy", "Foreign policy", false}} {
		o := Outlet{Form: c.form}
		if got := o.Written(c.words); got != c.want {
			t.Errorf("%q written %q = %v", c.form, c.words, got)
		}
	}
}

// Every line of the list has a name, a domain and one of the kinds.
func TestOutletListIsWhole(t *testing.T) {
	kinds := map[OutletKind]bool{Agency: true, Newspaper: true, Magazine: true, Broadcaster: true, Site: true, Programme: true}
	for _, o := range Outlets().outlets {
		shared := len(Outlets().namesakes[strings.ToLower(strings.TrimPrefix(o.Name, "The "))]) > 0
		if o.Name == "" || !strings.Contains(o.Domain, ".") && !shared || !kinds[o.Kind] {
			t.Errorf("outlet %+v", o)
		}
	}
}

func BenchmarkReadOutlets(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		readOutlets(outletFile)
	}
}

// siteName finds each line of its file, so the file is in order, and nothing
// else.
func TestSitesAreInOrder(t *testing.T) {
	last := ""
	for line := range Lines(siteFile) {
		host, name, ok := strings.Cut(line, "|")
		if !ok || host <= last || name == "" {
			t.Fatalf("line %q behind host %q: write host|name, in order of the host's bytes", line, last)
		}
		if got, ok := siteName(host); !ok || got != name {
			t.Fatalf("siteName(%q) = %q, %v; want %q", host, got, ok, name)
		}
		if _, ok := Outlets().domains[host]; ok {
			t.Errorf("%s stands in outlets.txt too", host)
		}
		last = host
	}
	for _, host := range []string{"", "a", "#", "example.com", "zzzz.zzz", "\xff"} {
		if name, ok := siteName(host); ok {
			t.Errorf("siteName(%q) = %q", host, name)
		}
	}
}

func BenchmarkDomain(b *testing.B) {
	Outlets()
	for b.Loop() {
		Outlets().Domain("news.wjct.org")
	}
}

func TestOwners(t *testing.T) {
	for name, want := range map[string]string{
		"The Times of London": "News Corp", "The Sun newspaper": "News Corp", "Politico": "Axel Springer", "RIA Novosti": "Rossiya Segodnya",
		"Reuters": "", "The Guardian": "",
	} {
		if o, ok := Outlets().Named(name); !ok || o.Owner != want {
			t.Errorf("%s is owned by %q, want %q", name, o.Owner, want)
		}
	}
	seen := map[string]string{}
	for line := range Lines(ownerFile) {
		owner, hosts, _ := strings.Cut(line, " | ")
		for _, h := range strings.Fields(hosts) {
			if o, ok := Outlets().Domain(h); !ok || o.Domain != h {
				t.Errorf("%s of %s is in no list of outlets", h, owner)
			}
			if seen[h] != "" {
				t.Errorf("%s is %s's and %s's", h, seen[h], owner)
			}
			seen[h] = owner
		}
	}
}

func TestNamesakes(t *testing.T) {
	if o, ok := Outlets().Named("The Times"); !ok || !o.Ordinary || o.Domain != "" {
		t.Errorf("The Times is %+v, want an ordinary name without a domain", o)
	}
	for country, want := range map[string]string{"kenya": "standardmedia.co.ke", "keny": "standardmedia.co.ke", "": "", "france": ""} {
		if o, _ := Outlets().Of("The Standard", country); o.Domain != want {
			t.Errorf("the Standard of %q is %q, want %q", country, o.Domain, want)
		}
	}
}
