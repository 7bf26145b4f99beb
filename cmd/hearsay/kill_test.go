package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
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
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
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
	defer s.Close()
	db := filepath.Join(t.TempDir(), "news.db")
	hearsay := using(db)
	watch := []string{"watch", "--once", "--allow-private", "--pause", "5ms"}
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

// And so does work, which takes up again what died with its worker.
func TestWorkSurvivesBeingKilled(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it kills the program ten times; run without -short")
	}
	const articles = 400
	dir := t.TempDir()
	input, db := filepath.Join(dir, "in.jsonl"), filepath.Join(dir, "news.db")
	towns(t, input, 0, articles)
	hearsay := using(db)
	expect(t, hearsay, []step{{[]string{"add", "--later", input}, fmt.Sprintf("%d articles queued", articles)}})
	kill(t, func() *exec.Cmd { return hearsay("work", "--drain") })
	expect(t, hearsay, []step{
		{[]string{"work", "--drain"}, "done"},
		{[]string{"stats", "--json"}, fmt.Sprintf(`"articles":%d`, articles)},
		{[]string{"stats", "--json"}, `"older_versions":0`},
		{[]string{"jobs", "list"}, "0 waiting, 0 running, 0 parked"},
		{[]string{"doctor"}, "nothing is wrong"},
	})
}
