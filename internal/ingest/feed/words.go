package feed

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	dom "golang.org/x/net/html"
)

// controls are references to characters that XML forbids, such as &#11;.
var controls = regexp.MustCompile(`&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));`)

// legal drops the characters that XML forbids; one of them would cost the item
// it stands in.
func legal(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
	if strings.Contains(s, "&#") {
		s = controls.ReplaceAllString(s, "")
	}
	return s
}

// unread are elements whose content is not words.
var unread = map[string]bool{"script": true, "style": true, "iframe": true, "noscript": true, "textarea": true}

// inline are elements that may stand within a word.
var inline = map[string]bool{"a": true, "b": true, "i": true, "em": true, "strong": true, "span": true, "sup": true, "sub": true, "u": true, "font": true}

// plain is the words of a piece of HTML on one line, of limit bytes at most. It
// reads tags one by one and builds no tree: the markup may be hostile.
func plain(s string, limit int) string {
	var b strings.Builder
	gap := false
	z := dom.NewTokenizer(strings.NewReader(s))
	mute := ""
	for b.Len() < limit {
		switch z.Next() {
		case dom.ErrorToken:
			return b.String()
		case dom.TextToken:
			if mute == "" {
				gap = addWords(&b, html.UnescapeString(string(z.Raw())), gap, limit)
			}
		case dom.StartTagToken:
			name, _ := z.TagName()
			if gap = gap || !inline[string(name)]; unread[string(name)] {
				mute = string(name)
			}
		case dom.EndTagToken:
			name, _ := z.TagName()
			if gap = gap || !inline[string(name)]; string(name) == mute {
				mute = ""
			}
		case dom.SelfClosingTagToken:
			gap = true
		}
	}
	return strings.TrimRightFunc(bounded(b.String(), limit), unicode.IsSpace)
}

// addWords writes words with one space between them. gap says whether white
// space stands before the first, and after the last.
func addWords(b *strings.Builder, s string, gap bool, limit int) bool {
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			gap = true
			continue
		case unicode.IsControl(r) || r == '\u200b' || r == '\ufeff' || r == '\u00ad':
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		if b.WriteRune(r); b.Len() >= limit {
			break
		}
	}
	return gap
}

// bounded is s without white space around it, and of limit bytes at most.
func bounded(s string, limit int) string {
	s = strings.TrimSpace(s)
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

const (
	fullText = 1200 // characters; a shorter text is taken for the beginning of a story
	tailText = 160  // characters at the end of a text, where it may point on
)

// pointers stand at the end of a text that goes on elsewhere.
var pointers = []string{"read more", "continue reading", "[…]", "[...]", "[. . .]", "read the full", "read the rest", "full story"}

// isFull reports whether a text looks like a whole story.
func isFull(s string) bool {
	words := []rune(plain(s, len(s)))
	if len(words) <= fullText {
		return false
	}
	tail := strings.ToLower(string(words[len(words)-tailText:]))
	for _, p := range pointers {
		if strings.Contains(tail, p) {
			return false
		}
	}
	return !strings.HasSuffix(tail, "…") && !strings.HasSuffix(tail, "...")
}
