package export

import (
	"bytes"
	_ "embed"
	"html/template"
	"strings"
)

//go:embed page/trace.html
var tracePageSource string

//go:embed page/trace.css
var tracePageStyle string

// A page of a trace looks like a page of articles, and has some elements of its
// own.
var tracePageTemplate = template.Must(template.New("trace").Funcs(template.FuncMap{
	"also": alsoFrom, "kind": kindWords, "many": many, "counted": counted,
}).Parse(strings.Replace(tracePageSource, "/* page.css */", pageStyle+tracePageStyle, 1)))

// tracePage is what the template shows of a trace.
type tracePage struct {
	Stories []told
	Alone   []toldArticle
}

func traceHTML(b *bytes.Buffer, t *traced, o Options) error {
	p := tracePage{Stories: t.stories(o)}
	if len(t.Stories) > 1 {
		p.Alone = t.standAlone()
	}
	var raw bytes.Buffer
	if err := tracePageTemplate.Execute(&raw, p); err != nil {
		return err
	}
	b.Write(bytes.Map(printed, raw.Bytes()))
	return nil
}
