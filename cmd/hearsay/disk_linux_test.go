package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// disk mounts a disk of a size ("1m") of its own. Only root may, and not in
// every container; the test is skipped where it can't be done.
func disk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("mount a disk of %s: %v; run this test as root", size, err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir
}

func remount(t *testing.T, dir string, flags uintptr, options string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, options); err != nil {
		t.Fatal(err)
	}
}

// On a full disk add says so, keeps what it has, and goes on when there is room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	const articles = 400
	dir := disk(t, "600k")
	input, db := filepath.Join(t.TempDir(), "in.jsonl"), filepath.Join(dir, "news.db")
	towns(t, input, 0, articles)
	hearsay := using(db)
	fails(t, hearsay("add", "--no-link", input), "the disk is full", db, "; make room; what was kept before is safe, and running this again goes on from there")
	expect(t, hearsay, []step{{[]string{"stats", "--json"}, `"articles":`}})
	remount(t, dir, 0, "size=16m")
	expect(t, hearsay, []step{
		{[]string{"doctor"}, "nothing is wrong"},
		{[]string{"add", "--no-link", input}, "articles added"},
		{[]string{"stats", "--json"}, `"articles":400`},
		{[]string{"doctor"}, "nothing is wrong"},
	})
}

// What is written to a full disk is written whole or not at all.
func TestFullDiskLeavesNothing(t *testing.T) {
	t.Parallel()
	const articles = 100
	input, db := filepath.Join(t.TempDir(), "in.jsonl"), filepath.Join(t.TempDir(), "news.db")
	towns(t, input, 0, articles)
	hearsay := using(db)
	expect(t, hearsay, []step{{[]string{"add", input}, "100 articles added"}})
	dir := disk(t, "4k")
	for _, format := range []string{"jsonl", "csv", "parquet", "prov"} {
		out := filepath.Join(dir, "out")
		fails(t, hearsay("export", "--to", format, "--output", out), out+": it can't be written: no space left on device; choose another place with --output")
	}
	copied := filepath.Join(dir, "copy.db")
	fails(t, hearsay("backup", copied), "the disk is full", copied, "; make room")
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A collection that can't be written to is read all the same, and what would
// write says why it does not.
func TestReadOnlyCollection(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seal := func() {
		chmod(t, dir, 0o555)
		chmod(t, filepath.Join(dir, "news.db"), 0o444)
		chmod(t, filepath.Join(dir, "old.db"), 0o444)
	}
	if os.Getuid() == 0 { // to whom permissions are nothing
		dir = disk(t, "4m")
		seal = func() { remount(t, dir, syscall.MS_RDONLY, "") }
	}
	input, db := filepath.Join(t.TempDir(), "in.jsonl"), filepath.Join(dir, "news.db")
	towns(t, input, 0, 3)
	hearsay := using(db)
	old := filepath.Join(dir, "old.db")
	expect(t, hearsay, []step{{[]string{"add", input}, "3 articles added"}, {[]string{"backup", old}, "copied to"}})
	ofOlderIndex(t, old)
	seal()
	fails(t, using(old)("search", "pumps"), "the collection can't be written to", "its index is of an older Hearsay and must be made anew", "; check who may write there")
	expect(t, hearsay, []step{
		{[]string{"search", "pumps"}, "12 statements"},
		{[]string{"stats", "--json"}, `"articles":3`},
		{[]string{"show", "n1"}, "Ana Petrov"},
		{[]string{"export"}, `"id":"n2"`},
		{[]string{"doctor"}, "nothing is wrong"},
		{[]string{"backup", filepath.Join(t.TempDir(), "copy.db")}, "copied to"},
		{[]string{"add", input}, "0 articles added, 3 known before"},
	})
	towns(t, input, 3, 4)
	for _, args := range [][]string{{"add", input}, {"rm", "n1"}, {"doctor", "--mend"}} {
		fails(t, hearsay(args...), "the collection can't be written to", db, "; check who may write there, or name another place with --store")
	}
	fails(t, using(filepath.Join(dir, "new.db"))("add", input), "the collection can't be written to", "new.db", "; check who may write")
}

// ofOlderIndex makes the index of a collection one of an older program.
func ofOlderIndex(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`pragma user_version = 0`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// chmod sets permissions until the test ends.
func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(path, 0o777) })
}
