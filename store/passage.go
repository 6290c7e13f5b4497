package store

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"

	"github.com/stemma-news/stemma/prose"
	"github.com/stemma-news/stemma/store/db"
)

// excerptSize is how many bytes of a long passage are shown.
const excerptSize = 400

// bestPassage gives the passage with most of the terms, and where they stand in it; among equals one that still stands,
// then the first.
func bestPassage(passages []db.ArticlePassagesRow, terms []string) (db.ArticlePassagesRow, [][2]int) {
	wanted := make(map[string]bool, len(terms))
	for _, term := range terms {
		wanted[term] = true
	}
	var best db.ArticlePassagesRow
	bestCount := 0
	for _, p := range passages {
		if !mayHave(p.Text, terms) {
			continue
		}
		count := countWanted(prose.IndexTerms(p.Text), wanted)
		if count > bestCount || (count == bestCount && count > 0 && p.Standing > best.Standing) {
			best, bestCount = p, count
		}
		if bestCount == len(wanted) && best.Standing == 1 {
			break
		}
	}
	return best, marksOf(best.Text, wanted)
}

// countWanted tells how many of the wanted terms are among the terms.
func countWanted(terms []string, wanted map[string]bool) int {
	found := map[string]bool{}
	for _, term := range terms {
		for _, form := range []string{term, stubOf(term)} {
			if wanted[form] {
				found[form] = true
			}
		}
	}
	return len(found)
}

// stubOf gives the single character that a term begins with, in whose place it is searched for; else nothing.
func stubOf(term string) string {
	_, size := utf8.DecodeRuneInString(term)
	if !prose.Stub(term[:size]) {
		return ""
	}
	return term[:size]
}

// mayHave is a quick look whether it is worth parting the text into words.
func mayHave(text string, terms []string) bool {
	folded := prose.Fold(text)
	return slices.ContainsFunc(terms, func(term string) bool { return strings.Contains(folded, term) })
}

// marksOf gives where the wanted terms stand in the text, neighbours joined.
func marksOf(text string, wanted map[string]bool) [][2]int {
	var marks [][2]int
	isWanted := func(term string) bool { return wanted[term] }
	begins := func(term string) bool { return wanted[term] || wanted[stubOf(term)] }
	from, before := 0, "" // the word before this one, if it touches it: scripts without blanks are searched by pairs
	for it := words.FromString(text); it.Next(); {
		word := it.Value()
		terms := prose.IndexTerms(word)
		if len(terms) == 0 {
			before = ""
			continue
		}
		switch {
		case slices.ContainsFunc(terms, begins):
			marks = mark(marks, it.Start(), it.End())
		case before != "" && slices.ContainsFunc(prose.Terms(before+word), isWanted):
			marks = mark(marks, from, it.End())
		}
		from, before = it.Start(), word
	}
	return marks
}

// mark adds a stretch that begins in, at or behind the last one.
func mark(marks [][2]int, start, end int) [][2]int {
	if n := len(marks); n > 0 && marks[n-1][1] >= start {
		marks[n-1][1] = end
		return marks
	}
	return append(marks, [2]int{start, end})
}

// excerpt cuts a long passage around its first marks, between words.
func excerpt(text string, marks [][2]int) (string, [][2]int) {
	if len(text) <= excerptSize || len(marks) == 0 {
		return text, marks
	}
	from := max(0, min(marks[0][0]-excerptSize/4, len(text)-excerptSize))
	from = cutBefore(text, from, marks[0][0])
	to := cutBehind(text, min(len(text), from+excerptSize), marks[0][1])
	head, tail := "", ""
	if from > 0 {
		head = "… "
	}
	if to < len(text) {
		tail = " …"
	}
	var kept [][2]int
	for _, m := range marks {
		if m[0] >= from && m[1] <= to {
			kept = append(kept, [2]int{m[0] - from + len(head), m[1] - from + len(head)})
		}
	}
	return head + text[from:to] + tail, kept
}

// cutBefore moves a cut forward to the beginning of a word, or at least of a character, but not beyond most.
func cutBefore(text string, at, most int) int {
	if at <= 0 {
		return 0
	}
	if i := strings.IndexByte(text[at:most], ' '); i >= 0 {
		return at + i + 1
	}
	for at < most && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}

// cutBehind moves a cut back to the end of a word, or at least of a character, but not before least.
func cutBehind(text string, at, least int) int {
	if at >= len(text) {
		return len(text)
	}
	if at <= least {
		return least
	}
	if i := strings.LastIndexByte(text[least:at], ' '); i >= 0 {
		return least + i
	}
	for at > least && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}
