package meaning

import (
	"slices"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// A group is one change within an edit: neighbouring spans that were removed and added.
type group struct {
	removed, added string
	before, after  prose.Piece // where they stand in the two wordings
}

// A marked is an edit taken apart.
type marked struct {
	news.Edit
	before, after string // as the spans spell them: offsets count in these
	groups        []group
	gone, come    []prose.Piece // whole sentences that only went, only came
}

func takeApart(e news.Edit) *marked {
	m := &marked{Edit: e}
	var before, after strings.Builder
	open := false
	for _, s := range e.Spans {
		if s.Op == news.Same {
			open = false
			before.WriteString(s.Text)
			after.WriteString(s.Text)
			continue
		}
		if !open {
			m.groups = append(m.groups, group{before: prose.Piece{Start: before.Len()}, after: prose.Piece{Start: after.Len()}})
			open = true
		}
		g := &m.groups[len(m.groups)-1]
		if s.Op == news.Removed {
			g.removed += s.Text
			before.WriteString(s.Text)
		} else {
			g.added += s.Text
			after.WriteString(s.Text)
		}
		g.before.End, g.after.End = before.Len(), after.Len()
	}
	m.before, m.after = before.String(), after.String()
	m.gone = wholeSentences(m.before, m.groups, func(g group) (prose.Piece, string) { return g.before, g.added })
	m.come = wholeSentences(m.after, m.groups, func(g group) (prose.Piece, string) { return g.after, g.removed })
	return m
}

// wholeSentences gives the sentences that lie wholly in a change that has no words on the other side.
func wholeSentences(text string, groups []group, side func(group) (prose.Piece, string)) []prose.Piece {
	var out, sentences []prose.Piece
	for _, g := range groups {
		where, other := side(g)
		if len(bare(other)) > 0 || where.Start == where.End {
			continue
		}
		if sentences == nil {
			sentences = prose.Sentences(text)
		}
		for len(sentences) > 0 && sentences[0].Start < where.Start {
			sentences = sentences[1:]
		}
		for ; len(sentences) > 0 && sentences[0].End <= where.End; sentences = sentences[1:] {
			if len(bare(sentences[0].In(text))) > 1 {
				out = append(out, sentences[0])
			}
		}
		if len(sentences) == 0 {
			break
		}
	}
	return out
}

// side gives where the change stands in the new wording or in the old.
func (g group) side(come bool) prose.Piece {
	if come {
		return g.after
	}
	return g.before
}

// next gives the number of the first change that ends at an offset or behind it, in the new wording or in the old.
func (m *marked) next(offset int, come bool) int {
	at, _ := slices.BinarySearchFunc(m.groups, offset, func(g group, offset int) int { return g.side(come).End - offset })
	return at
}

// bare gives the words of a text without marks and case.
func bare(text string) []string {
	var out []string
	for _, p := range prose.Words(text) {
		if w := p.In(text); strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) }) {
			out = append(out, lower(w))
		}
	}
	return out
}

// lower gives a word in the style of marks in which words are compared, without case.
func lower(w string) string {
	if ascii(w) {
		return strings.ToLower(w)
	}
	return strings.ToLower(prose.Key(w))
}

// texts gives the pieces of a text.
func texts(text string, pieces []prose.Piece) []string {
	out := make([]string, len(pieces))
	for i, p := range pieces {
		out[i] = p.In(text)
	}
	return out
}

// outside drops the facts that lie in whole sentences which came or went: those say that a passage came or went.
func outside(facts []fact, masks []prose.Piece) []fact {
	var out []fact
	for _, f := range facts {
		if !masked(masks, f.start) {
			out = append(out, f)
		}
	}
	return out
}
