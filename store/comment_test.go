package store_test

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestCommentsComeGoAndReturn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		ida := news.Comment{ID: "c1", Author: "Ida", Posted: noon, Text: "Terrible."}
		jon := news.Comment{Author: "Jon", Posted: noon, Text: "“Nobody” warned us."}
		jonAgain := news.Comment{Author: "Jon", Posted: noon.Add(time.Hour), Text: `"Nobody" warned us.`} // printed as "1 hour ago"
		zoe := news.Comment{ID: "c3", Parent: "c1", Author: "Zoë", Text: "Agreed."}
		for i, look := range []struct {
			shown []news.Comment
			gone  int
		}{
			{[]news.Comment{ida, jon}, 0},
			{[]news.Comment{ida, jonAgain, zoe}, 0},
			{[]news.Comment{zoe}, 2},
			{[]news.Comment{zoe, ida}, 0},
		} {
			write(t, db, func(tx *store.Tx) error {
				gone, err := tx.SeeComments(ctx(), a.ID, noon.Add(time.Duration(i)*time.Hour), look.shown)
				equal(t, "gone", gone, look.gone)
				return err
			})
		}
		equal(t, "comments", must(db.Comments(ctx(), a.ID))(t), []store.CommentRow{
			{Comment: ida, FirstSeen: noon, LastSeen: noon.Add(3 * time.Hour)},
			{Comment: jon, FirstSeen: noon, LastSeen: noon.Add(time.Hour), Gone: noon.Add(2 * time.Hour)},
			{Comment: zoe, FirstSeen: noon.Add(time.Hour), LastSeen: noon.Add(3 * time.Hour)},
		})
	})
}
