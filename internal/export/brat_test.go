package export

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/article"
	"github.com/hearsay-news/hearsay/record"
)

func TestBratGolden(t *testing.T) {
	dir := t.TempDir()
	export(t, "brat", Options{Dir: dir}, all(t)...)
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
		if strings.HasSuffix(f.Name(), ".ann") {
			golden(t, "brat/"+f.Name(), read(t, dir, f.Name()))
		}
	}
	golden(t, "brat/files", strings.Join(names, "\n")+"\n")
}

func read(t testing.TB, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var tLine = regexp.MustCompile(`^(T\d+)\t(Source|Cue|Content|Addressee|Attribution) (\d+ \d+(?:;\d+ \d+)*)\t(.*)$`)

// Offsets cut the words of each line out of the code points of the text; no
// fragment holds a line end; event lines name what is there.
func TestBratOffsets(t *testing.T) {
	dir := t.TempDir()
	run := mayor(t)
	run.Article.ID = "run"
	content := &run.Attributions[2].Content.Spans
	(*content)[1].End = strings.Index(run.Article.Body, "Council") + len("Council") // over lines
	export(t, "brat", Options{Dir: dir}, append(all(t), run)...)
	seen := 0
	anns, err := filepath.Glob(filepath.Join(dir, "*.ann"))
	if err != nil || len(anns) == 0 {
		t.Fatal(anns, err)
	}
	for _, path := range anns {
		name := strings.TrimSuffix(filepath.Base(path), ".ann")
		body := []rune(read(t, dir, name+".txt"))
		have := map[string]string{}
		for line := range strings.Lines(read(t, dir, name+".ann")) {
			line = strings.TrimSuffix(line, "\n")
			m := tLine.FindStringSubmatch(line)
			if m == nil {
				event(t, have, line)
				continue
			}
			seen++
			have[m[1]] = m[2]
			if got := cutPoints(t, body, m[3]); strings.ReplaceAll(got, "\t", " ") != m[4] {
				t.Errorf("%s: %s cuts %q", name, line, got)
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d lines", seen)
	}
}

func cutPoints(t *testing.T, body []rune, spans string) string {
	t.Helper()
	var words []string
	for _, s := range strings.Split(spans, ";") {
		a, b, _ := strings.Cut(s, " ")
		from, err1 := strconv.Atoi(a)
		to, err2 := strconv.Atoi(b)
		if err := errors.Join(err1, err2); err != nil || from >= to || to > len(body) {
			t.Fatalf("span %s: %v", s, err)
		}
		words = append(words, string(body[from:to]))
	}
	return strings.Join(words, " ")
}

func event(t *testing.T, have map[string]string, line string) {
	t.Helper()
	f := strings.Split(line, "\t")
	if f[0][0] == 'E' && len(f) == 2 {
		for _, arg := range strings.Fields(f[1]) {
			if role, id, _ := strings.Cut(arg, ":"); have[id] != role {
				t.Errorf("%s: %s is %q", line, id, have[id])
			}
		}
		return
	}
	if !regexp.MustCompile(`^(A\d+\tForm E\d+ (direct|mixed|indirect)|#\d+\tAnnotatorNotes E\d+\ta\d+.*)$`).MatchString(line) {
		t.Errorf("line %q", line)
	}
}

func TestBratNames(t *testing.T) {
	for id, want := range map[string]string{
		"plain-1.x_Y":  `^plain-1\.x_Y$`,
		"a/b":          `^a_a_b-[0-9a-f]{8}$`,
		"../../etc":    `^a__\.\._etc-[0-9a-f]{8}$`,
		"..":           `^a_-[0-9a-f]{8}$`,
		"":             `^a_-[0-9a-f]{8}$`,
		".hidden":      `^a_hidden-[0-9a-f]{8}$`,
		"dot.":         `^a_dot-[0-9a-f]{8}$`,
		"CON":          `^a_CON-[0-9a-f]{8}$`,
		"nul.x":        `^a_nul\.x-[0-9a-f]{8}$`,
		"x.Title":      `^a_x\.Title-[0-9a-f]{8}$`,
		"C:\\x\x00y\n": `^a_C__x_y_-[0-9a-f]{8}$`,
		"étude":        `^a__tude-[0-9a-f]{8}$`,
	} {
		if got := fileName(id); !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("fileName(%q) = %q, want %s", id, got, want)
		}
	}
	if n := len(fileName(strings.Repeat("long", 1000))); n > 120 {
		t.Errorf("a name of %d bytes", n)
	}
	if fileName("a/b") == fileName("a:b") {
		t.Error("two ids, one name")
	}
}

func TestBratCollisions(t *testing.T) {
	dir := t.TempDir()
	ids := []string{"x", "X", "x-2", "x", "x", "../x", "/x"}
	var records []*record.Record
	for i, id := range ids {
		records = append(records, &record.Record{Article: &article.Article{ID: id, Body: strconv.Itoa(i)}})
	}
	export(t, "brat", Options{Dir: dir}, records...)
	texts, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	folded, bodies := map[string]bool{}, map[string]bool{}
	for _, p := range texts {
		folded[strings.ToLower(p)] = true
		bodies[read(t, dir, filepath.Base(p))] = true
	}
	if len(folded) != len(ids) || len(bodies) != len(ids) {
		t.Errorf("%d articles gave %q", len(ids), texts)
	}
	all, err := os.ReadDir(dir)
	if err != nil || len(all) != 2*len(ids)+1 {
		t.Errorf("%d files in the folder, want texts, annotations and annotation.conf (%v)", len(all), err)
	}
}

func TestBratErrors(t *testing.T) {
	if _, err := New("brat", io.Discard, Options{}); err == nil || !strings.Contains(err.Error(), "--output") {
		t.Errorf("no folder: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := New("brat", io.Discard, Options{Dir: file}); err == nil {
		t.Error("a file is taken for a folder")
	}
	dir := filepath.Join(t.TempDir(), "gone")
	w, err := New("brat", io.Discard, Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(mayor(t)); err == nil || !strings.Contains(err.Error(), "write brat: elder-1: ") {
		t.Errorf("no folder any more: %v", err)
	}
}

// A configuration that a user has made stays.
func TestBratKeepsConfiguration(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "annotation.conf"), []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	export(t, "brat", Options{Dir: dir}, refusedRecord())
	if got := read(t, dir, "annotation.conf"); got != "mine" {
		t.Errorf("annotation.conf is %q", got)
	}
}
