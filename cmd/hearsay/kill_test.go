package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Killed ten times in the middle of its work, add loses nothing, keeps nothing
// twice and leaves no half of anything, in a file and in a database.
func TestAddSurvivesBeingKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it kills the program ten times; run without -short")
	}
	t.Run("file", func(t *testing.T) { t.Parallel(); addKilled(t, filepath.Join(t.TempDir(), "news.db")) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); addKilled(t, postgres(t)) })
}

func addKilled(t *testing.T, db string) {
	const articles = 400
	input := filepath.Join(t.TempDir(), "in.jsonl")
	towns(t, input, 0, articles)
	hearsay := using(db)
	kill(t, func() *exec.Cmd { return hearsay("add", input) })
	expect(t, hearsay, []step{
		{[]string{"add", input}, "articles added"},
		{[]string{"stats", "--json"}, fmt.Sprintf(`"articles":%d`, articles)},
		{[]string{"stats", "--json"}, `"older_versions":0`},
		{[]string{"doctor"}, "nothing is wrong"},
		{[]string{"add", input}, fmt.Sprintf("0 articles added, %d known before", articles)},
		{[]string{"link"}, "0 articles linked"},
	})
}

// kill starts a command ten times and kills it after a moment.
func kill(t *testing.T, command func() *exec.Cmd) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 1))
	for range 10 {
		cmd := command()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(50+random.IntN(900)) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
	}
}

// step is a command and a part of what it must say.
type step struct {
	args []string
	want string
}

func expect(t *testing.T, hearsay func(...string) *exec.Cmd, steps []step) {
	t.Helper()
	for _, s := range steps {
		if out, err := hearsay(s.args...).CombinedOutput(); err != nil || !strings.Contains(string(out), s.want) {
			t.Errorf("%v: %v, %s; want %q", s.args, err, out, s.want)
		}
	}
}

// And so does watch.
func TestWatchSurvivesBeingKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it kills the program ten times; run without -short")
	}
	const articles = 120
	s := townFeed(articles)
	defer s.Close()
	db := filepath.Join(t.TempDir(), "news.db")
	hearsay := using(db)
	expect(t, hearsay, []step{{[]string{"feeds", "add", "--allow-private", s.URL + "/feed"}, "now followed"}})
	kill(t, func() *exec.Cmd { return hearsay(watch...) })
	expect(t, hearsay, []step{
		{watch, "looked at"},
		{[]string{"stats", "--json"}, fmt.Sprintf(`"articles":%d`, articles)},
		{[]string{"stats", "--json"}, `"older_versions":0`},
		{[]string{"stats", "--json"}, `"refused":0`},
		{[]string{"feeds", "list", "--json"}, `"failures":0`},
		{[]string{"doctor"}, "nothing is wrong"},
	})
}

// watch looks once at feeds of the test's own.
var watch = []string{"watch", "--once", "--allow-private", "--pause", "5ms"}

// townFeed is a web server with a feed of so many articles, at /feed.
func townFeed(articles int) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number, ok := strings.CutPrefix(r.URL.Path, "/town/")
		switch {
		case ok:
			fmt.Fprintf(w, "<html><head><title>Pumps run in town %s</title></head><body><article><h1>Pumps run in town %[1]s</h1>", number)
			for _, day := range []string{"Monday", "Tuesday", "Wednesday", "Thursday"} {
				fmt.Fprintf(w, "<p>The mayor of town %s, Ana Petrov, said on %s that the pumps would run all night, and that nobody had to leave the town.</p>", number, day)
			}
			io.WriteString(w, "</article></body></html>")
		case r.URL.Path == "/feed":
			io.WriteString(w, "<rss><channel><title>Towns</title>")
			for i := range articles {
				fmt.Fprintf(w, "<item><link>/town/%d</link></item>", i)
			}
			io.WriteString(w, "</channel></rss>")
		default:
			http.NotFound(w, r)
		}
	}))
}

// And so does work, which takes up again what died with its worker, alone and
// beside another that lives.
func TestWorkSurvivesBeingKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it kills the program ten times; run without -short")
	}
	t.Run("file", func(t *testing.T) { t.Parallel(); workKilled(t, filepath.Join(t.TempDir(), "news.db"), 0) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); workKilled(t, postgres(t), 1) })
}

// workKilled kills one worker again and again, beside so many others.
func workKilled(t *testing.T, db string, others int) {
	articles := 400 * (1 + 3*others) // for what the others do meanwhile
	input := filepath.Join(t.TempDir(), "in.jsonl")
	towns(t, input, 0, articles)
	hearsay := using(db)
	expect(t, hearsay, []step{{[]string{"add", "--later", input}, "articles queued"}})
	var beside []*exec.Cmd
	for range others {
		beside = append(beside, start(t, hearsay("work", "-j", "1")))
	}
	kill(t, func() *exec.Cmd { return hearsay("work", "--drain") })
	expect(t, hearsay, []step{{[]string{"work", "--drain"}, "done"}})
	for _, cmd := range beside {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != 0 && code != 130 {
			t.Errorf("the worker beside ends with %d", code)
		}
	}
	expect(t, hearsay, []step{
		{[]string{"stats", "--json"}, fmt.Sprintf(`"articles":%d`, articles)},
		{[]string{"stats", "--json"}, `"older_versions":0`},
		{[]string{"stats", "--json"}, `"refused":0`},
		{[]string{"jobs", "list"}, "0 waiting, 0 running, 0 parked"},
		{[]string{"doctor"}, "nothing is wrong"},
	})
}

// start starts a command, which is killed when the test ends if it is still there.
func start(t *testing.T, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd
}

// What is added and what a feed brings does not wait for the many that are in the
// queue.
func TestLiveBesideBulk(t *testing.T) {
	t.Parallel()
	t.Run("file", func(t *testing.T) { t.Parallel(); liveBesideBulk(t, filepath.Join(t.TempDir(), "news.db")) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); liveBesideBulk(t, postgres(t)) })
}

func liveBesideBulk(t *testing.T, db string) {
	const bulk, live = 3000, 10
	dir := t.TempDir()
	many, one := filepath.Join(dir, "many.jsonl"), filepath.Join(dir, "one.jsonl")
	towns(t, many, 0, bulk)
	towns(t, one, bulk, bulk+1)
	s := townFeed(live)
	defer s.Close()
	hearsay := using(db)
	expect(t, hearsay, []step{
		{[]string{"add", "--later", many}, "3,000 articles queued"},
		{[]string{"feeds", "add", "--allow-private", s.URL + "/feed"}, "now followed"},
	})
	working := start(t, hearsay("work", "-j", "1"))
	for end := time.Now().Add(time.Minute); count(t, hearsay) == 0 && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
	began := time.Now()
	expect(t, hearsay, []step{{[]string{"add", one}, "1 article added"}, {watch, "10 articles added"}})
	t.Logf("an article and a feed took %v", time.Since(began))
	out, err := hearsay("jobs", "list").Output()
	if err != nil || strings.HasPrefix(string(out), "0 waiting") {
		t.Errorf("they came when the queue was empty: %v, %s", err, out)
	}
	working.Process.Kill()
	working.Wait()
}
