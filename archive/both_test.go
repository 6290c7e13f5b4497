package archive_test

import (
	"database/sql"
	"testing"

	"github.com/stemma-news/stemma/archive"
)

// onBoth runs a test on a fresh archive of each database.
func onBoth(t *testing.T, test func(t *testing.T, a *archive.Archive, db *sql.DB)) {
	t.Run("sqlite", func(t *testing.T) {
		a, db := open(t)
		test(t, a, db)
	})
}
