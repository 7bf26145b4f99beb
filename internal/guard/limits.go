package guard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/hearsay-news/hearsay/internal/store"
)

// How often somebody may try to log in: from one address, and with one name.
const (
	loginBurst = 10
	loginPause = 10 * time.Second // for each further try
	nameBurst  = 30
)

var loginRate = rate.Every(loginPause)

// spending is how often visitors may ask for what is expensive, by their role.
var spending = map[store.Role]struct {
	every rate.Limit
	burst int
}{
	store.Reader: {1, 20},
	store.Editor: {20, 200},
}

// limits are how often each of some may do something.
type limits struct {
	mu  sync.Mutex
	all map[string]*limit
}

type limit struct {
	*rate.Limiter
	used time.Time
}

// mostLimits is how many are remembered: when there are more, those are forgotten
// that have been quiet for forgotten.
const (
	mostLimits = 10_000
	forgotten  = 10 * time.Minute
)

func newLimits() *limits { return &limits{all: map[string]*limit{}} }

// allow reports whether somebody may do it now.
func (l *limits) allow(who string, every rate.Limit, burst int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	x := l.all[who]
	if x == nil {
		if len(l.all) >= mostLimits {
			l.forget(now)
		}
		x = &limit{Limiter: rate.NewLimiter(every, burst)}
		l.all[who] = x
	}
	x.used = now
	return x.AllowN(now, 1)
}

// forget forgets who has been quiet; where all are busy, it forgets all.
func (l *limits) forget(now time.Time) {
	for who, x := range l.all {
		if now.Sub(x.used) > forgotten {
			delete(l.all, who)
		}
	}
	if len(l.all) >= mostLimits {
		clear(l.all)
	}
}

// Spend counts that whoever asks has something expensive done, and reports whether
// that was not too often. Who need not say who it is may do it at will.
func Spend(ctx context.Context) bool {
	v := From(ctx)
	if v == nil || v.spends == nil {
		return true
	}
	s := spending[v.Role]
	return v.spends.allow(fmt.Sprint(v.Account, " ", v.Name), s.every, s.burst)
}

// tooOften asks to come again later.
func tooOften(w http.ResponseWriter, r *http.Request, pause time.Duration) {
	w.Header().Set("Retry-After", fmt.Sprint(int(pause.Seconds())))
	refuse(w, r, http.StatusTooManyRequests, fmt.Sprintf("this was tried too often; try again in %v", pause))
}

// Turns bound how many do something at once.
type Turns chan struct{}

// NewTurns lets so many at once.
func NewTurns(n int) Turns { return make(Turns, n) }

// ErrBusy says that too many were at it, for too long.
var ErrBusy = errors.New("too much is asked for at once; try again in a moment")

// longestTurn is how long somebody waits for a turn.
const longestTurn = 20 * time.Second

// Take waits for a turn, which lasts until done is called; or the error is that of
// ctx, or ErrBusy.
func (t Turns) Take(ctx context.Context) (done func(), err error) {
	wait := time.NewTimer(longestTurn)
	defer wait.Stop()
	select {
	case t <- struct{}{}:
		return func() { <-t }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-wait.C:
		return nil, ErrBusy
	}
}
