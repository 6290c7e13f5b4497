package meaning

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// endings of case are at most this long, in bytes: "летн-его", "дневн-ыми".
const longestCase = len("ыми")

// joinedNumber reads a number that is written together with what it counts, in any case: "12-летний", "двухдневный".
// The tail is what it counts.
func (s *scan) joinedNumber(w string) (value float64, tail string, ok bool) {
	if before, after, cut := strings.Cut(w, "-"); cut && !strings.Contains(after, "-") && !strings.ContainsFunc(after, unicode.IsDigit) {
		value, ok := parseDigits(before, s.lex.language)
		if utf8.RuneCountInString(after) <= lettersOfOrdinal {
			return value, "", ok
		}
		return value, " " + stem(after), ok
	}
	if s.lex.language != "ru" {
		return 0, "", false
	}
	for _, noun := range s.lex.compounds {
		if before, after, cut := strings.Cut(w, noun); cut && len(after) <= longestCase {
			value, ok := s.lex.sum(before)
			return value, " " + stem(noun), ok && before != ""
		}
	}
	return 0, "", false
}

// lettersOfOrdinal is how many letters of its ending a Russian ordinal in digits has: "5-го", "2020-м".
const lettersOfOrdinal = 2

// inDigits gives word i in Western digits, an ordinal without its ending.
func (s *scan) inDigits(i int) string {
	text := westernDigits(s.words[i].fold)
	before, after, ok := strings.Cut(text, "-")
	if ok && s.lex.language == "ru" && startsLower(after) && utf8.RuneCountInString(after) <= lettersOfOrdinal {
		return before
	}
	return text
}

// stemOfNoun is how many letters of what is counted tell it from other nouns.
const stemOfNoun = 4

func stem(word string) string {
	n := 0
	for at := range word {
		if n == stemOfNoun {
			return word[:at]
		}
		n++
	}
	return word
}

// sum reads numbers that are written as one word: "двадцатипяти".
func (l *lexicon) sum(w string) (float64, bool) {
	if w == "" {
		return 0, true
	}
	for to := len(w); to > 0; to-- {
		if to < len(w) && !utf8.RuneStart(w[to]) {
			continue
		}
		for _, p := range l.exact[w[:to]] {
			if p.class != numbers || len(p.words) > 1 {
				continue
			}
			if rest, ok := l.sum(w[to:]); ok && (to == len(w) || p.value > rest) {
				return p.value + rest, true
			}
		}
	}
	return 0, false
}
