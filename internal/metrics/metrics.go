// Package metrics counts what a server does, for Prometheus, and says whether it
// lives.
//
//	m := metrics.New(st, hearsay.Version)
//	mux.Handle("GET /metrics", m)
//	mux.HandleFunc("GET /healthz", metrics.Healthy)
//	mux.HandleFunc("GET /readyz", metrics.Ready(st))
//	http.Serve(l, m.Count(guard.Handler(metrics.Name(mux))))
//
// [Metrics.Count] stands before everything, so that it counts what is refused as
// well; [Name], right before the mux, tells it which route a request took.
package metrics

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/hearsay-news/hearsay/internal/queue"
	"github.com/hearsay-news/hearsay/internal/store"
)

// Store is what is counted.
type Store interface {
	Stats(ctx context.Context) (*store.Stats, error)
	CountJobs(ctx context.Context) (map[queue.State]int, error)
	Feeds(ctx context.Context) ([]store.Feed, error)
}

// Metrics answers with what was counted.
type Metrics struct {
	http.Handler
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
}

// New returns metrics of a server and of the collection that it serves.
func New(st Store, version string) *Metrics {
	m := &Metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hearsay_http_requests_total", Help: "Requests answered."}, []string{"route", "code"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hearsay_http_request_duration_seconds", Help: "How long answers took.", Buckets: []float64{.005, .02, .05, .1, .2, .5, 1, 5, 30},
		}, []string{"route"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "hearsay_build_info", Help: "1, with the version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	r := prometheus.NewRegistry()
	r.MustRegister(m.requests, m.took, build, &collection{st: st}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.Handler = promhttp.HandlerFor(r, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
	return m
}

// routeKey is the key of the route in a context.
type routeKey struct{}

// unnamed is the route of requests that took none.
const unnamed = "none"

// Count counts the requests to a handler.
func (m *Metrics) Count(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route, began := unnamed, time.Now()
		seen := &status{ResponseWriter: w, code: http.StatusOK}
		defer func() {
			m.requests.WithLabelValues(route, strconv.Itoa(seen.code)).Inc()
			m.took.WithLabelValues(route).Observe(time.Since(began).Seconds())
		}()
		h.ServeHTTP(seen, r.WithContext(context.WithValue(r.Context(), routeKey{}, &route)))
	})
}

// Name tells [Metrics.Count] the route of each request to a mux.
func Name(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if route, ok := r.Context().Value(routeKey{}).(*string); ok && r.Pattern != "" {
				*route = r.Pattern
			}
		}()
		mux.ServeHTTP(w, r)
	})
}

// status sees the status of an answer.
type status struct {
	http.ResponseWriter
	code int
}

// Unwrap is for [http.ResponseController].
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Flush is for those who know no [http.ResponseController].
func (s *status) Flush() { _ = http.NewResponseController(s.ResponseWriter).Flush() }

// What is known of a collection.
var (
	articles   = prometheus.NewDesc("hearsay_articles", "Articles in the collection, newest versions.", nil, nil)
	refused    = prometheus.NewDesc("hearsay_articles_refused", "Articles without findings.", nil, nil)
	statements = prometheus.NewDesc("hearsay_statements", "Statements in the collection.", nil, nil)
	bytes      = prometheus.NewDesc("hearsay_bytes", "Size of the collection on disk.", nil, nil)
	jobs       = prometheus.NewDesc("hearsay_jobs", "Jobs in the queue.", []string{"state"}, nil)
	feeds      = prometheus.NewDesc("hearsay_feeds", "Feeds that are followed.", []string{"state"}, nil)
	up         = prometheus.NewDesc("hearsay_up", "1 where the collection answers.", nil, nil)
)

// collection counts what is in a collection.
type collection struct {
	st Store

	mu      sync.Mutex
	stats   *store.Stats // as they were then: counting takes a while
	counted time.Time
}

// How long the counts of a collection are good, and how long counting may take.
const (
	fresh   = time.Minute
	longest = 10 * time.Second
)

// Describe implements [prometheus.Collector].
func (c *collection) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{articles, refused, statements, bytes, jobs, feeds, up} {
		to <- d
	}
}

// Collect implements [prometheus.Collector].
func (c *collection) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	if err := c.collect(ctx, gauge); err != nil {
		gauge(up, 0)
		return
	}
	gauge(up, 1)
}

func (c *collection) collect(ctx context.Context, gauge func(*prometheus.Desc, float64, ...string)) error {
	n, err := c.count(ctx)
	if err != nil {
		return err
	}
	waiting, err := c.st.CountJobs(ctx)
	if err != nil {
		return err
	}
	all, err := c.st.Feeds(ctx)
	if err != nil {
		return err
	}
	failing := 0
	for _, f := range all {
		if f.Failures > 0 {
			failing++
		}
	}
	gauge(articles, float64(n.Articles))
	gauge(refused, float64(n.Refused))
	gauge(statements, float64(n.Statements))
	gauge(bytes, float64(n.Bytes))
	for _, state := range queue.States {
		gauge(jobs, float64(waiting[state]), string(state))
	}
	gauge(feeds, float64(len(all)-failing), "fine")
	gauge(feeds, float64(failing), "failing")
	return nil
}

func (c *collection) count(ctx context.Context) (*store.Stats, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.counted) < fresh {
		return c.stats, nil
	}
	n, err := c.st.Stats(ctx)
	if err == nil {
		c.stats, c.counted = n, time.Now()
	}
	return n, err
}

// Healthy answers that the server lives.
func Healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "ok\n")
}

// patience is how long the collection may take to answer before the server counts
// as not ready.
const patience = 3 * time.Second

// Ready answers whether the collection answers, too.
func Ready(st Store) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		if _, err := st.CountJobs(ctx); err != nil {
			http.Error(w, "the collection does not answer", http.StatusServiceUnavailable)
			return
		}
		Healthy(w, r)
	}
}
