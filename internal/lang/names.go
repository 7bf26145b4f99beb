package lang

import (
	"strings"

	wl "github.com/abadojack/whatlanggo"
)

// newsLangs are the languages that a text is taken to be in, one of which it
// nearly always is: those of the large news agencies and their subscribers.
// Fewer languages make fewer mistakes and less work.
var newsLangs = map[wl.Lang]bool{
	wl.Eng: true, wl.Deu: true, wl.Fra: true, wl.Spa: true, wl.Por: true, wl.Ita: true, wl.Nld: true,
	wl.Swe: true, wl.Dan: true, wl.Nob: true, wl.Fin: true, wl.Pol: true, wl.Ces: true, wl.Hun: true,
	wl.Ron: true, wl.Hrv: true, wl.Tur: true, wl.Ind: true, wl.Vie: true,
	wl.Rus: true, wl.Ukr: true, wl.Bel: true, wl.Bul: true, wl.Srp: true,
	wl.Arb: true, wl.Pes: true, wl.Urd: true, wl.Heb: true, wl.Hin: true,
	wl.Ell: true, wl.Cmn: true, wl.Jpn: true, wl.Kor: true,
}

// byCode is every language that can be told at all, by its ISO 639-1 code.
var byCode = func() map[string]wl.Lang {
	m := map[string]wl.Lang{}
	for l := range wl.Langs {
		if c := codeOf(l); c != "" && l != wl.Nno {
			m[c] = l
		}
	}
	return m
}()

// codeOf is the code that whatlanggo gives a language; it has none for Persian.
func codeOf(l wl.Lang) string {
	switch l {
	case wl.Pes:
		return "fa"
	case wl.Nob, wl.Nno:
		return "no"
	}
	return l.Iso6391()
}

// siblings are languages that trigrams take for each other; a prior decides
// between them.
var siblings = map[string]string{
	"no": "Scandinavian", "da": "Scandinavian", "sv": "Scandinavian",
	"hr": "South Slavic", "sr": "South Slavic", "bs": "South Slavic", "sl": "South Slavic",
	"id": "Malay", "ms": "Malay",
	"cs": "Czech and Slovak", "sk": "Czech and Slovak",
	"bg": "Bulgarian and Macedonian", "mk": "Bulgarian and Macedonian",
}

// canonical is the two-letter code of a language tag: "en" of "en-GB". Both
// written forms of Norwegian are "no", and codes that were replaced are their
// replacements. What is no tag is "".
func canonical(tag string) string {
	code, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	code, _, _ = strings.Cut(code, "_")
	switch code {
	case "nb", "nn", "nob", "nno":
		return "no"
	case "iw":
		return "he"
	case "in":
		return "id"
	case "ji":
		return "yi"
	}
	if len(code) == 3 {
		if l := wl.CodeToLang(code); l >= 0 {
			return codeOf(l)
		}
	}
	if len(code) != 2 || code[0] < 'a' || code[0] > 'z' || code[1] < 'a' || code[1] > 'z' {
		return ""
	}
	return code
}

// names are languages that whatlanggo does not know or calls otherwise.
var names = map[string]string{
	"zh": "Chinese", "no": "Norwegian", "sl": "Slovenian", "am": "Amharic", "bs": "Bosnian", "ca": "Catalan",
	"cy": "Welsh", "eu": "Basque", "ga": "Irish", "gl": "Galician", "hy": "Armenian", "is": "Icelandic",
	"kk": "Kazakh", "ky": "Kyrgyz", "lb": "Luxembourgish", "mn": "Mongolian", "ms": "Malay", "mt": "Maltese",
	"ps": "Pashto", "sk": "Slovak", "sq": "Albanian", "sw": "Swahili", "tg": "Tajik", "bo": "Tibetan", "lo": "Lao",
}

// Name is the English name of the language with an ISO 639-1 code; the code
// itself where it has none here, "an unknown language" for "".
func Name(code string) string {
	c := canonical(code)
	if n := names[c]; n != "" {
		return n
	}
	if l, ok := byCode[c]; ok {
		return l.String()
	}
	if code == "" {
		return "an unknown language"
	}
	return code
}

// scriptsOf are the scripts that languages outside Latin are written in.
var scriptsOf = map[string][]script{
	"ru": {cyrillic}, "uk": {cyrillic}, "be": {cyrillic}, "bg": {cyrillic}, "mk": {cyrillic},
	"kk": {cyrillic, latin}, "ky": {cyrillic}, "tg": {cyrillic}, "mn": {cyrillic, otherScript},
	"sr": {cyrillic, latin}, "uz": {cyrillic, latin}, "az": {latin, cyrillic}, "tk": {latin, cyrillic},
	"ar": {arabic}, "fa": {arabic}, "ur": {arabic}, "ps": {arabic}, "ug": {arabic}, "ku": {latin, arabic},
	"he": {hebrew}, "yi": {hebrew}, "el": {greek},
	"hi": {devanagari}, "mr": {devanagari}, "ne": {devanagari},
	"zh": {cjk}, "ja": {cjk}, "ko": {hangul},
	"am": {otherScript}, "ti": {otherScript}, "hy": {otherScript}, "ka": {otherScript}, "bn": {otherScript},
	"ta": {otherScript}, "te": {otherScript}, "th": {otherScript}, "kn": {otherScript}, "ml": {otherScript},
	"gu": {otherScript}, "pa": {otherScript}, "or": {otherScript}, "si": {otherScript}, "my": {otherScript},
	"km": {otherScript}, "lo": {otherScript}, "bo": {otherScript},
}

// fits reports whether the language with the code can be written in the script
// of the sample.
func (s sample) fits(code string) bool {
	in, ok := scriptsOf[code]
	if !ok {
		return s.script == latin
	}
	for _, x := range in {
		if x == s.script {
			return true
		}
	}
	return false
}
