package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hearsay-news/hearsay/internal/store"
	"github.com/hearsay-news/hearsay/internal/store/driver"
	pg "github.com/hearsay-news/hearsay/internal/store/postgres"
	"github.com/hearsay-news/hearsay/internal/store/sqlite"
	"github.com/hearsay-news/hearsay/record"
)

var (
	loadStore       = flag.String("load", "", "collection that TestLoad serves; give it a copy, since serve works on what waits in it")
	loadTime        = flag.Duration("load-time", 30*time.Second, "how long TestLoad asks for pages")
	loadConnections = flag.Int("load-connections", 2, "connections that TestLoad asks over")
)

// TestLoad asks `hearsay serve` for pages of a large collection over several
// connections, each for one page after the other, and says how long they took,
// how many were answered a second, and the peak of the server's memory. Which pages
// these are is drawn by chance, in every run the same.
//
//	go test ./cmd/hearsay -run TestLoad -v -load copy.db
func TestLoad(t *testing.T) {
	if *loadStore == "" {
		t.Skip("it needs a large collection; name a copy of one with -load")
	}
	visits := plan(t, *loadStore)
	cmd, base := served(t, *loadStore)
	var all sync.WaitGroup
	times := make([]map[string][]visit, *loadConnections)
	began, idle := time.Now(), processorTime(cmd.Process.Pid)
	for i := range times {
		all.Go(func() { times[i] = browse(t, base, visits, uint64(i), began.Add(*loadTime)) })
	}
	all.Wait()
	took := time.Since(began)
	byKind := map[string][]visit{}
	for _, some := range times {
		for kind, list := range some {
			byKind[kind] = append(byKind[kind], list...)
			byKind["all pages"] = append(byKind["all pages"], list...)
			if strings.HasPrefix(kind, "search: ") {
				byKind["search"] = append(byKind["search"], list...)
			}
		}
	}
	pages := float64(len(byKind["all pages"]))
	busy := processorTime(cmd.Process.Pid) - idle
	t.Logf("%d connections, %d processors: %.1f requests/s; of the server's processor time %.1f ms a request, and %.0f%% of one processor; peak of memory %s",
		*loadConnections, runtime.NumCPU(), pages/took.Seconds(), busy.Seconds()*1000/pages, 100*busy.Seconds()/took.Seconds(), peakOf(cmd.Process.Pid))
	t.Log(timesTable(byKind))
}

// visit is a page that was asked for.
type visit struct {
	path string
	took time.Duration
	size int // of the answer as it was sent, in bytes
}

// kind is one kind of page, with the addresses of some.
type kind struct {
	name   string
	weight int // how often it is asked for, beside others
	paths  []string
}

// browse asks for pages until a moment.
func browse(t *testing.T, base string, kinds []kind, seed uint64, until time.Time) map[string][]visit {
	dice := rand.New(rand.NewPCG(seed, 2))
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}} // it is asked for, not undone
	out := map[string][]visit{}
	var bag []int
	for i, k := range kinds {
		bag = append(bag, slices.Repeat([]int{i}, k.weight)...)
	}
	for time.Now().Before(until) {
		k := kinds[bag[dice.IntN(len(bag))]]
		v, err := ask(client, base, k.paths[dice.IntN(len(k.paths))])
		if err != nil {
			t.Errorf("%s: %v", k.name, err)
			return out
		}
		out[k.name] = append(out[k.name], v)
	}
	return out
}

func ask(client *http.Client, base, path string) (visit, error) {
	began := time.Now()
	req, err := http.NewRequest("GET", base+path, nil)
	if err != nil {
		return visit{}, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	answer, err := client.Do(req)
	if err != nil {
		return visit{}, err
	}
	defer answer.Body.Close()
	n, err := io.Copy(io.Discard, answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, answer.Status)
	}
	return visit{path, time.Since(began), int(n)}, err
}

// served starts the program as users have it, on a port of its choice.
func served(t *testing.T, db string) (cmd *exec.Cmd, base string) {
	cmd = exec.Command(build(t), "serve", "--listen", "127.0.0.1:0", "--store", db)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, cmd)
	line, err := bufio.NewReader(out).ReadString('\n')
	i := strings.LastIndex(line, "http://")
	if err != nil || i < 0 {
		t.Fatalf("serve says %q: %v", line, err)
	}
	return cmd, strings.TrimSpace(line[i:])
}

