package store_test

import (
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func collect[T any](t *testing.T, seq iter.Seq2[T, error]) (all []T) {
	t.Helper()
	for item, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, item)
	}
	return all
}

func TestExportGivesEverythingInOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		b := piece(t, db, o, "https://courier.example/flood")
		write(t, db, func(tx *store.Tx) error {
			if err := addVersions(tx, a, "One.", "Two."); err != nil {
				return err
			}
			return addVersions(tx, b, "Three.")
		})
		for i := range 450 {
			addCapture(t, db, look(a, time.Duration(i)*time.Minute))
		}
		captures := collect(t, db.EachCapture(ctx(), store.Export{}))
		equal(t, "captures", len(captures), 450)
		equal(t, "in order", captures[449].At, noon.Add(449*time.Minute))
		equal(t, "captures since", len(collect(t, db.EachCapture(ctx(), store.Export{Since: noon.Add(440 * time.Minute)}))), 10)
		equal(t, "captures of another", len(collect(t, db.EachCapture(ctx(), store.Export{Article: b.ID}))), 0)
		versions := collect(t, db.EachVersion(ctx(), store.Export{Outlet: "courier"}))
		equal(t, "versions", len(versions), 3)
		equal(t, "its text", versions[1].Text(), "Two.")
		equal(t, "its URL", versions[2].URL, b.URL)
		changes := collect(t, db.EachChange(ctx(), store.Export{Article: a.ID}))
		equal(t, "changes", len(changes), 1)
		equal(t, "its edit", changes[0].Edits[0].After, "Two.")
		for _, err := range db.EachChange(ctx(), store.Export{Outlet: "nobody"}) {
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("unknown outlet: %v", err)
			}
		}
	})
}
