package store_test

import (
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestReviveTakesUpWhatAKilledProcessLeft(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		lease(t, db, noon)
		write(t, db, func(tx *store.Tx) error { return tx.EnqueueVisit(ctx(), "courier.example", time.Now()) })
		if _, err := db.SQL().ExecContext(ctx(), "UPDATE river_job SET state = 'running'"); err != nil {
			t.Fatal(err)
		}
		if err := db.Revive(ctx()); err != nil {
			t.Fatal(err)
		}
		equal(t, "job", jobs(t, db)[0].State, rivertype.JobStateAvailable)
		if _, ok := lease(t, db, noon); !ok {
			t.Error("the host is still held")
		}
	})
}
