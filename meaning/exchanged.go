package meaning

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// swapped finds the facts of one kind that stand in each other's place now: "killed 12 and injured 30" and "killed 30
// and injured 12" name the same numbers and say something else.
func (m *marked) swapped(before, after []fact) []turn {
	var turns []turn
	for _, g := range m.groups {
		from, to := covers(before, m.before, g.before), covers(after, m.after, g.after)
		if from != nil && to != nil && from.key != to.key {
			turns = append(turns, turn{from, to})
		}
	}
	return turns
}

// covers gives the fact that is all there is in a piece of a text, or nil.
func covers(facts []fact, text string, p prose.Piece) *fact {
	for i, f := range facts {
		if f.start >= p.Start && f.end <= p.End && trim(text[p.Start:p.End]) == f.text {
			return &facts[i]
		}
	}
	return nil
}

// exchanged finds two names that changed places about words that say what the one did to the other: "Brandt accused
// Lind", not "Brandt and Lind".
func (j *judge) exchanged(m *marked, before, after []fact) []finding {
	was, is := nameRuns(before), nameRuns(after)
	for i := 1; i < len(was); i++ {
		x, y := was[i-1], was[i]
		words := bare(m.before[x.end:y.start])
		if x.key == y.key || j.evenly(words) {
			continue
		}
		for k := 1; k < len(is); k++ {
			if is[k-1].key == y.key && is[k].key == x.key && slices.Equal(words, bare(m.after[is[k-1].end:is[k].start])) {
				from, to := m.before[x.start:y.end], m.after[is[k-1].start:is[k].end]
				return []finding{{news.MeansName, 0.7, quote(from) + " became " + quote(to)}}
			}
		}
	}
	return nil
}

// nameRuns joins the words of each name.
func nameRuns(names []fact) []fact {
	var out []fact
	for _, f := range names {
		if n := len(out); n > 0 && out[n-1].end+1 == f.start {
			out[n-1].key += " " + f.key
			out[n-1].end = f.end
		} else {
			out = append(out, f)
		}
	}
	return out
}

// evenly says that the words between two names only join them.
func (j *judge) evenly(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !j.lex.is(joins, fold(w)) })
}

// onlyNames says that nothing but names changed. A name alone that ends otherwise is another name; with the words
// around it it is the same in another case.
func (m *marked) onlyNames(before, after []fact) bool {
	return !slices.ContainsFunc(m.groups, func(g group) bool {
		return !allNames(before, m.before, g.before) || !allNames(after, m.after, g.after)
	})
}

func allNames(facts []fact, text string, p prose.Piece) bool {
	for _, w := range prose.Words(text[p.Start:p.End]) {
		at := p.Start + w.Start
		named := slices.ContainsFunc(facts, func(f fact) bool {
			return f.kind == news.MeansName && f.start <= at && at < f.end
		})
		if !named && !isMark(w.In(text[p.Start:p.End])) {
			return false
		}
	}
	return true
}

// unbent gives a Russian name without the ending of its case.
func unbent(key string) string {
	key = strings.ReplaceAll(key, "ё", "е")
	for _, ending := range []string{"ого", "ому", "ыми", "ими", "ой", "ый", "ий", "ым", "им", "ом", "ем", "ах", "ях", "ую", "ая", "а", "у", "е", "ы", "и", "ю", "я", "й", "ь"} {
		if stem, ok := strings.CutSuffix(key, ending); ok && len(stem) > len("аа") {
			return stem
		}
	}
	return key
}
