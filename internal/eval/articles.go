package eval

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/eval/markup"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// Corpus is a set of marked articles.
type Corpus struct {
	Articles []*markup.Article // in the order of their files
	Digest   string            // of the names and contents of all files
}

// ReadCorpus reads the *.txt files of a folder, a marked article each (see
// [markup.ParseArticle]). An article without an id has the name of its file.
func ReadCorpus(dir fs.FS) (*Corpus, error) {
	names, err := fs.Glob(dir, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("read marked articles: %w", err)
	}
	c := &Corpus{}
	h := sha256.New()
	for _, name := range names {
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("read marked articles: %w", err)
		}
		a, err := markup.ParseArticle(b)
		if err != nil {
			return nil, fmt.Errorf("read marked article %s: %w", name, err)
		}
		if a.Article.ID == "" {
			a.Article.ID = name
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(b), b)
		c.Articles = append(c.Articles, a)
	}
	c.Digest = hex.EncodeToString(h.Sum(nil))
	return c, nil
}

// Score scores the records that analyze makes of the articles.
func (c *Corpus) Score(analyze func(*article.Article) (*record.Record, error)) (Result, error) {
	s := NewScorer()
	for _, a := range c.Articles {
		in := a.Article // analyze may fill in fields
		r, err := analyze(&in)
		if err == nil {
			err = s.AddArticle(a, r)
		}
		if err != nil {
			return Result{}, fmt.Errorf("score article %s: %w", a.Article.ID, err)
		}
	}
	return s.Result(), nil
}

// AddArticle scores the record of a marked article. Beyond what [Scorer.Add]
// counts it counts
//
//	title      attributions in the headline, as attr counts those in the body
//	speaker    of the attributions whose speaker's name is marked and whose content was
//	           found, those with the right name; missing content is a missed speaker
//	furniture  stretches of the right kind, half their words shared
//	citation   outlets credited, by name
func (s *Scorer) AddArticle(a *markup.Article, r *record.Record) error {
	if r.Article.Body != a.Body.Text || r.Article.Title != a.Title.Text {
		return errors.New("the record is of another text")
	}
	id, gold, found := a.Article.ID, FromCase(a.Body), FromRecord(r)
	if err := s.Add(id, a.Body.Text, gold, found.Attributions); err != nil {
		return err
	}
	if err := s.title(a, r); err != nil {
		return err
	}
	s.citations(a.Body, found.Citations)
	s.furniture(a.Body, r.Article.Furniture)
	return s.names(id, a.Body.Text, gold, found.Attributions)
}

// addCount sums a count under a name.
func (s *Scorer) addCount(name string, c Count) { s.add(name, c.TP, c.TP+c.FP, c.TP+c.FN) }

func (s *Scorer) title(a *markup.Article, r *record.Record) error {
	t := NewScorer()
	err := t.Add(a.Article.ID, a.Title.Text, inText(a.Title, record.InTitle), found(r, record.InTitle))
	s.addCount("title", t.counts["attr"])
	return err
}

func (s *Scorer) names(id, body string, gold, pred []Attribution) error {
	named := make([][]string, len(gold))
	for i, a := range gold {
		if a.Speaker != "" {
			named[i] = []string{a.Speaker}
		}
	}
	var n SpeakerResult
	err := n.add(Gold{id, body, gold}, named, pred)
	s.add("speaker", n.Right, n.Found, n.Named)
	return err
}

func (s *Scorer) citations(c *markup.Case, pred []Citation) {
	gold := make([]Citation, len(c.Citations))
	for i, x := range c.Citations {
		gold[i] = Citation{x.Outlet, x.Kind}
	}
	var n CitationResult
	n.add([][]Citation{gold}, pred)
	s.addCount("citation", n.Count)
}

func (s *Scorer) furniture(c *markup.Case, pred []article.Furniture) {
	d, x := newDoc(c.Text), text.NewIndex(c.Text)
	g, p := d.stretchesOf(x, c.Furniture), d.stretchesOf(x, pred)
	sameKind := func(i, j int) bool { return c.Furniture[i].Kind == pred[j].Kind }
	s.add("furniture", matched(match(candidates(g, p, sameKind, byJaccard), len(p))), len(p), len(g))
}

// stretchesOf are the words of each piece of furniture.
func (d *doc) stretchesOf(x *text.Index, all []article.Furniture) [][]int {
	out := make([][]int, len(all))
	for i, f := range all {
		out[i] = d.tokens(points(x, []text.Span{f.Span}))
	}
	return out
}
