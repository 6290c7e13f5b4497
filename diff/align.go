package diff

import (
	"cmp"
	"maps"
	"slices"

	"github.com/stemma-news/stemma/news"
)

// The scores from which blocks are taken to be one that was changed.
const (
	stillThere = 0.3  // in its place among its neighbours
	onItsOwn   = 0.2  // in its place, with no other that it could be
	wentAway   = 0.6  // elsewhere in the text: a claim that needs more evidence
	surelyAway = 0.8  // elsewhere in the text, of a short line: an item of a list, a row of a table
	brokenUp   = 0.7  // in pieces
	inPieces   = 0.55 // of one piece, that belongs to what was broken up
	mostGrown  = 1.4  // how much longer than the whole its pieces may be together, with what was written anew
)

// smallestPiece is the weight that a piece of a block has at least: about two words.
const smallestPiece = enough / 2

// align finds what belongs together, the surest first.
func (c *comparison) align() {
	c.heads()
	c.unchanged()
	likely := c.likenesses()
	c.broken(likely)
	c.alike(likely)
	c.lonely()
}

// heads joins headline with headline and byline with byline, however they differ: each can only become itself.
func (c *comparison) heads() {
	for i, p := range c.a {
		for j, q := range c.b {
			if !isHead(p) || !isHead(q) {
				break
			}
			if l := (link{i, j, 1, 1}); p.block.Kind == q.block.Kind && c.isFree(l) {
				c.join(l)
			}
		}
	}
}

func isHead(p *part) bool { return p.block.Kind == news.Headline || p.block.Kind == news.Byline }

// unchanged joins what stands on both sides in the same order.
func (c *comparison) unchanged() {
	idsA, placesA := free(c.a)
	idsB, placesB := free(c.b)
	for _, p := range c.search.common(idsA, idsB) {
		if l := (link{placesA[p.a], placesB[p.b], 1, 1}); c.isFree(l) {
			c.join(l)
		}
	}
}

func free(parts []*part) (ids []int32, places []int) {
	for i, p := range parts {
		if !p.taken && !isHead(p) {
			ids = append(ids, p.id)
			places = append(places, i)
		}
	}
	return ids, places
}

// join takes the parts of a link, which must fit, and puts it in its place among the others.
func (c *comparison) join(l link) {
	at, _ := c.place(l)
	c.links = slices.Insert(c.links, at, l)
	c.take(l)
}

func (c *comparison) take(l link) {
	for i := range l.an {
		c.a[l.a+i].taken = true
	}
	for i := range l.bn {
		c.b[l.b+i].taken = true
	}
}

// place gives a link's place among the others, and whether it crosses none of them.
func (c *comparison) place(l link) (at int, fits bool) {
	at, _ = slices.BinarySearchFunc(c.links, l.a, func(m link, a int) int { return m.a - a })
	if at > 0 && c.links[at-1].b >= l.b {
		return at, false
	}
	return at, at == len(c.links) || c.links[at].b >= l.b+l.bn
}

// broken finds blocks that were split, and blocks that were merged. What is so nearly the same as a single block that
// no piece is left over is not looked at: it is that block.
func (c *comparison) broken(likely []likeness) {
	likely = slices.DeleteFunc(slices.Clone(likely), func(l likeness) bool { return max(l.wa, l.wb)-l.shared < smallestPiece })
	for _, run := range runs(likely, func(l likeness) piece { return piece{l.a, l.b, l.ofB(), l.wb, l.wa} }) {
		if l := (link{run.one, run.first, 1, run.n}); c.isFree(l) && c.madeOf(c.a[l.a], c.b[l.b:l.b+l.bn]) {
			c.join(l)
		}
	}
	for _, run := range runs(likely, func(l likeness) piece { return piece{l.b, l.a, l.ofA(), l.wa, l.wb} }) {
		if l := (link{run.first, run.one, run.n, 1}); c.isFree(l) && c.madeOf(c.b[l.b], c.a[l.a:l.a+l.an]) {
			c.join(l)
		}
	}
}

func (c *comparison) isFree(l link) bool {
	taken := func(p *part) bool { return p.taken }
	_, fits := c.place(l)
	return fits && !slices.ContainsFunc(c.a[l.a:l.a+l.an], taken) && !slices.ContainsFunc(c.b[l.b:l.b+l.bn], taken)
}

// A piece is a block that may be a piece of one on the other side: how much of it stands there, and what both weigh.
type piece struct {
	one, at       int
	share         float64
	weight, whole int
}

// A run is n neighbouring blocks that may be the pieces of one.
type run struct{ one, first, n int }

