package api_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/store"
)

// A client that is generated from the document can use the API.
func TestGeneratedClient(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles a client; run without -short")
	}
	s := serve(t, store.Editor, nil)
	s.put(shelf(3)...)
	tools := filepath.Join("..", "..", "tools") // the module that pins the generator, and what its clients need
	dir, err := os.MkdirTemp(tools, "client-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	program, err := os.ReadFile("testdata/client.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"main.go": string(program), "openapi.json": s.ask("GET", "/api/v1/openapi.json", "").body} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil && strings.Contains(string(out), "module lookup disabled") || strings.Contains(string(out), "dial tcp") {
			t.Skipf("the generator is not here and can't be fetched: %s", out)
		}
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	run("tool", "oapi-codegen", "-generate", "types,client", "-package", "main", "-o", "client.go", "openapi.json")
	got := run("run", ".", s.at+"/api/v1")
	const want = `added new
again same
record mine hearsay/record/1 2
analysed 2
found 10 of 10 [82 96]
renamed Ana P.
exported 4
refused 404 Not Found
removed 204
`
	if got != want {
		t.Errorf("the client says\n%s\nwant\n%s", got, want)
	}
}
