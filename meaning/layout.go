package meaning

import (
	"strconv"
	"strings"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// looksOnly is the finding where no word changed.
func (j *judge) looksOnly(m *marked) finding {
	switch m.Kind {
	case news.Move:
		return finding{news.MeansWording, 0.1, passage(m.Block) + " was moved" + j.direction(m.Edit) + ", no word of it changed"}
	case news.Split:
		pieces := inWords(1 + strings.Count(m.After, "\n"))
		return finding{news.MeansPunctuation, 0.03, passage(m.Block) + " was split in " + pieces + ", no word of it changed"}
	case news.Merge:
		pieces := inWords(1 + strings.Count(m.Before, "\n"))
		return finding{news.MeansPunctuation, 0.03, pieces + " paragraphs were joined, no word of them changed"}
	default:
		return finding{news.MeansPunctuation, 0.02, "only punctuation or capitals changed"}
	}
}

// inWords writes small numbers out.
func inWords(n int) string {
	if words := []string{2: "two", 3: "three", 4: "four", 5: "five"}; n > 1 && n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}

// direction says which way a block went past those that stand in both versions, nothing if it passed none of them.
func (j *judge) direction(e news.Edit) string {
	was, is := standing(j.before[:e.From], j.keysAfter), standing(j.after[:e.To], j.keysBefore)
	switch {
	case is < was:
		return " up"
	case is > was:
		return " down"
	default:
		return ""
	}
}

// standing counts the parts whose text stands in the other version too.
func standing(parts []news.Block, others map[string]bool) int {
	n := 0
	for _, p := range parts {
		if others[prose.Key(p.Text)] {
			n++
		}
	}
	return n
}

// repeats says that a text of some length is one of a version's.
func repeats(known map[string]bool, text string) bool {
	return known[prose.Key(text)] && len(bare(text)) > speech
}

// keysOf gives the texts of a version in the form in which they are compared.
func keysOf(parts []news.Block) map[string]bool {
	keys := make(map[string]bool, len(parts))
	for _, p := range parts {
		keys[prose.Key(p.Text)] = true
	}
	return keys
}

// onlyRearranged says that nothing came or went but whole sentences that stand in another paragraph now, or stood there.
func (j *judge) onlyRearranged(m *marked) bool {
	if len(m.gone)+len(m.come) == 0 || !j.allMoved(texts(m.before, m.gone)) || !j.allMoved(texts(m.after, m.come)) {
		return false
	}
	for _, g := range m.groups {
		gone, come := bare(g.removed), bare(g.added)
		moved := len(bareIn(m.before, m.gone, g.before)) == len(gone) && len(bareIn(m.after, m.come, g.after)) == len(come)
		if !moved && strings.Join(gone, " ") != strings.Join(come, " ") {
			return false
		}
	}
	return true
}

// bareIn gives the words of the pieces that lie within another piece.
func bareIn(text string, pieces []prose.Piece, within prose.Piece) []string {
	var words []string
	for _, p := range pieces {
		if p.Start >= within.Start && p.End <= within.End {
			words = append(words, bare(p.In(text))...)
		}
	}
	return words
}

// rearranged is the finding of a paragraph that only gave sentences to others or took them.
func rearranged(m *marked) finding {
	what, n, where := "a sentence was", len(m.gone), "to another paragraph"
	if n == 0 {
		n, where = len(m.come), "here from another paragraph"
	}
	of := "it"
	if n > 1 {
		what, of = count(n, "sentence")+" were", "them"
	}
	return finding{news.MeansWording, 0.1, what + " moved " + where + ", no word of " + of + " changed"}
}
