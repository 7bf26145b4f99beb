package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The figures of this package are those of a script, score.py, in which the
// published ones were made. testdata/nasty holds made-up articles, records and
// judgements with everything in them that the two could read differently, and
// what the script prints of them (attribution.txt and so on):
//
//	score.py attribution --gold gold.jsonl --pred records.jsonl
//	score.py speakers --docs gold.jsonl --gold speakers.jsonl speakers2.jsonl --pred records.jsonl
//	score.py citations --gold speakers.jsonl speakers2.jsonl --pred records.jsonl
//	score.py quotes --gold quotes.jsonl --pred records.jsonl
//
// Where the script itself lies beside the checkout, the tests below run it.

const (
	nasty  = "testdata/nasty"
	beside = "../../../shared"
)

// scores are the four commands of the script, each with its flags (without
// --pred) and the same thing in Go.
var scores = []struct {
	name  string
	flags string
	run   func(dir string, found Predictions) (io.WriterTo, error)
}{
	{"attribution", "--gold gold.jsonl", func(dir string, found Predictions) (io.WriterTo, error) {
		return Attributions(file(dir, "gold.jsonl"), found)
	}},
	{"speakers", "--docs gold.jsonl --gold speakers.jsonl speakers2.jsonl", func(dir string, found Predictions) (io.WriterTo, error) {
		return Speakers(file(dir, "gold.jsonl"), []io.Reader{file(dir, "speakers.jsonl"), file(dir, "speakers2.jsonl")}, found)
	}},
	{"citations", "--gold speakers.jsonl speakers2.jsonl", func(dir string, found Predictions) (io.WriterTo, error) {
		return Cited([]io.Reader{file(dir, "speakers.jsonl"), file(dir, "speakers2.jsonl")}, found)
	}},
	{"quotes", "--gold quotes.jsonl", func(dir string, found Predictions) (io.WriterTo, error) {
		return Quotes(file(dir, "quotes.jsonl"), found)
	}},
}

// file is the content of a file; a missing one is an unreadable one.
func file(dir, name string) io.Reader {
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return errReader{err}
	}
	return bytes.NewReader(b)
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

