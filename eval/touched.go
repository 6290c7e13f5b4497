package main

import (
	"slices"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma/prose"
)

// touchedCharacters counts the characters that truly came or went between two texts, without asking our own diff: runs
// of at least shortestTile words that stand in both are kept, wherever they stand (greedy string tiling, the longest
// first); in the gaps between two tiles the longest common subsequence of words is kept, if it is a third of the
// shorter side at all; the rest was touched. Blanks count nothing, and styles of quotes and dashes are no difference.
func touchedCharacters(before, after string) int {
	t := tiling{a: tokensOf(before), b: tokensOf(after)}
	t.inA, t.inB = unmarked(len(t.a)), unmarked(len(t.b))
	t.tile()
	return t.touched()
}

// shortestTile is the number of words from which a run that stands in both texts is no coincidence.
const shortestTile = 8

// tokensOf gives the words of a text in the form in which a reader compares them.
func tokensOf(text string) []string { return plainTokens(prose.Key(text)) }

// plainTokens parts a text in the simplest way: runs of letters and digits, every other character by itself; scripts that
// do not part their words by characters.
func plainTokens(text string) []string {
	var out []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			flush()
			out = append(out, string(r))
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.Is(unicode.Mn, r):
			word.WriteRune(r)
		default:
			flush()
			if !unicode.IsSpace(r) {
				out = append(out, string(r))
			}
		}
	}
	flush()
	return out
}

// A tiling holds two texts while their common runs are found; inA and inB give the tile of each word, -1 for none.
type tiling struct {
	a, b     []string
	inA, inB []int
}

func unmarked(n int) []int { return slices.Repeat([]int{-1}, n) }

// A tile is a run of words that stands in both texts.
type tile struct{ a, b, n int }

func (t *tiling) tile() {
	found := t.runs()
	slices.SortStableFunc(found, func(x, y tile) int { return y.n - x.n })
	for n, run := range found {
		for at := 0; at < run.n; at++ { // longer tiles may have taken a part of it
			from := at
			for at < run.n && t.inA[run.a+at] < 0 && t.inB[run.b+at] < 0 {
				at++
			}
			if at-from < shortestTile {
				continue
			}
			for i := from; i < at; i++ {
				t.inA[run.a+i], t.inB[run.b+i] = n, n
			}
		}
	}
}

// runs gives the common runs that cannot be made longer.
func (t *tiling) runs() []tile {
	places := map[string][]int{}
	for j := 0; j+shortestTile <= len(t.b); j++ {
		key := strings.Join(t.b[j:j+shortestTile], " ")
		places[key] = append(places[key], j)
	}
	var found []tile
	for i := 0; i+shortestTile <= len(t.a); i++ {
		for _, j := range places[strings.Join(t.a[i:i+shortestTile], " ")] {
			if i > 0 && j > 0 && t.a[i-1] == t.b[j-1] {
				continue // it begins earlier
			}
			n := shortestTile
			for i+n < len(t.a) && j+n < len(t.b) && t.a[i+n] == t.b[j+n] {
				n++
			}
			found = append(found, tile{i, j, n})
		}
	}
	return found
}

// A gap is what stands between two tiles; before and after are their numbers, -1 at the ends of the text.
type gap struct {
	from, to      int
	before, after int
}

func gaps(in []int) []gap {
	var out []gap
	for at, before := 0, -1; at <= len(in); {
		to := at
		for to < len(in) && in[to] < 0 {
			to++
		}
		after := -1
		if to < len(in) {
			after = in[to]
		}
		out = append(out, gap{at, to, before, after})
		for at = to; at < len(in) && in[at] == after; at++ {
		}
		before = after
		if to == len(in) {
			break
		}
	}
	return out
}

// touched counts what is in no tile and has no counterpart in the gap beside the same tile.
func (t *tiling) touched() int {
	as, bs := gaps(t.inA), gaps(t.inB)
	used := make([]bool, len(bs))
	kept := 0
	for _, same := range []func(x, y gap) bool{
		func(x, y gap) bool { return x.before == y.before && x.after == y.after },
		func(x, y gap) bool { return x.before == y.before || x.after == y.after },
	} {
		as = slices.DeleteFunc(as, func(x gap) bool {
			j := slices.IndexFunc(bs, func(y gap) bool { return same(x, y) })
			if j < 0 || used[j] {
				return false
			}
			used[j] = true
			kept += keptOf(t.a[x.from:x.to], t.b[bs[j].from:bs[j].to])
			return true
		})
	}
	return untiled(t.a, t.inA) + untiled(t.b, t.inB) - 2*kept
}

func untiled(words []string, in []int) (n int) {
	for i, w := range words {
		if in[i] < 0 {
			n += letters(w)
		}
	}
	return n
}

func letters(w string) int { return len([]rune(w)) }

// keptOf gives the characters of the heaviest common subsequence, 0 if it is less than a third of the shorter side.
func keptOf(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		last := 0
		for j, y := range b {
			best := max(row[j+1], row[j])
			if x == y {
				best = max(best, last+letters(x))
			}
			last, row[j+1] = row[j+1], best
		}
	}
	if best := row[len(b)]; 3*best >= min(total(a), total(b)) {
		return best
	}
	return 0
}

func total(words []string) (n int) {
	for _, w := range words {
		n += letters(w)
	}
	return n
}
