package work

import (
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/queue"
)

// What can't succeed at any time is parked at once, with what to do about it.
func TestJobsThatCanNeverSucceed(t *testing.T) {
	do := Jobs(nil)
	for _, c := range []struct {
		job  queue.Job
		says string
	}{
		{queue.Job{Kind: "translate", Load: []byte(`{}`)}, "does not know jobs of kind"},
		{queue.Job{Kind: queue.Analyze}, "drop it and add the article again"},
		{queue.Job{Kind: queue.Analyze, Load: []byte(`{"schema":`)}, "drop it and add the article again"},
	} {
		_, err := do(t.Context(), c.job)
		c.job.Attempts = 1
		if err == nil || !strings.Contains(err.Error(), c.says) || !c.job.Ends(err) {
			t.Errorf("%s %q: %v; want it parked, saying %q", c.job.Kind, c.job.Load, err, c.says)
		}
	}
}
