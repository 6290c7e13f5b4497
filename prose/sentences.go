package prose

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Sentences gives the sentences of a text in order, without the blanks around them. A line break ends one; the dot of
// an abbreviation, of an initial or of an ordinal does not.
func Sentences(s string) []Piece {
	var pieces []Piece
	at, open := 0, false // open: the last piece goes on
	for it := sentences.FromString(s); it.Next(); {
		raw := it.Value()
		p := trimmed(s, Piece{at, at + len(raw)})
		at += len(raw)
		if p.Start == p.End {
			continue
		}
		if open {
			pieces[len(pieces)-1].End = p.End
		} else {
			pieces = append(pieces, p)
		}
		open = !endsLine(raw) && (inAddress(raw, s[at:]) || goesOn(p.In(s), s[at:]))
	}
	return pieces
}

// endsLine says that a sentence ends with a line break, which always ends one.
func endsLine(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	switch last {
	case '\n', '\r', '\u2028', '\u2029':
		return true
	default:
		return false
	}
}

func trimmed(s string, p Piece) Piece {
	text := p.In(s)
	p.Start += len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	p.End = p.Start + len(strings.TrimSpace(text))
	return p
}

// inAddress says that the mark at the end is one within the address of a page: "https://county.example/a?b=1".
func inAddress(sentence, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	return strings.HasSuffix(sentence, "?") && parted(next)
}

// goesOn says that the sentence does not end at its last dot.
func goesOn(sentence, rest string) bool {
	stem, dotted := strings.CutSuffix(sentence, ".")
	if !dotted || rest == "" {
		return false
	}
	word := stem[strings.LastIndexFunc(stem, func(r rune) bool { return unicode.IsSpace(r) || r == '(' })+1:]
	if word == "" {
		return false
	}
	if digits(word) && len(word) <= 2 { // "am 3. November"
		return true
	}
	if letter, size := utf8.DecodeRuneInString(word); size == len(word) && unicode.IsUpper(letter) {
		return true
	}
	return abbreviations[strings.ToLower(word)] || initials(word) && !startsAnew(rest)
}

// initials says that a word is letters with dots between, whose last dot may well stand within a sentence: U.S, p.m.
func initials(word string) bool {
	letters := strings.Split(word, ".")
	return len(letters) > 1 && !slices.ContainsFunc(letters, func(s string) bool {
		r, size := utf8.DecodeRuneInString(s)
		return size != len(s) || !unicode.IsLetter(r)
	})
}

// startsAnew says that a text begins with a word that has a capital only where a sentence begins.
func startsAnew(text string) bool {
	word, _, _ := strings.Cut(strings.TrimLeftFunc(text, unicode.IsSpace), " ")
	switch word {
	case "The", "A", "An", "It", "He", "She", "They", "We", "I", "In", "On", "At", "For", "As", "But", "And", "This", "That",
		"These", "Those", "There", "His", "Her", "Its", "Their", "If", "When", "After", "Before":
		return true
	default:
		return false
	}
}

// abbreviations are those that stand before a name or a number, so that their dot hardly ever ends a sentence.
var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "sen": true, "rep": true, "gov": true, "gen": true,
	"col": true, "lt": true, "sgt": true, "capt": true, "st": true, "rev": true, "hon": true, "no": true, "vs": true,
	"jan": true, "feb": true, "aug": true, "sept": true, "oct": true, "nov": true, "dec": true,
	"hr": true, "fr": true, "nr": true, "ca": true, "bzw": true, "z.b": true, "u.a": true, "d.h": true, "str": true,
	"m": true, "mm": true, "mme": true, "sra": true, "sr": true, "dra": true, "núm": true, "av": true,
	"г": true, "ул": true, "им": true, "т.е": true, "т.д": true, "см": true, "стр": true,
}
