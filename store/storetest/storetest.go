// Package storetest runs tests of and over package store on both of its databases. It knows how to start a PostgreSQL
// server of its own; it needs none that runs already, and leaves none behind.
package storetest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stemma-news/stemma/store"
)

// Each runs a test once on SQLite in memory, once on SQLite in a file, and once on PostgreSQL, each on a database of its
// own, side by side with other tests. See [Postgres] for when there is no PostgreSQL.
func Each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Parallel()
	for _, database := range []struct {
		name string
		url  func(testing.TB) string
	}{
		{"memory", func(testing.TB) string { return "sqlite::memory:" }},
		{"sqlite", File},
		{"postgres", Postgres},
	} {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			test(t, Open(t, database.url(t)))
		})
	}
}

// File gives the address of an SQLite database that does not exist yet, in the test's temporary folder.
func File(tb testing.TB) string {
	tb.Helper()
	return "sqlite:" + filepath.Join(tb.TempDir(), "stemma.db")
}

// Open opens a database and closes it when the test ends.
func Open(tb testing.TB, url string) *store.DB {
	tb.Helper()
	db, err := store.Open(context.Background(), url)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close the database: %v", err)
		}
	})
	return db
}

// missing ends a test for lack of something: in CI that is a failure.
func missing(tb testing.TB, what string, args ...any) {
	tb.Helper()
	if os.Getenv("CI") != "" {
		tb.Fatalf(what, args...)
	}
	tb.Skipf(what, args...)
}
