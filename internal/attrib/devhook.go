package attrib

import (
	"github.com/hearsay-news/hearsay/internal/nlp"
	"github.com/hearsay-news/hearsay/text"
)

type Found struct {
	Source, CueSpan, Content []text.Span
	Sure                     float64
}

func Best(d *nlp.Doc, m *Models) []Found {
	r := newReader(d)
	var out []Found
	for _, c := range best(Candidates(d, m), 0.1) {
		out = append(out, Found{r.spansOf(c.parts[sourceLabel]), r.spansOf(c.parts[cueLabel]), r.spansOf(c.parts[contentLabel]), c.sure})
	}
	return out
}
func (r *reader) spansOf(ranges []nlp.Range) []text.Span {
	var out []text.Span
	for _, g := range ranges {
		out = append(out, r.d.SpanOf(g))
	}
	return out
}
