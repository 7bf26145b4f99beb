package article

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestParseMoment(t *testing.T) {
	for in, want := range map[string]string{
		"":                               "",
		"2026-03-01":                     "2026-03-01",
		"2026-03-01T09:00:00Z":           "2026-03-01T09:00:00Z",
		"2026-03-01T09:00:00.123Z":       "2026-03-01T09:00:00Z",
		"2026-03-01T09:00:00+02:00":      "2026-03-01T09:00:00+02:00",
		"2026-03-01T09:00:00+0200":       "2026-03-01T09:00:00+02:00",
		"2026-03-01T09:00:00.5+0200":     "2026-03-01T09:00:00+02:00",
		"2026-03-01T09:00Z":              "2026-03-01T09:00:00Z",
		"2026-03-01T09:00-0500":          "2026-03-01T09:00:00-05:00",
		"2026-03-01T09:00:00":            "2026-03-01T09:00:00Z",
		"2026-03-01T09:00":               "2026-03-01T09:00:00Z",
		"2026-03-01 09:00:00":            "2026-03-01T09:00:00Z",
		"2026-03-01 09:00":               "2026-03-01T09:00:00Z",
		"2026-03-01 09:00:00+01:00":      "2026-03-01T09:00:00+01:00",
		"2026-03-01 09:00:00 +0100":      "2026-03-01T09:00:00+01:00",
		"Sun, 01 Mar 2026 09:00:00 GMT":  "2026-03-01T09:00:00Z",
		"Sun, 1 Mar 2026 09:00:00 +0300": "2026-03-01T09:00:00+03:00",
		"Sun Mar  1 09:00:00 2026":       "2026-03-01T09:00:00Z",
		"1 March 2026 09:00":             "2026-03-01T09:00:00Z",
		"March 1, 2026, 3:04 PM":         "2026-03-01T15:04:00Z",
		"1 March 2026":                   "2026-03-01",
		"1 Mar 2026":                     "2026-03-01",
		"March 1, 2026":                  "2026-03-01",
		"Mar. 1, 2026":                   "2026-03-01",
		"Sunday, March 1, 2026":          "2026-03-01",
		"2026/03/01":                     "2026-03-01",
		"20260301":                       "2026-03-01",
		"01.03.2026":                     "2026-03-01",
	} {
		m, err := ParseMoment(in)
		if err != nil || m.String() != want {
			t.Errorf("ParseMoment(%q) = %q, %v; want %q", in, m, err, want)
		}
		if again, err := ParseMoment(m.String()); err != nil || again.String() != want {
			t.Errorf("ParseMoment(%q) = %q, %v", m, again, err)
		}
	}
	for _, in := range []string{"yesterday", "2026-13-01", "0001-01-01T00:00:00Z", "2026-03-01T09:00:00Z and more", strings.Repeat("2", 1000)} {
		if m, err := ParseMoment(in); err == nil {
			t.Errorf("ParseMoment(%.20q) = %q, want an error", in, m)
		}
	}
}

func TestMomentJSON(t *testing.T) {
	type dates struct{ A, B, C Moment }
	in := `{"A":"2026-03-01T09:00:00+02:00","B":"2026-03-01","C":""}`
	var d dates
	if err := json.Unmarshal([]byte(in), &d); err != nil {
		t.Fatal(err)
	}
	if d.A.DayOnly || !d.B.DayOnly || !d.C.IsZero() {
		t.Errorf("read %+v", d)
	}
	out, err := json.Marshal(d)
	if err != nil || string(out) != in {
		t.Errorf("wrote %s, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"A":"soon"}`), &d); err == nil || !strings.Contains(err.Error(), `read date "soon"`) {
		t.Errorf("error %v", err)
	}
}

func TestAtCutsToTheSecond(t *testing.T) {
	if got := At(time.Date(2026, 3, 1, 9, 0, 0, 999, time.UTC)).String(); got != "2026-03-01T09:00:00Z" {
		t.Errorf("At = %s", got)
	}
}

func TestIdentify(t *testing.T) {
	id := func(a Article) string { a.Identify(); return a.ID }
	if got := id(Article{ID: "given", Body: "x"}); got != "given" {
		t.Errorf("a given id became %q", got)
	}
	base := id(Article{URL: "https://example.org/", Body: "x"})
	if len(base) != 24 || strings.Trim(base, "0123456789abcdef") != "" {
		t.Errorf("id %q is not 24 hexadecimal digits", base)
	}
	if id(Article{URL: "https://example.org/", Body: "x", Title: "t"}) != base {
		t.Error("the title changes the id")
	}
	for _, a := range []Article{{URL: "https://example.org/", Body: "y"}, {URL: "https://example.com/", Body: "x"}, {Body: "x"}} {
		if id(a) == base {
			t.Errorf("%+v has the id of another article", a)
		}
	}
}

func TestRefused(t *testing.T) {
	err := fmt.Errorf("read page: %w", Refuse(Paywall, "log in"))
	if r := Refused(err); r == nil || r.Reason != Paywall || r.Error() != "paywall: log in" {
		t.Errorf("Refused = %v", r)
	}
	if Refused(errors.New("other")) != nil || Refused(nil) != nil {
		t.Error("a refusal out of nothing")
	}
}

func ExampleParseMoment() {
	m, err := ParseMoment("Sun, 1 Mar 2026 09:00:00 +0100")
	fmt.Println(m, err)
	// Output: 2026-03-01T09:00:00+01:00 <nil>
}

func ExampleArticle_Identify() {
	a := &Article{URL: "https://example.org/1", Body: "It rained."}
	a.Identify()
	fmt.Println(len(a.ID))
	// Output: 24
}

func ExampleRefuse() {
	err := fmt.Errorf("read page 3: %w", Refuse(Paywall, "the story stands behind a login"))
	fmt.Println(Refused(err).Reason)
	// Output: paywall
}

func TestZoneNames(t *testing.T) {
	for in, want := range map[string]string{
		"Tue, 03 Mar 2026 15:04:05 EST": "2026-03-03T15:04:05-05:00",
		"Tue, 03 Mar 2026 15:04:05 GMT": "2026-03-03T15:04:05Z",
		"Tue, 03 Mar 2026 15:04:05 XYZ": "2026-03-03",
	} {
		m, err := ParseMoment(in)
		if err != nil || m.String() != want {
			t.Errorf("ParseMoment(%q) = %s, %v; want %s", in, m, err, want)
		}
	}
}
