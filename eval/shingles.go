package main

import (
	"slices"
	"strings"
	"unicode"
)

// shingleSums is the measure of article-extraction-benchmark: runs of four tokens that truth and text share.
type shingleSums struct {
	pages             int
	precision, recall float64
	exact             int
}

// add compares one text and gives its own F1.
func (s *shingleSums) add(truth, text string) float64 {
	t, x := tokens(truth), tokens(text)
	s.pages++
	if slices.Equal(t, x) {
		s.exact++
	}
	shared, both := sharedShingles(t, x)
	precision, recall := share(shared, max(1, len(x)-3)), share(shared, max(1, len(t)-3))
	if len(x) == 0 {
		precision, recall = 0, 0
	}
	s.precision += precision
	s.recall += recall
	return 2 * float64(shared) / float64(both)
}

func sharedShingles(a, b []string) (shared, both int) {
	counts := map[string]int{}
	for _, sh := range shingles(a) {
		counts[sh]++
	}
	for _, sh := range shingles(b) {
		if counts[sh] > 0 {
			counts[sh]--
			shared++
		}
	}
	return shared, max(1, len(a)-3) + max(1, len(b)-3)
}

func (s *shingleSums) mean() (precision, recall, f1, exact float64) {
	n := float64(s.pages)
	precision, recall = s.precision/n, s.recall/n
	return precision, recall, 2 * precision * recall / (precision + recall), float64(s.exact) / n
}

func shingles(tokens []string) []string {
	var all []string
	for i := range max(1, len(tokens)-3) {
		all = append(all, strings.Join(tokens[i:min(i+4, len(tokens))], "\x00"))
	}
	return all
}

// tokens are runs of letters, digits and underscores.
func tokens(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_' })
}
