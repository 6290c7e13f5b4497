package store_test

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestEveryCaptureWithABodyIsAMemento(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		later := addCapture(t, db, look(a, time.Hour))
		none := look(a, time.Minute)
		none.Body = ""
		addCapture(t, db, none)
		first := addCapture(t, db, look(a, 0))
		equal(t, "mementos, oldest first", must(db.Mementos(ctx(), a.ID))(t),
			[]store.Memento{{CaptureID: first.ID, At: first.At}, {CaptureID: later.ID, At: later.At}})
	})
}

func TestAddressesThatAnArticleGotLater(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		write(t, db, func(tx *store.Tx) error {
			return tx.AddAlias(ctx(), a.ID, "https://courier.example/blaze", "redirect")
		})
		for url, want := range map[string]bool{
			"https://courier.example/fire": true, "http://www.courier.example/fire": true, "https://courier.example/blaze": false,
		} {
			equal(t, url, must(db.AddedAs(ctx(), a.ID, url))(t), want)
		}
	})
}
