package meaning

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// speakers finds changes of who says it: "the company said" for "a lawyer for the company said". A change of a name or
// of the way of speaking is known already.
func (j *judge) speakers(m *marked, found []finding) []finding {
	known := slices.ContainsFunc(found, func(f finding) bool {
		return f.meaning == news.MeansName || f.meaning == news.MeansAttribution
	})
	if known {
		return nil
	}
	before, after := j.speakerPlaces(m.before), j.speakerPlaces(m.after)
	wordsBefore, wordsAfter := set(bare(m.before)), set(bare(m.after))
	for _, g := range m.groups {
		removed, added := bare(g.removed), bare(g.added)
		if j.spelled(removed, added) || len(removed)+len(added) > mostOfSpeaker || j.onlySpoke(removed) || j.onlySpoke(added) {
			continue
		}
		if startsWithMark(g.removed) || startsWithMark(g.added) { // an aside between the speaker and the word of speaking
			continue
		}
		if !j.substantial(removed, wordsAfter) && !j.substantial(added, wordsBefore) {
			continue
		}
		if (len(removed) > 0 && within(before, g.before) || len(added) > 0 && within(after, g.after)) && !j.counts(m, g) {
			return []finding{{news.MeansAttribution, 0.4, "who says it was changed: " + quote(m.bothSides(g)[0]) + " became " + quote(m.bothSides(g)[1])}}
		}
	}
	return nil
}

// counts says that a change is one of numbers with what they count, or of dates, and of no other word: how many or when,
// not who.
func (j *judge) counts(m *marked, g group) bool {
	only := func(text string, p prose.Piece) bool {
		facts := j.read(text)
		for _, w := range prose.Words(text[p.Start:p.End]) {
			at := p.Start + w.Start
			if !slices.ContainsFunc(facts, func(f fact) bool {
				return (f.kind == news.MeansNumber && !f.soft || f.kind == news.MeansDate) && f.start <= at && at <= f.end+len(f.noun)
			}) {
				return false
			}
		}
		return true
	}
	return only(m.before, g.before) && only(m.after, g.after)
}

// bothSides gives the two wordings of a change, with the words around it where one of them has none.
func (m *marked) bothSides(g group) [2]string {
	if trim(g.removed) == "" || trim(g.added) == "" {
		return [2]string{widened(m.before, g.before), widened(m.after, g.after)}
	}
	return [2]string{g.removed, g.added}
}

// mostOfSpeaker is how many words may change in the naming of a speaker; more are a clause.
const mostOfSpeaker = 10

func startsWithMark(text string) bool {
	words := prose.Words(text)
	return len(words) > 0 && isMark(words[0].In(text))
}

// onlySpoke says that the words are a word of speaking and nothing else: the sentence was turned round.
func (j *judge) onlySpoke(words []string) bool {
	return len(words) == 1 && (j.lex.is(says, fold(words[0])) || j.lex.is(claims, fold(words[0])))
}

// substantial says that among the words is one of weight that the other wording does not have at all.
func (j *judge) substantial(words []string, others map[string]bool) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		light := len(w) < 4 || slices.ContainsFunc([]class{small, negations, says, claims}, func(c class) bool { return j.lex.is(c, fold(w)) })
		return !light && !others[w]
	})
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// within says that a change begins in one of the places.
func within(places []prose.Piece, p prose.Piece) bool {
	return slices.ContainsFunc(places, func(at prose.Piece) bool { return at.Start <= p.Start+1 && p.Start < at.End })
}

// speakerPlaces gives where speakers are named: before a word of speaking back to the last mark, or, where it stands
// right behind a quotation or at the beginning, after it up to the next mark or "that".
func (j *judge) speakerPlaces(text string) []prose.Piece {
	words := j.lex.split(text)
	spoken := quotations(text)
	var places []prose.Piece
	for _, h := range j.lex.find(words) {
		if (h.class != says && h.class != claims) || masked(spoken, words[h.from].start) {
			continue
		}
		if h.from == 0 || isMark(words[h.from-1].text) && beforeClause(words, h.from) == h.from {
			if to := forward(words, h.to); to > h.to {
				from := h.to
				if h.to > h.from+1 { // "по словам", "according to" may change with the speaker
					from = h.from
				}
				places = append(places, prose.Piece{Start: words[from].start, End: words[to-1].end})
			}
		} else if from := backward(words, h.from); from < h.from {
			places = append(places, prose.Piece{Start: words[from].start, End: words[h.from-1].end})
		}
	}
	return places
}

// mostBefore and mostAfter are how many words a speaker's naming may take.
const (
	mostBefore = 8
	mostAfter  = 9
)

func backward(words []word, i int) int {
	i = beforeClause(words, i)
	from := i
	for from > 0 && i-from < mostBefore && !isMark(words[from-1].text) {
		from--
	}
	return from
}

// beforeClause steps over ", which sends forty lorries a day," to the speaker before it.
func beforeClause(words []word, i int) int {
	if i == 0 || words[i-1].text != "," {
		return i
	}
	for from := i - 2; from > 1 && !strings.ContainsAny(words[from].text, ".!?"); from-- {
		if words[from].text == "," {
			if isRelative(words[from+1].fold) {
				return from
			}
			return i
		}
	}
	return i
}

func isRelative(folded string) bool {
	switch folded {
	case "which", "who", "der", "die", "das", "qui", "que", "quien", "которыи", "которая", "которые":
		return true
	default:
		return false
	}
}

// forward gives the end of what names a speaker behind the word of speaking, with what says who that is: "said Ola
// Lind, the guard".
func forward(words []word, i int) int {
	to := i
	for to < len(words) && to-i < mostAfter && !isThat(words[to].fold) {
		if isMark(words[to].text) && (words[to].text != "," || to == i || to+1 == len(words) || !isArticle(words[to+1].fold)) {
			break
		}
		to++
	}
	return to
}

func isArticle(folded string) bool {
	switch folded {
	case "the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "un", "une", "el", "una":
		return true
	default:
		return false
	}
}

func isMark(w string) bool {
	return strings.ContainsAny(w, ".,;:!?“”„\"«»「」，。：；！？،؛؟–—()")
}

// isThat knows the words that lead from the speaker to what is said.
func isThat(folded string) bool {
	switch folded {
	case "that", "dass", "que", "что", "ان", "it", "he", "she", "they", "there":
		return true
	default:
		return false
	}
}
