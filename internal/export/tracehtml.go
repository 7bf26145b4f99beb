package export

import (
	"bytes"
	_ "embed"
	"html/template"
)

//go:embed page/trace.html
var tracePageSource string

//go:embed page/trace.css
var tracePageStyle string

// A page of a trace looks like a page of articles, and has some elements of its
// own.
var tracePageTemplate = parsePage(template.New("trace").Funcs(template.FuncMap{
	"also": alsoFrom, "kind": kindWords, "many": many, "counted": counted,
}), tracePageSource, pageStyle+tracePageStyle)

// tracePage is what the template shows of a trace.
type tracePage struct {
	Stories []told
	Alone   []toldArticle
}

// Title is that of the first story.
func (p tracePage) Title() string {
	if len(p.Stories) == 0 {
		return ""
	}
	return p.Stories[0].Title
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
	b.Write(bytes.Map(Printed, raw.Bytes()))
	return nil
}
