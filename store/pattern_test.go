package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestPatternsAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		write(t, db, func(tx *store.Tx) error {
			must(0, tx.PutPattern(ctx(), o.ID, news.Pattern{Text: "*/live/*"}))(t)
			must(0, tx.PutPattern(ctx(), o.ID, news.Pattern{Text: "*/a/*"}))(t)
			return tx.PutPattern(ctx(), o.ID, news.Pattern{Text: "*/a/*", Include: true})
		})
		equal(t, "patterns", must(db.Patterns(ctx(), o.ID))(t), []news.Pattern{{Text: "*/a/*", Include: true}, {Text: "*/live/*"}})
		write(t, db, func(tx *store.Tx) error { return tx.ForgetPattern(ctx(), o.ID, "*/a/*") })
		equal(t, "after one was forgotten", must(db.Patterns(ctx(), o.ID))(t), []news.Pattern{{Text: "*/live/*"}})
		err := db.Tx(ctx(), func(tx *store.Tx) error { return tx.ForgetPattern(ctx(), o.ID, "*/a/*") })
		equal(t, "forgotten twice", errors.Is(err, store.ErrNotFound), true)
	})
}

func TestWhatIsShutOutRestsUntilItIsLetIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, f := courier(t, db)
		var live, fire news.Article
		write(t, db, func(tx *store.Tx) error {
			live = must(tx.Sight(ctx(), f, news.Link{URL: "https://courier.example/live/1"}, noon))(t).Article
			fire = must(tx.Sight(ctx(), f, news.Link{URL: "https://courier.example/fire"}, noon))(t).Article
			return nil
		})
		sift := func(takes func(string) bool) (s store.Sifted) {
			write(t, db, func(tx *store.Tx) (err error) {
				s, err = tx.Sift(ctx(), o.ID, takes, noon.Add(time.Hour))
				return err
			})
			return s
		}
		noLive := func(url string) bool { return !strings.Contains(url, "/live/") }
		equal(t, "rested and woken", sift(noLive), store.Sifted{Rested: 1})
		equal(t, "rested and woken again", sift(noLive), store.Sifted{})
		write(t, db, func(tx *store.Tx) error {
			live.Due, fire.Due = noon.Add(time.Minute), noon.Add(time.Minute)
			must(0, tx.ArticleLooked(ctx(), live))(t)
			return tx.ArticleLooked(ctx(), fire)
		})
		equal(t, "due after a look, when shut out", must(db.Article(ctx(), live.ID))(t).Due, time.Time{})
		equal(t, "due after a look, when not", must(db.Article(ctx(), fire.ID))(t).Due, noon.Add(time.Minute))
		equal(t, "let in", sift(func(string) bool { return true }), store.Sifted{Woken: 1, Hosts: []string{"courier.example"}})
		equal(t, "due when let in", must(db.Article(ctx(), live.ID))(t).Due, noon.Add(time.Hour))
	})
}

func TestHintsAreJudgedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, f := courier(t, db)
		var fresh []bool
		write(t, db, func(tx *store.Tx) error {
			a := must(tx.Sight(ctx(), f, news.Link{URL: "https://courier.example/fire"}, noon))(t).Article
			for range 2 {
				fresh = append(fresh, must(tx.AddHint(ctx(), f.ID, a.ID, noon))(t))
			}
			must(0, tx.JudgeHints(ctx(), a.ID, noon.Add(-time.Minute), false))(t) // a look before the hint says nothing
			must(0, tx.JudgeHints(ctx(), a.ID, noon, true))(t)
			must(0, tx.JudgeHints(ctx(), a.ID, noon.Add(time.Minute), false))(t)
			for i := range 150 {
				at := noon.Add(time.Duration(i+2) * time.Minute)
				must(tx.AddHint(ctx(), f.ID, a.ID, at))(t)
				must(0, tx.JudgeHints(ctx(), a.ID, at, i >= 140))(t)
			}
			return nil
		})
		equal(t, "fresh", fresh, []bool{true, false})
		kept := must(db.Feed(ctx(), f.ID))(t)
		if kept.HintsRight != 10 || kept.HintsWrong < 60 || kept.HintsWrong > 100 {
			t.Errorf("%d right, %d wrong; want the last ten, and the older ones halved", kept.HintsRight, kept.HintsWrong)
		}
	})
}
