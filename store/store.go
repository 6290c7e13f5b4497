// Package store keeps what the watching finds out: outlets, feeds, articles, captures, versions, changes, events. It is
// one database, SQLite on one machine or PostgreSQL for many processes, behind one set of methods:
//
//	outlet ──< feed ──< sighting >── article ──< alias          whose it is, and where it was met
//	article ──< capture                                         every look, also the failed ones
//	article ──< merged                                          ids that lead to another article now
//	article ──< version ──< version_block >── block             each text once, by hash
//	article ──< change ──< change_meaning, article ──< event, article ──< comment
//	host, robots                                                whose turn it is to ask it, how, and what it allows
//	search                                                      the terms of all versions of an article
//
// The tables are described in migrations/postgres and migrations/sqlite; River's job tables stand beside them. The SQL
// is one text for both databases (query, turned into package store/db by sqlc); what differs is in postgres.go,
// sqlite.go and search.go. Latest puts its SQL together by itself.
//
// Reading methods hang on [Queries], which [DB] and [Tx] embed; writing methods hang on Tx only. The store knows
// nothing of pages, networks or raw bodies (those are in archive), and it never decides anything.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"github.com/stemma-news/stemma/store/db"
)

// ErrNotFound says that there is no such row.
var ErrNotFound = errors.New("not found")

// A DB is an open database. It may be used by many goroutines at once. Close it when done.
type DB struct {
	Queries
	write *sql.DB
	read  *sql.DB // the same as write, or of its own
	group *group  // of SQLite's transactions; nil for PostgreSQL
	jobs  *river.Client[*sql.Tx]
	conns *pgxpool.Pool // below write, for PostgreSQL; nil for SQLite
}

// Queries are the reading methods. On a [DB] each reads what is committed; on a [Tx] also what that Tx wrote. A method
// of a DB must not be called inside a Tx: SQLite has one writing connection, in memory one at all, and would wait for
// itself for ever.
type Queries struct {
	q        *db.Queries
	raw      db.DBTX
	postgres bool
}

// A Tx is one transaction: what it wrote is there as a whole or not at all. It belongs to one goroutine.
type Tx struct {
	Queries
	tx   *sql.Tx
	jobs *river.Client[*sql.Tx]
}

// Open opens the database that url names, creates it if it is an SQLite file that does not exist, and brings its tables
// up to date. The forms are "sqlite:PATH", "sqlite::memory:" and "postgres://…". Errors are sentences for a person.
func Open(ctx context.Context, url string) (*DB, error) {
	path, isSQLite := strings.CutPrefix(url, "sqlite:")
	switch {
	case isSQLite && path != "":
		return openSQLite(ctx, path)
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		return openPostgres(ctx, url, preparePostgres)
	default:
		return nil, fmt.Errorf("“%s” is no database: write sqlite:PATH or postgres://USER@HOST/NAME", withoutPassword(url))
	}
}

// newDB joins the pools and the client that inserts jobs; migrate has been run.
func newDB(write, read *sql.DB, postgres bool) (*DB, error) {
	d := &DB{
		Queries: Queries{q: db.New(read), raw: read, postgres: postgres},
		write:   write, read: read,
	}
	if !postgres {
		d.group = &group{write: write}
	}
	jobs, err := d.JobClient(&river.Config{Logger: silent()})
	if err != nil {
		return nil, err
	}
	d.jobs = jobs
	return d, nil
}

// Close closes all connections. What was committed is kept.
func (d *DB) Close() error {
	if d.read != d.write {
		return errors.Join(d.read.Close(), d.write.Close())
	}
	err := d.write.Close()
	if d.conns != nil {
		d.conns.Close()
	}
	return err
}

// SQL gives the writing pool, for rooms that keep tables of their own in the same database. On SQLite it has a single
// connection.
func (d *DB) SQL() *sql.DB { return d.write }

// Postgres says that the database is PostgreSQL, not SQLite.
func (q Queries) Postgres() bool { return q.postgres }

// Tx runs do in one transaction, which is committed if do returns nil and undone otherwise. On SQLite transactions
// follow one another, and those that come at the same moment share the wait for the disk; on PostgreSQL they run side by
// side, each statement seeing what others have committed, so that reading a row to write it back needs a lock first
// ([Tx.LockArticle]). do must not use the DB.
func (d *DB) Tx(ctx context.Context, do func(*Tx) error) error {
	return d.Write(ctx, func(tx *sql.Tx) error {
		var raw db.DBTX = tx
		if d.group != nil {
			raw = whole{tx}
		}
		return do(&Tx{Queries: Queries{q: db.New(raw), raw: raw, postgres: d.postgres}, tx: tx, jobs: d.jobs})
	})
}

// mostTogether is how many things EachTx does in one transaction of SQLite's.
const mostTogether = 100

// EachTx runs do for 0, 1 … n-1, until one fails. On PostgreSQL each has a transaction of its own: one that held the rows
// of many jobs and River's own, which ends many jobs at a time, would wait for each other. SQLite has one writer, and a
// commit for each would cost a wait for the disk: there a hundred share one.
func (d *DB) EachTx(ctx context.Context, n int, do func(tx *Tx, i int) error) error {
	together := mostTogether
	if d.postgres {
		together = 1
	}
	for from := 0; from < n; from += together {
		err := d.Tx(ctx, func(tx *Tx) error {
			for i := from; i < min(from+together, n); i++ {
				if err := do(tx, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Write is [DB.Tx] for rooms that keep tables of their own in the same database.
func (d *DB) Write(ctx context.Context, do func(*sql.Tx) error) error {
	if d.group != nil {
		return d.group.run(ctx, do)
	}
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Reading gives the pool for reading what is committed, for rooms that keep tables of their own in the same database.
func (d *DB) Reading() *sql.DB { return d.read }

// SQL gives the transaction, for rooms that keep tables of their own in the same database.
func (t *Tx) SQL() *sql.Tx { return t.tx }

// found names what was looked for in an error, and turns the database's "no rows" into ErrNotFound.
func found(err error, what string, args ...any) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return fmt.Errorf(what+": %w", append(args, err)...)
}

// touched is found for an update that must have met a row.
func touched(rows int64, err error, what string, args ...any) error {
	if err == nil && rows == 0 {
		err = ErrNotFound
	}
	return found(err, what, args...)
}

// micros gives a time as the database keeps it, see the schema.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func moment(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// clean makes a text from outside fit for both databases: PostgreSQL takes neither broken UTF-8 nor NUL.
func clean(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
}

// orNull keeps 0 out of a column that refers to another table.
func orNull(id int64) sql.NullInt64 { return sql.NullInt64{Int64: id, Valid: id != 0} }
