package diff

import (
	"slices"

	"github.com/stemma-news/stemma/news"
)

// A Row is one line of two versions side by side. A and B are places in the parts of either, -1 where that side is
// empty; Edit is the place of the edit that touched it, -1 where nothing did.
type Row struct{ A, B, Edit int }

// Rows lays two versions side by side in reading order. Each part of a and of b stands in exactly one row. What was
// replaced shares a row; of a split or merge the first row has both sides, the others one; what moved has one row where
// it stood and one where it stands, both with the move's edit. Parts that no edit names and that have no counterpart
// (edits that [Settle] dropped) have a row of their own, with Edit -1.
func Rows(a, b []news.Block, edits []news.Edit) []Row {
	t := table{a: filled(len(a), -1), b: filled(len(b), -1)}
	var links []pair
	for n, e := range edits {
		t.name(e, n)
		if e.From >= 0 && e.To >= 0 && e.Kind != news.Move {
			links = append(links, pair{e.From, e.To})
		}
	}
	slices.SortFunc(links, func(x, y pair) int { return x.a - y.a })
	from, to := 0, 0
	for _, l := range append(links, pair{len(a), len(b)}) {
		if l.a < from || l.b < to || l.a > len(a) || l.b > len(b) {
			continue // not edits of these two
		}
		t.stretch(a, b, from, l.a, to, l.b)
		from, to = l.a, l.b
		if l.a < len(a) && l.b < len(b) {
			t.rows = append(t.rows, Row{l.a, l.b, t.a[l.a]})
			from, to = from+1, to+1
		}
	}
	return t.rows
}

// A table is Rows at work: the edit of each part on either side, and the rows so far.
type table struct {
	a, b []int
	rows []Row
}

func filled(n, with int) []int { return slices.Repeat([]int{with}, n) }

func (t *table) name(e news.Edit, n int) {
	for i := range oldTexts(e) {
		if e.From+i < len(t.a) {
			t.a[e.From+i] = n
		}
	}
	for j := range newTexts(e) {
		if e.To+j < len(t.b) {
			t.b[e.To+j] = n
		}
	}
}

// stretch lays out what stands between two shared rows: unchanged parts, moves, insertions and deletions.
func (t *table) stretch(a, b []news.Block, fromA, toA, fromB, toB int) {
	n := newNames()
	idsA, placesA := untouched(n, a, t.a, fromA, toA)
	idsB, placesB := untouched(n, b, t.b, fromB, toB)
	var s search
	for _, p := range append(slices.Clone(s.common(idsA, idsB)), pair{-1, -1}) {
		endA, endB := toA, toB
		if p.a >= 0 {
			endA, endB = placesA[p.a], placesB[p.b]
		}
		for ; fromA < endA; fromA++ {
			t.rows = append(t.rows, Row{fromA, -1, t.a[fromA]})
		}
		for ; fromB < endB; fromB++ {
			t.rows = append(t.rows, Row{-1, fromB, t.b[fromB]})
		}
		if p.a >= 0 {
			t.rows = append(t.rows, Row{fromA, fromB, -1})
			fromA, fromB = fromA+1, fromB+1
		}
	}
}

// untouched gives the parts between two places that no edit names.
func untouched(n *names, parts []news.Block, edit []int, from, to int) (ids []int32, places []int) {
	for i := from; i < to; i++ {
		if edit[i] < 0 {
			ids = append(ids, n.id(parts[i].Text))
			places = append(places, i)
		}
	}
	return ids, places
}
