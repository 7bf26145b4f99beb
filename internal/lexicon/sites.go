package lexicon

import (
	_ "embed"
	"sort"
	"strings"
)

//go:embed sites.txt
var siteFile string

// siteName is the name of the news site at a host, as sites.txt has it. The
// file is searched where it lies: a table of it would cost every start of the
// program more than the few hosts that it is asked for.
func siteName(host string) (string, bool) {
	line := func(i int) (from, to int) {
		from = strings.LastIndexByte(siteFile[:i], '\n') + 1
		to = strings.IndexByte(siteFile[from:], '\n') + from
		return from, to
	}
	i := sort.Search(len(siteFile)-1, func(i int) bool {
		from, to := line(i)
		if siteFile[from] == '#' {
			return false
		}
		h, _, _ := strings.Cut(siteFile[from:to], "|")
		return h >= host
	})
	from, to := line(i)
	h, name, _ := strings.Cut(siteFile[from:to], "|")
	return name, h == host
}
