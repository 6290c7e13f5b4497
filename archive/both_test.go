package archive_test

import (
	"database/sql"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/store/storetest"
)

// onBoth runs a test on a fresh archive of each database.
func onBoth(t *testing.T, test func(t *testing.T, a *archive.Archive, db *sql.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		a, db := open(t)
		test(t, a, db)
	})
	t.Run("postgres", func(t *testing.T) {
		db := openPostgres(t, storetest.Postgres(t))
		a, err := archive.Open(t.Context(), db, true)
		if err != nil {
			t.Fatal(err)
		}
		test(t, a, db)
	})
}

func openPostgres(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// TestManyOpenAtOnce: processes that start together must not trip over the table that each would make.
func TestManyOpenAtOnce(t *testing.T) {
	url := storetest.Postgres(t)
	var wg sync.WaitGroup
	for range 6 {
		db := openPostgres(t, url)
		wg.Go(func() {
			if _, err := archive.Open(t.Context(), db, true); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// TestRoomOfABody asks how much memory reading a body takes before it is read.
func TestRoomOfABody(t *testing.T) {
	onBoth(t, func(t *testing.T, a *archive.Archive, _ *sql.DB) {
		first := put(t, a, page(1), "")
		for _, name := range []string{first, put(t, a, page(2), first)} {
			room, err := a.Room(t.Context(), name)
			if least := int64(2 * len(page(1))); err != nil || room < least || room > 2*least {
				t.Errorf("a body of %d bytes takes %d, %v", len(page(1)), room, err)
			}
		}
		if room, err := a.Room(t.Context(), archive.Name([]byte("never kept"))); room != 0 || err != nil {
			t.Errorf("a body that is not there takes %d, %v", room, err)
		}
	})
}
