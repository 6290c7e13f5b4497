package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold gives a text without the differences that a searcher does not mean: case, width, ligatures, diacritics.
func Fold(s string) string {
	if plain(s) {
		return strings.ToLower(s)
	}
	folded := cases.Fold().String(norm.NFKD.String(s))
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || r == 'ـ' { // Arabic tatweel stretches a word, as a diacritic would
			return -1
		}
		return r
	}, folded))
}

// Terms gives the terms by which a text is found, folded and in order: its words by UAX #29, and for scripts that do
// not part their words every two neighbouring characters (a single one where it stands alone).
func Terms(s string) []string { return termsOf(s, bigrams) }

// IndexTerms gives what Terms gives, and of scripts that do not part their words also the last character of each run: so
// every single character of theirs begins a term, and is found by that, see [Stub].
func IndexTerms(s string) []string {
	return termsOf(s, func(run []rune) []string {
		terms := bigrams(run)
		if len(run) > 1 {
			terms = append(terms, string(run[len(run)-1:]))
		}
		return terms
	})
}

// Stub says that a term is a single character of a script that does not part its words: whoever searches for it means
// every term of [IndexTerms] that begins with it.
func Stub(term string) bool {
	r, size := utf8.DecodeRuneInString(term)
	return size > 0 && size == len(term) && unparted(r)
}

// termsOf gives the words of a text, and what parted makes of each run of characters that are not parted.
func termsOf(s string, parted func([]rune) []string) []string {
	var terms []string
	var run []rune // of characters that are not parted
	flush := func() {
		terms = append(terms, parted(run)...)
		run = run[:0]
	}
	for token := range tokens(Fold(s)) {
		if r := []rune(token); len(r) > 0 && unparted(r[0]) {
			run = append(run, r...)
			continue
		}
		flush()
		if wordlike(token) {
			terms = append(terms, token)
		}
	}
	flush()
	return terms
}

func tokens(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for it := words.FromString(s); it.Next(); {
			if !yield(it.Value()) {
				return
			}
		}
	}
}

func bigrams(run []rune) []string {
	if len(run) == 1 {
		return []string{string(run)}
	}
	var pairs []string
	for i := 0; i+1 < len(run); i++ {
		pairs = append(pairs, string(run[i:i+2]))
	}
	return pairs
}

// unparted says that a character's script writes words without blanks between them.
func unparted(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer,
		unicode.Myanmar)
}

func wordlike(token string) bool {
	return strings.IndexFunc(token, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) >= 0
}
