package newsstand

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
)

func TestEveryBehaviourOccursEarly(t *testing.T) {
	wanted := []string{
		"insert", "delete", "replace", "move", "split", "merge", Alternate, Gone, Back, Moved, Redesign, CommentGone, Block,
		Captcha, Consent, TimeOut, Truncated, ServerError, "410", "404", "soft 404", "home",
	}
	for _, m := range news.Meanings() {
		if m != news.MeansLink {
			wanted = append(wanted, "means "+string(m))
		}
	}
	for seed := int64(1); seed <= 12; seed++ {
		w := testWorld(seed)
		seen := map[string]int{}
		for _, e := range w.truth(start.Add(30 * time.Hour)) {
			seen[e.Kind]++
			seen[e.How]++
			seen["means "+string(e.Meaning)]++
		}
		for _, kind := range wanted {
			if seen[kind] == 0 {
				t.Errorf("seed %d: no %s in 30 hours", seed, kind)
			}
		}
		n := 0
		for _, a := range w.articles {
			if a.published.Before(start.Add(30 * time.Hour)) {
				n++
			}
		}
		if n < 40 || n > 70 {
			t.Errorf("seed %d: %d articles in 30 hours", seed, n)
		}
	}
}
