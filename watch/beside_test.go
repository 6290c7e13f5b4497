package watch_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/newsstand"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// TestHistoriesMadeAnewBesideAWatcherLoseAndDoubleNothing: another process makes all histories anew whenever a page was
// asked for, while the watcher records and reads what came.
func TestHistoriesMadeAnewBesideAWatcherLoseAndDoubleNothing(t *testing.T) {
	const fire, tax = "http://daily.example/a/harbour-fire", "http://daily.example/b/dog-tax"
	synctest.Test(t, func(t *testing.T) {
		start, asked := time.Now(), map[string]int{}
		again := make(chan struct{}, 1)
		w := watchOver(t, newsstand.Dialer(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			hour := int(time.Since(start) / time.Hour)
			asked["http://"+r.Host+r.URL.Path]++
			switch "http://" + r.Host + r.URL.Path {
			case fire: // a change, the text before it again, and another one
				fmt.Fprint(rw, tells("fire", []string{"Fire at the harbour", "Two hurt in harbour fire", "Fire at the harbour", "Harbour burns"}[min(hour, 3)], ""))
			case tax:
				fmt.Fprint(rw, tells("tax", "Dog tax goes up", fmt.Sprintf("<!-- %d -->", asked[tax])))
			default:
				http.NotFound(rw, r)
				return
			}
			select {
			case again <- struct{}{}:
			default:
			}
		})))
		w.add(fire)
		w.add(tax)
		other := watch.New(watch.Options{DB: w.db, Archive: w.bodies})
		t.Cleanup(other.Close)
		var made int
		var running sync.WaitGroup
		ctx, stop := context.WithCancel(t.Context())
		running.Go(func() {
			for ctx.Err() == nil {
				select {
				case <-again:
				case <-ctx.Done():
				}
				for _, address := range []string{fire, tax} {
					_, err := other.Reread(t.Context(), w.article(address).ID, false)
					if err != nil {
						t.Errorf("make the history of %s anew: %v", address, err)
					}
					made++
				}
			}
		})
		w.onJobs(5 * time.Hour)
		stop()
		running.Wait()
		must(t, w.ReadAll(t.Context()))
		if made < 20 {
			t.Errorf("made anew %d times, which tells little", made)
		}
		for address, want := range map[string]int{fire: 3, tax: 1} {
			a := w.article(address)
			looks, err := w.db.Captures(t.Context(), a.ID, 1000)
			must(t, err)
			if len(looks) != asked[address] || slices.ContainsFunc(looks, func(c news.Capture) bool { return c.Read.IsZero() }) {
				t.Errorf("%s: %d looks are kept of %d, want each, once, and read", address, len(looks), asked[address])
			}
			if got := w.headlines(address); len(got) != want {
				t.Errorf("%s: versions %q, want %d", address, got, want)
			}
			left, err := other.Reread(t.Context(), a.ID, true)
			if err != nil || left.Differs {
				t.Errorf("%s: what is kept is not what its looks tell: %s, %v", address, left.Summary, err)
			}
		}
		told := w.told(fire)
		if len(told) != 2 || told[0].Alternates.IsZero() {
			t.Errorf("told: %+v; want alternates and a change", told)
		}
		deliveries, _, err := w.db.Latest(t.Context(), store.Filter{Article: w.article(fire).ID, Confirmed: true, Limit: 100})
		if err != nil || len(deliveries) != 2 {
			t.Errorf("%d items in the lists, %v; want two", len(deliveries), err)
		}
	})
}

// A date that the publisher moves while the text stays is told as such, and as no change.
func TestADateThatMovesAloneIsAnEvent(t *testing.T) {
	const fire = "http://daily.example/a/harbour-fire"
	dated := func(modified string) string {
		return tells("fire", "Fire at the harbour", `<meta property="article:published_time" content="1999-12-31T20:00:00Z">`+
			`<meta property="article:modified_time" content="`+modified+`">`)
	}
	synctest.Test(t, func(t *testing.T) {
		s := &story{}
		s.tell(0, dailyFeed, asXML, feedOf(fire))
		s.tell(0, fire, asHTML, dated("1999-12-31T21:00:00Z"))
		s.tell(3*time.Hour, fire, asHTML, dated("2000-01-01T01:30:00Z"))
		w := s.open(t, dailyFeed)
		w.follow(12 * time.Hour)
		w.one([]string{"Fire at the harbour"}, fire)
		if got := w.events(fire); !slices.Equal(got, []news.EventKind{news.Claimed}) || len(w.told(fire)) != 0 {
			t.Fatalf("events %v, %d changes told; want that the date moved, once", got, len(w.told(fire)))
		}
		events, err := w.db.Events(t.Context(), w.article(fire).ID)
		must(t, err)
		moved := time.Date(2000, 1, 1, 3, 0, 0, 0, time.UTC)
		if e := events[0]; e.SeenBefore.After(moved) || e.SeenAfter.Before(moved) || e.Detail != "from 1999-12-31T21:00:00Z to 2000-01-01T01:30:00Z" {
			t.Errorf("event %+v", e)
		}
	})
}
