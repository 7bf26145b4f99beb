package names

import "github.com/hearsay-news/hearsay/internal/nlp"

// Settle is the component that makes one list of the names that word lists see
// and those that the net found. The net is right about where a name ends and
// what it stands for; the lists know outlets, the gender of given names, and
// names that are of no kind that the net has learnt.
type Settle struct{}

// Name is "settle".
func (Settle) Name() string { return "settle" }

// Needs are the names of both.
func (Settle) Needs() []nlp.Layer { return []nlp.Layer{nlp.Names, nlp.Found} }

// Gives is nothing new: the names are better.
func (Settle) Gives() []nlp.Layer { return nil }

// Annotate writes d.Names anew.
func (Settle) Annotate(d *nlp.Doc) {
	if len(d.Found) == 0 {
		return
	}
	listed, found := d.Names, d.Found
	out := make([]nlp.Name, 0, len(listed)+len(found))
	for len(listed) > 0 || len(found) > 0 {
		switch {
		case len(found) == 0 || len(listed) > 0 && listed[0].Tokens.To <= found[0].Tokens.From:
			out = append(out, listed[0])
			listed = listed[1:]
		case len(listed) == 0 || found[0].Tokens.To <= listed[0].Tokens.From:
			out = append(out, found[0])
			found = found[1:]
		default:
			var group []nlp.Name
			group, listed, found = overlap(listed, found)
			out = append(out, group...)
		}
	}
	d.Names = out
	for i := range d.Tokens {
		d.Tokens[i].Name = -1
	}
	for k, n := range out {
		for i := n.Tokens.From; i < n.Tokens.To; i++ {
			d.Tokens[i].Name = int32(k)
		}
	}
}

// overlap settles the first names of both lists, which overlap, with all that
// overlap them in turn, and returns what is left of the lists.
func overlap(listed, found []nlp.Name) (out, l, f []nlp.Name) {
	i, k := 1, 1
	for {
		end := max(listed[i-1].Tokens.To, found[k-1].Tokens.To)
		switch {
		case i < len(listed) && listed[i].Tokens.From < end:
			i++
		case k < len(found) && found[k].Tokens.From < end:
			k++
		default:
			return settle(listed[:i], found[:k]), listed[i:], found[k:]
		}
	}
}

// settle is what becomes of names that overlap: those found, with what the lists
// know of them.
func settle(listed, found []nlp.Name) []nlp.Name {
	out := append([]nlp.Name(nil), found...)
	for i := range out {
		for _, l := range listed {
			if l.Tokens.To <= out[i].Tokens.From || out[i].Tokens.To <= l.Tokens.From {
				continue
			}
			if out[i].Kind == nlp.NamePerson && l.Kind == nlp.NamePerson {
				out[i].Gender = l.Gender
			}
			if l.Tokens == out[i].Tokens && out[i].Kind == nlp.NameOrg && l.Kind == nlp.NameOutlet {
				out[i].Kind = nlp.NameOutlet
			}
		}
	}
	return out
}
