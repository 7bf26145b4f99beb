package charset

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"github.com/hearsay-news/hearsay/article"
)

const (
	english   = "The mayor said: “It’s over – we go.” The café on the corner closed at £5 a cup."
	french    = "Le maire a déclaré jeudi que la rénovation de l’école était terminée, à la joie des élèves."
	german    = "Der Bürgermeister erklärte am Donnerstag, die Straße bleibe für Fußgänger geöffnet."
	russian   = "Мэр заявил в четверг, что мост откроют весной. «Мы успеем», — сказал он журналистам."
	shouted   = "МЭР ОТКРЫЛ МОСТ ЧЕРЕЗ РЕКУ"
	ukrainian = "Міський голова повідомив у четвер, що міст відкриють навесні; її слова підтвердили."
	chinese   = "市长星期四说，大桥将在春天开放。"
	japanese1 = "市長は木曜日、橋が春に開通すると述べた。"
)

func encode(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := encoding.ReplaceUnsupported(e.NewEncoder()).Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecode(t *testing.T) {
	var (
		le   = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
		be   = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
		le32 = utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
		be32 = utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	)
	for _, c := range []struct {
		name     string
		enc      encoding.Encoding
		bom      string
		declared string
		text     string
	}{
		{"plain", unicode.UTF8, "", "", english},
		{"mark of UTF-8", unicode.UTF8, "\xEF\xBB\xBF", "windows-1251", russian},
		{"mark of UTF-16 LE", le, "\xFF\xFE", "", russian},
		{"mark of UTF-16 BE", be, "\xFE\xFF", "utf-8", english},
		{"mark of UTF-32 LE", le32, "\xFF\xFE\x00\x00", "", russian},
		{"mark of UTF-32 BE", be32, "\x00\x00\xFE\xFF", "", english},
		{"UTF-16 LE by its zeros", le, "", "", english},
		{"UTF-16 BE by its zeros", be, "", "utf-16le", russian},
		{"UTF-32 LE by its zeros", le32, "", "", english},
		{"UTF-32 BE by its zeros", be32, "", "", russian},
		{"UTF-16 as declared", le, "", "utf-16", chinese + " " + chinese},
		{"UTF-8 against its declaration", unicode.UTF8, "", "windows-1251", russian},
		{"media type", charmap.KOI8R, "", "text/html; charset=koi8-r", "Мэр заявил"},
		{"bad media type", charmap.Windows1251, "", "text/html;; charset='windows-1251'", russian},
		{"name alone", charmap.ISO8859_5, "", "ISO-8859-5", "Мэр заявил"},
		{"GBK", simplifiedchinese.GBK, "", "gb2312", chinese},
		{"Shift JIS", japanese.ShiftJIS, "", "text/plain; charset=Shift_JIS", japanese1},
		{"ISO-2022-JP", japanese.ISO2022JP, "", "iso-2022-jp", japanese1},
		{"guess English", charmap.Windows1252, "", "", english},
		{"guess French", charmap.Windows1252, "", "", french},
		{"guess German", charmap.Windows1252, "", "text/plain", german},
		{"guess one word", charmap.Windows1252, "", "", "The café closed."},
		{"guess Russian 1251", charmap.Windows1251, "", "", russian},
		{"guess capitals 1251", charmap.Windows1251, "", "", shouted},
		{"guess Russian KOI8-R", charmap.KOI8R, "", "", strings.NewReplacer("«", "\"", "»", "\"", "—", "-").Replace(russian)},
		{"guess capitals KOI8-R", charmap.KOI8R, "", "", shouted},
		{"guess Ukrainian 1251", charmap.Windows1251, "", "", ukrainian},
		{"guess Ukrainian KOI8-U", charmap.KOI8U, "", "", ukrainian},
		{"declared UTF-8 and is not", charmap.Windows1252, "", "utf-8", french},
	} {
		b := append([]byte(c.bom), encode(t, c.enc, c.text)...)
		got, err := Decode(b, c.declared)
		if err != nil || got != c.text {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.text)
		}
	}
}

func TestDecodeKeepsBrokenUTF8(t *testing.T) {
	text := russian + "\xff" + russian
	got, err := Decode([]byte(text), "")
	if want := russian + "\uFFFD" + russian; err != nil || got != want {
		t.Errorf("one broken byte: %q, %v", got, err)
	}
	got, err = Decode([]byte(russian[:len(russian)-4]), "") // ends inside "м"
	if err != nil || !strings.HasPrefix(got, "Мэр") || !strings.HasSuffix(got, "\uFFFD") {
		t.Errorf("cut character: %q, %v", got, err)
	}
}

