package main_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Killed ten times in the middle of its work, add loses nothing, keeps nothing
// twice and leaves no half of anything.
func TestAddSurvivesBeingKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it kills the program ten times; run without -short")
	}
	const articles = 400
	dir := t.TempDir()
	input, db := filepath.Join(dir, "in.jsonl"), filepath.Join(dir, "news.db")
	f, err := os.Create(input)
	if err != nil {
		t.Fatal(err)
	}
	for i := range articles {
		body := strings.Repeat(fmt.Sprintf("The mayor of town %d, Ana Petrov, said the pumps would run all night. ", i), 4)
		if err := json.NewEncoder(f).Encode(map[string]string{"id": fmt.Sprintf("n%d", i), "text": body, "published": "2026-03-01"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	hearsay := func(args ...string) *exec.Cmd { return exec.Command("hearsay", append(args, "--store", db)...) }
	random := rand.New(rand.NewPCG(1, 1))
	for range 10 {
		cmd := hearsay("add", input)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(50+random.IntN(900)) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
	}
	for _, step := range []struct {
		args []string
		want string
	}{
		{[]string{"add", input}, "articles added"},
		{[]string{"stats", "--json"}, fmt.Sprintf(`"articles":%d`, articles)},
		{[]string{"stats", "--json"}, `"older_versions":0`},
		{[]string{"doctor"}, "nothing is wrong"},
		{[]string{"add", input}, fmt.Sprintf("0 articles added, %d known before", articles)},
	} {
		if out, err := hearsay(step.args...).CombinedOutput(); err != nil || !strings.Contains(string(out), step.want) {
			t.Errorf("%v: %v, %s; want %q", step.args, err, out, step.want)
		}
	}
}
