package newsstand

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/prose"
)

// TestShownIsServed asks for every article at several hours: all that is said to be shown stands on its page, once, or
// twice at the house that prints its copy twice.
func TestShownIsServed(t *testing.T) {
	w := testWorld(1)
	threads := map[string]bool{}
	for hour := 2; hour < 40; hour += 12 {
		now := start.Add(time.Duration(hour) * time.Hour)
		for _, h := range w.houses {
			for _, a := range w.standing(h, now) {
				address := w.origin(h) + a.state(now).path
				d, found := w.shown(address, now)
				if !found {
					continue
				}
				page := text(t, get(w, address, now))
				for _, b := range d.Blocks {
					if !stands(page, b.Text) {
						t.Errorf("%s at %s lacks %q", address, now, b.Text)
					}
				}
				for _, c := range d.Comments {
					threads[h.key+" "+w.visit(h, nil, nil, now).template()] = true
					if strings.Count(page, prose.Normal(c.Text)) != 1 || !stands(page, c.Author) {
						t.Errorf("%s at %s lacks the comment of %s", address, now, c.Author)
					}
				}
			}
		}
	}
	if len(threads) < 8 {
		t.Errorf("threads in only %d templates: %v", len(threads), threads)
	}
}

// TestWhereAnArticleIsGoneTheTruthSaysSo asks for every address that an article ever had while something else stands in
// its place: each leads to the one that the truth names, and only that one shows what does.
func TestWhereAnArticleIsGoneTheTruthSaysSo(t *testing.T) {
	asked := 0
	for seed := int64(1); seed <= 6; seed++ {
		w := testWorld(seed)
		for _, e := range w.truth(start.Add(44 * time.Hour)) {
			if e.How == "" || e.How == "truncated" || e.How == "time-out" {
				continue
			}
			a := w.find(w.houseOf(strings.TrimPrefix(e.URL, "http://")), e.URL[strings.IndexByte(e.URL[7:], '/')+7:])
			now := e.Time.Add(time.Second)
			for _, s := range a.states {
				address := w.origin(a.house) + s.path
				if s.from.After(now) || address == e.URL {
					continue
				}
				asked++
				rec := get(w, address, now)
				if to := w.origin(a.house) + rec.Header().Get("Location"); rec.Code != http.StatusMovedPermanently || to != e.URL {
					t.Errorf("seed %d, %s: %s answers %d %s, want a redirect to %s", seed, e.How, address, rec.Code, to, e.URL)
				}
			}
		}
	}
	if asked < 10 {
		t.Errorf("only %d former addresses were asked for", asked)
	}
}
