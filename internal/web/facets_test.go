package web

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/record"
)

// Every outlet of a search leads to a search that can be read, or nowhere.
func TestOutletsLeadSomewhere(t *testing.T) {
	long := strings.Repeat("Lantern ", 100)
	var records []*record.Record
	for i, name := range []string{"Wow*", "★★", long, "The Tide"} {
		r := talk("a"+string(rune('a'+i)), "2026-03-01", "Ana Petrov")
		r.Article.Outlet.Name, r.Article.Outlet.Domain = name, ""
		records = append(records, r)
	}
	s := newVisit(t, records...)
	_, list, _ := strings.Cut(s.get("/search?q=").Body.String(), `id="outlets"`)
	list, _, _ = strings.Cut(list, "</ul>")
	led := 0
	for _, item := range regexp.MustCompile(`(?s)<li><a(?: href="([^"]*)")?><span class="name" dir="auto">([^<]*)`).FindAllStringSubmatch(list, -1) {
		to, name := html.UnescapeString(item[1]), html.UnescapeString(item[2])
		if linked := name == "Wow*" || name == "The Tide"; linked != (to != "") {
			t.Errorf("%s leads to %q", name, to)
		}
		if to != "" {
			led++
			s.shows(to, http.StatusOK, "1 statement")
		}
	}
	if led != 2 || strings.Count(list, "<li>") != 4 {
		t.Errorf("%d of the outlets lead somewhere, want 2:\n%s", led, list)
	}
}
