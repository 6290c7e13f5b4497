package diff

import (
	"strings"

	"github.com/stemma-news/stemma/prose"
)

// A wording is two texts word by word: toB[i] is the word of b that word i of a became, or -1, and the other way round.
type wording struct {
	a, b     *tokens
	toB, toA []int
}

// wording gives two texts word by word.
func (c *comparison) wording(a, b *tokens) *wording {
	w := &wording{a: a, b: b, toB: nowhere(len(a.ids)), toA: nowhere(len(b.ids))}
	if c.mayMatch(a, b) {
		for _, p := range c.search.common(a.ids, b.ids) {
			w.match(p.a, p.b)
		}
		w.dropWeakSentences()
		w.dropCrumbs()
		w.slide()
	}
	return w
}

func nowhere(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = -1
	}
	return s
}

func (w *wording) match(i, j int)   { w.toB[i], w.toA[j] = j, i }
func (w *wording) unmatch(i, j int) { w.toB[i], w.toA[j] = -1, -1 }

// survives is the share of its words that a text must keep for its words to be compared one by one.
const survives = 1.0 / 3

// longText is the number of words from which two texts are not compared word by word if they have little in common.
const longText = 2000

// mayMatch says that a search is worth its time: in long texts, that enough words stand on both sides at all.
func (c *comparison) mayMatch(a, b *tokens) bool {
	if len(a.ids)+len(b.ids) < longText {
		return true
	}
	had := counts(a.ids)
	shared := 0
	for i, id := range b.ids {
		if had[id] > 0 {
			had[id]--
			shared += b.weight[i]
		}
	}
	return float64(shared) >= survives*float64(min(a.total, b.total))
}

// dropWeakSentences takes back what two sentences have in common where that is less than a third of the shorter one:
// a rewritten sentence is read more easily as a whole than as confetti.
func (w *wording) dropWeakSentences() {
	if w.a.without(w.toB) < littleChange && w.b.without(w.toA) < littleChange {
		return
	}
	if w.a.mostlyKept(w.toB) && w.b.mostlyKept(w.toA) {
		return
	}
	inA, weightA := w.a.sentences()
	inB, weightB := w.b.sentences()
	kept := make(map[pair]int)
	for i, j := range w.toB {
		if j >= 0 {
			kept[pair{inA[i], inB[j]}] += w.a.weight[i]
		}
	}
	for i, j := range w.toB {
		if j < 0 {
			continue
		}
		p := pair{inA[i], inB[j]}
		if shorter := min(weightA[p.a], weightB[p.b]); float64(kept[p]) < survives*float64(shorter) {
			w.unmatch(i, j)
		}
	}
}

// littleChange is the weight of changed words below which no sentence of any length was rewritten.
const littleChange = 14

// without is the weight of the words that have no partner.
func (t *tokens) without(partner []int) int {
	weight := 0
	for i, p := range partner {
		if p < 0 {
			weight += t.weight[i]
		}
	}
	return weight
}

// mostlyKept says that between any two marks that may end a sentence at least half of the words have a partner, so that
// no sentence was rewritten and nobody need know where the sentences are.
func (t *tokens) mostlyKept(partner []int) bool {
	kept, lost := 0, 0
	for i, p := range partner {
		if p < 0 {
			lost += t.weight[i]
		} else {
			kept += t.weight[i]
		}
		if t.weight[i] == 0 && endsSentence(t.word(i)) {
			if lost > kept {
				return false
			}
			kept, lost = 0, 0
		}
	}
	return lost <= kept
}

// sentences says in which sentence each word stands, and what each sentence weighs.
func (t *tokens) sentences() (of, weight []int) {
	pieces := prose.Sentences(t.text)
	of, weight = make([]int, len(t.words)), make([]int, len(pieces)+1)
	n := 0
	for i, word := range t.words {
		for n < len(pieces)-1 && word.Start >= pieces[n].End {
			n++
		}
		of[i] = n
		weight[n] += t.weight[i]
	}
	return of, weight
}

// A stretch is a run of words that stand on both sides, or of words that stand on one: a[a0:a1] and b[b0:b1].
type stretch struct {
	a0, a1, b0, b1 int
	same           bool
}

