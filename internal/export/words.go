package export

import (
	"net/url"
	"strconv"

	"github.com/hearsay-news/hearsay/article"
)

// Grouped is a number with its thousands apart: 1,234,567.
func Grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count is a number of things: "1 article", "2,000 articles".
func Count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return Grouped(n) + " " + thing + "s"
}

// Day is the day of a moment in words: "1 March 2026"; "" where it is not known.
func Day(m article.Moment) string {
	if m.IsZero() {
		return ""
	}
	return m.Time.Format("2 January 2006")
}

// WebURL is s if it is an address on the web, else "".
func WebURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}
