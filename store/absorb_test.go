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
		write(t, db, func(tx *store.Tx) error {
			c, err := tx.AddCapture(ctx(), news.Capture{
				ArticleID: renamed.ID, URL: renamed.URL, At: noon, Status: 200, Body: "b0d4", Outcome: news.New, Read: noon, Version: 1,
			})
			if err != nil {
				return err
			}
			_, err = tx.AddVersion(ctx(), news.Version{
				ArticleID: renamed.ID, Headline: "Blaze at the harbour", FirstSeen: noon, CaptureID: c.ID,
				Blocks: []news.Block{{Kind: news.Paragraph, Text: "A warehouse burnt."}},
			})
			return err
		})
		write(t, db, func(tx *store.Tx) error { return tx.Absorb(ctx(), old.ID, renamed.ID) })

		waiting := must(db.Unread(ctx(), old.ID))(t)
		if len(waiting) != 1 || waiting[0].URL != renamed.URL || waiting[0].Outcome != news.Good || waiting[0].Version != 0 {
			t.Errorf("waiting to be read again: %+v, want the other's look", waiting)
		}
		equal(t, "by the other's URL", must(db.ArticleByURL(ctx(), renamed.URL))(t).ID, old.ID)
		equal(t, "by the other's id", must(db.Article(ctx(), renamed.ID))(t).ID, old.ID)
		if _, err := db.Version(ctx(), renamed.ID, 1); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the other's version: %v, want none", err)
		}
		hits, _, err := db.Search(ctx(), "warehouse", "", 10)
		if err != nil || len(hits) != 0 {
			t.Errorf("hits = %v, %v; want none until the look is read again", hits, err)
		}
	})
}
