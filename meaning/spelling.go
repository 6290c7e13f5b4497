package meaning

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/prose"
)

// spelled says that the words on both sides are the same words, spelled otherwise.
func (j *judge) spelled(removed, added []string) bool {
	if glue(removed) == glue(added) {
		return true // "can not", "cannot"; "well known", "well-known"
	}
	if len(removed) != len(added) {
		return false
	}
	for i := range removed {
		if removed[i] != added[i] && !j.misspelled(removed[i], added[i]) {
			return false
		}
	}
	return true
}

func glue(words []string) string { return strings.ReplaceAll(strings.Join(words, ""), "-", "") }

// longestWord is how many bytes two words may have together before they are no words.
const longestWord = 200

// misspelled says that two words differ by so little that one is a slip or a variant of the other. Both being words of
// the article speaks for two words.
func (j *judge) misspelled(a, b string) bool {
	if unligatured(a) == unligatured(b) || j.confusable(a, b) {
		return true
	}
	if j.vocabulary[a] > 1 && j.vocabulary[b] > 1 || digitsIn(a) != digitsIn(b) {
		return false
	}
	if len(a)+len(b) > longestWord {
		return false
	}
	longest := max(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	if strings.HasPrefix(a, b) || strings.HasPrefix(b, a) { // an ending: "attack", "attacks"
		return false
	}
	switch distance := slips([]rune(a), []rune(b)); {
	case longest < 3:
		return false
	case longest < 5:
		slip := longest == 4 && min(j.vocabulary[a], j.vocabulary[b]) <= 1 && max(j.vocabulary[a], j.vocabulary[b]) > 2
		return distance == 1 && (sameLetters(a, b) || slip)
	case longest < 9:
		return distance == 1
	default:
		return distance <= 2
	}
}

// digitsIn gives the digits of a word: F-16 is no slip for F-15.
func digitsIn(w string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, w)
}

// unligatured gives a word without diacritics and with its ligatures taken apart.
func unligatured(w string) string {
	return strings.NewReplacer("œ", "oe", "æ", "ae").Replace(prose.Fold(w))
}

// confusable says that the two are words that writers take for one another: "its" and "it's".
func (j *judge) confusable(a, b string) bool {
	for _, h := range j.lex.at([]word{{fold: fold(a)}}, 0) {
		for _, k := range j.lex.at([]word{{fold: fold(b)}}, 0) {
			if h.class == confused && k.class == confused && h.group == k.group {
				return true
			}
		}
	}
	return false
}

func sameLetters(a, b string) bool {
	for _, r := range a {
		if strings.Count(a, string(r)) != strings.Count(b, string(r)) {
			return false
		}
	}
	return len(a) == len(b)
}

// slips counts the letters put in, left out, replaced or swapped with a neighbour.
func slips(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for k := range b {
		rows[0][k+1] = k + 1
	}
	for i := 1; i <= len(a); i++ {
		for k := 1; k <= len(b); k++ {
			cost := 1
			if a[i-1] == b[k-1] {
				cost = 0
			}
			best := min(rows[i-1][k]+1, rows[i][k-1]+1, rows[i-1][k-1]+cost)
			if i > 1 && k > 1 && a[i-1] == b[k-2] && a[i-2] == b[k-1] {
				best = min(best, rows[i-2][k-2]+1)
			}
			rows[i][k] = best
		}
	}
	return rows[len(a)][len(b)]
}
