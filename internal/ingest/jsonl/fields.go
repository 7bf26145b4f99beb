package jsonl

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// fields are the values of one line as they are written; they point into it.
type fields struct {
	id, url, title, byline, outlet, published, modified, retrieved, language []byte
	text, body, html                                                         []byte
	schema, article                                                          []byte
	extra                                                                    map[string]json.RawMessage
}

// slot is where the value of a key belongs, or nil for a key of no meaning
// here.
func (f *fields) slot(key string) *[]byte {
	switch key {
	case "id":
		return &f.id
	case "url":
		return &f.url
	case "title":
		return &f.title
	case "byline":
		return &f.byline
	case "outlet":
		return &f.outlet
	case "published":
		return &f.published
	case "modified":
		return &f.modified
	case "retrieved":
		return &f.retrieved
	case "language":
		return &f.language
	case "text":
		return &f.text
	case "body":
		return &f.body
	case "html":
		return &f.html
	case "schema":
		return &f.schema
	case "article":
		return &f.article
	}
	return nil
}

// scan finds the fields of a line. The line is checked as a whole first, so
// that what follows may trust its brackets.
func (f *fields) scan(line []byte) error {
	if !json.Valid(line) {
		return invalid(line)
	}
	at := skipSpace(line, 0)
	if line[at] != '{' {
		return &syntaxError{at + 1, "not an article: a line is an object in braces, {\"text\": …}"}
	}
	for at = skipSpace(line, at+1); line[at] != '}'; {
		end := stringEnd(line, at)
		key := line[at:end]
		at = skipSpace(line, skipSpace(line, end)+1) // over the colon
		end = valueEnd(line, at)
		f.put(key, line[at:end])
		if at = skipSpace(line, end); line[at] == ',' {
			at = skipSpace(line, at+1)
		}
	}
	return nil
}

// put keeps one field. Null is the same as no field.
func (f *fields) put(key, value []byte) {
	if slot := f.slot(string(key[1 : len(key)-1])); slot != nil {
		*slot = nil
		if string(value) != "null" {
			*slot = value
		}
		return
	}
	if name, ok := str(key); ok {
		f.keep(name, value)
	}
}

// keep keeps a field in its JSON form.
func (f *fields) keep(name string, value []byte) {
	if f.extra == nil {
		f.extra = map[string]json.RawMessage{}
	}
	f.extra[name] = bytes.Clone(value)
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// stringEnd is where the string that begins at i ends, past its quotation mark.
func stringEnd(b []byte, i int) int {
	for i++; ; i++ {
		i += bytes.IndexByte(b[i:], '"')
		escapes := 0
		for b[i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
}

// valueEnd is where the value that begins at i ends.
func valueEnd(b []byte, i int) int {
	if b[i] == '"' {
		return stringEnd(b, i)
	}
	for depth := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = stringEnd(b, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return i
			}
			if depth == 0 {
				return i + 1
			}
		case ',', ' ', '\t', '\r':
			if depth == 0 {
				return i
			}
		}
	}
	return i
}

// str is the string that a JSON value is, and whether it is one. Half
// surrogates and bytes that are not UTF-8 become U+FFFD.
func str(value []byte) (string, bool) {
	if len(value) < 2 || value[0] != '"' {
		return "", false
	}
	if in := value[1 : len(value)-1]; bytes.IndexByte(in, '\\') < 0 && utf8.Valid(in) {
		return string(in), true
	}
	var s string
	err := json.Unmarshal(value, &s)
	return s, err == nil
}