// peakOf is the most memory that a process has held so far.
func peakOf(pid int) string {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "not known: " + err.Error()
	}
	for line := range strings.Lines(string(status)) {
		if peak, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(peak)
		}
	}
	return "not known"
}

// processorTime is what a process has used so far; 0 where that is not known.
func processorTime(pid int) time.Duration {
	const tick = 10 * time.Millisecond // of a clock that Linux keeps at 100 a second
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var sum time.Duration
	for _, field := range fields[11:13] { // in user mode, and in the system's
		n, err := strconv.Atoi(field)
		if err != nil {
			return 0
		}
		sum += time.Duration(n) * tick
	}
	return sum
}

// timesTable has a line for each kind of page.
func timesTable(byKind map[string][]visit) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-20s %7s %7s %7s %7s %7s %6s  slowest", "milliseconds", "pages", "median", "p95", "p99", "max", "kB")
	for _, name := range slices.Sorted(maps.Keys(byKind)) {
		list := byKind[name]
		slices.SortFunc(list, func(a, b visit) int { return cmp.Compare(a.took, b.took) })
		at := func(share float64) float64 {
			i := min(int(math.Ceil(share*float64(len(list))))-1, len(list)-1)
			return float64(list[i].took.Microseconds()) / 1000
		}
		size := 0
		for _, v := range list {
			size += v.size
		}
		slowest := list[len(list)-1].path
		fmt.Fprintf(&b, "\n%-20s %7d %7.1f %7.1f %7.1f %7.1f %6.1f  %s", name, len(list), at(.5), at(.95), at(.99), at(1), float64(size)/float64(len(list))/1000, slowest[:min(len(slowest), 70)])
	}
	return b.String()
}

// planner draws pages of a collection.
type planner struct {
	t    *testing.T
	s    store.Store
	dice *rand.Rand
	some []*record.Record // articles of all times
}

// loadSample is how many articles pages are drawn from.
const loadSample = 400

