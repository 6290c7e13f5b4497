package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestArticleIsAddedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		write(t, db, func(tx *store.Tx) error {
			again, added, err := tx.AddArticle(ctx(), news.Article{OutletID: o.ID, URL: "http://m.courier.example/fire/"})
			equal(t, "the same article by another URL", again, a)
			equal(t, "added", added, false)
			return err
		})
		equal(t, "by URL", must(db.ArticleByURL(ctx(), "https://www.courier.example/fire"))(t), a)
		if _, err := db.ArticleByURL(ctx(), "https://courier.example/flood"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unknown URL: %v", err)
		}
		if _, err := db.Article(ctx(), a.ID+1); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unknown id: %v", err)
		}
	})
}

func TestArticleAddedByManyAtOnceIsOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		ids := make([]int64, 8)
		var all sync.WaitGroup
		for i := range ids {
			all.Go(func() {
				err := db.Tx(ctx(), func(tx *store.Tx) error {
					a, _, err := tx.AddArticle(ctx(), news.Article{OutletID: o.ID, URL: "https://courier.example/fire"})
					ids[i] = a.ID
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, id := range ids {
			equal(t, "id", id, ids[0])
		}
		equal(t, "articles", must(db.Counts(ctx()))(t).Articles, 1)
	})
}

func TestArticleLooked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		write(t, db, func(tx *store.Tx) error {
			if err := addVersions(tx, a, "One.", "Two."); err != nil {
				return err
			}
			locked, err := tx.LockArticle(ctx(), a.ID)
			if err != nil {
				return err
			}
			equal(t, "versions", locked.Versions, 2)
			a = locked
			a.URL, a.Headline, a.Language, a.ETag, a.LastModified = "https://news.courier.example/fire-2", "Big fire", "de", "e", "m"
			a.Published, a.Looked, a.Changed, a.Due = noon.Add(-time.Hour), noon, noon, noon.Add(time.Hour)
			a.Outcome, a.Gone, a.Current = news.Gone, noon, 1
			return tx.ArticleLooked(ctx(), a)
		})
		equal(t, "article", must(db.Article(ctx(), a.ID))(t), a)
		equal(t, "at the new host", must(db.DueArticles(ctx(), "news.courier.example", a.Due, 9))(t), []news.Article{a})
		err := db.Tx(ctx(), func(tx *store.Tx) error { return tx.ArticleLooked(ctx(), news.Article{ID: 99}) })
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unknown article: %v", err)
		}
	})
}

func TestAliases(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		b := piece(t, db, o, "https://courier.example/flood")
		write(t, db, func(tx *store.Tx) error {
			if err := tx.AddAlias(ctx(), a.ID, "https://courier.example/big-fire", "redirect"); err != nil {
				return err
			}
			return tx.AddAlias(ctx(), b.ID, "https://courier.example/big-fire", "canonical")
		})
		equal(t, "by alias", must(db.ArticleByURL(ctx(), "https://courier.example/big-fire"))(t), a)
		equal(t, "aliases", must(db.Aliases(ctx(), a.ID))(t), []store.Alias{
			{ArticleID: a.ID, URL: "https://courier.example/big-fire", Why: "redirect"},
			{ArticleID: a.ID, URL: "https://courier.example/fire", Why: "found"},
		})
	})
}

func TestDueArticlesComeLongestDueFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		var urls []string
		for i, path := range []string{"a", "b", "c", "resting"} {
			a := piece(t, db, o, "https://courier.example/"+path)
			a.Due = noon.Add(-time.Duration(i) * time.Minute)
			if path == "resting" {
				a.Due, a.Looked = time.Time{}, noon
			}
			write(t, db, func(tx *store.Tx) error { return tx.ArticleLooked(ctx(), a) })
		}
		for _, a := range must(db.DueArticles(ctx(), "courier.example", noon.Add(-time.Second), 5))(t) {
			urls = append(urls, a.URL)
		}
		equal(t, "due", urls, []string{"https://courier.example/c", "https://courier.example/b"})
		equal(t, "due hosts", must(db.DueHosts(ctx(), noon))(t), []string{"courier.example"})
		equal(t, "due hosts before", must(db.DueHosts(ctx(), noon.Add(-time.Hour)))(t), []string(nil))
		equal(t, "next", must(db.NextDue(ctx(), "courier.example"))(t), noon.Add(-2*time.Minute))
		equal(t, "next elsewhere", must(db.NextDue(ctx(), "bell.example"))(t), time.Time{})
	})
}

func TestHide(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		b := piece(t, db, o, "https://courier.example/flood")
		write(t, db, func(tx *store.Tx) error { return tx.Hide(ctx(), a.ID, noon, "right of reply") })
		hidden := must(db.Article(ctx(), a.ID))(t)
		equal(t, "since", hidden.Hidden, noon)
		equal(t, "reason", hidden.HiddenReason, "right of reply")
		equal(t, "articles of the outlet", must(db.OutletArticles(ctx(), o.ID, 0, 9))(t), []news.Article{b})
		write(t, db, func(tx *store.Tx) error { return tx.Hide(ctx(), a.ID, time.Time{}, "") })
		equal(t, "shown again", must(db.OutletArticles(ctx(), o.ID, b.ID, 9))(t), []news.Article{a})
	})
}
