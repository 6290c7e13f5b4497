package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestChangeIsReadBackAsItWasWritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		want := news.Change{
			ArticleID: a.ID, N: 1, From: 1, To: 2, SeenBefore: noon, SeenAfter: noon.Add(time.Hour), Redesigned: true,
			Silent: true, Weight: 0.75, Summary: "the number of hurt went from 2 to 3",
			Meanings: []news.Meaning{news.MeansNumber, news.MeansHeadline},
			Edits: []news.Edit{{
				Kind: news.Replace, Block: news.Paragraph, From: 1, To: 1, Before: "Two are hurt.", After: "Three are hurt.",
				Spans: []news.Span{
					{Op: news.Removed, Text: "Two"}, {Op: news.Added, Text: "Three"}, {Op: news.Same, Text: " are hurt."},
				},
				Meanings: []news.Meaning{news.MeansNumber}, Weight: 0.75, Reason: "2 <b>became</b> 3",
			}},
		}
		write(t, db, func(tx *store.Tx) error { return tx.AddChange(ctx(), want) })
		got := must(db.Change(ctx(), a.ID, 1))(t)
		want.ID = got.ID
		equal(t, "change", got, want)
		equal(t, "changes", must(db.ArticleChanges(ctx(), a.ID))(t), []news.Change{want})
		equal(t, "article changed", must(db.Article(ctx(), a.ID))(t).Changed, want.SeenAfter)
		if _, err := db.Change(ctx(), a.ID, 2); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unknown change: %v", err)
		}
	})
}
