package charset

import "bytes"

// magic lists how files begin that are no text, and what to do with them.
// Names and numbers are those of the formats' own specifications.
var magic = []struct {
	at     int
	prefix string
	detail string
}{
	{0, "%PDF-", "looks like a PDF; save its text and give that"},
	{0, "%!PS-", "looks like PostScript; save its text and give that"},
	{0, `{\rtf`, "looks like RTF; save it as plain text and give that"},
	{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "looks like an old Office document; save it as plain text and give that"},
	{0, "PK\x03\x04", "looks like a ZIP archive or an Office document; unpack it or save it as plain text and give that"},
	{0, "PK\x05\x06", "looks like an empty ZIP archive; give the text itself"},
	{0, "\x1f\x8b", "looks like a gzip file; unpack it first"},
	{0, "BZh", "looks like a bzip2 file; unpack it first"},
	{0, "\xFD7zXZ\x00", "looks like an xz file; unpack it first"},
	{0, "\x28\xB5\x2F\xFD", "looks like a zstd file; unpack it first"},
	{0, "7z\xBC\xAF\x27\x1C", "looks like a 7z archive; unpack it first"},
	{0, "Rar!\x1A\x07", "looks like a RAR archive; unpack it first"},
	{257, "ustar", "looks like a tar archive; unpack it first"},
	{0, "\x89PNG\r\n\x1a\n", "looks like a PNG image; give the text itself"},
	{0, "\xFF\xD8\xFF", "looks like a JPEG image; give the text itself"},
	{0, "GIF87a", "looks like a GIF image; give the text itself"},
	{0, "GIF89a", "looks like a GIF image; give the text itself"},
	{8, "WEBP", "looks like a WebP image; give the text itself"},
	{0, "II*\x00", "looks like a TIFF image; give the text itself"},
	{0, "MM\x00*", "looks like a TIFF image; give the text itself"},
	{0, "ID3", "looks like an MP3 recording; give a transcript of it"},
	{0, "OggS", "looks like an Ogg recording; give a transcript of it"},
	{8, "WAVE", "looks like a WAV recording; give a transcript of it"},
	{4, "ftyp", "looks like an MP4 video; give a transcript of it"},
	{0, "\x1A\x45\xDF\xA3", "looks like a Matroska video; give a transcript of it"},
	{0, "\x7fELF", "looks like a program; give the text itself"},
	{0, "MZ", "looks like a program; give the text itself"},
	{0, "\xCF\xFA\xED\xFE", "looks like a program; give the text itself"},
	{0, "SQLite format 3\x00", "looks like an SQLite database; give the text itself"},
	{0, "PAR1", "looks like a Parquet file; write its rows as JSON lines"},
	{0, "wOFF", "looks like a font; give the text itself"},
	{0, "wOF2", "looks like a font; give the text itself"},
}

// binary says what b looks like if it begins as files do that are no text, or
// is "". Signs that a text could begin with too ("MZ", "BZh") count only where
// bytes follow that no text has.
func binary(b []byte) string {
	for _, m := range magic {
		if len(b) < m.at || !bytes.HasPrefix(b[m.at:], []byte(m.prefix)) {
			continue
		}
		if plain(m.prefix) && m.prefix[0] != '%' && m.prefix[0] != '{' && !controls(b[:min(len(b), 4096)]) {
			continue
		}
		return m.detail
	}
	return ""
}

func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// controls reports whether b holds a byte that no text has in any encoding of
// one byte a letter.
func controls(b []byte) bool {
	return bytes.ContainsFunc(b, func(r rune) bool { return r < '\t' || r > '\r' && r < 0x1b })
}
