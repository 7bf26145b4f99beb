package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"github.com/hearsay-news/hearsay/record"
)

// maxLine is the longest line of a file that is read, in bytes.
const maxLine = 64 << 20

// lines decodes a JSON value from each line of r that is not blank. A line
// that can't be decoded is an error with its number, and reading goes on; an
// error of r itself ends it.
func lines[T any](what string, r io.Reader) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		in := bufio.NewScanner(r)
		in.Buffer(make([]byte, 0, 1<<16), maxLine)
		number := 0
		for in.Scan() {
			number++
			if len(bytes.TrimSpace(in.Bytes())) == 0 {
				continue
			}
			var v T
			err := json.Unmarshal(in.Bytes(), &v)
			if err != nil {
				err = fmt.Errorf("read %s, line %d: %w", what, number, err)
			}
			if !yield(v, err) {
				return
			}
		}
		if err := in.Err(); err != nil {
			var none T
			yield(none, fmt.Errorf("read %s, line %d: %w", what, number+1, err))
		}
	}
}

// spans are offsets as JSON has them.
type spans [][2]int

func (in spans) list() []Span {
	out := make([]Span, len(in))
	for i, s := range in {
		out[i] = Span{s[0], s[1]}
	}
	return out
}

// goldLine is a line of a gold file.
type goldLine struct {
	ID          string
	Text        string
	Annotations []struct {
		Attributions []struct{ Source, Cue, Content spans }
	}
}

func (l *goldLine) gold() (Gold, error) {
	if len(l.Annotations) == 0 {
		return Gold{}, fmt.Errorf("read gold article %s: it has no annotations", l.ID)
	}
	g := Gold{ID: l.ID, Text: l.Text}
	for _, a := range l.Annotations[0].Attributions {
		g.Attributions = append(g.Attributions, Attribution{Source: a.Source.list(), Cue: a.Cue.list(), Content: a.Content.list()})
	}
	return g, nil
}

// ReadGold reads gold articles, one JSON object a line: id, text, and in
// annotations[0].attributions the source, cue and content of each as lists of
// [start, end) in code points. The first annotation is the gold.
func ReadGold(r io.Reader) iter.Seq2[Gold, error] {
	return func(yield func(Gold, error) bool) {
		for l, err := range lines[goldLine]("gold articles", r) {
			var g Gold
			if err == nil {
				g, err = l.gold()
			}
			if !yield(g, err) {
				return
			}
		}
	}
}

// recordLine is what is scored of a record in its JSON form. Records are not
// read through package record, which would mend what it can't place.
type recordLine struct {
	Article  struct{ ID string }
	Entities []struct{ ID, Name string }

	Attributions []struct {
		In     *record.Where
		Source *struct {
			Spans  spans
			Entity string
		}
		Cue, Content *struct{ Spans spans }
		Confidence   float64
	}
	Citations []Citation
}

func (l *recordLine) prediction() Prediction {
	names := map[string]string{}
	for _, e := range l.Entities {
		names[e.ID] = e.Name
	}
	p := Prediction{ID: l.Article.ID, Citations: l.Citations}
	for _, a := range l.Attributions {
		if a.In != nil && *a.In != record.InBody {
			continue
		}
		out := Attribution{Confidence: a.Confidence}
		if a.Source != nil {
			out.Source, out.Speaker = a.Source.Spans.list(), names[a.Source.Entity]
		}
		if a.Cue != nil {
			out.Cue = a.Cue.Spans.list()
		}
		if a.Content != nil {
			out.Content = a.Content.Spans.list()
		}
		p.Attributions = append(p.Attributions, out)
	}
	return p
}

// Records yields what a file of records says, one record a line.
func Records(r io.Reader) iter.Seq2[Prediction, error] {
	return func(yield func(Prediction, error) bool) {
		for l, err := range lines[recordLine]("records", r) {
			var p Prediction
			if err == nil {
				p = l.prediction()
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// Predictions is what was found, by the id of its article.
type Predictions map[string]Prediction

// Add takes in one prediction; it is an error if the article has one.
func (ps Predictions) Add(p Prediction) error {
	if _, twice := ps[p.ID]; twice {
		return fmt.Errorf("read records: article %s has two", p.ID)
	}
	ps[p.ID] = p
	return nil
}

// ReadRecords reads a file of records. The first error ends it.
func ReadRecords(r io.Reader) (Predictions, error) {
	ps := Predictions{}
	for p, err := range Records(r) {
		if err == nil {
			err = ps.Add(p)
		}
		if err != nil {
			return nil, err
		}
	}
	return ps, nil
}

// Attributions scores what was found against a file of gold articles (see
// [ReadGold]). An article of which there is no record counts as one in which
// nothing was found; a record of an article that is not in gold is passed over.
func Attributions(gold io.Reader, found Predictions) (Result, error) {
	s := NewScorer()
	for g, err := range ReadGold(gold) {
		if err != nil {
			return Result{}, err
		}
		if p, ok := found[g.ID]; ok {
			err = s.Add(g.ID, g.Text, g.Attributions, p.Attributions)
		} else {
			err = s.AddMissing(g.ID, g.Text, g.Attributions)
		}
		if err != nil {
			return Result{}, err
		}
	}
	return s.Result(), nil
}
