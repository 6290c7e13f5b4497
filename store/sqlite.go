package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqlitePragmas hold for every connection. A writing transaction takes its lock at once (_txlock), since one that reads
// first and then cannot get the lock would fail without waiting. FULL makes a commit outlive a power cut, not only a
// killed process.
var sqlitePragmas = url.Values{
	"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"},
	"_txlock": {"immediate"},
}

// openSQLite opens one writing connection and a pool of reading ones. A database in memory belongs to a single
// connection, which then does both.
func openSQLite(ctx context.Context, path string) (*DB, error) {
	write, err := openPool(path, "")
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	read := write
	if path != ":memory:" {
		if read, err = openPool(path, "&_pragma=query_only(1)"); err != nil {
			return nil, err
		}
		read.SetMaxOpenConns(max(4, runtime.NumCPU()))
		read.SetMaxIdleConns(4)
	}
	d, err := prepareSQLite(ctx, write, read)
	if err != nil {
		_, _ = read.Close(), write.Close()
		if errors.Is(err, errNewer) {
			return nil, fmt.Errorf("the database %s cannot be used: %w", path, err)
		}
		return nil, fmt.Errorf("the database %s cannot be used: %w; check that it is an SQLite file and that its folder exists and may be written to", path, err)
	}
	return d, nil
}

func openPool(path, more string) (*sql.DB, error) {
	connector, err := newPreparing(sqliteName(path) + "?" + sqlitePragmas.Encode() + more)
	if err != nil {
		return nil, fmt.Errorf("open the database %s: %w", path, err)
	}
	return sql.OpenDB(connector), nil
}

func prepareSQLite(ctx context.Context, write, read *sql.DB) (*DB, error) {
	if err := write.PingContext(ctx); err != nil {
		return nil, err
	}
	err := migrateSQLite(ctx, write)
	for range 5 {
		if !madeByAnother(err) {
			break
		}
		err = migrateSQLite(ctx, write)
	}
	if err != nil {
		return nil, err
	}
	return newDB(write, read, false)
}

func migrateSQLite(ctx context.Context, write *sql.DB) error {
	return migrate(ctx, write, goose.DialectSQLite3, "migrations/sqlite", riversqlite.New(write))
}

// madeByAnother says that a step may have failed because another process had just made it ("table outlet already
// exists"): SQLite has no lock that lasts over several transactions, but who looks again finds the step made.
func madeByAnother(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code()&0xff == sqlite3.SQLITE_ERROR || e.Code()&0xff == sqlite3.SQLITE_CONSTRAINT)
}

// sqliteName gives the path as SQLite's URI form wants it.
func sqliteName(path string) string {
	if path == ":memory:" {
		return "file::memory:"
	}
	return "file:" + strings.ReplaceAll((&url.URL{Path: path}).EscapedPath(), "?", "%3F")
}