// plan draws the pages that are asked for.
func plan(t *testing.T, at string) []kind {
	ctx := context.Background()
	var s store.Store
	var err error
	if pg.Is(at) {
		s, err = pg.Open(ctx, at, false)
	} else if _, err = os.Stat(at); err == nil {
		s, err = sqlite.Open(ctx, at)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := &planner{t: t, s: s, dice: rand.New(rand.NewPCG(1, 2))}
	p.sample()
	kinds := []kind{
		{"start", 4, []string{"/"}},
		{"article", 30, p.each(func(r *record.Record) string { return "/article/" + url.PathEscape(r.Article.ID) })},
		{"person", 16, p.people()},
		{"people", 2, []string{"/people", "/people?kind=person", "/people?name=john", "/people?name=smith"}},
		{"outlet", 6, p.each(func(r *record.Record) string {
			return "/outlet/" + url.PathEscape(cmp.Or(r.Article.Outlet.Name, r.Article.Outlet.Domain))
		})},
		{"stories", 3, []string{"/stories", "/stories?sort=largest", "/stories?sort=independent", "/stories?words=house"}},
	}
	for _, like := range p.searches() {
		kinds = append(kinds, kind{"search: " + like.what, 4, p.each(like.path)})
	}
	return append(kinds, p.stories()...)
}

// sample draws articles with statements, from all times alike.
func (p *planner) sample() {
	all, err := p.s.Stats(context.Background())
	if err != nil {
		p.t.Fatal(err)
	}
	first, last := driver.Place(all.Oldest, 0), driver.Place(all.Newest, driver.MostArticles-1)
	for range 4 * loadSample {
		list, _, err := p.s.Articles(context.Background(), store.Page{Size: 1, After: first + p.dice.Int64N(last-first)})
		if err != nil {
			p.t.Fatal(err)
		}
		if len(list) > 0 && len(list[0].Record.Attributions) > 0 && len(p.some) < loadSample {
			p.some = append(p.some, list[0].Record)
		}
	}
	if len(p.some) == 0 {
		p.t.Fatalf("%s has no articles with statements", *loadStore)
	}
}

// each makes an address of each article of the sample; those that are empty are
// left out.
func (p *planner) each(address func(*record.Record) string) []string {
	var out []string
	for _, r := range p.some {
		if a := address(r); a != "" {
			out = append(out, a)
		}
	}
	return out
}

// ranks are so many places in a list of n, near its beginning most of all.
func (p *planner) ranks(n, most int) []int {
	var out []int
	for range most {
		out = append(out, int(math.Exp(p.dice.Float64()*math.Log(float64(n)))))
	}
	return out
}

// people are from those with most statements to those with few.
func (p *planner) people() []string {
	const most = 20_000
	list, err := p.s.Entities(context.Background(), store.EntityQuery{Kind: record.Person, Size: most})
	if err != nil || len(list) == 0 {
		p.t.Fatalf("people: %d, %v", len(list), err)
	}
	var out []string
	for _, i := range p.ranks(len(list), loadSample/2) {
		out = append(out, fmt.Sprintf("/entity/e%d", list[i-1].ID))
	}
	return out
}

// stories are from the largest to the smallest, and the largest of all.
func (p *planner) stories() []kind {
	const most = 2000
	list, err := p.s.Stories(context.Background(), store.StoryQuery{Sort: store.Largest, Size: most})
	if err != nil {
		p.t.Fatal(err)
	}
	if len(list) < 2 {
		return nil
	}
	path := func(st store.Story) string { return fmt.Sprintf("/story/s%d", st.ID) }
	var out []string
	for _, i := range p.ranks(len(list), loadSample/4) {
		if i > 1 {
			out = append(out, path(list[i-1]))
		}
	}
	return []kind{{"story", 6, out}, {fmt.Sprintf("story of %d", list[0].Reports), 4, []string{path(list[0])}}}
}

// search is a kind of query, with the address of one that finds an article.
type search struct {
	what string
	path func(*record.Record) string
}

func (p *planner) searches() []search {
	query := func(parts ...string) string {
		if slices.Contains(parts, "") {
			return ""
		}
		return "/search?" + url.Values{"q": {strings.Join(parts, " ")}}.Encode()
	}
	day := func(r *record.Record) string { return r.Article.Published.Time.UTC().Format(time.DateOnly) }
	return []search{
		{"word", func(r *record.Record) string { return query(p.words(r, 1)) }},
		{"two words", func(r *record.Record) string { return query(p.words(r, 1), p.words(r, 1)) }},
		{"phrase", func(r *record.Record) string {
			if words := p.words(r, 3); words != "" {
				return query(`"` + words + `"`)
			}
			return ""
		}},
		{"prefix", func(r *record.Record) string {
			if word := []rune(p.words(r, 1)); len(word) > 4 {
				return query(string(word[:4]) + "*")
			}
			return ""
		}},
		{"speaker", func(r *record.Record) string {
			e := r.Entity(r.Attributions[p.dice.IntN(len(r.Attributions))].Source.Entity)
			if e == nil {
				return ""
			}
			return query(`speaker:"`+plain(e.Name)+`"`, p.words(r, 1))
		}},
		{"outlet, day", func(r *record.Record) string {
			return query(`outlet:"`+plain(r.Article.Outlet.Name)+`"`, "after:"+day(r), p.words(r, 1))
		}},
		{"cites", func(r *record.Record) string {
			if len(r.Citations) == 0 {
				return ""
			}
			return query(`cites:"` + plain(r.Citations[p.dice.IntN(len(r.Citations))].Outlet) + `"`)
		}},
		{"after", func(r *record.Record) string { return query("after:" + day(r)) }},
	}
}

// plain is words without what ends a phrase.
func plain(words string) string { return strings.ReplaceAll(words, `"`, " ") }

// words are so many in a row of a statement; a single one has four letters or
// more. Where there are none it is empty.
func (p *planner) words(r *record.Record, n int) string {
	a := &r.Attributions[p.dice.IntN(len(r.Attributions))]
	all := strings.FieldsFunc(r.Words(a, a.Content.Spans), func(c rune) bool { return !store.IsWord(c) })
	if n == 1 {
		all = slices.DeleteFunc(all, func(w string) bool { return len(w) < 4 })
	}
	if len(all) < n {
		return ""
	}
	i := p.dice.IntN(len(all) - n + 1)
	return strings.Join(all[i:i+n], " ")
}
