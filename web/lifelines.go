package web

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/news"
)

// A life is one block of an article with when it came and, if it went, when.
type life struct {
	news.Block
	Came    *news.Change // the change that brought it; nil: it was there at the first look
	Touched []touch
	Went    *news.Change // the change that removed it; nil: it is there
}

// A touch is one change that a block outlived, and what it did to it.
type touch struct {
	*news.Change
	Words string // "reworded in version 3"
}

// Quiet says that there is nothing to tell: it was there from the start and never changed.
func (l life) Quiet() bool { return l.Came == nil && len(l.Touched) == 0 && l.Went == nil }

// mostTouches is how many changes to one block are named; of more only the number and the last are told.
const mostTouches = 3

// Told gives the changes that are named beside the block.
func (l life) Told() []touch {
	n := len(l.Touched)
	if n <= mostTouches {
		return l.Touched
	}
	last := l.Touched[n-1]
	return []touch{{last.Change, fmt.Sprintf("changed %s, last in version %d", plural(n, "time"), last.To)}}
}

// lifelines follows every block along a chain of changes to the version numbered last, and gives the blocks of that one
// with the removed ones where they stood. Parts are by version number, as [news.Version.Parts] counts them.
func lifelines(parts map[int][]news.Block, chain []*news.Change, last int) []life {
	first := last
	if len(chain) > 0 {
		first = chain[0].From
	}
	var lives []life
	for _, block := range parts[first] {
		lives = append(lives, life{Block: block})
	}
	for _, c := range chain {
		lives = outlive(lives, parts[c.From], parts[c.To], c)
	}
	return lives
}

// chainTo gives the changes that led to a version, oldest first; they are given in the order in which they were seen.
func chainTo(changes []news.Change, n int) []*news.Change {
	first := map[int]int{} // version to the place of the change that first led to it: later ones only brought it back
	for i, c := range slices.Backward(changes) {
		first[c.To] = i
	}
	var chain []*news.Change
	for before := len(changes); ; {
		i, led := first[n]
		if !led || i >= before {
			break
		}
		chain, before, n = append(chain, &changes[i]), i, changes[i].From
	}
	slices.Reverse(chain)
	return chain
}

// outlive carries lives over one change.
func outlive(lives []life, a, b []news.Block, c *news.Change) []life {
	living, after := apart(lives)
	next := append([]life{}, after[-1]...)
	for _, row := range diff.Rows(a, b, c.Edits) {
		if l, ok := successor(living, b, c, row); ok {
			next = append(next, l)
		}
		if row.A >= 0 {
			next = append(next, after[row.A]...)
		}
	}
	return next
}

// apart gives the living ones by their place, and the dead ones by the place of the living one that they follow.
func apart(lives []life) (living []life, after map[int][]life) {
	after = map[int][]life{}
	for _, l := range lives {
		if l.Went == nil {
			living = append(living, l)
			continue
		}
		after[len(living)-1] = append(after[len(living)-1], l)
	}
	return living, after
}

// successor says what became of a row's block; not ok when another row tells it.
func successor(living []life, b []news.Block, c *news.Change, row diff.Row) (life, bool) {
	var edit news.Edit
	if row.Edit >= 0 && row.Edit < len(c.Edits) {
		edit = c.Edits[row.Edit]
	}
	switch {
	case row.B < 0 && (edit.Kind == news.Move || edit.Kind == news.Merge):
		return life{}, false
	case row.B < 0:
		gone, ok := pick(living, row.A)
		gone.Went = c
		return gone, ok
	}
	origin := row.A
	if origin < 0 && (edit.Kind == news.Move || edit.Kind == news.Split) {
		origin = edit.From
	}
	l, ok := pick(living, origin)
	if !ok {
		return life{Block: b[row.B], Came: c}, true
	}
	if row.Edit >= 0 {
		l.Touched = append(l.Touched[:len(l.Touched):len(l.Touched)], touch{c, fmt.Sprintf("%s in version %d", touchWords(edit), c.To)})
	}
	l.Block = b[row.B]
	return l, true
}

// touchWords says what an edit does to a block that stays.
func touchWords(e news.Edit) string {
	words := doneWords(e.Kind)
	if added, removed := amount([]news.Edit{e}); words == "" || e.Kind == news.Move && added+removed > 0 {
		return strings.TrimPrefix(words+" and reworded", " and ")
	}
	return words
}

func pick(living []life, place int) (life, bool) {
	if place < 0 || place >= len(living) {
		return life{}, false
	}
	return living[place], true
}