func TestRefusals(t *testing.T) {
	noise := make([]byte, 2000)
	for i := range noise {
		noise[i] = byte(129 + i*7%127)
	}
	for _, c := range []struct {
		name, in string
		reason   article.Reason
		detail   string
	}{
		{"PDF", "%PDF-1.7\n%âãÏÓ", article.Binary, "looks like a PDF; save its text and give that"},
		{"PNG", "\x89PNG\r\n\x1a\n\x00\x00", article.Binary, "PNG"},
		{"JPEG", "\xFF\xD8\xFF\xE0\x00\x10JFIF", article.Binary, "JPEG"},
		{"GIF", "GIF89a\x01\x00\x01\x00", article.Binary, "GIF"},
		{"docx", "PK\x03\x04\x14\x00", article.Binary, "Office document"},
		{"gzip", "\x1f\x8b\x08\x00", article.Binary, "gzip"},
		{"ELF", "\x7fELF\x02\x01", article.Binary, "program"},
		{"RTF", `{\rtf1\ansi Hello}`, article.Binary, "RTF"},
		{"NULs", "some text\x00and\x00\x00more of it, and more, and more", article.Binary, "NUL"},
		{"controls", "\x01\x02\x03\x04\x05 abc", article.Binary, "control characters"},
		{"noise", string(noise), article.Encoding, "convert it to UTF-8"},
	} {
		got, err := Decode([]byte(c.in), "")
		r := article.Refused(err)
		if r == nil || r.Reason != c.reason || !strings.Contains(r.Detail, c.detail) {
			t.Errorf("%s: %q, %v; want %s with %q", c.name, got, err, c.reason, c.detail)
		}
	}
}

func TestTextThatBeginsLikeAFile(t *testing.T) {
	for _, s := range []string{"MZ Group said on Monday it would cut jobs.", "BZh. is how he signs.", "ID3 is a tag, the maker says.", ""} {
		if got, err := Decode([]byte(s), ""); err != nil || got != s {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
}

func TestDeclared(t *testing.T) {
	for in, want := range map[string]string{
		`<!doctype html><html><head><META CHARSET="Windows-1251">`:                           "windows-1251",
		`<meta name=x><meta http-equiv="Content-Type" content="text/html; charset=koi8-r"/>`: "koi8-r",
		`<meta charset=utf-8>`:                                    "utf-8",
		`<?xml version="1.0" encoding='iso-8859-5'?><rss>`:        "iso-8859-5",
		`<html><p>charset=nothing</p>`:                            "",
		strings.Repeat(" ", headSize) + `<meta charset="koi8-r">`: "",
		`<meta charset`:                                           "",
		``:                                                        "",
	} {
		if got := Declared([]byte(in)); got != want {
			t.Errorf("Declared(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMojibake(t *testing.T) {
	as := func(m *charmap.Charmap, s string) string {
		var b strings.Builder
		for i := range len(s) {
			b.WriteRune(m.DecodeByte(s[i]))
		}
		return b.String()
	}
	for _, s := range []string{
		"Itâ€™s over", "The cafÃ© and the Ã©cole",
		as(charmap.Windows1252, "“Yes,” she said."), as(charmap.ISO8859_1, "l’été"),
		as(charmap.Windows1252, russian), as(charmap.Windows1251, russian), as(charmap.Windows1251, ukrainian),
		as(charmap.Windows1252, german),
	} {
		if !Mojibake(s) {
			t.Errorf("not seen: %q", s)
		}
	}
	for _, s := range []string{
		"", english, french, german, russian, ukrainian, shouted, chinese,
		"LE CAFÉ» ET LE «DÉFILÉ»", "«L’été…» dit-il", "À l’«Été»", "Ñandú, señor", "São Paulo: «não»", "РіСі", "Ångström",
	} {
		if Mojibake(s) {
			t.Errorf("seen in sound text: %q", s)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{english, russian, "\xff\xfea\x00", "\x00\x00\xfe\xff", "caf\xe9", "%PDF-", "\xcf\xf0\xe8\xe2\xe5\xf2", "a\x00b\x00"} {
		f.Add([]byte(s), "")
		f.Add([]byte(s), "text/html; charset=koi8-r")
		f.Add([]byte(s), "gbk")
	}
	f.Fuzz(func(t *testing.T, b []byte, declared string) {
		before := bytes.Clone(b)
		s, err := Decode(b, declared)
		if !bytes.Equal(before, b) {
			t.Fatal("the input was changed")
		}
		if (err != nil) != (article.Refused(err) != nil) || err != nil && s != "" {
			t.Fatalf("%q with error %v", s, err)
		}
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			t.Fatalf("not text: %q", s)
		}
		if err == nil && utf8.Valid(b) && len(s) == len(b) && s != string(b) && declared == "" {
			t.Fatalf("UTF-8 was altered: %q", s)
		}
		Mojibake(s)
		Declared(b)
	})
}

func BenchmarkDecode(b *testing.B) {
	for name, in := range map[string][]byte{
		"utf8":  []byte(strings.Repeat(russian, 50)),
		"guess": encode(b, charmap.Windows1251, strings.Repeat(russian, 50)),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Decode(in, ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkMojibake(b *testing.B) {
	s := strings.Repeat(russian+english+french, 50)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Mojibake(s)
	}
}
