package cli

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	apiDocFile = "../../doc/api.md"
	apiDocAt   = "http://127.0.0.1:8030" // where the server of the examples is
	notShown   = "    …\n"
	mostShown  = 14 // lines of an answer that is not shown to its end
)

// TestAPIDoc keeps the answers in doc/api.md what a server answers.
func TestAPIDoc(t *testing.T) {
	db := filepath.Join(t.TempDir(), "news.db")
	var out, complaints strings.Builder
	t.Chdir("../..")
	if code := Run(t.Context(), []string{"add", "--store", db, "examples"}, Streams{In: strings.NewReader(""), Out: &out, Err: &complaints}); code != 0 {
		t.Fatal(complaints.String())
	}
	t.Chdir("internal/cli")
	s := servedAt(t, db)
	doc, err := os.ReadFile(apiDocFile)
	if err != nil {
		t.Fatal(err)
	}
	var fresh strings.Builder
	lines := strings.SplitAfter(string(doc), "\n")
	for i := 0; i < len(lines); i++ {
		fresh.WriteString(lines[i])
		command, ok := strings.CutPrefix(lines[i], "    $ curl ")
		if !ok {
			continue
		}
		cut := false
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], "    ") {
			i++
			cut = cut || lines[i] == notShown
		}
		answer := strings.SplitAfter(laidOut(s.curl(command)), "\n")
		if cut {
			answer = append(answer[:min(len(answer), mostShown)], "…\n")
		}
		for _, line := range answer {
			if line != "" {
				fresh.WriteString("    " + line)
			}
		}
	}
	if *update {
		if err := os.WriteFile(apiDocFile, []byte(fresh.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if fresh.String() != string(doc) {
		t.Errorf("%s does not show what a server answers; write it anew with go test ./internal/cli -run APIDoc -update; it would be\n%s", apiDocFile, fresh.String())
	}
}

// laidOut is JSON with one member a line, and what is no JSON as it is.
func laidOut(body string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(body), "", "  ") != nil {
		return strings.TrimRight(body, "\n") + "\n"
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// curl sends what a command line of curl would.
func (s *servedSite) curl(line string) string {
	s.t.Helper()
	method, body, at := "GET", "", ""
	head := []string{"Content-Type", "application/json"}
	args := words(line)
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "-H":
			i++
			name, value, _ := strings.Cut(args[i], ": ")
			head = append(head, name, value)
		case "-d":
			i++
			method, body = "POST", args[i]
		default:
			at = strings.TrimPrefix(args[i], apiDocAt)
		}
	}
	_, answer := s.ask(http.DefaultClient, method, at, body, head...)
	return answer
}

// words are the words of a command line; some stand in quotation marks.
func words(line string) (out []string) {
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		end := " "
		if line[0] == '\'' || line[0] == '"' {
			end, line = line[:1], line[1:]
		}
		word, rest, _ := strings.Cut(line, end)
		out, line = append(out, word), rest
	}
	return out
}
