package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // database/sql's driver

	"github.com/stemma-news/stemma/store"
)

// TestOpenToReadLeavesTheFileAlone: a copy of a database can be read where nothing can be written, and is not changed.
func TestOpenToReadLeavesTheFileAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "stemma.db")
	written, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if err := written.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o700) })
	read, err := store.OpenToRead(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read.Counts(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := read.SQL().Exec(`DELETE FROM outlet`); err == nil {
		t.Error("what was opened to read was written to")
	}
	read.Close()
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(before) {
		t.Errorf("the file was changed (%v)", err)
	}
}

func TestOpenToReadNamesWhatIsWrong(t *testing.T) {
	if _, err := store.OpenToRead(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "none.db")); err == nil {
		t.Error("a file that does not exist was opened")
	}
}

// A reader makes no tables in a database that is somebody else's, and brings none up to date.
func TestOpenToReadLeavesPostgresAlone(t *testing.T) {
	t.Parallel()
	address := emptyPostgres(t, "")
	pool := must(sql.Open("pgx", address))(t)
	t.Cleanup(func() { pool.Close() })
	if _, err := store.OpenToRead(ctx(), address); err == nil || !strings.Contains(err.Error(), "nothing is kept in it yet") {
		t.Errorf("an empty database: %v; want a sentence that says so", err)
	}
	var tables int
	if err := pool.QueryRow(`SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&tables); err != nil || tables != 0 {
		t.Errorf("%d tables were made, %v", tables, err)
	}
	if err := must(store.Open(ctx(), address))(t).Close(); err != nil {
		t.Fatal(err)
	}
	db := must(store.OpenToRead(ctx(), address))(t)
	equal(t, "articles", must(db.Counts(ctx()))(t).Articles, 0)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(`DELETE FROM goose_db_version WHERE version_id > 3`); err != nil {
		t.Fatal(err)
	}
	if _, err := store.OpenToRead(ctx(), address); err == nil || !strings.Contains(err.Error(), "from an older stemma") {
		t.Errorf("an older database: %v; want a sentence that says so", err)
	}
}

// A database whose encoding lacks letters would lose the looks at pages that have them.
func TestAnEncodingThatLacksLettersIsRefused(t *testing.T) {
	t.Parallel()
	address := emptyPostgres(t, "TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
	if _, err := store.Open(ctx(), address); err == nil || !strings.Contains(err.Error(), "its encoding is LATIN1") {
		t.Errorf("%v; want a sentence about the encoding", err)
	}
}
