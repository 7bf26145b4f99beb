package names

import "github.com/hearsay-news/hearsay/internal/nlp"

// companies are names, those of organisations with the legal form that follows
// them behind a comma: "Harbour Lines, Inc." What begins inside such a name is
// left out.
func companies(d *nlp.Doc, names []nlp.Name) []nlp.Name {
	out := names[:0]
	for _, n := range names {
		if k := len(out) - 1; k >= 0 && n.Tokens.From < out[k].Tokens.To {
			continue
		}
		to := n.Tokens.To
		if n.Kind == nlp.NameOrg && to+1 < len(d.Tokens) && d.Tokens[to].Low == "," && legalForm(d.Tokens[to+1].Low) && d.Tokens[to+1].Sent == d.Tokens[to-1].Sent {
			n.Tokens.To += 2
		}
		out = append(out, n)
	}
	return out
}

func legalForm(low string) bool {
	switch low {
	case "inc", "inc.", "ltd", "ltd.", "llc", "l.l.c.", "llp", "l.l.p.", "lp", "l.p.", "corp", "corp.", "plc", "s.a.", "gmbh":
		return true
	}
	return false
}
