package archive

import (
	"context"
	"database/sql"
	"fmt"
)

// The table is written once per database; every other statement serves both.
const (
	tableSQLite = `
CREATE TABLE IF NOT EXISTS body (
	hash  TEXT PRIMARY KEY,                -- SHA-256 of the body in hex
	base  TEXT REFERENCES body (hash),     -- the body whose bytes are the dictionary; null for a key frame
	place INTEGER NOT NULL,                -- 0 for a key frame, else how many bodies came since it
	size  BIGINT NOT NULL,                 -- of the body, in bytes
	data  BLOB NOT NULL                    -- a zstd frame; empty where it is in the bucket
)`
	tablePostgres = `
CREATE TABLE body (
	hash  TEXT COLLATE "C" PRIMARY KEY,
	base  TEXT COLLATE "C" REFERENCES body (hash),
	place INTEGER NOT NULL,
	size  BIGINT NOT NULL,
	data  BYTEA NOT NULL
)`
	// The data is compressed already: PostgreSQL need not try again.
	storagePostgres = `ALTER TABLE body ALTER COLUMN data SET STORAGE EXTERNAL`
	// Two processes that start at once must not both make the table. The number means nothing to anybody else.
	lockPostgres = `SELECT pg_advisory_xact_lock(7361728)`
)

func migrate(ctx context.Context, db *sql.DB, postgres bool) error {
	if !postgres {
		_, err := db.ExecContext(ctx, tableSQLite)
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	if _, err := tx.ExecContext(ctx, lockPostgres); err != nil {
		return err
	}
	var there bool
	if err := tx.QueryRowContext(ctx, `SELECT to_regclass('body') IS NOT NULL`).Scan(&there); err != nil || there {
		return err
	}
	for _, statement := range []string{tablePostgres, storagePostgres} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Has says whether a body of that name is kept. It reads nothing of the body itself.
func (a *Archive) Has(ctx context.Context, name string) (bool, error) {
	var n int
	if err := a.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM body WHERE hash = $1`, name).Scan(&n); err != nil {
		return false, fmt.Errorf("look for body %s: %w", name, err)
	}
	return n > 0, nil
}

// Room gives how many bytes of memory [Archive.Get] takes at most for a body: those of all frames, and of the two bodies
// that it holds at a time. It reads nothing of them. It is 0 for a name that there is not.
func (a *Archive) Room(ctx context.Context, name string) (int64, error) {
	var body, frames int64
	err := a.db.QueryRowContext(ctx, `
WITH RECURSIVE chain (base, place, size, packed) AS (
	SELECT base, place, size, LENGTH(data) FROM body WHERE hash = $1
	UNION ALL
	SELECT b.base, b.place, b.size, LENGTH(b.data) FROM body b JOIN chain c ON b.hash = c.base AND b.place < c.place
)
SELECT CAST(COALESCE(MAX(size), 0) AS BIGINT), CAST(COALESCE(SUM(packed), 0) AS BIGINT) FROM chain`, name).Scan(&body, &frames)
	if err != nil {
		return 0, fmt.Errorf("measure body %s: %w", name, err)
	}
	return 2*(body+body/8) + max(frames, body), nil // in a bucket frames are not measured
}

// KeepIn keeps a packed body in the caller's transaction. Once that is committed, it is as if Put had returned.
func (a *Archive) KeepIn(ctx context.Context, tx *sql.Tx, p Packed) error {
	f := p.frame
	if f == nil {
		return nil
	}
	// Not with ctx: SQLite undoes a whole transaction where one statement is broken off, and it may be shared.
	_, err := tx.ExecContext(context.WithoutCancel(ctx),
		`INSERT INTO body (hash, base, place, size, data) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash) DO NOTHING`,
		f.hash, sql.NullString{String: f.base, Valid: f.base != ""}, f.place, f.size, append([]byte{}, f.data...)) // not null
	return err
}

// chain reads the frames that a body is made of, key frame first, in one query. Places fall along the bases, so that
// it ends whatever the table holds.
func (a *Archive) chain(ctx context.Context, name string) (chain, error) {
	rows, err := a.db.QueryContext(ctx, `
WITH RECURSIVE chain (hash, base, place, size, data) AS (
	SELECT hash, base, place, size, data FROM body WHERE hash = $1
	UNION ALL
	SELECT b.hash, b.base, b.place, b.size, b.data FROM body b JOIN chain c ON b.hash = c.base AND b.place < c.place
)
SELECT hash, COALESCE(base, ''), place, size, data FROM chain ORDER BY place`, name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var frames chain
	for rows.Next() {
		var f frame
		if err := rows.Scan(&f.hash, &f.base, &f.place, &f.size, &f.data); err != nil {
			return nil, err
		}
		frames = append(frames, f)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(frames) == 0 {
		return nil, ErrNotFound
	}
	rows.Close() // the connection is free while the bucket is asked
	return frames, a.bucket.fetch(ctx, frames)
}

// namesAfter gives the next names in order, few enough that no query stays open while bodies are read.
func (a *Archive) namesAfter(ctx context.Context, last string) ([]string, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT hash FROM body WHERE hash > $1 ORDER BY hash LIMIT 1000`, last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