func (w *wording) stretches() []stretch {
	out := make([]stretch, 0, 16) // as many as most have
	for i, j := 0, 0; i < len(w.toB) || j < len(w.toA); {
		s := stretch{a0: i, b0: j}
		for i < len(w.toB) && w.toB[i] == j {
			i, j, s.same = i+1, j+1, true
		}
		if !s.same {
			for i < len(w.toB) && w.toB[i] < 0 {
				i++
			}
			for j < len(w.toA) && w.toA[j] < 0 {
				j++
			}
		}
		s.a1, s.b1 = i, j
		out = append(out, s)
	}
	return out
}

// weights gives what the words of a stretch weigh on either side.
func (w *wording) weights(s stretch) (a, b int) {
	for i := s.a0; i < s.a1; i++ {
		a += w.a.weight[i]
	}
	for j := s.b0; j < s.b1; j++ {
		b += w.b.weight[j]
	}
	return a, b
}

// dropCrumbs takes back short runs of kept words between longer rewritten ones: a comma or an "of the" that happens to
// stand in both is no help to a reader.
func (w *wording) dropCrumbs() {
	var seen []stretch
	for _, s := range w.stretches() {
		seen = append(seen, s)
		for n := len(seen); n > 2 && seen[n-2].same && w.isCrumb(seen[n-3], seen[n-2], seen[n-1]); n = len(seen) {
			crumb := seen[n-2]
			for i := crumb.a0; i < crumb.a1; i++ {
				w.unmatch(i, crumb.b0+i-crumb.a0)
			}
			seen[n-3].a1, seen[n-3].b1 = seen[n-1].a1, seen[n-1].b1
			seen = seen[:n-2]
		}
	}
}

// isCrumb says that the kept words weigh so little against what was replaced on both sides of them that they hinder.
// Where words only went, or only came, the kept words between are the text itself.
func (w *wording) isCrumb(left, kept, right stretch) bool {
	weight, _ := w.weights(kept)
	leftA, leftB := w.weights(left)
	rightA, rightB := w.weights(right)
	return weight <= 4 && min(leftA, leftB) >= 2*weight && min(rightA, rightB) >= 2*weight && min(leftA, leftB, rightA, rightB) > 0
}

// slide moves runs that only came or only went to where they begin and end with a sentence or a clause: of the two ways
// to read "He left. [She stayed.] He slept." a reader expects this one.
func (w *wording) slide() {
	for _, s := range w.stretches() {
		switch {
		case s.same:
		case s.a0 == s.a1:
			slideRun(w.b, s.b0, s.b1, w.toA, w.toB)
		case s.b0 == s.b1:
			slideRun(w.a, s.a0, s.a1, w.toB, w.toA)
		}
	}
}

// slideRun finds the best place for the run t[from:to], which has no partner; partner and back are the two maps.
func slideRun(t *tokens, from, to int, partner, back []int) {
	shift := func(by int) { // by one word to the left (-1) or to the right (1)
		give, take := from, to
		if by < 0 {
			give, take = to-1, from-1
		}
		partner[give], partner[take] = partner[take], -1
		back[partner[give]] = give
		from, to = from+by, to+by
	}
	can := func(by int) bool {
		if by < 0 {
			return from > 0 && partner[from-1] >= 0 && t.ids[from-1] == t.ids[to-1]
		}
		return to < len(t.ids) && partner[to] >= 0 && t.ids[from] == t.ids[to]
	}
	for can(-1) {
		shift(-1)
	}
	best, bestScore := from, t.edge(from)+t.edge(to)
	for can(1) {
		shift(1)
		if score := t.edge(from) + t.edge(to); score >= bestScore {
			best, bestScore = from, score
		}
	}
	for from > best {
		shift(-1)
	}
}

// edge rates the boundary before word i: the end of a line or sentence, of a clause, or nothing.
func (t *tokens) edge(i int) int {
	if i == 0 || i == len(t.words) {
		return 4
	}
	if strings.Contains(t.text[t.words[i-1].End:t.words[i].Start], "\n") {
		return 4
	}
	before := t.word(i - 1)
	switch {
	case endsSentence(before) || t.weight[i-1] == 0 && i > 1 && endsSentence(t.word(i-2)) && before != ",":
		return 3
	case t.weight[i-1] == 0 && strings.ContainsAny(before, ",;:،؛，；：") || t.word(i) == "(" || t.word(i) == "–" || t.word(i) == "—":
		return 1
	default:
		return 0
	}
}
