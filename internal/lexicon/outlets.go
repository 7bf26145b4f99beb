package lexicon

import (
	_ "embed"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// OutletKind says what an outlet is.
type OutletKind string

// The kinds of outlet.
const (
	Agency      OutletKind = "agency"
	Newspaper   OutletKind = "newspaper"
	Magazine    OutletKind = "magazine"
	Broadcaster OutletKind = "broadcaster"
	Site        OutletKind = "site"
	Programme   OutletKind = "programme" // of a broadcaster with the same domain
)

// Outlet is a publisher of news, or a programme of one.
type Outlet struct {
	Name     string // as it is shown: "The Guardian"
	Domain   string // "theguardian.com"
	Kind     OutletKind
	Country  string // empty where the source does not say
	Owner    string // who owns it and others; empty: itself, or not known
	Ordinary bool   // the form that matched is also an ordinary word or name: it needs evidence
	Form     string // the form that matched, as the list writes it: "AP"
}

// OutletSet finds outlets by their names and domains. It is never changed once
// it is made.
type OutletSet struct {
	outlets []Outlet
	forms   map[string][]outletForm // by first word, in small letters; longest first
	domains map[string]int32
	owners  map[string]string // by domain

	namesakes map[string][]int32 // outlets that share a name, by it, without "The", in small letters
}

type outletForm struct {
	rest     string // the words behind the first, joined by single spaces
	form     string // as the list writes it
	words    int
	outlet   int32
	ordinary bool
}

//go:embed outlets.txt
var outletFile string

//go:embed owners.txt
var ownerFile string

// Outlets returns the outlets that the program knows.
var Outlets = sync.OnceValue(func() *OutletSet { return readOutlets(outletFile) })

func readOutlets(file string) *OutletSet {
	s := &OutletSet{
		outlets: make([]Outlet, 0, 4000),
		forms:   make(map[string][]outletForm, 5000),
		domains: make(map[string]int32, 4000),
		owners:  readOwners(ownerFile),

		namesakes: map[string][]int32{},
	}
	for line := range Lines(file) {
		s.add(line)
	}
	s.addShared()
	for _, forms := range s.forms {
		if len(forms) > 1 {
			sort.SliceStable(forms, func(i, k int) bool { return forms[i].words > forms[k].words })
		}
	}
	return s
}

// readOwners reads lines of an owner and hosts into owners by host.
func readOwners(file string) map[string]string {
	owners := make(map[string]string, 300)
	for line := range Lines(file) {
		owner, hosts, _ := strings.Cut(line, " | ")
		for _, h := range strings.Fields(hosts) {
			owners[h] = owner
		}
	}
	return owners
}

// add reads one line of the list: name | domain | kind | country | aliases.
func (s *OutletSet) add(line string) {
	var f [5]string
	for i := range f {
		f[i], line, _ = strings.Cut(line, "|")
		f[i] = strings.TrimSpace(f[i])
	}
	name, ordinary := strings.CutPrefix(f[0], "*")
	base, _, noted := strings.Cut(name, " (")
	n := int32(len(s.outlets))
	s.outlets = append(s.outlets, Outlet{Name: base, Domain: f[1], Kind: OutletKind(f[2]), Country: f[3], Owner: s.owners[f[1]]})
	if k, ok := s.domains[f[1]]; !ok || s.outlets[k].Kind == Programme && OutletKind(f[2]) != Programme {
		s.domains[f[1]] = n
	}
	if noted {
		key := strings.ToLower(strings.TrimPrefix(base, "The "))
		s.namesakes[key] = append(s.namesakes[key], n)
	} else {
		s.addForm(name, n, ordinary)
	}
	for rest := f[4]; rest != ""; {
		var alias string
		alias, rest, _ = strings.Cut(rest, ";")
		alias, ordinary = strings.CutPrefix(strings.TrimSpace(alias), "*")
		s.addForm(alias, n, ordinary)
	}
}

// addShared adds the names that several outlets share, where no single outlet
// has them: each stands for an outlet that is known by its name only.
func (s *OutletSet) addShared() {
	for _, key := range slices.Sorted(maps.Keys(s.namesakes)) {
		if words := splitWords(key); len(key) < 4 || slices.ContainsFunc(s.forms[words[0]], func(f outletForm) bool { return f.words == len(words) && f.rest == strings.Join(words[1:], " ") }) {
			continue
		}
		o := s.outlets[s.namesakes[key][0]]
		s.outlets = append(s.outlets, Outlet{Name: o.Name, Kind: o.Kind})
		s.addForm(o.Name, int32(len(s.outlets)-1), true)
	}
}

// Of returns the outlet with a name that several share which is of a country:
// "Standard" of "Kenya". The country may be given as that of a people, cut to
// its first letters: "keny".
func (s *OutletSet) Of(name, country string) (Outlet, bool) {
	if country == "" {
		return Outlet{}, false
	}
	for _, n := range s.namesakes[strings.ToLower(strings.TrimPrefix(name, "The "))] {
		if o := s.outlets[n]; strings.HasPrefix(strings.ToLower(o.Country), country) {
			return o, true
		}
	}
	return Outlet{}, false
}

func (s *OutletSet) addForm(form string, outlet int32, ordinary bool) {
	form = strings.TrimPrefix(form, "The ")
	words := splitWords(strings.ToLower(form))
	if len(words) == 0 {
		return
	}
	f := outletForm{
		rest: strings.Join(words[1:], " "), form: form, words: len(words), outlet: outlet, ordinary: ordinary,
	}
	forms := s.forms[words[0]]
	for i := range forms {
		if o := &forms[i]; o.rest == f.rest {
			// A line before has it. Of two ways to write it ("EFE", "Efe") the
			// one with fewer capitals allows both.
			if o.outlet == outlet && capitals(form) < capitals(o.form) {
				o.form = form
			}
			return
		}
	}
	s.forms[words[0]] = append(forms, f)
}

func capitals(s string) (n int) {
	for _, r := range s {
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n
}

// splitWords cuts a name as an article's text is cut: marks that stand at the
// end of a word, a "!" or the full stop of "St.", are words of their own.
func splitWords(s string) []string {
	var out []string
	for _, w := range strings.Fields(s) {
		r, n := utf8.DecodeLastRuneInString(w)
		if len(w) == n || unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' && dotted(w) {
			out = append(out, splitInner(w)...)
			continue
		}
		out = append(out, splitInner(w[:len(w)-n])...)
		out = append(out, w[len(w)-n:])
	}
	return out
}

// splitInner cuts a word at a slash or plus between letters ("RFE/RL", "1+1").
func splitInner(w string) []string {
	i := strings.IndexAny(w, "/+")
	if i < 0 || len(w) == 1 || w[i] == '/' && digitAt(w, i-1) && digitAt(w, i+1) {
		return []string{w}
	}
	var out []string
	if i > 0 {
		out = append(out, w[:i])
	}
	out = append(out, w[i:i+1])
	if i+1 < len(w) {
		out = append(out, splitInner(w[i+1:])...)
	}
	return out
}

func digitAt(s string, i int) bool { return i >= 0 && i < len(s) && '0' <= s[i] && s[i] <= '9' }

// dotted reports whether w is letters with a full stop behind each: "a.p.",
// "u.s.".
func dotted(w string) bool {
	for i := range len(w) {
		if (i%2 == 1) != (w[i] == '.') {
			return false
		}
	}
	return len(w)%2 == 0
}

// Match finds the longest name of an outlet that begins with word(0), where
// word(k) is the k-th word or mark from there in small letters, or "" behind
// the last. The last word may carry a possessive 's. It returns the number of
// words, 0 where no outlet begins; "the" is no part of a name.
func (s *OutletSet) Match(word func(k int) string) (Outlet, int) {
	first := word(0)
	if f := s.longest(first, word); f != nil {
		return s.found(f), f.words
	}
	if bare := possessor(first); bare != first {
		for i := range s.forms[bare] {
			if f := &s.forms[bare][i]; f.words == 1 {
				return s.found(f), 1
			}
		}
	}
	return Outlet{}, 0
}

func (s *OutletSet) longest(first string, word func(int) string) *outletForm {
	forms := s.forms[first]
	for i := range forms {
		if forms[i].matches(word) {
			return &forms[i]
		}
	}
	return nil
}

func (f *outletForm) matches(word func(int) string) bool {
	rest := f.rest
	for k := 1; k < f.words; k++ {
		w := rest
		if i := strings.IndexByte(rest, ' '); i >= 0 {
			w, rest = rest[:i], rest[i+1:]
		}
		if have := word(k); have != w && (k+1 < f.words || possessor(have) != w) {
			return false
		}
	}
	return true
}

// possessor is w without a possessive ending.
func possessor(w string) string {
	w, ok := strings.CutSuffix(w, "'s")
	if !ok {
		w = strings.TrimSuffix(w, "'")
	}
	return w
}

func (s *OutletSet) found(f *outletForm) Outlet {
	o := s.outlets[f.outlet]
	o.Ordinary, o.Form = f.ordinary, f.form
	return o
}

// Named returns the outlet with a name, with or without "The".
func (s *OutletSet) Named(name string) (Outlet, bool) {
	words := splitWords(strings.ReplaceAll(strings.ToLower(name), "’", "'"))
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	if len(words) == 0 {
		return Outlet{}, false
	}
	o, n := s.Match(func(k int) string {
		if k < len(words) {
			return words[k]
		}
		return ""
	})
	return o, n == len(words)
}

// longestHost is the most bytes that a host name may have (RFC 1035).
const longestHost = 253

// Domain returns the outlet that has a host name or, failing that, the part of
// it behind the first dots: "edition.cnn.com" is CNN's.
func (s *OutletSet) Domain(host string) (Outlet, bool) {
	if len(host) > longestHost {
		return Outlet{}, false
	}
	host = strings.ToLower(host)
	for strings.Contains(host, ".") {
		if n, ok := s.domains[host]; ok {
			o := s.outlets[n]
			o.Form = o.Name
			return o, true
		}
		if name, ok := siteName(host); ok {
			return Outlet{Name: name, Domain: host, Form: name, Owner: s.owners[host]}, true
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return Outlet{}, false
}

// Written reports whether words is a way to write the form that matched: an
// abbreviation of up to three letters stands in capitals as the list has it
// ("AP", not "Ap"), and words that the list begins with a capital letter begin
// with one ("Foreign Policy", not "Foreign policy"), nouns for outlets aside.
func (o *Outlet) Written(words string) bool {
	if len(o.Form) <= 3 && strings.ToUpper(o.Form) == o.Form {
		return strings.HasPrefix(words, o.Form)
	}
	for form := o.Form; form != "" && words != ""; {
		want, _ := utf8.DecodeRuneInString(form)
		have, _ := utf8.DecodeRuneInString(words)
		if unicode.IsUpper(want) && unicode.IsLower(have) && !mayBeSmall(words) {
			return false
		}
		_, form, _ = strings.Cut(form, " ")
		_, words, _ = strings.Cut(words, " ")
	}
	return true
}

// mayBeSmall reports whether words begin with one that articles write small
// though it belongs to the name: "Yonhap news agency".
func mayBeSmall(words string) bool {
	first, _, _ := strings.Cut(words, " ")
	switch first {
	case "news", "agency", "newspaper", "magazine", "radio", "television", "programme", "program", "show":
		return true
	}
	return false
}
