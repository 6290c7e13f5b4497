package store_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestAwayIsADatabaseThatDoesNotAnswer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, refused := pgconn.Connect(ctx(), "postgres://nobody@"+address+"/nothing?sslmode=disable")
	for _, test := range []struct {
		err  error
		away bool
	}{
		{refused, true},
		{&pgconn.PgError{Code: "57P01"}, true},
		{&pgconn.PgError{Code: "57P03"}, true},
		{&pgconn.PgError{Code: "53300"}, true},
		{driver.ErrBadConn, true},
		{&pgconn.PgError{Code: "23505"}, false},
		{store.ErrNotFound, false},
		{context.DeadlineExceeded, false},
		{errors.New("disk on fire"), false},
	} {
		if got := store.Away(fmt.Errorf("list the latest: %w", test.err)); got != test.away {
			t.Errorf("away is %v for %v", got, test.err)
		}
	}
	if store.Away(nil) {
		t.Error("no error, and yet away")
	}
}

func TestFullIsADiskWithoutRoom(t *testing.T) {
	db := storetest.Open(t, storetest.File(t))
	if _, err := db.SQL().Exec(`PRAGMA max_page_count = 1`); err != nil {
		t.Fatal(err)
	}
	_, full := db.SQL().Exec(`CREATE TABLE filler AS SELECT zeroblob(1000000)`)
	for _, test := range []struct {
		err  error
		full bool
	}{
		{full, true},
		{&pgconn.PgError{Code: "53100"}, true},
		{syscall.ENOSPC, true},
		{nil, false},
		{&pgconn.PgError{Code: "53300"}, false},
		{store.ErrNotFound, false},
	} {
		if got := store.Full(errors.Join(test.err)); got != test.full {
			t.Errorf("full is %v for %v", got, test.err)
		}
	}
}
