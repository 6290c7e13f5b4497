package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
)

// postgresConns is how many connections one process opens at most; PostgreSQL's own limit is 100 for all.
const postgresConns = 16

// migrationLock is the advisory lock under which one process at a time brings the tables up to date.
const migrationLock = 0x5374656d6d61 // "Stemma"

// openPostgres opens a database, and what prepare makes of it.
func openPostgres(ctx context.Context, name string, prepare func(context.Context, *sql.DB) (*DB, error)) (*DB, error) {
	config, err := pgxpool.ParseConfig(name)
	if err != nil {
		return nil, fmt.Errorf("“%s” is no address of a PostgreSQL database: write postgres://USER:PASSWORD@HOST:PORT/NAME", withoutPassword(name))
	}
	// The driver closes a connection whose statement was broken off. database/sql's own pool would hand it on to whoever
	// waits for one, and after three of them say "bad connection"; this one puts a new one in its place.
	config.MaxConns = postgresConns
	config.MaxConnIdleTime = 5 * time.Minute
	conns, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the connections to the database %s: %w", withoutPassword(name), err)
	}
	pool := stdlib.OpenDBFromPool(conns)
	d, err := prepare(ctx, pool)
	if err != nil {
		_ = pool.Close()
		conns.Close()
		return nil, fmt.Errorf("the database %s cannot be used: %w", withoutPassword(name), plain(err))
	}
	d.conns = conns
	return d, nil
}

func preparePostgres(ctx context.Context, pool *sql.DB) (*DB, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	if err := checkEncoding(ctx, conn); err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return nil, err
	}
	err = migrate(ctx, pool, goose.DialectPostgres, "migrations/postgres", riverdatabasesql.New(pool))
	_, unlock := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock))
	if err := errors.Join(err, unlock); err != nil {
		return nil, err
	}
	return newDB(pool, pool, true)
}

// checkEncoding refuses a database that cannot hold the text of every page, before one is lost to it.
func checkEncoding(ctx context.Context, conn *sql.Conn) error {
	var encoding string
	if err := conn.QueryRowContext(ctx, `SELECT current_setting('server_encoding')`).Scan(&encoding); err != nil {
		return err
	}
	if encoding != "UTF8" {
		return fmt.Errorf("its encoding is %s, which does not hold all letters; make one with createdb --encoding UTF8 --template template0", encoding)
	}
	return nil
}

// readPostgres is preparePostgres for who only reads: it makes no tables and brings none up to date.
func readPostgres(ctx context.Context, pool *sql.DB) (*DB, error) {
	var there bool
	if err := pool.QueryRowContext(ctx, `SELECT to_regclass('goose_db_version') IS NOT NULL`).Scan(&there); err != nil {
		return nil, err
	}
	if !there {
		return nil, errors.New("nothing is kept in it yet; name the one that stemma work or stemma add was given")
	}
	if err := checkUpToDate(ctx, pool, "migrations/postgres"); err != nil {
		return nil, err
	}
	return newDB(pool, pool, true)
}

// plain takes the driver's list of all attempts, a line each, out of an error of connecting; the last one says enough.
func plain(err error) error {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); !ok {
		return err
	}
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	return fmt.Errorf("no connection (%s); check that the server runs and that user and database exist",
		strings.TrimSpace(lines[len(lines)-1]))
}

// withoutPassword gives an address that may be shown.
func withoutPassword(name string) string {
	u, err := url.Parse(name)
	if err != nil {
		return "(unreadable address)"
	}
	return u.Redacted()
}
