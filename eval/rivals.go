package main

import (
	"strings"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/news"
)

// A rival is one way of comparing two versions: it gives the number of characters that it marks, blanks left out.
type rival struct {
	name  string
	marks func(before, after []news.Block) int
}

// rivals are ours and the others, measured in one run.
func rivals() []rival {
	return []rival{{"Stemma", stemmaMarks}, {"go-diff, words", goDiffMarks}, {"News Sniffer", newsSnifferMarks}}
}

// stemmaMarks counts what our edits show as removed or added. That a block moved is no mark on its words.
func stemmaMarks(before, after []news.Block) (n int) {
	for _, e := range diff.Blocks(before, after) {
		for _, s := range e.Spans {
			if s.Op != news.Same {
				n += unblanked(s.Text)
			}
		}
	}
	return n
}

// goDiffMarks is sergi/go-diff without a time limit, each word and each mark mapped to a rune of its own.
func goDiffMarks(before, after []news.Block) (n int) {
	words := []string{""}
	known := map[string]rune{}
	runes := func(text string) []rune {
		var out []rune
		for _, w := range plainTokens(text) {
			if known[w] == 0 {
				words = append(words, w)
				known[w] = runeOf(len(words) - 1)
			}
			out = append(out, known[w])
		}
		return out
	}
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0
	for _, d := range dmp.DiffMainRunes(runes(textOf(before)), runes(textOf(after)), false) {
		if d.Type == diffmatchpatch.DiffEqual {
			continue
		}
		for _, r := range d.Text {
			n += unblanked(words[numberOf(r)])
		}
	}
	return n
}

// surrogates is where runes begin that stand for nothing, and how many they are.
const surrogates, noRunes = 0xd800, 0x800

func runeOf(n int) rune {
	if n >= surrogates {
		n += noRunes
	}
	return rune(n)
}

func numberOf(r rune) int {
	if r >= surrogates {
		r -= noRunes
	}
	return int(r)
}

// newsSnifferMarks follows its rule as read in its source: an LCS of paragraphs, compared letter by letter, and each
// paragraph that is not in it is marked from end to end on either side, whatever its words are.
func newsSnifferMarks(before, after []news.Block) int {
	a, b := textsOf(before), textsOf(after)
	kept := paragraphsKept(a, b)
	return unblanked(strings.Join(a, "")) + unblanked(strings.Join(b, "")) - 2*kept
}

// paragraphsKept counts the characters of the longest common subsequence of paragraphs.
func paragraphsKept(a, b []string) int {
	type best struct{ paragraphs, characters int }
	row := make([]best, len(b)+1)
	for _, x := range a {
		last := best{}
		for j, y := range b {
			next := row[j+1]
			if row[j].paragraphs > next.paragraphs {
				next = row[j]
			}
			if x == y && last.paragraphs+1 > next.paragraphs {
				next = best{last.paragraphs + 1, last.characters + unblanked(x)}
			}
			last, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)].characters
}

func textsOf(blocks []news.Block) []string {
	texts := make([]string, len(blocks))
	for i, b := range blocks {
		texts[i] = b.Text
	}
	return texts
}

func textOf(blocks []news.Block) string { return strings.Join(textsOf(blocks), "\n") }

// unblanked counts the characters that are no blanks.
func unblanked(s string) (n int) {
	for _, r := range s {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}
