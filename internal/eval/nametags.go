package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/corpus"
	"github.com/hearsay-news/hearsay/internal/nlp"
)

// NamesResult is how well the trained model finds names: those of the same words
// and the same kind count (Tjong Kim Sang and De Meulder 2003).
type NamesResult struct{ Person, Org, Place Count }

// nameKinds are the names of kinds in the files of annotated names.
var nameKinds = map[string]nlp.NameKind{
	"per": nlp.NamePerson, "person": nlp.NamePerson, "politician": nlp.NamePerson,
	"org": nlp.NameOrg, "organisation": nlp.NameOrg, "organization": nlp.NameOrg, "politicalparty": nlp.NameOrg,
	"loc": nlp.NamePlace, "location": nlp.NamePlace, "country": nlp.NamePlace, "place": nlp.NamePlace,
}

// NameKindOf is the kind of name that a file's word for it stands for; ok is
// false for kinds that are not looked for.
func NameKindOf(s string) (k nlp.NameKind, ok bool) {
	k, ok = nameKinds[strings.ToLower(s)]
	return k, ok
}

// groupLength is the number of sentences that are read as one text where a file
// doesn't say where texts begin.
const groupLength = 20

// ReadNames reads the texts of a file of annotated names (see [corpus.IOB2]) as
// Docs with their right names. A line that can't be read is an error.
func ReadNames(name string, r io.Reader) ([]*nlp.Doc, error) {
	var out []*nlp.Doc
	var group []*corpus.Tagged
	flush := func() {
		if len(group) > 0 {
			out = append(out, corpus.TaggedDoc(group, NameKindOf))
		}
		group = nil
	}
	for s, err := range corpus.IOB2(name, r) {
		if err != nil {
			return nil, err
		}
		if s.NewDoc || len(group) >= groupLength {
			flush()
		}
		group = append(group, s)
	}
	flush()
	return out, nil
}

// Unnamed is a copy of a text without its names.
func Unnamed(gold *nlp.Doc) *nlp.Doc {
	d := *gold
	d.Tokens, d.Names = slices.Clone(gold.Tokens), nil
	for i := range d.Tokens {
		d.Tokens[i].Name = -1
	}
	return &d
}

// Names reads texts with components, the words being given, and compares what
// the trained model finds with the right names.
func Names(gold []*nlp.Doc, readers ...nlp.Component) *NamesResult {
	r := &NamesResult{}
	for _, g := range gold {
		d := Unnamed(g)
		for _, c := range readers {
			c.Annotate(d)
		}
		r.add(g.Names, d.Found)
	}
	return r
}

func (r *NamesResult) add(gold, found []nlp.Name) {
	for _, n := range found {
		if c := r.count(n.Kind); slices.Contains(gold, n) {
			c.TP++
		} else {
			c.FP++
		}
	}
	for _, n := range gold {
		if !slices.Contains(found, n) {
			r.count(n.Kind).FN++
		}
	}
}

func (r *NamesResult) count(k nlp.NameKind) *Count {
	switch k {
	case nlp.NamePerson:
		return &r.Person
	case nlp.NamePlace:
		return &r.Place
	}
	return &r.Org
}

// All is the sum over kinds.
func (r *NamesResult) All() Count {
	c := r.Person
	for _, x := range []Count{r.Org, r.Place} {
		c.TP, c.FP, c.FN = c.TP+x.TP, c.FP+x.FP, c.FN+x.FN
	}
	return c
}

// WriteTo writes the result, a kind a line.
func (r *NamesResult) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	for _, m := range []struct {
		name string
		c    Count
	}{{"person", r.Person}, {"organisation", r.Org}, {"place", r.Place}, {"names", r.All()}} {
		fmt.Fprintln(&b, newMetric(m.name, m.c))
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}
