package prose

import (
	"bufio"
	_ "embed"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hanWords are common words of Chinese news, so that an edit shows 否认 for 承认 and not one half of each.
//
//go:embed data/zh.txt
var hanWords string

var hanLexicon = readLexicon(hanWords)

// longestHan is how many characters the longest word of the list has.
const longestHan = 5

func readLexicon(list string) map[string]bool {
	lexicon := make(map[string]bool)
	for lines := bufio.NewScanner(strings.NewReader(list)); lines.Scan(); {
		if line := lines.Text(); !strings.HasPrefix(line, "#") {
			for word := range strings.FieldsSeq(line) {
				lexicon[word] = true
			}
		}
	}
	return lexicon
}

// segment joins the single characters that UAX #29 leaves of scripts without blanks between words: Chinese by the
// longest word of a short list, numerals whole; Japanese by runs of one script; Thai, Lao, Khmer and Burmese by
// syllables, which no mark of theirs may leave.
func segment(s string, pieces []Piece, japanese bool) []Piece {
	if ascii(s) {
		return pieces
	}
	japanese = japanese || hasKana(s)
	out := pieces[:0]
	for i := 0; i < len(pieces); {
		n := 1
		if r, _ := utf8.DecodeRuneInString(s[pieces[i].Start:]); unparted(r) {
			n = unpartedWord(s, pieces[i:], r, japanese)
		}
		out = append(out, Piece{pieces[i].Start, pieces[i+n-1].End})
		i += n
	}
	return out
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Japanese says that texts which belong together are written in Japanese: at least one in twenty of the characters that
// Chinese might have too is kana. A Chinese text names a Japanese shop or two in its own letters.
func Japanese(texts iter.Seq[string]) bool {
	han, kana := 0, 0
	for text := range texts {
		if strings.IndexByte(text, kanaByte) < 0 {
			han += utf8.RuneCountInString(text)
			continue
		}
		for _, r := range text {
			switch {
			case isKana(r):
				kana++
			case r >= utf8.RuneSelf:
				han++
			}
		}
	}
	return kana > 0 && 20*kana >= han
}

// kanaByte begins every kana in UTF-8, and little else.
const kanaByte = 0xe3

func isKana(r rune) bool { return r >= '\u3041' && r <= '\u30ff' && r != '・' }

func hasKana(s string) bool {
	return strings.IndexByte(s, kanaByte) >= 0 && strings.IndexFunc(s, isKana) >= 0
}

// unpartedWord says how many of the pieces make the word that begins with r.
func unpartedWord(s string, pieces []Piece, r rune, japanese bool) int {
	switch {
	case unicode.Is(unicode.Han, r):
		if n := run(s, pieces, hanNumeral); n > 1 {
			return n
		}
		if japanese {
			return kanji(s, pieces)
		}
		return hanWord(s, pieces)
	case unicode.Is(unicode.Hiragana, r):
		return run(s, pieces, func(r rune) bool { return unicode.Is(unicode.Hiragana, r) })
	case unicode.Is(unicode.Katakana, r):
		return 1 // UAX #29 keeps its runs whole
	default:
		return syllable(s, pieces)
	}
}

// run counts the adjoining pieces whose first character is of the wanted sort.
func run(s string, pieces []Piece, wanted func(rune) bool) int {
	n := 0
	for ; n < len(pieces); n++ {
		if n > 0 && pieces[n].Start != pieces[n-1].End {
			break
		}
		if r, _ := utf8.DecodeRuneInString(s[pieces[n].Start:]); !wanted(r) {
			break
		}
	}
	return n
}

func hanNumeral(r rune) bool {
	return strings.ContainsRune("〇零一二两三四五六七八九十百千万亿億", r)
}

// kanji gives a run of Chinese characters up to a number, which has two of them at least: one stands in many a word.
func kanji(s string, pieces []Piece) int {
	n := run(s, pieces, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	for i := 1; i < n-1; i++ {
		if run(s, pieces[i:n], hanNumeral) > 1 {
			return i
		}
	}
	return n
}

func hanWord(s string, pieces []Piece) int {
	n := run(s, pieces[:min(longestHan, len(pieces))], func(r rune) bool { return unicode.Is(unicode.Han, r) })
	for ; n > 1; n-- {
		if hanLexicon[s[pieces[0].Start:pieces[n-1].End]] {
			return n
		}
	}
	return 1
}

// syllable joins a vowel that is written before its consonant with it, and one that is written after.
func syllable(s string, pieces []Piece) int {
	n := 1
	if r, _ := utf8.DecodeRuneInString(s[pieces[0].Start:]); strings.ContainsRune("เแโใไເແໂໃໄ", r) {
		n++
	}
	for n < len(pieces) {
		r, _ := utf8.DecodeRuneInString(s[pieces[n].Start:])
		if !strings.ContainsRune("ะาำๅะาำ", r) {
			break
		}
		n++
	}
	n = min(n, len(pieces))
	for i := 1; i < n; i++ {
		if pieces[i].Start != pieces[i-1].End {
			return i
		}
	}
	return n
}
