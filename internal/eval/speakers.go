package eval

import (
	"fmt"
	"io"
	"strings"
)

// judged is what an annotator says of one article: who stands behind each of
// its gold attributions, and which outlets it credits.
type judged struct {
	ID       string
	Speakers []struct {
		Name, Kind string
		Anonymous  bool
	}
	Citations []Citation
}

// name is the name of the speaker of attribution k, if it is the name of a
// person, organisation or outlet; else "".
func (j *judged) name(k int) string {
	s := j.Speakers[k]
	switch s.Kind {
	case "person", "organisation", "outlet":
		if !s.Anonymous {
			return s.Name
		}
	}
	return ""
}

// judgements are those of one annotator, in the order of the file and by id.
type judgements struct {
	ids  []string
	byID map[string]*judged
}

func readJudgements(files []io.Reader) ([]judgements, error) {
	var all []judgements
	for _, r := range files {
		js := judgements{byID: map[string]*judged{}}
		for j, err := range lines[judged]("speakers", r) {
			if err != nil {
				return nil, err
			}
			if js.byID[j.ID] == nil {
				js.ids = append(js.ids, j.ID)
			}
			js.byID[j.ID] = &j
		}
		all = append(all, js)
	}
	return all, nil
}

// of are the judgements of an article, one for each annotator that has any.
func of(all []judgements, id string) (out []*judged) {
	for _, js := range all {
		if j := js.byID[id]; j != nil {
			out = append(out, j)
		}
	}
	return out
}

// SpeakerResult says how many speakers were named rightly.
type SpeakerResult struct {
	Named int // gold attributions whose speaker has a name
	Found int // of these, content found
	Right int // of these, the right name
}

// WriteTo writes the result, a figure on each line.
func (r SpeakerResult) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "named speakers %d, content found %d\n", r.Named, r.Found)
	share(&b, "speaker_right_of_found", r.Right, r.Found)
	share(&b, "speaker_right_of_all", r.Right, r.Named)
	return write(w, b.String())
}

// Speakers scores the names of speakers: docs are gold articles, gold the
// names that one or more annotators gave to the speakers of their
// attributions, in the same order. A speaker counts where all annotators name
// one; the name of any of them is right.
func Speakers(docs io.Reader, gold []io.Reader, found Predictions) (SpeakerResult, error) {
	var res SpeakerResult
	all, err := readJudgements(gold)
	if err != nil || len(all) == 0 {
		return res, err
	}
	articles := map[string]Gold{}
	for g, err := range ReadGold(docs) {
		if err != nil {
			return res, err
		}
		articles[g.ID] = g
	}
	for _, id := range all[0].ids {
		g, ok := articles[id]
		if !ok {
			return res, fmt.Errorf("score speakers: there is no article %s", id)
		}
		names, err := goldNames(g, of(all, id), len(all))
		if err != nil {
			return res, err
		}
		if err := res.add(g, names, found[id].Attributions); err != nil {
			return res, err
		}
	}
	return res, nil
}

// goldNames are, for each attribution of g, the names that annotators gave to
// its speaker; none, where not all of them gave one.
func goldNames(g Gold, judges []*judged, annotators int) ([][]string, error) {
	out := make([][]string, len(g.Attributions))
	for _, j := range judges {
		if len(j.Speakers) < len(g.Attributions) {
			return nil, fmt.Errorf("score speakers: article %s has %d attributions and %d speakers", g.ID, len(g.Attributions), len(j.Speakers))
		}
	}
	for k, a := range g.Attributions {
		for _, j := range judges {
			if n := j.name(k); n != "" && len(a.Content) > 0 {
				out[k] = append(out[k], n)
			}
		}
		if len(out[k]) < annotators {
			out[k] = nil
		}
	}
	return out, nil
}

// add scores one article.
func (r *SpeakerResult) add(g Gold, names [][]string, pred []Attribution) error {
	m, err := findContents(newDoc(g.Text), g.Attributions, pred)
	if err != nil {
		return fmt.Errorf("score article %s: %w", g.ID, err)
	}
	for k, wanted := range names {
		if len(wanted) == 0 {
			continue
		}
		r.Named++
		if m[k] < 0 {
			continue
		}
		r.Found++
		if anyName(pred[m[k]].Speaker, wanted) {
			r.Right++
		}
	}
	return nil
}

// anyName reports whether said is one of names, each of which may be several
// with semicolons between them.
func anyName(said string, names []string) bool {
	for _, n := range names {
		for one := range strings.SplitSeq(n, ";") {
			if SameName(said, one) {
				return true
			}
		}
	}
	return false
}

// findContents matches gold attributions to predicted ones by their content,
// right sources first: the index of the prediction, or -1.
func findContents(d *doc, gold, pred []Attribution) ([]int, error) {
	g, err := d.prepare(gold)
	if err != nil {
		return nil, fmt.Errorf("gold: %w", err)
	}
	p, err := d.prepare(pred)
	if err != nil {
		return nil, err
	}
	out := filled(len(gold), -1)
	for i, j := range pairUp(g, p, func(_, _ *item) bool { return true }) {
		if j >= 0 {
			out[g[i].index] = p[j].index
		}
	}
	return out, nil
}
