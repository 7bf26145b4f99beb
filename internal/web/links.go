package web

import (
	"cmp"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"github.com/hearsay-news/hearsay/internal/export"
	"github.com/hearsay-news/hearsay/internal/store"
)

// functions are what templates may call.
var functions = template.FuncMap{
	"article": articlePath, "entity": entityPath, "outlet": outletPath, "search": searchPath, "story": storyPath,
	"counted": export.Count, "grouped": export.Grouped, "day": export.Day, "clock": clock, "beyond": func(n, shown int) int { return max(0, n-shown) },
	"narrow": narrow, "anchor": anchor, "ago": ago, "dict": dict, "short": short,
}

func articlePath(id string) string  { return "/article/" + url.PathEscape(id) }
func entityPath(id int64) string    { return fmt.Sprintf("/entity/e%d", id) }
func outletPath(name string) string { return "/outlet/" + url.PathEscape(name) }
func storyPath(id int64) string     { return fmt.Sprintf("/story/s%d", id) }

func searchPath(query string) string {
	return "/search?" + url.Values{"q": {query}}.Encode()
}

// quoted is words as one term of a query.
func quoted(words string) string {
	return `"` + strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"“”„«»", r) {
			return ' '
		}
		return r
	}, words)), " ") + `"`
}

// narrow is a query with one more field. An outlet is meant by its whole name.
func narrow(query string, field store.Field, value string) string {
	whole := ""
	if field == store.Outlet || field == store.Cites {
		whole = "="
	}
	return strings.TrimSpace(query + " " + string(field) + ":" + whole + quoted(value))
}

// clock is a time, in the zone of the server.
func clock(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Local().Format("2 Jan 2006 15:04")
}

// ago is how long ago something was, or how far off it is, in the unit that a
// person would give it in.
func ago(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	d := time.Since(t)
	form := "%s ago"
	if d < 0 {
		d, form = -d, "in %s"
	}
	switch {
	case d < time.Minute:
		return cmp.Or(map[bool]string{true: "now"}[d < 10*time.Second], fmt.Sprintf(form, "less than a minute"))
	case d < time.Hour:
		return fmt.Sprintf(form, export.Count(int(d.Minutes()), "minute"))
	case d < 48*time.Hour:
		return fmt.Sprintf(form, export.Count(int(d.Hours()), "hour"))
	}
	return fmt.Sprintf(form, export.Count(int(d.Hours()/24), "day"))
}

// short is a name as a page shows it: it may be of any length.
func short(name string) string { return cut(name, mostTitle) }

// dict makes a map of keys and values, so that a template can be given several.
func dict(pairs ...any) map[string]any {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return out
}
