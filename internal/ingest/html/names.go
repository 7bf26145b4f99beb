package html

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	dom "golang.org/x/net/html"
)

// line is s on one line, entities that were escaped twice resolved, cut to at
// most limit bytes, at a space where there is one near.
func line(s string, limit int) string {
	s = s[:min(len(s), 4*limit)]
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(dom.UnescapeString(s), ""), isGap), " ")
	s = strings.Map(func(r rune) rune {
		if drop(r) {
			return -1
		}
		return r
	}, s)
	if len(s) <= limit {
		return s
	}
	s = strings.ToValidUTF8(s[:limit-len("…")], "")
	if i := strings.LastIndexByte(s, ' '); i > limit/2 {
		s = s[:i]
	}
	return s + "…"
}

func isGap(r rune) bool { return unicode.IsSpace(r) }

// drop reports whether a character has no place in a text: control characters
// and those that only say where a line may break.
func drop(r rune) bool {
	switch r {
	case '\u00ad', '\u200b', '\u2060', '\ufeff':
		return true
	}
	return r < ' ' || r >= 0x7f && r < 0xa0
}

// stripTags leaves out markup that a headline may carry.
func stripTags(s string) string {
	if !strings.Contains(s, "<") || !strings.Contains(s, ">") || len(s) > 4*maxTitle {
		return s
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "<")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		if rest != "" && (rest[0] == '/' || unicode.IsLetter(rune(rest[0]))) {
			if _, after, ok := strings.Cut(rest, ">"); ok {
				s = after
				continue
			}
		}
		b.WriteByte('<')
		s = rest
	}
}

// withoutSite takes the name of the site off the end of a title: "Mayor
// resigns | The Daily Example".
func withoutSite(title, name, domain string) string {
	for _, sep := range []string{" | ", " - ", " – ", " — ", " · ", " :: ", " » "} {
		i := strings.LastIndex(title, sep)
		if i <= 0 {
			continue
		}
		tail := letters(title[i+len(sep):])
		host, _, _ := strings.Cut(domain, ".")
		if tail != "" && (tail == letters(name) || tail == letters(domain) || tail == letters(host) || tail == "the"+letters(host)) {
			return strings.TrimSpace(title[:i])
		}
	}
	return title
}

// letters is s in small letters, with letters and digits alone.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// addAuthors appends names that are not there yet.
func addAuthors(to []string, names ...string) []string {
	for _, n := range names {
		if n == "" || len(to) >= maxAuthors || slices.ContainsFunc(to, func(have string) bool { return strings.EqualFold(have, n) }) {
			continue
		}
		to = append(to, n)
	}
	return to
}

// splitAuthors takes a byline apart: "By Ana Petrov and Ben Okoro, Political
// Editor" is two authors.
func splitAuthors(s string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(line(s, 10*maxAuthor), func(r rune) bool { return r == ';' || r == '|' || r == '•' || r == '·' }) {
		for _, p := range splitCommas(cleanAuthor(part)) {
			for _, name := range splitAnd(p) {
				out = addAuthors(out, cleanAuthor(name))
			}
		}
	}
	return out
}

// splitCommas splits at commas that stand between names, and leaves out what
// comes after a name and is not one: an office, a place.
func splitCommas(s string) []string {
	parts := strings.Split(s, ",")
	out := parts[:1]
	for _, p := range parts[1:] {
		p = strings.TrimSpace(p)
		p = strings.TrimSpace(strings.TrimPrefix(p, "and "))
		if isName(p) || len(strings.Fields(p)) > 1 && len(splitAnd(p)) > 1 {
			out = append(out, p)
		}
	}
	return out
}

// splitAnd splits "Ana Petrov and Ben Okoro" and leaves "Health and Science
// Desk" whole.
func splitAnd(s string) []string {
	for _, and := range []string{" and ", " & ", " with "} {
		a, b, ok := strings.Cut(s, and)
		if ok && isAuthor(a) && (isAuthor(b) || len(splitAnd(b)) > 1) {
			return append([]string{a}, splitAnd(b)...)
		}
	}
	return []string{s}
}

// isAuthor reports whether s, one side of an "and", can be an author alone: a
// name of two words or more, or an agency known by its letters.
func isAuthor(s string) bool {
	s = strings.TrimSpace(s)
	return isName(s) || s == "Reuters" || len(s) >= 2 && len(s) <= 5 && strings.ToUpper(s) == s && letters(s) != ""
}

// offices are words that name a post or a desk, not a person.
var offices = set(`editor correspondent reporter writer staff columnist chief bureau desk news team deputy senior political
	business science health sports sport foreign national international economics contributor producer analyst associate`)

// isName reports whether s looks like the name of a person or an agency: two
// to five words, the first and the last with a capital, none of them an office.
func isName(s string) bool {
	f := strings.Fields(s)
	if len(f) < 2 || len(f) > 5 || !capital(f[0]) || !capital(f[len(f)-1]) {
		return false
	}
	return !slices.ContainsFunc(f, func(w string) bool { return w == "of" || offices[strings.ToLower(w)] })
}

// capital reports whether a word can begin a name; scripts without capital
// letters can't tell.
func capital(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) || unicode.IsLetter(r) && !unicode.IsLower(r)
}

var months = set("jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october november december")

// withoutDate cuts a byline as it stands on a page at its date: "Ana Petrov
// March 3, 2026" is Ana Petrov.
func withoutDate(s string) string {
	low := strings.ToLower(s)
	for _, w := range []string{"published", "updated", "last updated", "posted"} {
		if strings.HasPrefix(low, w) {
			return ""
		}
	}
	if i := strings.IndexFunc(s, unicode.IsDigit); i >= 0 {
		s = s[:i]
	}
	f := strings.Fields(s)
	for len(f) > 2 && (months[strings.ToLower(strings.Trim(f[len(f)-1], ".,"))] || len(f[len(f)-1]) < 2) {
		f = f[:len(f)-1]
	}
	return strings.Join(f, " ")
}

// noAuthors are what programs write where nobody gave a name.
var noAuthors = set("admin administrator webmaster root user unknown null undefined none author editor wordpress anonymous")

// cleanAuthor takes "By" and the place off a name. What is no name (an
// address, a handle, "admin") gives "".
func cleanAuthor(s string) string {
	s = line(stripTags(s), maxAuthor)
	low := strings.ToLower(s)
	for _, by := range []string{"written by ", "words by ", "story by ", "reported by ", "posted by ", "article by ", "by: ", "by "} {
		if strings.HasPrefix(low, by) {
			s = strings.TrimSpace(s[len(by):])
			break
		}
	}
	if i := strings.Index(s, " in "); i > 0 && isName(s[:i]) && capital(s[i+len(" in "):]) {
		s = s[:i]
	}
	s = strings.Trim(s, " ,;:/|-–—")
	switch low := strings.ToLower(s); {
	case letters(s) == "", noAuthors[low], strings.HasPrefix(s, "@"), strings.Contains(s, "@") && !strings.Contains(s, " "):
		return ""
	case strings.Contains(low, "://"), strings.HasPrefix(low, "www."), strings.HasPrefix(low, "facebook.com"):
		return ""
	}
	return s
}
