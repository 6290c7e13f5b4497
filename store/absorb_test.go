package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestAbsorbJoinsTwoArticles(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		old := piece(t, db, o, "https://courier.example/fire-48213")
		renamed := piece(t, db, o, "https://courier.example/blaze-48213")
		noon := time.Date(2031, 3, 4, 12, 0, 0, 0, time.UTC)
		look := func(tx *store.Tx, a news.Article, headline string) error {
			c, err := tx.AddCapture(ctx(), news.Capture{
				ArticleID: a.ID, URL: a.URL, At: noon, Status: 200, Body: "b0d4", Outcome: news.New, Read: noon, Version: 1,
			})
			if err != nil {
				return err
			}
			_, err = tx.AddVersion(ctx(), news.Version{
				ArticleID: a.ID, Headline: headline, FirstSeen: noon, CaptureID: c.ID,
				Blocks: []news.Block{{Kind: news.Paragraph, Text: "A warehouse burnt."}},
			})
			return err
		}
		write(t, db, func(tx *store.Tx) error {
			return errors.Join(look(tx, old, "Fire at the harbour"), look(tx, renamed, "Blaze at the harbour"))
		})
		write(t, db, func(tx *store.Tx) error { return tx.Absorb(ctx(), old.ID, renamed.ID) })

		equal(t, "to be woven anew", must(db.UnreadArticles(ctx()))(t), []int64{old.ID})
		equal(t, "looks", len(must(db.Captures(ctx(), old.ID, 10))(t)), 2)
		equal(t, "by the other's URL", must(db.ArticleByURL(ctx(), renamed.URL))(t).ID, old.ID)
		equal(t, "by the other's id", must(db.Article(ctx(), renamed.ID))(t).ID, old.ID)
		moved := must(db.Joined(ctx(), renamed.ID))(t)
		equal(t, "what became of it", moved, store.Joined{Into: old.ID, VersionsFrom: 1})
		for n, headline := range []string{"Fire at the harbour", "Blaze at the harbour"} {
			v := must(db.Version(ctx(), old.ID, n+1))(t)
			equal(t, "headline", v.Headline, headline)
		}
		if _, err := db.Version(ctx(), renamed.ID, 1); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the other's version at its old number: %v, want none", err)
		}
		hits, _, err := db.Search(ctx(), "warehouse", "", 10)
		if err != nil || len(hits) != 1 || hits[0].Article.ID != old.ID {
			t.Errorf("hits = %v, %v; want the article that remains", hits, err)
		}
	})
}
