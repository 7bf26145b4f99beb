package robots

import (
	"strings"
	"testing"
	"time"
)

// Each case is a file, an address and the answer for the program Hearsay.
var cases = []struct {
	name, file, target string
	want               bool
}{
	{"no file", "", "/a", true},
	{"all", "User-agent: *\nDisallow: /", "/a", false},
	{"nothing", "User-agent: *\nDisallow:", "/a", true},
	{"prefix", "User-agent: *\nDisallow: /fish", "/fishheads/yummy.html", false},
	{"case of the path", "User-agent: *\nDisallow: /fish", "/Fish.asp", true},
	{"not a prefix", "User-agent: *\nDisallow: /fish", "/catfish", true},
	{"a folder", "User-agent: *\nDisallow: /fish/", "/fish", true},
	{"longest wins", "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
	{"longest wins, the other way", "User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", false},
	{"as long: allow", "User-agent: *\nDisallow: /page\nAllow: /page", "/page", true},
	{"as long: allow, in any order", "User-agent: *\nAllow: /page\nDisallow: /page", "/page", true},
	{"star", "User-agent: *\nDisallow: /*.php", "/folder/x.php?parameters", false},
	{"star, not there", "User-agent: *\nDisallow: /*.php", "/folder/x.PHP", true},
	{"star and end", "User-agent: *\nDisallow: /*.php$", "/x.php?a", true},
	{"star and end, there", "User-agent: *\nDisallow: /*.php$", "/x.php5.php", false},
	{"two stars", "User-agent: *\nDisallow: /a*b*c", "/a1b2c3", false},
	{"pieces do not overlap", "User-agent: *\nDisallow: /ab*ba$", "/aba", true},
	{"end alone", "User-agent: *\nDisallow: /$", "/", false},
	{"end alone, more", "User-agent: *\nDisallow: /$", "/a", true},
	{"a pattern of a star", "User-agent: *\nDisallow: *", "/a", false},
	{"dollar inside", "User-agent: *\nDisallow: /a$b", "/a$b", false},
	{"query", "User-agent: *\nDisallow: /*?print=", "/a?print=1", false},
	{"encoded rule", "User-agent: *\nDisallow: /caf%C3%A9", "/café", false},
	{"encoded address", "User-agent: *\nDisallow: /café", "/caf%c3%a9", false},
	{"encoded without need", "User-agent: *\nDisallow: /%61b", "/ab", false},
	{"an encoded slash is no slash", "User-agent: *\nDisallow: /a/b", "/a%2Fb", true},
	{"broken encoding", "User-agent: *\nDisallow: /a%zz", "/a%zz", false},
	{"named group", "User-agent: *\nDisallow: /\n\nUser-agent: hearsay\nDisallow: /b", "/a", true},
	{"named group, its rule", "User-agent: *\nAllow: /\nUser-agent: HEARSAY/2.0\nDisallow: /b", "/b", false},
	{"named group without rules", "User-agent: *\nDisallow: /\nUser-agent: Hearsay\n", "/a", true},
	{"another's group", "User-agent: Otherbot\nDisallow: /", "/a", true},
	{"a longer name is another", "User-agent: Hearsay-news\nDisallow: /", "/a", true},
	{"groups of one name are one", "User-agent: Hearsay\nDisallow: /a\nUser-agent: x\nDisallow: /c\nUser-agent: hearsay\nDisallow: /b", "/a", false},
	{"groups of one name are one, second", "User-agent: Hearsay\nDisallow: /a\nUser-agent: x\nDisallow: /c\nUser-agent: hearsay\nDisallow: /b", "/b", false},
	{"groups of one name are one, not others", "User-agent: Hearsay\nDisallow: /a\nUser-agent: x\nDisallow: /c\nUser-agent: hearsay\nDisallow: /b", "/c", true},
	{"one group, two names", "User-agent: x\nUser-agent: Hearsay\nDisallow: /a", "/a", false},
	{"one group, two names, a line between", "User-agent: x\nCrawl-delay: soon\nUser-agent: Hearsay\nDisallow: /a", "/a", false},
	{"rule before any group", "Disallow: /\nUser-agent: *\nDisallow: /b", "/a", true},
	{"missing colon", "User-agent: *\nDisallow /\nDisallow: /b", "/a", true},
	{"missing colon, the rest stands", "User-agent: *\nDisallow /a\nDisallow: /b", "/b", false},
	{"odd crawl delay", "User-agent: *\nCrawl-delay: soon\nDisallow: /b", "/b", false},
	{"comments and blanks", "# hello\n  user-AGENT :  *  # all\n\n\tDISALLOW:  /b   # b\n", "/b", false},
	{"byte order mark", "\ufeffUser-agent: *\nDisallow: /", "/a", false},
	{"line ends", "User-agent: *\r\nDisallow: /a\rDisallow: /b", "/b", false},
	{"sitemap is no rule", "User-agent: *\nSitemap: https://a.example/s.xml\nDisallow: /b", "/b", false},
	{"robots.txt itself", "User-agent: *\nDisallow: /", "/robots.txt", true},
	{"an address without a path", "User-agent: *\nDisallow: /", "", false},
	{"a page of HTML", "<!DOCTYPE html><title>Not found: here</title>\n<p>Disallow: /", "/a", true},
}

func TestAllowed(t *testing.T) {
	for _, c := range cases {
		if got := Parse([]byte(c.file), "Hearsay").Allowed(c.target); got != c.want {
			t.Errorf("%s: Allowed(%s) = %v in\n%s", c.name, c.target, got, c.file)
		}
	}
}

func TestNone(t *testing.T) {
	if None.Allowed("/a") {
		t.Error("None allows /a")
	}
}

func TestMaxSize(t *testing.T) {
	file := "User-agent: *\nDisallow: /a\n" + strings.Repeat("#\n", MaxSize/2) + "Disallow: /b\n"
	rules := Parse([]byte(file), "Hearsay")
	if rules.Allowed("/a") || !rules.Allowed("/b") {
		t.Error("the rules beyond the limit are read, or those before it are not")
	}
}

// A file of stars must not cost more than its size times the address.
func TestHostilePattern(t *testing.T) {
	file := "User-agent: *\nDisallow: /" + strings.Repeat("a*", MaxSize/2)
	if !Parse([]byte(file), "Hearsay").Allowed("/" + strings.Repeat("a", 8<<10)) {
		t.Error("an address shorter than the pattern is refused")
	}
}

func FuzzAllowed(f *testing.F) {
	for _, c := range cases {
		f.Add(c.file, c.target)
	}
	f.Fuzz(func(t *testing.T, file, target string) {
		rules := Parse([]byte(file), "Hearsay")
		// How an address is encoded never matters.
		if rules.Allowed(target) != rules.Allowed(normal(target)) {
			t.Errorf("%q and %q differ in\n%s", target, normal(target), file)
		}
	})
}

func TestDelay(t *testing.T) {
	for file, want := range map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 10":                                        10 * time.Second,
		"User-agent: *\nCrawl-Delay: 0.5 # often\nDisallow: /a":                 500 * time.Millisecond,
		"User-agent: *\nCrawl-delay: 10\nUser-agent: hearsay\nCrawl-delay: 2":   2 * time.Second,
		"User-agent: *\nCrawl-delay: 10\nUser-agent: hearsay\nDisallow: /a":     0,
		"User-agent: other\nCrawl-delay: 10":                                    0,
		"User-agent: *\nCrawl-delay: -1":                                        0,
		"User-agent: *\nCrawl-delay: NaN\nCrawl-delay: Inf\nCrawl-delay: 1e300": 0,
		"User-agent: *\nCrawl-delay: soon":                                      0,
		"Crawl-delay: 10":                                                       0,
	} {
		if got := Parse([]byte(file), "Hearsay").Delay; got != want {
			t.Errorf("%q: delay %v, want %v", file, got, want)
		}
	}
}
