package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestEvents(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		back := news.Event{ArticleID: a.ID, Kind: news.CameBack, SeenBefore: noon.Add(time.Hour), SeenAfter: noon.Add(2 * time.Hour)}
		gone := news.Event{ArticleID: a.ID, Kind: news.WasGone, SeenBefore: noon, SeenAfter: noon.Add(time.Hour), Detail: "410 at two looks"}
		write(t, db, func(tx *store.Tx) error {
			return errors.Join(tx.AddEvent(ctx(), back), tx.AddEvent(ctx(), gone))
		})
		got := must(db.Events(ctx(), a.ID))(t)
		gone.ID, back.ID = got[0].ID, got[1].ID
		equal(t, "events, oldest first", got, []news.Event{gone, back})
		err := db.Tx(ctx(), func(tx *store.Tx) error { return tx.AddEvent(ctx(), news.Event{ArticleID: a.ID + 1}) })
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("event of no article: %v", err)
		}
	})
}