// ours is what this package prints of the files in dir.
func ours(t *testing.T, i int, dir string) string {
	t.Helper()
	found, err := ReadRecords(file(dir, "records.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := scores[i].run(dir, found)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := res.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// theirs is what the script prints of the files in dir.
func theirs(t *testing.T, i int, dir string) string {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 to run score.py with")
	}
	script, err := filepath.Abs(filepath.Join(beside, "score", "score.py"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(script); err != nil {
		t.Skip("score.py is not beside the checkout")
	}
	args := append([]string{"-B", script, scores[i].name, "--pred", "records.jsonl"}, strings.Fields(scores[i].flags)...)
	cmd := exec.Command(python, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestPrinted: the figures, and the lines they are printed in, are those of
// the script.
func TestPrinted(t *testing.T) {
	for i, s := range scores {
		want, err := os.ReadFile(filepath.Join(nasty, s.name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		if got := ours(t, i, nasty); got != string(want) {
			t.Errorf("%s prints\n%s\nand the script\n%s", s.name, got, want)
		}
	}
}

func TestScript(t *testing.T) {
	for i, s := range scores {
		t.Run(s.name, func(t *testing.T) {
			if got, want := ours(t, i, nasty), theirs(t, i, nasty); got != want {
				t.Errorf("prints\n%s\nand the script\n%s", got, want)
			}
		})
	}
}

// TestScriptOnNoise compares the two on texts of nothing but hard characters.
func TestScriptOnNoise(t *testing.T) {
	if testing.Short() {
		t.Skip("a second of Python")
	}
	rng := rand.New(rand.NewPCG(7, 7))
	var gold, records bytes.Buffer
	for i := range 400 {
		body := []rune(noise(rng, 1+rng.IntN(120)))
		id := fmt.Sprintf("n%d", i)
		g := randomAttributions(rng, len(body))
		p := randomAttributions(rng, len(body))
		p = append(p, perturb(rng, g, len(body))...)
		writeGold(&gold, id, string(body), g)
		writeRecord(&records, id, p)
	}
	compare(t, gold.Bytes(), records.Bytes())
}

// noise is n characters of which half are marks and spaces.
func noise(rng *rand.Rand, n int) string {
	marks := []rune("\"\"''''‘’’“”„«»`` .,;:—–-([)\n\r\t\u00a0\u0301\u200b_")
	words := []rune("abssZéßЯ1²Ⅻ½中ªⓐ😀𝒻")
	var b strings.Builder
	for range n {
		switch rng.IntN(5) {
		case 0, 1:
			b.WriteRune(marks[rng.IntN(len(marks))])
		case 2:
			b.WriteByte(' ')
		case 3:
			b.WriteRune(words[rng.IntN(len(words))])
		default:
			b.WriteString([]string{"s' ", "''", " 'a", "e' ", "\" a", "90s", " 'em ", "said"}[rng.IntN(8)])
		}
	}
	return b.String()
}

func randomSpans(rng *rand.Rand, n int) []Span {
	out := make([]Span, rng.IntN(3))
	for i := range out {
		out[i].Start = rng.IntN(n + 1)
		out[i].End = min(n, out[i].Start+rng.IntN(12))
	}
	return out
}

func randomAttributions(rng *rand.Rand, n int) []Attribution {
	out := make([]Attribution, rng.IntN(5))
	for i := range out {
		out[i] = Attribution{Source: randomSpans(rng, n), Cue: randomSpans(rng, n), Content: randomSpans(rng, n)}
	}
	return out
}

// perturb is gold with mistakes: spans moved, parts missing, attributions
// missing and doubled.
func perturb(rng *rand.Rand, gold []Attribution, n int) []Attribution {
	var out []Attribution
	for _, a := range gold {
		for range []int{0, 1, 1, 1, 2}[rng.IntN(5)] {
			out = append(out, Attribution{
				Source: moved(rng, a.Source, n), Cue: moved(rng, a.Cue, n), Content: moved(rng, a.Content, n),
			})
		}
	}
	return out
}

func moved(rng *rand.Rand, spans []Span, n int) []Span {
	var out []Span
	for _, s := range spans {
		switch rng.IntN(6) {
		case 0:
			s.Start = min(n, max(0, s.Start-10+rng.IntN(21)))
		case 1:
			s.End = min(n, max(0, s.End-15+rng.IntN(31)))
		case 2:
			out = append(out, Span{s.Start, s.Start})
		}
		if rng.IntN(10) > 0 {
			out = append(out, Span{min(s.Start, s.End), max(s.Start, s.End)})
		}
	}
	return out
}

func pairs(spans []Span) [][2]int {
	out := make([][2]int, len(spans))
	for i, s := range spans {
		out[i] = [2]int{s.Start, s.End}
	}
	return out
}

func writeGold(w io.Writer, id, body string, all []Attribution) {
	list := make([]map[string]any, len(all))
	for i, a := range all {
		list[i] = map[string]any{"source": pairs(a.Source), "cue": pairs(a.Cue), "content": pairs(a.Content)}
	}
	json.NewEncoder(w).Encode(map[string]any{"id": id, "text": body, "annotations": []any{map[string]any{"attributions": list}}})
}

func writeRecord(w io.Writer, id string, all []Attribution) {
	part := func(s []Span) any { return map[string]any{"spans": pairs(s)} }
	list := make([]map[string]any, len(all))
	for i, a := range all {
		list[i] = map[string]any{"in": "body", "source": part(a.Source), "cue": part(a.Cue), "content": part(a.Content)}
	}
	json.NewEncoder(w).Encode(map[string]any{"article": map[string]any{"id": id}, "attributions": list})
}

// compare scores the files with both.
func compare(t *testing.T, gold, records []byte) {
	t.Helper()
	dir := t.TempDir()
	for name, b := range map[string][]byte{"gold.jsonl": gold, "records.jsonl": records} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, want := ours(t, 0, dir), theirs(t, 0, dir)
	if got != want {
		t.Errorf("prints\n%s\nand the script\n%s", got, want)
	}
	if strings.Contains(got, "attr                           P 0.000") {
		t.Errorf("nothing matches, so that nothing is compared:\n%s", got)
	}
}

// TestScriptOnPolNeAR compares the two on real articles with made-up mistakes.
func TestScriptOnPolNeAR(t *testing.T) {
	if testing.Short() {
		t.Skip("seconds of Python")
	}
	gold, err := os.ReadFile(filepath.Join(beside, "data", "polnear", "dev.jsonl"))
	if err != nil {
		t.Skip("the PolNeAR articles are not beside the checkout")
	}
	for seed := range uint64(2) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var records bytes.Buffer
		for g, err := range ReadGold(bytes.NewReader(gold)) {
			if err != nil {
				t.Fatal(err)
			}
			if rng.IntN(20) > 0 {
				writeRecord(&records, g.ID, perturb(rng, g.Attributions, len([]rune(g.Text))))
			}
		}
		compare(t, gold, records.Bytes())
	}
}
