package meaning

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
)

// addDate notes words[from:to] as a date, with what says which part of it before it: "late May", "Anfang 2019".
func (s *scan) addDate(key string, from, to int) {
	if at, group, ok := s.partBefore(from); ok {
		from = at
		key = fmt.Sprintf("part %d of %s", group, key)
	}
	s.add(fact{kind: news.MeansDate, key: key}, from, to)
}

// mostOfLink is how many small words may stand between a part and what it is a part of: "at the end of the".
const mostOfLink = 2

// partBefore gives where the phrase begins that says which part of what stands at word i is meant.
func (s *scan) partBefore(i int) (at, group int, ok bool) {
	for end := i; end > 0 && i-end <= mostOfLink; end-- {
		for _, h := range s.endingAt(end) {
			if h.class == parts && s.free(h.from, i) {
				return h.from, h.group, true
			}
		}
		if !s.lex.is(small, s.fold(end-1)) {
			break
		}
	}
	return 0, 0, false
}

// endingAt gives the phrases that end before word i.
func (s *scan) endingAt(i int) []hit {
	for at := i - 1; at >= 0 && i-at <= mostOfLink+1; at-- {
		if found := s.from(at); len(found) > 0 {
			if found[0].to == i {
				return found
			}
			return nil
		}
	}
	return nil
}

var (
	longDecade  = regexp.MustCompile(`^((?:1[5-9]|20)\d0)(?:er|ern|er-jahren?)$`)
	shortDecade = regexp.MustCompile(`^(\d0)er-jahren?$`)
)

// decade reads 1980er Jahre, 80er-Jahre, années 80 and años ochenta.
func (s *scan) decade(i int) bool {
	text := s.fold(i)
	for _, pattern := range []*regexp.Regexp{longDecade, shortDecade} {
		if m := pattern.FindStringSubmatch(text); m != nil {
			s.addDate("decade "+m[1][len(m[1])-2:], i, i+1)
			return true
		}
	}
	if !s.lex.is(decades, s.fold(i-1)) || !s.free(i-1, i) {
		return false
	}
	n := s.countAt(i)
	if n >= 1500 {
		n %= 100
	}
	if n < 10 || n > 90 || n%10 != 0 {
		return false
	}
	s.addDate(fmt.Sprintf("decade %d", n), i-1, i+1)
	return true
}

// century reads "the 19th century", "19. Jahrhundert", "XIXe siècle" and "siglo XIX" about the word at h.
func (s *scan) century(h hit) {
	before := h.from - 1
	if s.fold(before) == "." {
		before--
	}
	if n := s.countAt(before); n > 0 && s.free(before, h.to) {
		s.addDate(fmt.Sprintf("century %d", n), before, h.to)
	} else if n := s.countAt(h.to); n > 0 && s.free(h.from, h.to+1) {
		s.addDate(fmt.Sprintf("century %d", n), h.from, h.to+1)
	}
}

// countAt reads one word as a whole number: in digits, with the ending of an order, in words, or Roman. Else 0.
func (s *scan) countAt(i int) int {
	if i < 0 || i >= len(s.words) {
		return 0
	}
	digits := strings.TrimRightFunc(s.fold(i), unicode.IsLetter)
	if n, err := strconv.Atoi(digits); err == nil {
		return n
	}
	for _, h := range s.lex.at(s.words[i:i+1], 0) {
		if h.class == numbers || h.class == soft {
			return int(h.value)
		}
	}
	return roman(s.words[i].text)
}

// roman reads a Roman number up to 39, also with the ending of an order: XIX, XIXe. Else 0.
func roman(text string) int {
	text = strings.TrimRightFunc(text, unicode.IsLower)
	n := 0
	for at, r := range text {
		value := romanDigit(r)
		if value == 0 {
			return 0
		}
		next, _ := utf8.DecodeRuneInString(text[at+1:])
		if value < romanDigit(next) {
			value = -value
		}
		n += value
	}
	return n
}

func romanDigit(r rune) int {
	switch r {
	case 'I':
		return 1
	case 'V':
		return 5
	case 'X':
		return 10
	default:
		return 0
	}
}