// runs gathers neighbouring pieces of the same block.
func runs(likely []likeness, of func(likeness) piece) []run {
	var found []piece
	for _, l := range likely {
		if p := of(l); p.share >= inPieces {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(x, y piece) int { return cmp.Or(x.one-y.one, x.at-y.at) })
	var out []run
	for from := 0; from < len(found); {
		to := from + 1
		for to < len(found) && found[to].one == found[from].one && found[to].at == found[to-1].at+1 {
			to++
		}
		if fit := fitting(found[from:to]); len(fit) > 1 {
			out = append(out, run{fit[0].one, fit[0].at, len(fit)})
		}
		from = to
	}
	return out
}

// fitting drops pieces from the ends, the less likely first, until together they weigh no more than the whole might.
func fitting(pieces []piece) []piece {
	total := 0
	for _, p := range pieces {
		total += p.weight
	}
	for len(pieces) > 1 && float64(total) > mostGrown*float64(pieces[0].whole) {
		if last := pieces[len(pieces)-1]; pieces[0].share < last.share {
			total -= pieces[0].weight
			pieces = pieces[1:]
		} else {
			total -= last.weight
			pieces = pieces[:len(pieces)-1]
		}
	}
	return pieces
}

// madeOf says that the pieces in their order make up the whole, and each of them a part of its own.
func (c *comparison) madeOf(whole *part, pieces []*part) bool {
	var ids []int32
	var owner []int
	total := 0
	for i, p := range pieces {
		t := c.tokensOf(p)
		total += t.total
		for _, id := range t.ids {
			ids = append(ids, id)
			owner = append(owner, i)
		}
	}
	t := c.tokensOf(whole)
	kept := make([]int, len(pieces))
	all := 0
	for _, p := range c.search.common(t.ids, ids) {
		kept[owner[p.b]] += t.weight[p.a]
		all += t.weight[p.a]
	}
	for i, p := range pieces {
		if float64(kept[i]) < inPieces*float64(c.tokensOf(p).total) || kept[i] < smallestPiece {
			return false
		}
	}
	return 2*float64(all) >= brokenUp*float64(t.total+total)
}

// alike joins blocks that still have enough of their words, in their place or, with more evidence, elsewhere.
func (c *comparison) alike(likely []likeness) {
	for _, l := range likely {
		m := link{l.a, l.b, 1, 1}
		if l.score < stillThere || c.a[l.a].taken || c.b[l.b].taken {
			continue
		}
		switch _, fits := c.place(m); {
		case fits:
			c.join(m)
		case c.a[l.a].id == c.b[l.b].id, l.wandered():
			c.moves = append(c.moves, m)
			c.take(m)
		}
	}
}

// wandered says that the two are surely enough one that stands elsewhere now.
func (l likeness) wandered() bool {
	least := min(l.wa, l.wb)
	return l.score >= wentAway && least >= 2*enough || l.score >= surelyAway && least >= smallestPiece
}

// lonely joins what is left alone with one other of its kind between the same neighbours: a standfirst, a heading, a
// caption or a notice, even if it is rewritten from the first word to the last; anything else if the two have at least
// something in common.
func (c *comparison) lonely() {
	for _, gap := range c.gaps() {
		as, bs := loners(c.a[gap.a:gap.a+gap.an]), loners(c.b[gap.b:gap.b+gap.bn])
		for i, p := range c.a[gap.a : gap.a+gap.an] {
			j, ok := bs[p.block.Kind]
			if !ok || as[p.block.Kind] != i {
				continue
			}
			m := link{gap.a + i, gap.b + j, 1, 1}
			if c.isFree(m) && (oneOffice(p.block.Kind) || c.likeness(m.a, m.b).score >= onItsOwn) {
				c.join(m)
			}
		}
	}
}

func oneOffice(k news.BlockKind) bool {
	return k == news.Standfirst || k == news.Heading || k == news.Caption || k == news.Notice
}

// loners gives the places of the free parts that are the only ones of their kind.
func loners(parts []*part) map[news.BlockKind]int {
	places := make(map[news.BlockKind]int)
	for i, p := range parts {
		if p.taken {
			continue
		}
		if _, another := places[p.block.Kind]; another {
			places[p.block.Kind] = -1
		} else {
			places[p.block.Kind] = i
		}
	}
	maps.DeleteFunc(places, func(_ news.BlockKind, i int) bool { return i < 0 })
	return places
}

// gaps gives what lies between the links, as links of everything there.
func (c *comparison) gaps() []link {
	var out []link
	at := link{}
	for _, next := range append(slices.Clone(c.links), link{a: len(c.a), b: len(c.b)}) {
		a, b := at.a+at.an, at.b+at.bn
		if next.a > a && next.b > b {
			out = append(out, link{a, b, next.a - a, next.b - b})
		}
		at = next
	}
	return out
}
