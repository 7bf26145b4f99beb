package model

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func file() []byte {
	b := &Builder{}
	b.Add("one", []byte("1"))
	b.Add("nothing", nil)
	b.Add("two", []byte("22"))
	return b.Bytes()
}

func TestFile(t *testing.T) {
	f, err := Parse("test", file())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"one": "1", "nothing": "", "two": "22"} {
		if got, err := f.Section(name); err != nil || string(got) != want {
			t.Errorf("section %s: %q, %v", name, got, err)
		}
	}
	if _, err := f.Section("three"); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), `model test: no section "three"`) {
		t.Errorf("a section that isn't there: %v", err)
	}
}

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.model")
	b := &Builder{}
	b.Add("one", []byte("1"))
	if err := b.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	f, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := f.Section("one"); string(got) != "1" {
		t.Errorf("section %q", got)
	}
}

// TestDamaged: a byte that is another or missing is noticed, wherever it is.
func TestDamaged(t *testing.T) {
	whole := file()
	for i := range whole {
		b := bytes.Clone(whole)
		b[i] ^= 0x40
		_, err := Parse("test", b)
		if want := ErrDamaged; !errors.Is(err, want) && !(i >= 8 && i < 12 && errors.Is(err, ErrFormat)) {
			t.Errorf("byte %d: %v", i, err)
		}
		if _, err := Parse("test", whole[:i]); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut off at %d: %v", i, err)
		}
	}
}

func TestVersion(t *testing.T) {
	b := file()
	b[len(magic)]++
	if _, err := Parse("test", b); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "this program reads") {
		t.Errorf("another version: %v", err)
	}
}

func TestMissing(t *testing.T) {
	if _, err := Load("none"); err == nil || !strings.Contains(err.Error(), "make models") {
		t.Errorf("a model that isn't there: %v", err)
	}
}
