package opml

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/hearsay-news/hearsay/internal/ingest"
)

const sample = `<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0">
  <head><title>Papers</title></head>
  <body>
    <outline text="Lowmere">
      <outline text="Lantern" title="The Lantern" type="rss" xmlUrl="https://lantern.example/feed?a=1&b=2" htmlUrl="https://lantern.example/"/>
      <outline text="Deeper"><OUTLINE TEXT="Tide" XMLURL=" feed://tide.example/atom.xml "></OUTLINE></outline>
    </outline>
    <outline title="" text="Caf` + "\xe9" + ` &amp;
 more" xmlUrl="feed:https://cafe.example/rss"/>
    <outline text="again" xmlUrl="https://lantern.example/feed?a=1&amp;b=2"/>
    <outline text="bad" xmlUrl="file:///etc/passwd"/><outline text="bad" xmlUrl="/feed"/>
  </body>
</opml>
trailing`

func TestRead(t *testing.T) {
	want := []Outline{
		{"The Lantern", "https://lantern.example/feed?a=1&b=2"},
		{"Tide", "https://tide.example/atom.xml"},
		{"Café & more", "https://cafe.example/rss"},
	}
	got, err := Read(strings.NewReader(sample))
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
}

func TestRoundTrip(t *testing.T) {
	list := []Outline{
		{`A "quoted" <b> & 'more' ]]>`, "https://lantern.example/feed?a=1&b=2"},
		{"Größe — 中文", "http://tide.example/"},
	}
	var b strings.Builder
	if err := Write(&b, "Papers & <more>", list); err != nil {
		t.Fatal(err)
	}
	got, err := Read(strings.NewReader(b.String()))
	if diff := cmp.Diff(list, got); err != nil || diff != "" {
		t.Errorf("%v, -want +got:\n%s\n%s", err, diff, b.String())
	}
	b.Reset()
	if err := Write(&b, "", []Outline{{"", "http://a.example/"}, {"x\x00y\n", "http://b.example/"}}); err != nil {
		t.Fatal(err)
	}
	want := []Outline{{"http://a.example/", "http://a.example/"}, {"x\ufffdy", "http://b.example/"}}
	if got, err := Read(strings.NewReader(b.String())); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("%q, %v", got, err)
	}
	if err := Write(broken{}, "", list); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Write = %v", err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestReadRefuses(t *testing.T) {
	one := `<outline xmlUrl="http://a.example/"/>`
	var many strings.Builder
	for i := range MaxFeeds + 1 {
		fmt.Fprintf(&many, `<outline xmlUrl="http://a.example/%d"/>`, i)
	}
	for name, c := range map[string]struct {
		in, want string
		feeds    int
	}{
		"empty":   {"", "read OPML: line 1: it is empty; give a list of feeds as OPML", 0},
		"words":   {"http://a.example/\n", "read OPML: line 2: it begins with words, not with <opml>; give a list of feeds as OPML", 0},
		"a page":  {"<!DOCTYPE html>\n<html><opml>", "read OPML: line 2: it begins with <html>, not with <opml>; give a list of feeds as OPML", 0},
		"cut":     {"<opml><body>\n" + one + "\n<outline", "read OPML: line 3: unexpected EOF; export the list again, or mend the line", 1},
		"cut too": {"<opml><body>\n" + one, "read OPML: line 2: it breaks off before </opml>; export the list again", 1},
		"a slip":  {"<opml><body>\n" + one + "\n< " + one, "read OPML: line 3: expected element name after <; export the list again, or mend the line", 1},
		"deep":    {"<opml>" + strings.Repeat("\n<outline>", 1_000_00), "read OPML: line 51: folders stand more than 50 deep in each other; make the list flat", 0},
		"many":    {"<opml>\n" + many.String(), "read OPML: line 2: the list has more than 10000 feeds; split it", MaxFeeds},
		"long":    {"<opml>" + strings.Repeat(" ", MaxSize), "read OPML: it is longer than 8 MiB; split the list", 0},
		"binary":  {"%PDF-1.7\n\x00", "read OPML: binary: ", 0},
	} {
		got, err := Read(strings.NewReader(c.in))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || len(got) != c.feeds {
			t.Errorf("%s: %d feeds, %v; want %d, %s", name, len(got), err, c.feeds, c.want)
		}
	}
	if _, err := Read(iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Read = %v", err)
	}
	bomb := `<!DOCTYPE x [<!ENTITY a "lollollol"><!ENTITY b SYSTEM "file:///etc/passwd">]><opml><body><outline text="&a;&b;" xmlUrl="http://a.example/"/></body></opml>`
	if got, err := Read(strings.NewReader(bomb)); err != nil || len(got) != 1 || got[0].Title != "&a;&b;" {
		t.Errorf("entities: %q, %v", got, err)
	}
	long := `<opml><body><outline text="` + strings.Repeat("ä", 5000) + `" xmlUrl="http://a.example/"/></body></opml>`
	if got, err := Read(strings.NewReader(long)); err != nil || len(got) != 1 || len(got[0].Title) != maxTitle {
		t.Errorf("a long title: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Read(strings.NewReader(s))
		if err != nil && !strings.HasPrefix(err.Error(), "read OPML: ") {
			t.Fatal(err)
		}
		for _, o := range got {
			if ingest.WebAddress(nil, o.URL) == nil {
				t.Fatalf("%+v", o)
			}
		}
		if err := Write(io.Discard, s, got); err != nil {
			t.Fatal(err)
		}
	})
}
