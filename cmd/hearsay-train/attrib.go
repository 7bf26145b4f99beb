package main

import (
	"flag"
	"os"
	"path/filepath"

	"github.com/hearsay-news/hearsay/internal/attrib"
)

var _ = register("attrib", trainAttrib)

// trainAttrib learns to weigh candidates. Each part of the articles is read by
// models that learnt from the others.
func trainAttrib(args []string) error {
	o := &options{}
	fs := flag.NewFlagSet("attrib", flag.ContinueOnError)
	t := saysTraining{options: o}
	t.flags(fs)
	keep := fs.String("keep", "", "`folder` to keep the models of the parts in, or that has them")
	if err := o.parse(fs, args); err != nil {
		return err
	}
	if err := t.load(); err != nil {
		return err
	}
	dir := *keep
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "hearsay"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	examples := make([]attrib.Example, len(t.articles))
	for k := range folds {
		if err := t.readPart(k, filepath.Join(dir, string(rune('0'+k))), examples); err != nil {
			return err
		}
	}
	return o.write(attrib.Train(examples, o.seed, logf), "attrib")
}

// readPart reads part k of the articles, after learning from the others.
func (t *saysTraining) readPart(k int, dir string, examples []attrib.Example) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, "say.model")); err != nil {
		logf("attrib: part %d of %d", k+1, folds)
		l, err := t.learn(k)
		if err != nil {
			return err
		}
		if err := writeHeads(&options{out: dir}, l); err != nil {
			return err
		}
	}
	p, err := sayingPipeline(dir, t.between()...)
	if err != nil {
		return err
	}
	both(len(t.articles), func(i int) {
		if i%folds != k {
			return
		}
		m := mark(p, t.articles[i].gold)
		examples[i] = m.example()
	})
	return nil
}
