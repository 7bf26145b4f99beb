package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// brat writes, for each article, NAME.txt with the body and NAME.ann with its
// attributions in the layout of the PolNeAR corpus; statements in the headline
// go to NAME.title.txt and NAME.title.ann, so that offsets in the body stay what
// they are in the record. A file annotation.conf tells brat what the labels are;
// one that is there already is left alone.
//
// Each file is written beside its place and then moved there, so that no reader
// sees half of one.
type brat struct {
	dir  string
	used map[string]int // how many articles of this run had a file name
}

// bratConf is the configuration that brat needs in a folder of its own.
const bratConf = `[entities]
Source
Cue
Content
Addressee

[relations]

[events]
Attribution	Content:Content, Cue?:Cue, Source?:Source, Addressee?:Addressee

[attributes]
Form	Arg:<EVENT>, Value:direct|indirect|mixed
`

func newBrat(dir string) (Writer, error) {
	if dir == "" {
		return nil, errors.New("write brat: the format makes a folder of files; name the folder with --output")
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("write brat: %w", err)
	}
	conf := filepath.Join(dir, "annotation.conf")
	if _, err := os.Stat(conf); errors.Is(err, os.ErrNotExist) {
		if err := replace(conf, []byte(bratConf)); err != nil {
			return nil, fmt.Errorf("write brat: %w", err)
		}
	}
	return &brat{dir, map[string]int{}}, nil
}

func (b *brat) Close() error { return nil }

func (b *brat) Write(r *record.Record) error {
	if r.Article == nil {
		return fmt.Errorf("write brat: %w", errNoArticle)
	}
	v := newView(r)
	name := b.claim(fileName(r.Article.ID))
	err := b.pair(name, r.Article.Body, v.standoff(r.Article.Body, false))
	if ann := v.standoff(r.Article.Title, true); err == nil && len(ann) > 0 {
		err = b.pair(name+titleSuffix, r.Article.Title, ann)
	}
	if err != nil {
		return fmt.Errorf("write brat: %s: %w", r.Article.ID, err)
	}
	return nil
}

func (b *brat) pair(name, body string, ann []byte) error {
	if err := replace(filepath.Join(b.dir, name+".txt"), []byte(body)); err != nil {
		return err
	}
	return replace(filepath.Join(b.dir, name+".ann"), ann)
}

// titleSuffix is what the file name of a headline ends in.
const titleSuffix = ".title"

// claim returns name, or name-2, name-3 … where an article before had it. Names
// that differ only in the size of letters are the same to some file systems.
func (b *brat) claim(name string) string {
	got, key := name, strings.ToLower(name)
	for b.used[strings.ToLower(got)] > 0 {
		b.used[key]++
		got = fmt.Sprintf("%s-%d", name, b.used[key])
	}
	b.used[strings.ToLower(got)]++
	return got
}

// longestName is the most bytes of an id that go into a file name.
const longestName = 100

// reserved are names that Windows keeps for devices.
var reserved = []string{
	"con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
	"lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
}

// fileName makes a file name of an id: letters, digits, dot, dash and underscore.
// An id that had to be changed keeps apart from its like by a digest.
func fileName(id string) string {
	name := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("._-", r) {
			return r
		}
		return '_'
	}, id)
	name = strings.Trim(name[:min(len(name), longestName)], ".")
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	if name == id && name != "" && !slices.Contains(reserved, stem) && !strings.HasSuffix(strings.ToLower(name), titleSuffix) {
		return name
	}
	sum := sha256.Sum256([]byte(id))
	return "a_" + name + "-" + hex.EncodeToString(sum[:4])
}

// replace writes a file whole: beside its place, then moved there.
func replace(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".hearsay-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// standoff is the annotations of one text: a T line for each part (and one for
// the Attribution itself, which stands on the cue, or else on the content), an E
// line that joins them, the form, and a note with the id in the record and the
// speaker's name. Fragments never run over a line end, as brat demands.
func (v *view) standoff(in string, title bool) []byte {
	w := standoff{in: in, x: text.NewIndex(in)}
	for i := range v.r.Attributions {
		a := &v.r.Attributions[i]
		if (a.In == record.InTitle) == title {
			w.attribution(a, v.name(a.Source.Entity))
		}
	}
	return w.Bytes()
}

type standoff struct {
	bytes.Buffer
	in     string
	x      *text.Index
	ts, es int // how many T and E lines there are
}

func (w *standoff) attribution(a *record.Attribution, speaker string) {
	content := w.part("Content", a.Content.Spans)
	if content == "" {
		return
	}
	args := content
	for _, p := range []struct {
		label string
		spans []text.Span
	}{{"Cue", a.Cue.Spans}, {"Source", a.Source.Spans}, {"Addressee", a.Addressee.Spans}} {
		args += w.part(p.label, p.spans)
	}
	anchor := a.Cue.Spans
	if len(w.fragments(anchor)) == 0 {
		anchor = a.Content.Spans
	}
	w.es++
	trigger := strings.TrimSpace(w.part("Attribution", anchor))
	fmt.Fprintf(w, "E%d\t%s%s\n", w.es, trigger, args)
	fmt.Fprintf(w, "A%d\tForm E%d %s\n", w.es, w.es, oneWord(string(a.Form)))
	fmt.Fprintf(w, "#%d\tAnnotatorNotes E%d\t%s\n", w.es, w.es, strings.Join(strings.Fields(a.ID+" "+speaker), " "))
}

// oneWord is s without white space, which would end a field.
func oneWord(s string) string { return strings.Join(strings.Fields(s), "_") }

// part writes a T line and returns the argument that names it, with a space
// before; "" where there is nothing to write.
func (w *standoff) part(label string, spans []text.Span) string {
	fragments := w.fragments(spans)
	if len(fragments) == 0 {
		return ""
	}
	w.ts++
	at := make([]string, len(fragments))
	words := make([]string, len(fragments))
	for i, s := range fragments {
		p := w.x.ToPoints(s)
		at[i], words[i] = fmt.Sprintf("%d %d", p.Start, p.End), strings.ReplaceAll(s.In(w.in), "\t", " ")
	}
	fmt.Fprintf(w, "T%d\t%s %s\t%s\n", w.ts, label, strings.Join(at, ";"), strings.Join(words, " "))
	return fmt.Sprintf(" %s:T%d", label, w.ts)
}

// lineEnds are the characters at which programs that read lines, Python's
// splitlines among them, end one.
const lineEnds = "\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029"

// fragments cuts spans at line ends and trims what is left.
func (w *standoff) fragments(spans []text.Span) []text.Span {
	var out []text.Span
	for _, s := range spans {
		if !s.Within(w.in) {
			continue
		}
		for !s.Empty() {
			line := s
			if n := strings.IndexAny(s.In(w.in), lineEnds); n >= 0 {
				line.End = s.Start + n
			}
			s.Start = line.End
			if t := text.Trim(w.in, line); !t.Empty() {
				out = append(out, t)
			}
			s.Start = s.End - len(strings.TrimLeft(s.In(w.in), lineEnds))
		}
	}
	return out
}
