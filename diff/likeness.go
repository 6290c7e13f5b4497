package diff

import (
	"cmp"
	"slices"

	"github.com/stemma-news/stemma/news"
)

// commonPlace is how many blocks may hold a word before it says nothing about which blocks belong together. It keeps
// the search for them linear.
const commonPlace = 64

// A likeness says how much the words of part a of the one side have in common with those of part b of the other,
// wherever they stand. Weights are those of [weigh].
type likeness struct {
	a, b   int
	shared int
	wa, wb int
	score  float64
}

// ofA and ofB are the shares of each side that stand on the other too.
func (l likeness) ofA() float64 { return float64(l.shared) / float64(max(l.wa, 1)) }
func (l likeness) ofB() float64 { return float64(l.shared) / float64(max(l.wb, 1)) }

// enough is the weight, about four words, below which it means little that one text is contained in another.
const enough = 20

// rate says from 0 to 1 how likely it is that one text became the other: by what they share of both, or, where one was
// cut or grew, by what of the shorter one lives on.
func (l likeness) rate() float64 {
	both := 2 * float64(l.shared) / float64(max(l.wa+l.wb, 1))
	if min(l.wa, l.wb) < enough {
		return both
	}
	return max(both, 0.7*max(l.ofA(), l.ofB()))
}

// likenesses rates the free parts of a against those of b, the likeliest first.
func (c *comparison) likenesses() []likeness {
	if i, j, ok := c.onlyPair(); ok {
		return []likeness{c.likeness(i, j)}
	}
	index := c.index()
	var out []likeness
	shared := make([]int, len(c.b))
	var touched []int
	times := newTally(len(index))
	for i, p := range c.a {
		if p.taken {
			continue
		}
		t := c.tokensOf(p)
		for id, n := range times.of(t.kin.ids) {
			if len(index[id]) > commonPlace {
				continue
			}
			for _, at := range index[id] {
				if shared[at.part] == 0 {
					touched = append(touched, at.part)
				}
				shared[at.part] += min(n, at.count) * at.weight
			}
		}
		for _, j := range touched {
			l := likeness{a: i, b: j, shared: shared[j], wa: t.total, wb: c.tokensOf(c.b[j]).total}
			shared[j] = 0
			if l.score = l.rate(); (l.score >= stillThere || max(l.ofA(), l.ofB()) >= inPieces) && family(p) == family(c.b[j]) {
				out = append(out, l)
			}
		}
		touched = touched[:0]
	}
	c.sortLikely(out)
	return out
}

// likeness rates one part of a against one of b.
func (c *comparison) likeness(i, j int) likeness {
	s, t := c.tokensOf(c.a[i]), c.tokensOf(c.b[j])
	had := counts(s.kin.ids)
	l := likeness{a: i, b: j, wa: s.total, wb: t.total}
	for k, id := range t.kin.ids {
		if had[id] > 0 {
			had[id]--
			l.shared += t.kin.weight[k]
		}
	}
	l.score = l.rate()
	return l
}

// onlyPair gives the only free part on either side, as there is where one paragraph was edited.
func (c *comparison) onlyPair() (i, j int, ok bool) {
	isFree := func(p *part) bool { return !p.taken }
	i, j = slices.IndexFunc(c.a, isFree), slices.IndexFunc(c.b, isFree)
	if i < 0 || j < 0 || slices.ContainsFunc(c.a[i+1:], isFree) || slices.ContainsFunc(c.b[j+1:], isFree) {
		return 0, 0, false
	}
	return i, j, family(c.a[i]) == family(c.b[j])
}

// sortLikely sorts by score; between equals, blocks of one kind and blocks that stand at the same part of the text.
func (c *comparison) sortLikely(ls []likeness) {
	far := func(l likeness) int { return max(l.a*len(c.b)-l.b*len(c.a), l.b*len(c.a)-l.a*len(c.b)) }
	odd := func(l likeness) int {
		if c.a[l.a].block.Kind == c.b[l.b].block.Kind {
			return 0
		}
		return 1
	}
	slices.SortFunc(ls, func(x, y likeness) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(odd(x), odd(y)), cmp.Compare(far(x), far(y)),
			cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
}

// A posting says how often a word stands in a part, and what it weighs.
type posting struct{ part, count, weight int }

// index says for each word which free parts of b hold it.
func (c *comparison) index() [][]posting {
	for _, p := range c.a {
		if !p.taken {
			c.tokensOf(p)
		}
	}
	index := c.emptyIndex()
	for j, p := range c.b {
		if p.taken {
			continue
		}
		t := c.tokensOf(p)
		for k, id := range t.kin.ids {
			list := index[id]
			switch n := len(list); {
			case t.kin.weight[k] == 0:
			case n > 0 && list[n-1].part == j:
				list[n-1].count++
			default:
				index[id] = append(list, posting{j, 1, t.kin.weight[k]})
			}
		}
	}
	return index
}

// emptyIndex gives the index with room for as many postings as each word will have.
func (c *comparison) emptyIndex() [][]posting {
	words := 0
	for _, p := range c.b {
		if !p.taken {
			words += len(c.tokensOf(p).kin.ids)
		}
	}
	index, room := make([][]posting, len(c.names.key)), make([]int32, len(c.names.key))
	for _, p := range c.b {
		if !p.taken {
			for _, id := range p.tokens.kin.ids {
				room[id]++
			}
		}
	}
	all := make([]posting, words)
	for id, n := range room {
		index[id], all = all[:0:n], all[n:]
	}
	return index
}

// A tally counts numbers, again and again without making anything anew.
type tally struct {
	times []int32
	met   []int32
}

func newTally(numbers int) *tally { return &tally{times: make([]int32, numbers)} }

// of gives each of the ids once, in the order of its first place, with how often it stands among them.
func (t *tally) of(ids []int32) func(func(id int32, n int) bool) {
	return func(yield func(id int32, n int) bool) {
		for _, id := range ids {
			if t.times[id] == 0 {
				t.met = append(t.met, id)
			}
			t.times[id]++
		}
		for _, id := range t.met {
			if !yield(id, int(t.times[id])) {
				break
			}
		}
		for _, id := range t.met {
			t.times[id] = 0
		}
		t.met = t.met[:0]
	}
}

func counts(ids []int32) map[int32]int {
	m := make(map[int32]int, len(ids))
	for _, id := range ids {
		m[id]++
	}
	return m
}

// family says which blocks can become each other: a paragraph may become a list item, but not a caption.
func family(p *part) news.BlockKind {
	switch k := p.block.Kind; k {
	case news.Standfirst, news.Heading, news.Quote, news.ListItem:
		return news.Paragraph
	default:
		return k
	}
}
