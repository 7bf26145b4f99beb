package nlp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hearsay-news/hearsay/internal/nlp"
)

func TestMemo(t *testing.T) {
	var m nlp.Memo[string]
	hits := 0
	for i := range 20000 {
		word, kind := fmt.Sprintf("w%d", i%3000), uint16(i%3)
		if i%7 == 0 {
			word += strings.Repeat("o", 30)
		}
		v, known := m.Of(word, kind)
		want := fmt.Sprint(word, kind)
		if !known {
			if *v != "" {
				t.Fatalf("%q: %q is left from another word", word, *v)
			}
			*v = want
		}
		hits++
		if *v != want {
			t.Fatalf("%q, %d: %q, want %q", word, kind, *v, want)
		}
	}
	if _, known := m.Of("said", 1); known {
		t.Error("knows a word that it never saw")
	}
	if _, known := m.Of("said", 1); !known {
		t.Error("forgot the last word")
	}
	if hits == 0 {
		t.Error("no word was seen twice")
	}
}
