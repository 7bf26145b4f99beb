package cli

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hearsay-news/hearsay/internal/export"
)

// refusals counts articles that were refused, by the reason. They are kept like
// others, so they are among those that a command has added or known.
type refusals map[string]int

// add counts what the record of an article says of that.
func (re refusals) add(refused string) {
	if reason, _, _ := strings.Cut(refused, ":"); reason != "" {
		re[reason]++
	}
}

func (re refusals) sum() (n int) {
	for _, some := range re {
		n += some
	}
	return n
}

// behind says which of the articles that stand before it were refused:
// ", of these 3 refused (2 language, 1 paywall)".
func (re refusals) behind() string {
	if len(re) == 0 {
		return ""
	}
	reasons := slices.SortedFunc(maps.Keys(re), func(a, b string) int { return cmp.Or(re[b]-re[a], strings.Compare(a, b)) })
	for i, reason := range reasons {
		reasons[i] = export.Grouped(re[reason]) + " " + reason
	}
	return fmt.Sprintf(", of these %s refused (%s)", export.Grouped(re.sum()), strings.Join(reasons, ", "))
}
