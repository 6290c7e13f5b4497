package watch_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

const fire = "http://daily.example/fire"

// watchStory follows a story for so long inside a bubble, then checks what was kept of it.
func watchStory(t *testing.T, story string, d time.Duration, check func(t *testing.T, w *watching)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := open(t, story)
		w.follow(d)
		check(t, w)
	})
}

func TestAnArticleIsFoundAndItsChangesKept(t *testing.T) {
	watchStory(t, "fire.txtar", 6*time.Hour, func(t *testing.T, w *watching) {
		want := []string{"Two hurt in harbour fire", "Two hurt in harbour fire", "Five hurt in harbour fire"}
		if diff := cmp.Diff(want, w.headlines(fire)); diff != "" {
			t.Fatalf("versions: -want +got\n%s", diff)
		}
		change, err := w.db.Change(t.Context(), w.article(fire).ID, 1)
		must(t, err)
		edited := time.Date(2000, 1, 1, 1, 0, 0, 0, time.UTC)
		if change.SeenBefore.After(edited) || change.SeenAfter.Before(edited) {
			t.Errorf("the change is said to be between %v and %v, it was at %v", change.SeenBefore, change.SeenAfter, edited)
		}
		if wait := change.Confirmed.Sub(change.SeenAfter); wait < 2*time.Minute || wait > 5*time.Minute {
			t.Errorf("the second look came after %v, want 2 to 5 minutes", wait)
		}
		if !slices.Contains(change.Meanings, news.MeansNumber) || !change.Silent {
			t.Errorf("meanings %v, silent %v; want a number, changed in silence", change.Meanings, change.Silent)
		}
	})
}

func TestEntriesOfALiveBlogKeepTheirTimes(t *testing.T) {
	watchStory(t, "live.txtar", 3*time.Hour, func(t *testing.T, w *watching) {
		a := w.article(fire)
		v, err := w.db.Version(t.Context(), a.ID, a.Current)
		must(t, err)
		var got []string
		for _, b := range v.Blocks {
			if b.Kind == news.Entry {
				got = append(got, b.At.Format(time.DateTime)+" "+b.Text)
			}
		}
		want := []string{
			"2000-01-01 00:50:00 Power is out on the quay", "1999-12-31 23:55:00 First trees down",
			"1999-12-31 23:20:00 The ferry stays in port",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("entries: -want +got\n%s", diff)
		}
		change, err := w.db.Change(t.Context(), a.ID, 1)
		must(t, err)
		if a.Versions != 2 || !strings.Contains(change.Summary, "entry added") {
			t.Errorf("%d versions, change %q; want two, and an entry added", a.Versions, change.Summary)
		}
	})
}

// However many versions an article has, those that are kept are not all held while its history is made anew.
func TestMakingAHistoryAnewHoldsOneText(t *testing.T) {
	for story, versions := range map[string]int{"fire.txtar": 3, "alternates.txtar": 2} {
		watchStory(t, story, 6*time.Hour, func(t *testing.T, w *watching) {
			held, err := w.HeldTexts(t.Context(), w.article(fire).ID)
			if got := w.headlines(fire); err != nil || held > 1 || len(got) != versions {
				t.Errorf("%s: %d texts are held of %d, %v; want the last at most", story, held, len(got), err)
			}
			if again, err := w.Reread(t.Context(), w.article(fire).ID, true); err != nil || again.Differs {
				t.Errorf("%s: %+v, %v; want no difference", story, again, err)
			}
		})
	}
}

func TestLooksGetRarer(t *testing.T) {
	watchStory(t, "fire.txtar", 48*time.Hour, func(t *testing.T, w *watching) {
		looks, err := w.db.Captures(t.Context(), w.article(fire).ID, 1000)
		must(t, err)
		if len(looks) < 15 || len(looks) > 35 {
			t.Errorf("%d looks in two days, want some 25", len(looks))
		}
		if first := looks[len(looks)-2].At.Sub(looks[len(looks)-1].At); first > 6*time.Minute {
			t.Errorf("the second look came after %v, want 5 minutes", first)
		}
		if last := looks[0].At.Sub(looks[1].At); last < 5*time.Hour {
			t.Errorf("the last looks were %v apart, want a fifth of the time since the last change", last)
		}
	})
}

func TestAHostIsAskedPolitely(t *testing.T) {
	watchStory(t, "fire.txtar", 6*time.Hour, func(t *testing.T, w *watching) {
		load := w.stand.Requests()["daily.example"]
		if load.Overlaps != 0 || load.Shortest < 2*time.Second {
			t.Errorf("asked %d times, %d at once, the closest %v apart; want one at a time, 2 s apart", load.Count, load.Overlaps, load.Shortest)
		}
	})
}

