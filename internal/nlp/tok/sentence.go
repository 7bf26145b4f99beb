package tok

import (
	"strings"

	"github.com/hearsay-news/hearsay/internal/lexicon"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// abbreviations stand before a full stop that ends no sentence.
var abbreviations = lexicon.Set(`mr mrs ms dr prof rev fr sr jr st gen col lt maj capt cmdr adm sgt cpl pvt sen rep reps sens gov pres
hon messrs mme mlle dept univ assn bros inc ltd co corp vs etc jan feb mar apr jun jul aug sept sep oct nov dec
ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa tenn tex va
vt wash wis wyo no nos vol fig approx est dist atty supt ald ave blvd rd ft mt i.e e.g cf al`)

// enders are abbreviations that often end a sentence too: the next word decides.
var enders = lexicon.Set(`inc ltd co corp jr sr etc bros u.s. u.k. u.n. e.u. d.c. a.m. p.m. dept assn ave blvd rd al`)

// small are abbreviations that are written without a capital.
var small = lexicon.Set(`vs etc approx est i.e e.g cf al dept jr sr vol`)

// longest is the number of tokens after which a sentence ends whatever its
// marks, so that what looks back within a sentence stays cheap.
const longest = 600

// splitSentences appends the sentences of the tokens [from, to) of one line.
func splitSentences(d *nlp.Doc, from, to int) {
	start := from
	for i := from; i < to; i++ {
		if !ends(d, start, i, to) && i-start < longest {
			continue
		}
		for i+1 < to && closes(d, i) {
			i++
		}
		if i+1 < to && i-start < longest && continues(d, i+1, to) {
			continue
		}
		d.Sents = append(d.Sents, nlp.Range{From: start, To: i + 1})
		start = i + 1
	}
	if start < to {
		d.Sents = append(d.Sents, nlp.Range{From: start, To: to})
	}
}

// ends reports whether token i may end a sentence that began at start.
func ends(d *nlp.Doc, start, i, to int) bool {
	t := &d.Tokens[i]
	switch t.Low {
	case "!", "?", "…":
		return true
	case ".":
		if i == start || i+1 >= to {
			return true
		}
		prev := d.Tokens[i-1]
		if prev.End != t.Start || !abbreviations[prev.Low] {
			return true
		}
		switch {
		case prev.Low == "no" || prev.Low == "nos" || prev.Low == "fig":
			return d.Tokens[i+1].Shape != nlp.Number
		case prev.Shape == nlp.Lower && !small[prev.Low]:
			return true // "he fell ill."
		}
		return enders[prev.Low] && starts(d, i+1)
	}
	if strings.HasPrefix(t.Low, "..") {
		return true
	}
	if t.Shape < nlp.Mark && strings.HasSuffix(t.Low, ".") && len(t.Low) > 2 && i+1 < to {
		return enders[t.Low] && starts(d, i+1)
	}
	return false
}

// starts reports whether token i is a word that opens sentences far oftener
// than it follows an abbreviation within one.
func starts(d *nlp.Doc, i int) bool {
	t := &d.Tokens[i]
	return t.Shape == nlp.Mark || t.Shape == nlp.Capital && openers[t.Low]
}

var openers = lexicon.Set(`the a an he she it they we i you this that these those in on at but and or so if when while as after before
for from his her its their there here what who why how now then yet still also some many most no not one two`)

// closes reports whether token i+1 belongs to the end that token i makes: more
// end marks, and quotation marks and brackets that close without a space.
func closes(d *nlp.Doc, i int) bool {
	t, next := &d.Tokens[i], &d.Tokens[i+1]
	if next.Start != t.End {
		return next.Low == "”" || next.Low == "»"
	}
	switch next.Low {
	case "!", "?", ".", "…", ")", "]", "”", "»", "’", "''", "'", `"`:
		return true
	}
	return false
}

// continues reports whether token i goes on with the sentence before it
// although an end mark came: small letters after a closed quotation ("“Why?”
// he asked"), or a mark that no sentence begins with.
func continues(d *nlp.Doc, i, to int) bool {
	t := &d.Tokens[i]
	switch t.Shape {
	case nlp.Lower:
		return t.Start == d.Tokens[i-1].End || d.Tokens[i-1].Low != "."
	case nlp.Punct:
		switch t.Low {
		case ",", ";", ":", "-", "–", "—", "--":
			return true
		}
	case nlp.Capital:
		return saysAfter(d, i, to)
	}
	return false
}

// saysAfter reports whether a closed quotation before token i is followed by
// its speaker and a verb of saying, as in "“Why?” Ann Lee asked."
func saysAfter(d *nlp.Doc, i, to int) bool {
	if d.Tokens[i-1].Shape != nlp.Mark || i > 1 && d.Tokens[i-2].Low == "." {
		return false
	}
	for k := i; k < min(to, i+7); k++ {
		switch d.Tokens[k].Low {
		case "said", "says", "asked", "asks", "added", "told", "wrote", "tweeted", "shouted", "replied", "continued", "exclaimed":
			return true
		case ".", "!", "?", ",":
			return false
		}
	}
	return false
}
