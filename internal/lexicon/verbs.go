package lexicon

import (
	_ "embed"
	"strings"
	"sync"
)

// Verb is a verb that reports what somebody says, thinks or wants.
type Verb struct {
	Lemma    string
	Act      string // what is done with the words: "state", "deny", "promise", …
	WithPrep string // the act where the content follows with one of Preps
	Frames   Frame  // what may follow
	Preps    []string
	Noun     bool // the plain form and the form in -s are nouns as often as verbs
}

// Frame is a set of things that may follow a reporting verb.
type Frame uint8

// The frames of a verb.
const (
	Quoting   Frame = 1 << iota // a quotation, or the reported clause stands before
	ThatWh                      // a clause with that, whether, how, what, why, if
	Bare                        // a clause or noun phrase
	ToDo                        // "to" and an infinitive
	Addressed                   // the person spoken to, before the others
)

// Takes reports whether the verb takes every frame of f.
func (v *Verb) Takes(f Frame) bool { return v.Frames&f == f }

// TakesPrep reports whether the content may follow with the preposition.
func (v *Verb) TakesPrep(prep string) bool {
	for _, p := range v.Preps {
		if p == prep {
			return true
		}
	}
	return false
}

// Inflection is the form of a verb.
type Inflection uint8

// The forms of a verb.
const (
	Plain Inflection = iota // say
	Third                   // says
	Past                    // said
	Ing                     // saying
)

// VerbForm is one form of one verb.
type VerbForm struct {
	*Verb
	Form Inflection
}

//go:embed reporting-verbs.txt
var verbFile string

// Verbs returns the reporting verbs by form, in small letters.
var Verbs = sync.OnceValue(func() map[string]VerbForm {
	forms := map[string]VerbForm{}
	for line := range Lines(verbFile) {
		addVerb(forms, strings.Split(line, " | "))
	}
	return forms
})

func addVerb(forms map[string]VerbForm, fields []string) {
	act, with, two := strings.Cut(fields[1], "/")
	if !two {
		with = act
	}
	v := &Verb{Lemma: fields[0], Act: act, WithPrep: with, Noun: len(fields) > 4}
	for _, f := range strings.Fields(fields[3]) {
		switch f {
		case "q":
			v.Frames |= Quoting
		case "t":
			v.Frames |= ThatWh
		case "b":
			v.Frames |= Bare
		case "o":
			v.Frames |= ToDo
		case "a":
			v.Frames |= Addressed
		default:
			v.Preps = append(v.Preps, f)
		}
	}
	forms[v.Lemma] = VerbForm{v, Plain}
	for i, w := range strings.Fields(fields[2]) {
		form := Past
		switch {
		case i == 0:
			form = Third
		case strings.HasSuffix(w, "ing"):
			form = Ing
		}
		// A form that is plain too ("put", "read") is listed under the past,
		// by far the commoner in news.
		forms[w] = VerbForm{v, form}
	}
}
