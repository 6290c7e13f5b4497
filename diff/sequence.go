package diff

import "slices"

// A pair joins place a of one sequence with place b of the other.
type pair struct{ a, b int }

// patience is how many differences Myers' search may meet before it takes the best way so far and starts anew from
// there. It bounds the work to (len(a)+len(b))·patience, and memory to patience².
const patience = 400

// anchorsFrom is the length from which sequences are cut at unique runs before Myers' search, which then has little
// left to do. Below it the shortest script is found outright.
const anchorsFrom = 200

// A search finds what two sequences of small numbers have in common. It may be used again and again, by one goroutine.
type search struct {
	pairs []pair
	trace []int32 // the furthest points of each step of Myers' search
	v     []int32 // those of the step at hand
	seen  []sighting
	now   int32 // the comparison at hand, so that seen need not be cleared
}

// A sighting says where a number stands on either side, and whether it stands there once.
type sighting struct {
	now            int32
	inA, inB       int32 // how often
	placeA, placeB int32
}

// common gives pairs of equal elements, increasing on both sides: a longest common subsequence where the sequences are
// short or alike, a good one otherwise. The pairs are valid until the next call.
func (s *search) common(a, b []int32) []pair {
	s.pairs = s.pairs[:0]
	s.within(a, b, 0, 0)
	return s.pairs
}

// within compares a and b, which begin at places atA and atB of the whole.
func (s *search) within(a, b []int32, atA, atB int) {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		s.pairs = append(s.pairs, pair{atA + n, atB + n})
		n++
	}
	a, b, atA, atB = a[n:], b[n:], atA+n, atB+n
	tail := 0
	for tail < len(a) && tail < len(b) && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	endA, endB := len(a)-tail, len(b)-tail
	s.between(a[:endA], b[:endB], atA, atB)
	for i := range tail {
		s.pairs = append(s.pairs, pair{atA + endA + i, atB + endB + i})
	}
}

// between compares two sequences that differ at both ends.
func (s *search) between(a, b []int32, atA, atB int) {
	if len(a) == 0 || len(b) == 0 {
		return
	}
	s.look(a, b)
	var anchors []pair
	if len(a)+len(b) >= anchorsFrom {
		anchors = s.uniqueRuns(a, b)
	}
	if len(anchors) == 0 {
		s.sparse(a, b, atA, atB)
		return
	}
	fromA, fromB := 0, 0
	for _, p := range anchors {
		s.within(a[fromA:p.a], b[fromB:p.b], atA+fromA, atB+fromB)
		s.pairs = append(s.pairs, pair{atA + p.a, atB + p.b})
		fromA, fromB = p.a+1, p.b+1
	}
	s.within(a[fromA:], b[fromB:], atA+fromA, atB+fromB)
}

// look notes where each number stands.
func (s *search) look(a, b []int32) {
	s.now++
	for i, x := range a {
		at := s.sight(x)
		at.inA, at.placeA = at.inA+1, int32(i)
	}
	for i, x := range b {
		at := s.sight(x)
		at.inB, at.placeB = at.inB+1, int32(i)
	}
}

func (s *search) sight(x int32) *sighting {
	if int(x) >= len(s.seen) {
		s.seen = append(s.seen, make([]sighting, int(x)+1-len(s.seen))...)
	}
	at := &s.seen[x]
	if at.now != s.now {
		*at = sighting{now: s.now}
	}
	return at
}

// uniqueRuns gives the pairs that stand once on either side, beside another such pair, as far as they do not cross.
// A single word that stands once on either side may well be a coincidence; two in a row hardly are.
func (s *search) uniqueRuns(a, b []int32) []pair {
	var found []pair
	before := false // the pair before continues into this one
	for i, x := range a {
		at := s.seen[x]
		if at.inA != 1 || at.inB != 1 {
			before = false
			continue
		}
		j := int(at.placeB)
		after := i+1 < len(a) && j+1 < len(b) && a[i+1] == b[j+1]
		if before || after {
			found = append(found, pair{i, j})
		}
		before = after
	}
	return increasing(found)
}

