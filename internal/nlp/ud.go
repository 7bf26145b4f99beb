package nlp

// UPOS is a universal part of speech (https://universaldependencies.org/u/pos).
type UPOS uint8

// The universal parts of speech.
const (
	X UPOS = iota // other; also: not tagged
	ADJ
	ADP
	ADV
	AUX
	CCONJ
	DET
	INTJ
	NOUN
	NUM
	PART
	PRON
	PROPN
	PUNCT
	SCONJ
	SYM
	VERB
)

// UPOSNames are the names of the universal parts of speech, by their number.
var UPOSNames = []string{"X", "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART",
	"PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB"}

// String is the name, as in CoNLL-U.
func (t UPOS) String() string { return UPOSNames[t] }

// XPOS is a part of speech in the tag set of the Penn Treebank as UD English
// uses it.
type XPOS uint8

// XPOSNames are the names of the Penn tags, by their number; 0 is "not tagged".
var XPOSNames = []string{"_", "NN", "IN", "DT", "NNP", "JJ", "PRP", ".", "RB", ",", "NNS", "VB", "CC", "VBD", "VBP",
	"VBZ", "CD", "VBN", "VBG", "TO", "MD", "PRP$", "UH", ":", "-RRB-", "-LRB-", "WDT", "WRB", "WP", "HYPH", "``", "''",
	"RP", "POS", "NNPS", "JJR", "JJS", "EX", "RBR", "SYM", "FW", "NFP", "$", "GW", "ADD", "PDT", "RBS", "LS", "AFX", "WP$"}

// String is the name, as in CoNLL-U.
func (t XPOS) String() string { return XPOSNames[t] }

// Rel is a dependency relation, subtype and all.
type Rel uint8

// RelNames are the names of the relations, by their number; 0 is "not parsed".
var RelNames = []string{"_", "root", "punct", "case", "det", "nsubj", "advmod", "amod", "obj", "obl", "conj", "nmod",
	"compound", "cc", "mark", "aux", "cop", "nmod:poss", "advcl", "xcomp", "flat", "acl:relcl", "ccomp", "acl",
	"parataxis", "aux:pass", "nummod", "appos", "nsubj:pass", "discourse", "obl:unmarked", "nmod:unmarked",
	"compound:prt", "expl", "fixed", "iobj", "list", "obl:agent", "dep", "reparandum", "nmod:desc", "csubj",
	"nsubj:outer", "det:predet", "advcl:relcl", "vocative", "cc:preconj", "goeswith", "orphan", "dislocated",
	"csubj:pass", "csubj:outer"}

// String is the name, as in CoNLL-U.
func (r Rel) String() string { return RelNames[r] }

// Relations that rules and features name.
const (
	NoRel Rel = iota
	Root
)

// UPOSOf is the part of speech with a name in CoNLL-U; ok is false where there
// is none.
func UPOSOf(name string) (t UPOS, ok bool) { i, ok := find(UPOSNames, name); return UPOS(i), ok }

// XPOSOf is the Penn tag with a name.
func XPOSOf(name string) (t XPOS, ok bool) { i, ok := find(XPOSNames, name); return XPOS(i), ok }

// RelOf is the relation with a name.
func RelOf(name string) (r Rel, ok bool) { i, ok := find(RelNames, name); return Rel(i), ok }

// MustRel is the relation with a name that is known to be one; it panics else.
func MustRel(name string) Rel {
	r, ok := RelOf(name)
	if !ok {
		panic("no relation " + name)
	}
	return r
}

func find(names []string, name string) (int, bool) {
	for i, n := range names {
		if n == name {
			return i, true
		}
	}
	return 0, false
}
