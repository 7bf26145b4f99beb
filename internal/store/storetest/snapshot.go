package storetest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Snapshot compares a schema, as all migrations leave it, with the file that shows it
// to who reads them, or writes the file anew.
func Snapshot(t *testing.T, path, schema string, update bool) {
	t.Helper()
	schema += "\n"
	if update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(schema), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run go test -update", err)
	}
	if diff := cmp.Diff(string(want), schema); diff != "" {
		t.Errorf("%s (-want +got; run go test -update if it is meant):\n%s", path, diff)
	}
}
