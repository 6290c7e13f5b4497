package watch

import (
	"strings"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// How much of the shorter of two texts must stand in the other for both to be one piece: little where an id or a redirect
// says so already, since news is rewritten; most where only a link says so.
const (
	someAlike = 0.1
	mostAlike = 0.5
)

// alike says which share of the shorter text stands in the other, by runs of three words: 0 to 1. Two pieces of one outlet
// share hardly any.
func alike(a, b news.Document) float64 {
	x, y := runs(a), runs(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 0
	}
	shared := 0
	for run := range x {
		if y[run] {
			shared++
		}
	}
	return float64(shared) / float64(len(x))
}

// runs gives the runs of three words of a text, headline and all.
func runs(d news.Document) map[string]bool {
	all := map[string]bool{}
	for _, part := range d.Parts() {
		if part.Kind == news.Byline {
			continue
		}
		words := prose.Terms(part.Text)
		for i := 0; i+3 <= len(words); i++ {
			all[strings.Join(words[i:i+3], " ")] = true
		}
	}
	return all
}
