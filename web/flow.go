package web

import "math"

// A flow draws how much of a text came and went with one version: what went to the left of an axis, what came to the right
// of it, on the same scale for all versions of an article.
type flow struct {
	Width, Axis int // pixels
	Went, Came  flowBar
}

type flowBar struct{ X, Width int }

// flowSide is the length of the longest bar.
const flowSide = 60

// drawFlows draws the flows of an article's versions. The lengths go with the root of the number of words, or one rewritten
// version would leave nothing to be seen of the others.
func drawFlows(steps []articleStep) {
	most := 1
	for _, s := range steps {
		most = max(most, s.Added, s.Removed)
	}
	long := func(words int) int {
		if words == 0 {
			return 0
		}
		return max(int(math.Sqrt(float64(words)/float64(most))*flowSide), 2)
	}
	for i := range steps {
		went, came := long(steps[i].Removed), long(steps[i].Added)
		steps[i].Flow = flow{2*flowSide + 2, flowSide + 1, flowBar{flowSide + 1 - went, went}, flowBar{flowSide + 1, came}}
	}
}
