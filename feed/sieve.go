package feed

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma/news"
)

// A Sieve says which links of an outlet are taken. The zero value takes all.
type Sieve struct{ patterns []news.Pattern }

// NewSieve makes a sieve of patterns that [CheckPattern] accepts.
func NewSieve(patterns []news.Pattern) Sieve { return Sieve{patterns} }

// Takes says whether a clean URL is taken: when no excluding pattern matches it and, if there are including ones, one of
// these does. A pattern is held against the whole URL; a "*" in it stands for any characters, none too, and upper and
// lower case are the same.
func (s Sieve) Takes(url string) bool {
	url = strings.ToLower(url)
	included, mustBe := false, false
	for _, p := range s.patterns {
		matches := globMatches(strings.ToLower(p.Text), url)
		if !p.Include && matches {
			return false
		}
		mustBe = mustBe || p.Include
		included = included || p.Include && matches
	}
	return included || !mustBe
}

// longestPattern is far longer than an address that somebody types.
const longestPattern = 500

// CheckPattern says in one sentence what is wrong with a pattern, or gives nil.
func CheckPattern(pattern string) error {
	switch {
	case pattern == "":
		return errors.New("an empty pattern matches no address; write one such as */live/*")
	case len(pattern) > longestPattern:
		return fmt.Errorf("the pattern “%s…” is longer than %d characters; write a part of the address between stars", pattern[:40], longestPattern)
	case strings.ContainsFunc(pattern, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == unicode.ReplacementChar }):
		return fmt.Errorf("the pattern “%s” holds a blank, which no address does", pattern)
	case strings.Trim(pattern, "*") == "":
		return fmt.Errorf("the pattern “%s” matches every address; write a part of the address between stars, such as */live/*", pattern)
	case !strings.HasPrefix(pattern, "*") && !strings.HasPrefix(strings.ToLower(pattern), "http"):
		return fmt.Errorf("the pattern “%s” matches no address, for they begin with http; write *%s", pattern, pattern)
	default:
		return nil
	}
}

// globMatches says whether a text is of a pattern's form. It takes time in proportion to both lengths: of several stars
// only the last one that was met is ever moved on.
func globMatches(pattern, text string) bool {
	star, resume := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, t
			p++
		case p < len(pattern) && pattern[p] == text[t]:
			p++
			t++
		case star >= 0:
			resume++
			p, t = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
