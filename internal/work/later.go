package work

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/record"
)

// Later is the job that analyses an article. The same text of an article is
// queued once.
func Later(a *article.Article) (queue.Job, error) {
	a.Identify()
	load, err := json.Marshal(&record.Record{Article: a})
	if err != nil {
		return queue.Job{}, fmt.Errorf("queue article %s: %w", a.ID, err)
	}
	sum := sha256.Sum256(load)
	return queue.Job{Kind: queue.Analyze, Key: fmt.Sprintf("%s %x", a.ID, sum[:8]), Load: load}, nil
}

// Jobs runs the jobs of every kind, those of articles through [One].
func Jobs(z Analyzer) queue.Do {
	return func(ctx context.Context, j queue.Job) (queue.Result, error) {
		if j.Kind != queue.Analyze {
			return queue.Result{}, queue.Never(fmt.Errorf("this version of Hearsay does not know jobs of kind %q; work on it with a newer one", j.Kind))
		}
		if j.Load == nil {
			return queue.Result{}, queue.Never(errors.New("its article is damaged; drop it and add the article again"))
		}
		waiting := &record.Record{}
		if err := json.Unmarshal(j.Load, waiting); err != nil {
			return queue.Result{}, queue.Never(fmt.Errorf("read job: %w; drop it and add the article again", err))
		}
		r, err := One(ctx, z, waiting.Article, nil)
		if err != nil {
			return queue.Result{}, err
		}
		return queue.Result{Records: []*record.Record{r}}, nil
	}
}
