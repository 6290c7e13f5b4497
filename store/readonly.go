package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"strings"

	"github.com/pressly/goose/v3"
)

// OpenToRead opens the database that url names, as [Open] does, for who only reads. It is not brought up to date, and
// must be there; an SQLite file is not touched, and may lie where nothing can be written. Errors are sentences for a
// person.
func OpenToRead(ctx context.Context, url string) (*DB, error) {
	path, isSQLite := strings.CutPrefix(url, "sqlite:")
	switch {
	case path == ":memory:":
		return Open(ctx, url)
	case !isSQLite:
		return openPostgres(ctx, url, readPostgres)
	}
	read, err := openUntouched(ctx, path)
	if err == nil {
		err = checkUpToDate(ctx, read, "migrations/sqlite")
	}
	if err != nil {
		if read != nil {
			_ = read.Close()
		}
		return nil, fmt.Errorf("the database %s cannot be read: %w", path, err)
	}
	return newDB(read, read, false)
}

// openUntouched opens an SQLite file to read. Where nothing can be written beside it, SQLite cannot share it with who
// writes: then nobody may, which is so when there is no log of writes beside it either.
func openUntouched(ctx context.Context, path string) (*sql.DB, error) {
	read, err := pingUntouched(ctx, path, url.Values{"mode": {"ro"}})
	if err == nil {
		return read, nil
	}
	if log, logErr := os.Stat(path + "-wal"); logErr == nil && log.Size() > 0 {
		return nil, err
	}
	if unshared, unsharedErr := pingUntouched(ctx, path, url.Values{"mode": {"ro"}, "immutable": {"1"}}); unsharedErr == nil {
		return unshared, nil
	}
	return nil, err
}

func pingUntouched(ctx context.Context, path string, how url.Values) (*sql.DB, error) {
	how["_pragma"] = []string{"busy_timeout(10000)", "query_only(1)"}
	read, err := sql.Open("sqlite", sqliteName(path)+"?"+how.Encode())
	if err != nil {
		return nil, err
	}
	read.SetMaxOpenConns(max(4, runtime.NumCPU()))
	var tables int
	if err := read.QueryRowContext(ctx, `SELECT COUNT(*) FROM sqlite_master`).Scan(&tables); err != nil {
		return nil, errors.Join(err, read.Close())
	}
	return read, nil
}

// checkUpToDate says that the tables are not those that this program reads.
func checkUpToDate(ctx context.Context, read *sql.DB, folder string) error {
	steps, err := migrations.ReadDir(folder)
	if err != nil {
		return err
	}
	last, err := goose.NumericComponent(steps[len(steps)-1].Name())
	if err != nil {
		return err
	}
	var made int64
	if err := read.QueryRowContext(ctx, `SELECT MAX(version_id) FROM goose_db_version`).Scan(&made); err != nil {
		return err
	}
	switch {
	case made < last:
		return errors.New("it is from an older stemma: stemma serve, work or web of this version brings it up to date")
	case made > last:
		return errNewer
	default:
		return nil
	}
}
