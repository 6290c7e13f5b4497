package store_test

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestCommentsAreKeptWithWhenTheyWereSeen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		ida := news.Comment{ID: "c1", Author: "Ida", Posted: noon, Text: "Terrible."}
		jon := news.Comment{Author: "Jon", Posted: noon, Text: "“Nobody” warned us."}
		jonAgain := news.Comment{Author: "Jon", Posted: noon.Add(time.Hour), Text: `"Nobody" warned us.`} // printed as "1 hour ago"
		zoe := news.Comment{ID: "c3", Parent: "c1", Author: "Zoë", Text: "Agreed."}
		equal(t, "one key, however its time is printed", store.CommentKey(jon), store.CommentKey(jonAgain))
		put := func(rows ...store.CommentRow) {
			t.Helper()
			write(t, db, func(tx *store.Tx) error {
				for _, row := range rows {
					if err := tx.PutComment(ctx(), a.ID, row); err != nil {
						return err
					}
				}
				return nil
			})
		}
		later := noon.Add(time.Hour)
		put(store.CommentRow{Comment: ida, FirstSeen: noon, LastSeen: noon}, store.CommentRow{Comment: jon, FirstSeen: noon, LastSeen: noon})
		put(store.CommentRow{Comment: zoe, FirstSeen: later, LastSeen: later})
		put(store.CommentRow{Comment: jonAgain, FirstSeen: noon, LastSeen: later, Gone: noon.Add(2 * time.Hour)})
		write(t, db, func(tx *store.Tx) error { return tx.CommentsSeen(ctx(), a.ID, noon.Add(3*time.Hour)) })
		equal(t, "comments", must(db.Comments(ctx(), a.ID))(t), []store.CommentRow{
			{Comment: ida, FirstSeen: noon, LastSeen: noon.Add(3 * time.Hour)},
			{Comment: jon, FirstSeen: noon, LastSeen: noon.Add(time.Hour), Gone: noon.Add(2 * time.Hour)},
			{Comment: zoe, FirstSeen: noon.Add(time.Hour), LastSeen: noon.Add(3 * time.Hour)},
		})
		write(t, db, func(tx *store.Tx) error { return tx.DropComment(ctx(), a.ID, store.CommentKey(jon)) })
		equal(t, "once one is dropped", len(must(db.Comments(ctx(), a.ID))(t)), 2)
	})
}
