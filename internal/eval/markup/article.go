package markup

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
)

// maxLine is the longest line of a catalogue, in bytes.
const maxLine = 1 << 20

// ParseCatalogue reads a catalogue: a case on each line. Blank lines and lines
// that begin with # are passed over. Errors begin with name.
func ParseCatalogue(name string, r io.Reader) ([]Case, error) {
	var cases []Case
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	line := 0
	for in.Scan() {
		line++
		s := strings.TrimSuffix(in.Text(), "\r")
		if strings.TrimSpace(s) == "" || s[0] == '#' {
			continue
		}
		p := &parser{src: s, line: line, column: 1, in: record.InBody}
		c, err := p.parse()
		if err != nil {
			return nil, fmt.Errorf("read cases %s: %w", name, err)
		}
		c.Line = line
		cases = append(cases, *c)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("read cases %s, line %d: %w", name, line+1, err)
	}
	return cases, nil
}

// ParseFile reads the marked article at path.
func ParseFile(path string) (*Article, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read marked article: %w", err)
	}
	a, err := ParseArticle(b)
	if err != nil {
		return nil, fmt.Errorf("read marked article %s: %w", path, err)
	}
	return a, nil
}

// ParseArticle reads a marked article: header lines, a line ---, the body. The
// headers are id, title, url, outlet ("Name <domain>"), published, byline
// (several names divided by semicolons) and note. Without a header the whole is
// the body. One line break at the end belongs to the file and not to the body.
func ParseArticle(b []byte) (*Article, error) {
	head, body, lines := cutHeader(string(b))
	a := &Article{Title: &Case{}}
	for i, line := range head {
		if err := a.header(line, i+1); err != nil {
			return nil, err
		}
	}
	p := &parser{src: strings.TrimSuffix(body, "\n"), line: lines + 1, column: 1, in: record.InBody}
	c, err := p.parse()
	if err != nil {
		return nil, err
	}
	c.Line = lines + 1
	a.Body = c
	a.Article.Title, a.Article.Body = a.Title.Text, c.Text
	return a, nil
}

// headerLine is what a line of a header looks like.
var headerLine = regexp.MustCompile(`^[a-z]+:`)

// cutHeader divides a file into the lines of its header, its body, and the
// number of lines before the body.
func cutHeader(s string) (head []string, body string, lines int) {
	rest := s
	for {
		line, after, more := strings.Cut(rest, "\n")
		line = strings.TrimSuffix(line, "\r")
		lines++
		switch {
		case line == "---":
			return head, after, lines
		case !more || line != "" && !headerLine.MatchString(line):
			return nil, s, 0
		}
		head = append(head, line)
		rest = after
	}
}

// header takes in one line of a header.
func (a *Article) header(line string, number int) error {
	key, value, _ := strings.Cut(line, ":")
	column := len(key) + 2 + len(value) - len(strings.TrimLeft(value, " \t"))
	value = strings.TrimSpace(value)
	err := a.set(key, value, number, column)
	if _, placed := errors.AsType[*Error](err); err != nil && !placed {
		return &Error{number, 1, err.Error()}
	}
	return err
}

func (a *Article) set(key, value string, line, column int) (err error) {
	switch key {
	case "":
	case "id":
		a.Article.ID = value
	case "url":
		a.Article.URL = value
	case "outlet":
		a.Article.Outlet = outlet(value)
	case "published":
		a.Article.Published, err = article.ParseMoment(value)
	case "byline":
		for name := range strings.SplitSeq(value, ";") {
			a.Article.Byline = append(a.Article.Byline, strings.TrimSpace(name))
		}
	case "note":
		a.Note = value
	case "title":
		p := &parser{src: value, line: line, column: column, in: inTitle}
		a.Title, err = p.parse()
	default:
		return fmt.Errorf("no header is called %q", key)
	}
	return err
}

// outlet reads "Name <domain>".
func outlet(s string) article.Outlet {
	name, domain, ok := strings.Cut(strings.TrimSuffix(s, ">"), "<")
	if !ok {
		return article.Outlet{Name: s}
	}
	return article.Outlet{Name: strings.TrimSpace(name), Domain: domain}
}

// writeHeader writes the header of an article, with its marked title.
func writeHeader(b *bytes.Buffer, a *Article, title string) {
	put := func(key, value string) {
		if value != "" {
			fmt.Fprintf(b, "%s: %s\n", key, strings.ReplaceAll(value, "\n", " "))
		}
	}
	put("id", a.Article.ID)
	put("title", title)
	put("url", a.Article.URL)
	if o := a.Article.Outlet; o.Domain != "" {
		put("outlet", fmt.Sprintf("%s <%s>", o.Name, o.Domain))
	} else {
		put("outlet", o.Name)
	}
	put("published", a.Article.Published.String())
	put("byline", strings.Join(a.Article.Byline, "; "))
	put("note", a.Note)
}
