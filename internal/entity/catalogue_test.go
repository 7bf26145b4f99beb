package entity_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/entity"
	"github.com/hearsay-news/hearsay/record"
	"github.com/hearsay-news/hearsay/text"
)

// entityCase is a case of the catalogue; testdata/README.md says how it is
// written.
type entityCase struct {
	where, body string
	parts       []part
	entities    []string
}

// part is a marked stretch of a case.
type part struct {
	kind   byte // 's', 'c' or 'a'
	number string
	span   text.Span
	want   string
}

func TestCatalogue(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no case files: ", err)
	}
	n := 0
	for _, file := range files {
		for _, c := range readCases(t, file) {
			n++
			t.Run(c.where, func(t *testing.T) { c.check(t) })
		}
	}
	if n < 80 {
		t.Errorf("%d cases, want at least 80", n)
	}
}

func readCases(t *testing.T, file string) []entityCase {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []entityCase
	for s, line := bufio.NewScanner(f), 1; s.Scan(); line++ {
		switch in := s.Text(); {
		case strings.TrimSpace(in) == "" || in[0] == '#':
		case in[0] == ' ':
			last := &cases[len(cases)-1]
			last.entities = append(last.entities, strings.TrimSpace(in))
		default:
			c := entityCase{where: fmt.Sprintf("%s:%d", filepath.Base(file), line)}
			c.parse(t, strings.ReplaceAll(in, " || ", "\n\n"))
			cases = append(cases, c)
		}
	}
	return cases
}

// parse reads the marks of a case.
func (c *entityCase) parse(t *testing.T, in string) {
	t.Helper()
	var body strings.Builder
	var open []int
	for len(in) > 0 {
		switch {
		case in[0] == '{':
			head, rest, ok := strings.Cut(in[1:], ":")
			if !ok {
				t.Fatalf("%s: mark without a colon", c.where)
			}
			open = append(open, len(c.parts))
			c.parts = append(c.parts, part{kind: head[0], number: head[1:], span: text.Span{Start: body.Len()}})
			in = rest
		case in[0] == '}':
			c.parts[open[len(open)-1]].span.End = body.Len()
			open, in = open[:len(open)-1], in[1:]
		case strings.HasPrefix(in, " = ") && len(open) > 0:
			end := strings.IndexByte(in, '}')
			c.parts[open[len(open)-1]].want, in = strings.TrimSpace(in[3:end]), in[end:]
		default:
			body.WriteByte(in[0])
			in = in[1:]
		}
	}
	c.body = body.String()
}

// attributions pairs the sources of a case with their contents and addressees.
func (c *entityCase) attributions() (atts []record.Attribution, sources, addressees []string) {
	contents := 0
	for _, p := range c.parts {
		switch p.kind {
		case 's':
			a := record.Attribution{In: record.InBody, Form: record.Indirect, ID: p.number}
			if !p.span.Empty() {
				a.Source.Spans = []text.Span{p.span}
			}
			atts, sources, addressees = append(atts, a), append(sources, p.want), append(addressees, "")
		case 'a':
			k := len(atts) - 1
			atts[k].Addressee.Spans, addressees[k] = []text.Span{p.span}, p.want
		}
	}
	for _, p := range c.parts {
		if p.kind != 'c' {
			continue
		}
		k := slices.IndexFunc(atts, func(a record.Attribution) bool { return a.ID == p.number })
		if p.number == "" {
			k = contents
			contents++
		}
		atts[k].Content.Spans = []text.Span{p.span}
		if strings.Contains(p.span.In(c.body), "“") || p.span.Start > 2 && strings.HasSuffix(c.body[:p.span.Start], "“") {
			atts[k].Form = record.Direct
		}
	}
	return atts, sources, addressees
}

func (c *entityCase) check(t *testing.T) {
	atts, sources, addressees := c.attributions()
	entities := entity.Resolve(pipeline(t).Run(c.body, nil), nil, atts)
	names := map[string]string{}
	for _, e := range entities {
		names[e.ID] = e.Name
	}
	for i, a := range atts {
		got := names[a.Source.Entity]
		if a.Source.Anonymous {
			got = "?" + got
		}
		if got != sources[i] {
			t.Errorf("%s\nsource %q means %q, want %q", c.body, text.Cut(c.body, a.Source.Spans), got, sources[i])
		}
		if got := names[a.Addressee.Entity]; got != addressees[i] {
			t.Errorf("%s\naddressee %q means %q, want %q", c.body, text.Cut(c.body, a.Addressee.Spans), got, addressees[i])
		}
	}
	for _, want := range c.entities {
		checkEntity(t, entities, want)
	}
}

// checkEntity looks for an entity written "Name | kind | roles | aliases".
func checkEntity(t *testing.T, entities []record.Entity, want string) {
	t.Helper()
	var all []string
	for _, e := range entities {
		s := strings.Join([]string{e.Name, string(e.Kind), strings.Join(e.Roles, "; "), strings.Join(e.Aliases, "; ")}, " | ")
		s = strings.TrimRight(strings.ReplaceAll(s, "|  |", "| |"), " |")
		if s == want {
			return
		}
		all = append(all, s)
	}
	t.Errorf("no entity %q among\n%s", want, strings.Join(all, "\n"))
}