// increasing gives the longest part of pairs, which increase in a, that increases in b too.
func increasing(pairs []pair) []pair {
	var ends []int // ends[n]: the pair with the lowest b that ends an increasing part of length n+1
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n, _ := slices.BinarySearchFunc(ends, p.b, func(e, b int) int { return pairs[e].b - b })
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	out := make([]pair, len(ends))
	for n, i := len(ends)-1, ends[len(ends)-1]; n >= 0; n, i = n-1, before[i] {
		out[n] = pairs[i]
	}
	return out
}

// sparse leaves out what stands on one side only, since it can match nothing, and searches the rest.
func (s *search) sparse(a, b []int32, atA, atB int) {
	restA, placesA := s.keep(a, func(at sighting) bool { return at.inB > 0 })
	restB, placesB := s.keep(b, func(at sighting) bool { return at.inA > 0 })
	from := len(s.pairs)
	for len(restA) > 0 && len(restB) > 0 {
		x, y := s.myers(restA, restB)
		for ; from < len(s.pairs); from++ {
			p := &s.pairs[from]
			p.a, p.b = atA+placesA[p.a], atB+placesB[p.b]
		}
		restA, placesA = restA[x:], placesA[x:]
		restB, placesB = restB[y:], placesB[y:]
	}
}

func (s *search) keep(seq []int32, wanted func(sighting) bool) (rest []int32, places []int) {
	rest, places = make([]int32, 0, len(seq)), make([]int, 0, len(seq))
	for i, x := range seq {
		if wanted(s.seen[x]) {
			rest = append(rest, x)
			places = append(places, i)
		}
	}
	return rest, places
}

// myers is the greedy search of E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). It appends the
// pairs of the way that it took and says how far it came: to the end of both or, out of patience, as far as it could.
func (s *search) myers(a, b []int32) (x, y int) {
	n, m := len(a), len(b)
	limit := min(n+m, patience)
	mid := limit + 1
	s.v = append(s.v[:0], make([]int32, 2*limit+3)...)
	s.trace = s.trace[:0]
	steps, diagonal := 0, 0
	for d, best := 0, -1; d <= limit && best < n+m; d++ {
		for k := -d; k <= d; k += 2 {
			x := int(s.v[mid+k-1]) + 1
			if down(s.v[mid-d:], d, k) {
				x = int(s.v[mid+k+1])
			}
			y := x - k
			for x < n && y < m && a[x] == b[y] {
				x, y = x+1, y+1
			}
			s.v[mid+k] = int32(x)
			if x <= n && y <= m && x+y > best {
				best, steps, diagonal = x+y, d, k
			}
		}
		s.trace = append(s.trace, s.v[mid-d:mid+d+1]...)
	}
	return s.retrace(steps, diagonal)
}

// down says that step d reaches diagonal k from the one above it; v has diagonal -d at 0.
func down(v []int32, d, k int) bool {
	return k == -d || k != d && v[k+d-1] < v[k+d+1]
}

// retrace walks back from where diagonal k stood after d steps, appends the pairs in order, and gives that place.
func (s *search) retrace(d, k int) (endX, endY int) {
	from := len(s.pairs)
	at := func(d, k int) int { return int(s.trace[d*d+d+k]) } // step i left 2i+1 points, so step d begins at d²
	endX = at(d, k)
	endY = endX - k
	for x := endX; ; d-- {
		start := 0
		next := k
		if d > 0 {
			next = k - 1
			if k == -d || k != d && at(d-1, k-1) < at(d-1, k+1) {
				next = k + 1
			}
			start = at(d-1, next) + max(0, k-next)
		}
		for ; x > start; x-- {
			s.pairs = append(s.pairs, pair{x - 1, x - 1 - k})
		}
		if d == 0 {
			break
		}
		x, k = at(d-1, next), next
	}
	slices.Reverse(s.pairs[from:])
	return endX, endY
}
