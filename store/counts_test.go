package store_test

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestCounts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		equal(t, "of nothing", must(db.Counts(ctx()))(t), store.Counts{Captures: map[news.Outcome]int{}})
		o, f := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		long := time.Now().UTC().Truncate(time.Second).Add(-time.Hour)
		a.Due, f.Due = long, long.Add(time.Minute)
		write(t, db, func(tx *store.Tx) error {
			if err := addVersions(tx, a, "One.", "Two."); err != nil {
				return err
			}
			if err := tx.ArticleLooked(ctx(), a); err != nil {
				return err
			}
			return tx.FeedLooked(ctx(), f)
		})
		for i, outcome := range []news.Outcome{news.Good, news.Blocked, news.Blocked} {
			c := look(a, time.Duration(i)*time.Minute)
			c.Outcome = outcome
			addCapture(t, db, c)
		}
		equal(t, "counts", must(db.Counts(ctx()))(t), store.Counts{
			Outlets: 1, Feeds: 1, Articles: 1, Versions: 2, Changes: 1, Due: 2, OldestDue: long,
			Captures: map[news.Outcome]int{news.Good: 1, news.Blocked: 2},
		})
	})
}
