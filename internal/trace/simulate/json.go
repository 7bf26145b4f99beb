package simulate

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/hearsay-news/hearsay/text"
)

// The wire types are the truth as [Newsroom.WriteTruth] writes it. Offsets in
// them are code points of the body.
type (
	wireLine struct {
		Edge    *wireEdge    `json:"edge,omitempty"`
		Event   *wireEvent   `json:"event,omitempty"`
		Altered *wireAltered `json:"altered,omitempty"`
	}
	wireEdge struct {
		From   string   `json:"from"`
		To     string   `json:"to"`
		Kind   Kind     `json:"kind"`
		Accept []string `json:"accept,omitempty"`
	}
	wireEvent struct {
		Articles []string `json:"articles"`
		Origins  []string `json:"origins"`
	}
	wireAltered struct {
		Article  string `json:"article"`
		Start    int    `json:"start"`
		End      int    `json:"end"`
		Text     string `json:"text"`
		Original string `json:"original"`
		From     string `json:"from"`
		Doubtful bool   `json:"doubtful,omitempty"`
	}
)

// WriteTruth writes what is true of the world as JSON lines: edges, events and
// altered quotations, one each.
func (n *Newsroom) WriteTruth(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for line := range n.truthLines {
		if err := out.Encode(line); err != nil {
			return fmt.Errorf("write truth: %w", err)
		}
	}
	return nil
}

func (n *Newsroom) truthLines(yield func(wireLine) bool) {
	for _, x := range n.Edges {
		if !yield(wireLine{Edge: &wireEdge{x.From, x.To, x.Kind, x.Accept}}) {
			return
		}
	}
	for _, e := range n.Events {
		if !yield(wireLine{Event: &wireEvent{e.Articles, e.Origins}}) {
			return
		}
	}
	bodies := map[string]string{}
	for _, a := range n.Articles {
		bodies[a.ID] = a.Body
	}
	for _, q := range n.Altered {
		body := bodies[q.Article]
		at := text.NewIndex(body).ToPoints(q.Span)
		if !yield(wireLine{Altered: &wireAltered{q.Article, at.Start, at.End, q.Span.In(body), q.Original, q.From, q.Doubtful}}) {
			return
		}
	}
}
