package link

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"
	"syscall"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/sqlite"
	"github.com/hearsay-news/hearsay/internal/trace"
	"github.com/hearsay-news/hearsay/record"
)

func TestZZ(t *testing.T) {
	st, err := sqlite.Open(t.Context(), os.Getenv("ZZDB"))
	if err != nil { t.Fatal(err) }
	defer st.Close()
	t0 := time.Now()
	var r0 syscall.Rusage
	syscall.Getrusage(0, &r0)
	c0 := time.Duration(r0.Utime.Nano()+r0.Stime.Nano())
	tl := t0
	n, err := All(t.Context(), st, func(d, l int) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if d % 500 < 100 { fmt.Println(d, l, time.Since(tl).Round(time.Millisecond), m.HeapAlloc>>20, m.Sys>>20) }
		tl = time.Now()
	})
	if err != nil { t.Fatal(err) }
	d := time.Since(t0)
	var ru syscall.Rusage
	syscall.Getrusage(0, &ru)
	t.Logf("cpu each %v, max rss %d MB", (time.Duration(ru.Utime.Nano()+ru.Stime.Nano())-c0)/time.Duration(max(n, 1)), ru.Maxrss>>10)
	t.Logf("linked %d in %v, %v each", n, d, d/time.Duration(max(n,1)))
	var all []*record.Record
	for r, err := range st.Records(t.Context(), &store.Query{}) {
		if err != nil { t.Fatal(err) }
		if r.Refused == "" { all = append(all, r) }
	}
	t0 = time.Now()
	want, err := trace.Stories(t.Context(), all, trace.Options{})
	if err != nil { t.Fatal(err) }
	t.Logf("one trace of %d: %v", len(all), time.Since(t0))
	gold := map[string]int{}
	size := map[int]int{}
	multi := 0
	for k, s := range want { if len(s) > 1 {multi++}; for _, r := range s { gold[r.Article.ID] = k; size[k]++ } }
	found := map[string]int64{}
	fsize := map[int64]int{}
	both := map[[2]int64]int{}
	var ids []string
	for _, r := range all {
		id := r.Article.ID
		ids = append(ids, id)
		b, err := st.Bonds(t.Context(), []string{id})
		if err != nil { t.Fatal(err) }
		f := b[id].Story
		if f == 0 { f = -int64(len(ids)) }
		found[id] = f
		fsize[f]++
		both[[2]int64{int64(gold[id]), f}]++
	}
	var p, r float64
	var p2, r2, n2 float64
	for _, id := range ids {
		b := float64(both[[2]int64{int64(gold[id]), found[id]}])
		x, y := b/float64(fsize[found[id]]), b/float64(size[gold[id]])
		p += x; r += y
		if size[gold[id]] > 1 || fsize[found[id]] > 1 { p2 += x; r2 += y; n2++ }
	}
	N := float64(len(ids))
	t.Logf("B3 all P %.4f R %.4f; in stories (%v articles) P %.4f R %.4f; %d stories", p/N, r/N, n2, p2/n2, r2/n2, multi)
	list, _ := st.Stories(t.Context(), store.StoryQuery{Sort: store.Largest, Size: 8})
	for _, x := range list { t.Logf("s%d %d>%d>%d>%d %s %v", x.ID, x.Reports, x.Texts, x.Own, x.Origins, x.Title, x.Terms) }
	ws := make([]int, 0)
	for _, s := range want { ws = append(ws, len(s)) }
	mx := 0
	for _, w := range ws { mx = max(mx, w) }
	t.Log("largest of one trace", mx)
}