func TestHeadlineTestIsToldOnce(t *testing.T) {
	watchStory(t, "alternates.txtar", 8*time.Hour, func(t *testing.T, w *watching) {
		if got := w.headlines(fire); len(got) != 2 {
			t.Errorf("versions = %q, want each wording once", got)
		}
		told := w.told(fire)
		if len(told) != 1 || told[0].Alternates.IsZero() || told[0].Confirmed.IsZero() {
			t.Fatalf("told: %+v, want alternates, once", told)
		}
		if got := w.events(fire); len(got) != 0 {
			t.Errorf("events = %v, want none", got)
		}
		looks, err := w.db.Captures(t.Context(), w.article(fire).ID, 1000)
		must(t, err)
		if told[0].FromLooks+told[0].ToLooks != len(looks) || told[0].FromLooks < 3 || told[0].ToLooks < 2 {
			t.Errorf("the two texts were seen at %d and %d looks, of %d", told[0].FromLooks, told[0].ToLooks, len(looks))
		}
	})
}

func TestAlternatesAcrossANewTemplate(t *testing.T) {
	watchStory(t, "turns.txtar", 8*time.Hour, func(t *testing.T, w *watching) {
		if got := w.headlines(fire); len(got) != 2 {
			t.Errorf("versions = %q, want each wording once", got)
		}
		if told := w.told(fire); len(told) != 1 || told[0].Alternates.IsZero() || len(told[0].Edits) != 1 {
			t.Errorf("told: %+v, want the headlines as alternates, once", told)
		}
	})
}

func TestGoneIsToldAfterASecondLook(t *testing.T) {
	watchStory(t, "gone.txtar", 48*time.Hour, func(t *testing.T, w *watching) {
		if got := w.headlines(fire); len(got) != 1 {
			t.Errorf("versions = %q, want one", got)
		}
		if got := w.events(fire); !slices.Equal(got, []news.EventKind{news.WasGone, news.CameBack}) {
			t.Errorf("events = %v, want gone and back once: one bad look takes nothing away", got)
		}
	})
}

func TestNoFailedLookMakesAVersion(t *testing.T) {
	watchStory(t, "blocked.txtar", 14*time.Hour, func(t *testing.T, w *watching) {
		if got := w.headlines(fire); len(got) != 1 {
			t.Errorf("versions = %q, want one", got)
		}
		looks, err := w.db.Captures(t.Context(), w.article(fire).ID, 1000)
		must(t, err)
		seen := map[news.Outcome]bool{}
		for _, c := range looks {
			seen[c.Outcome] = true
			if c.Outcome == news.Blocked && c.Body == "" {
				t.Errorf("the block page of %v was not kept", c.At)
			}
		}
		if !seen[news.Blocked] || !seen[news.Failed] || !seen[news.New] {
			t.Errorf("outcomes = %v, want blocked, error and new among them", seen)
		}
	})
}

func TestAMovedArticleStaysOne(t *testing.T) {
	const before, after = "http://daily.example/fire-at-the-harbour-48213", "http://daily.example/blaze-at-the-harbour-48213"
	watchStory(t, "moved.txtar", 8*time.Hour, func(t *testing.T, w *watching) {
		if was, is := w.article(before), w.article(after); was.ID != is.ID {
			t.Fatalf("the article was %d and is %d", was.ID, is.ID)
		}
		want := []string{"Fire at the harbour", "Blaze at the harbour"}
		if diff := cmp.Diff(want, w.headlines(after)); diff != "" {
			t.Errorf("versions: -want +got\n%s", diff)
		}
	})
}

func TestANewTemplateIsNoEdit(t *testing.T) {
	watchStory(t, "redesign.txtar", 12*time.Hour, func(t *testing.T, w *watching) {
		if got := w.headlines(fire); len(got) != 1 {
			t.Errorf("versions = %q, want one", got)
		}
	})
}

// TestJobsDoTheSame runs the whole on River's jobs.
func TestJobsDoTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, "fire.txtar")
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() {
			if err := w.Run(ctx); err != nil {
				t.Errorf("watch: %v", err)
			}
		})
		time.Sleep(4 * time.Hour)
		stop()
		running.Wait()
		if got := w.headlines(fire); len(got) != 3 {
			t.Errorf("versions = %q, want three", got)
		}
	})
}

func TestRestingArticleIsNotLookedAt(t *testing.T) {
	notUnderRace(t)
	watchStory(t, "fire.txtar", 100*24*time.Hour, func(t *testing.T, w *watching) {
		a := w.article(fire)
		if !a.AtRest() {
			t.Errorf("the article is due at %v, want it at rest", a.Due)
		}
		if quiet := a.Looked.Sub(a.Changed); quiet < 39*24*time.Hour || quiet > 42*24*time.Hour {
			t.Errorf("the last look came %v after the last change, want 40 days", quiet)
		}
	})
}
