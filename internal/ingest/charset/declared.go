package charset

import "bytes"

// headSize is how far into a page its declaration may stand, in bytes: what
// the HTML standard gives browsers.
const headSize = 1024

// Declared returns the encoding that markup names at its own head, in
// <meta charset="…">, <meta http-equiv … content="…; charset=…"> or
// <?xml encoding="…"?>, or "".
func Declared(b []byte) string {
	head := bytes.ToLower(b[:min(len(b), headSize)])
	if bytes.HasPrefix(head, []byte("<?xml")) {
		decl, _, _ := bytes.Cut(head, []byte("?>"))
		if v := value(decl, "encoding"); v != "" {
			return v
		}
	}
	for {
		i := bytes.Index(head, []byte("<meta"))
		if i < 0 {
			return ""
		}
		head = head[i+len("<meta"):]
		tag, _, _ := bytes.Cut(head, []byte(">"))
		if v := value(tag, "charset"); v != "" {
			return v
		}
	}
}

// value returns what follows name and an equals sign in a tag, without quotes.
func value(tag []byte, name string) string {
	i := bytes.Index(tag, []byte(name))
	if i < 0 {
		return ""
	}
	rest := bytes.TrimLeft(tag[i+len(name):], " \t\r\n")
	if len(rest) == 0 || rest[0] != '=' {
		return ""
	}
	rest = bytes.TrimLeft(rest[1:], " \t\r\n\"'")
	if end := bytes.IndexAny(rest, " \t\r\n\"';/?>"); end >= 0 {
		rest = rest[:end]
	}
	return string(rest)
}
