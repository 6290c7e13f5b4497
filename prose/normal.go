// Package prose knows how written text is put together: its normal form, words, sentences and terms to search by,
// in every script that news is written in. It is pure and knows nothing of pages or articles.
package prose

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normal gives a text in the form in which blocks are kept and shown: Unicode NFC, every run of white space one blank,
// none at the ends, no invisible characters that only steer line breaks (soft hyphen, zero-width space, word joiner,
// byte order mark) and no control characters, nor those that steer the direction of what follows: an override that a page
// leaves open would turn the words around it wherever they are shown. The joiners U+200C and U+200D stay: Persian, Hindi
// and emoji need them; so do the marks U+200E, U+200F and U+061C,
// which turn nothing.
func Normal(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r), r == '\u0085':
			blank = true
		case invisible(r):
		default:
			if blank && b.Len() > 0 {
				b.WriteByte(' ')
			}
			blank = false
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String()) // last, since what stood between two marks may be gone now
}

// plain says that a text is in normal form as it is: printable ASCII, with single blanks inside only. Most lines of most
// pages are.
func plain(s string) bool {
	blank := true // before the first character, where no blank may stand
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return !blank || s == ""
}

func invisible(r rune) bool {
	switch r {
	case '\u00ad', '\u200b', '\u2060', '\ufeff':
		return true
	default:
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) && r != '\u200e' && r != '\u200f' && r != '\u061c'
	}
}

// sameMark unifies marks that a newsroom's software changes by itself: quote styles, dashes of one length, the dots.
var sameMark = strings.NewReplacer(
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "«", `"`, "»", `"`, "″", `"`, "＂", `"`,
	"「", `"`, "」", `"`, "『", `"`, "』", `"`, "﹁", `"`, "﹂", `"`, "﹃", `"`, "﹄", `"`, "〝", `"`, "〞", `"`,
	"‘", "'", "’", "'", "‚", "'", "‛", "'", "′", "'", "`", "'", "´", "'", "ʼ", "'",
	"‐", "-", "‑", "-", "–", "-", "—", "-", "−", "-",
	"…", "...", "\u200e", "", "\u200f", "",
)

// Key gives the form in which two texts are compared: [Normal], with the styles of quotes and dashes made one.
// Texts with the same key are the same text to a reader.
func Key(s string) string {
	if plain(s) && strings.IndexByte(s, '`') < 0 {
		return s
	}
	return Normal(sameMark.Replace(Normal(s)))
}
