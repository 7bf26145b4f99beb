package feed

import (
	"encoding/json"
	"errors"
	"html"
	"io"
	"strings"
)

// jsonItem is what is read of an item of a JSON Feed. Versions 1 and 1.1 differ
// in how authors are named; an id may be a number.
type jsonItem struct {
	ID            json.RawMessage `json:"id"`
	URL           string          `json:"url"`
	ExternalURL   string          `json:"external_url"`
	Title         string          `json:"title"`
	ContentHTML   string          `json:"content_html"`
	ContentText   string          `json:"content_text"`
	Summary       string          `json:"summary"`
	DatePublished string          `json:"date_published"`
	DateModified  string          `json:"date_modified"`
	Author        json.RawMessage `json:"author"`
	Authors       json.RawMessage `json:"authors"`
}

// readJSON reads a JSON Feed, an item at a time; nil where s is none. gofeed is
// not asked: it takes the feed whole or not at all.
func readJSON(s string) (*rawFeed, Damaged) {
	f, bad, isFeed := &rawFeed{}, Damaged{}, false
	d := json.NewDecoder(strings.NewReader(s))
	_, err := d.Token() // {
	for err == nil && d.More() {
		var key json.Token
		if key, err = d.Token(); err != nil {
			break
		}
		switch key {
		case "items":
			var is bool
			is, err = f.readItems(d, &bad)
			isFeed = isFeed || is
		default:
			var value json.RawMessage
			if err = d.Decode(&value); err != nil {
				break
			}
			switch v := text(value); key {
			case "title":
				f.title = html.EscapeString(v)
			case "home_page_url":
				f.home = v
			case "version":
				isFeed = isFeed || strings.Contains(v, "jsonfeed.org/")
			}
		}
		if errors.Is(err, errMore) {
			bad.More = true
			return f, bad
		}
	}
	if !isFeed {
		return nil, Damaged{}
	}
	if err == nil {
		_, err = d.Token() // }
	}
	bad.Cut = err != nil
	return f, bad
}

// errMore ends the reading of a feed with too many items.
var errMore = errors.New("too many items")

// readItems reads the array of items; it reports whether there is one. An item
// that is not what it should be is passed over.
func (f *rawFeed) readItems(d *json.Decoder, bad *Damaged) (bool, error) {
	t, err := d.Token()
	if err != nil {
		return false, err
	}
	if t != json.Delim('[') {
		if _, nested := t.(json.Delim); nested {
			return false, io.ErrUnexpectedEOF // an object; nobody writes that
		}
		return false, nil
	}
	for d.More() {
		if len(f.items) == MaxItems || bad.Broken >= maxBroken {
			return true, errMore
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return true, err
		}
		var it jsonItem
		if err := json.Unmarshal(value, &it); err != nil {
			bad.Broken++
			continue
		}
		f.items = append(f.items, it.raw())
	}
	_, err = d.Token() // ]
	return true, err
}

func (it *jsonItem) raw() rawItem {
	r := rawItem{
		links: []string{it.URL, it.ExternalURL}, guid: text(it.ID), title: html.EscapeString(it.Title),
		published: []date{{text: it.DatePublished}}, updated: []date{{text: it.DateModified}},
		content: it.ContentHTML, summary: html.EscapeString(it.Summary),
	}
	if strings.TrimSpace(r.content) == "" {
		r.content = html.EscapeString(it.ContentText)
	}
	type person struct {
		Name string `json:"name"`
	}
	var one person
	var all []person
	if len(it.Author)+len(it.Authors) > maxShort {
		return r
	}
	if json.Unmarshal(it.Authors, &all) != nil || len(all) == 0 {
		if json.Unmarshal(it.Author, &one) == nil {
			all = []person{one}
		}
	}
	for _, p := range all {
		r.authors = append(r.authors, html.EscapeString(p.Name))
	}
	return r
}

// text is a string, or a number as it is written; "" for all else.
func text(value json.RawMessage) string {
	var s string
	if json.Unmarshal(value, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(value, &n) == nil {
		return n.String()
	}
	return ""
}
