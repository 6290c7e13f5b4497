package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

// TestTransactionsOfOneMomentAreTheirOwn runs transactions at the same time that are kept, that fail, that are given up
// and that never return: each ends as if it had been alone, and what is kept is there when Tx returns.
func TestTransactionsOfOneMomentAreTheirOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		refused := errors.New("refused")
		var all sync.WaitGroup
		for i := range 60 {
			all.Go(func() {
				ctx, cancel := context.WithCancel(ctx())
				defer cancel()
				key := fmt.Sprintf("o%02d.example", i)
				err := db.Tx(ctx, func(tx *store.Tx) error {
					if _, err := tx.OutletFor(ctx, news.Outlet{Name: key, Hosts: []string{key}}); err != nil {
						return err
					}
					switch i % 4 {
					case 1:
						return refused
					case 2:
						runtime.Goexit()
					case 3:
						cancel()
						_, err := tx.OutletFor(ctx, news.Outlet{Name: "never", Hosts: []string{"never.example"}})
						return err
					}
					return nil
				})
				if want := []error{nil, refused, nil, context.Canceled}[i%4]; !errors.Is(err, want) {
					t.Errorf("transaction %d: %v, want %v", i, err, want)
				}
				if _, err := db.OutletByKey(context.Background(), fmt.Sprintf("o%02d", i)); i%4 == 0 && err != nil {
					t.Errorf("transaction %d is over, and what it wrote is not there: %v", i, err)
				}
			})
		}
		all.Wait()
		rows, err := db.Outlets(ctx())
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		for _, row := range rows {
			got = append(got, row.Name)
		}
		for i := 0; i < 60; i += 4 {
			want = append(want, fmt.Sprintf("o%02d.example", i))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("kept are %q, want %q", got, want)
		}
	})
}

// TestAStatementMayRunInsideItself holds that reading the rows of a statement does not disturb the same statement.
func TestAStatementMayRunInsideItself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		write(t, db, func(tx *store.Tx) error {
			for range 3 {
				rows, err := tx.SQL().QueryContext(ctx(), "SELECT n FROM (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3) AS numbers ORDER BY n")
				if err != nil {
					return err
				}
				for want := 1; rows.Next(); want++ {
					var n int
					if err := rows.Scan(&n); err != nil || n != want {
						t.Errorf("row %d is %d, %v", want, n, err)
					}
				}
				if err := errors.Join(rows.Err(), rows.Close()); err != nil {
					return err
				}
			}
			return nil
		})
		if db.Postgres() {
			return // whose driver reads one result at a time
		}
		write(t, db, func(tx *store.Tx) error {
			const numbers = "SELECT value FROM json_each('[1,2,3]')"
			for range 2 { // prepared the second time
				sum := 0
				outer, err := tx.SQL().QueryContext(ctx(), numbers)
				if err != nil {
					return err
				}
				for outer.Next() {
					inner, err := tx.SQL().QueryContext(ctx(), numbers)
					if err != nil {
						return err
					}
					for inner.Next() {
						sum++
					}
					if err := errors.Join(inner.Err(), inner.Close()); err != nil {
						return err
					}
				}
				if err := errors.Join(outer.Err(), outer.Close()); err != nil {
					return err
				}
				if sum != 9 {
					t.Errorf("%d rows of three times three", sum)
				}
			}
			return nil
		})
	})
}

// TestATransactionGivenUpDisturbsNobody gives transactions up while others wait for a connection: on PostgreSQL giving up
// closes it, and none of the others may be handed it.
func TestATransactionGivenUpDisturbsNobody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var all sync.WaitGroup
		for i := range 400 {
			all.Go(func() {
				ctx, cancel := context.WithCancel(ctx())
				defer cancel()
				err := db.Tx(ctx, func(tx *store.Tx) error {
					if i%2 == 0 {
						cancel()
					}
					_, err := tx.Outlets(ctx)
					return err
				})
				if i%2 == 0 && !errors.Is(err, context.Canceled) || i%2 == 1 && err != nil {
					t.Errorf("transaction %d: %v", i, err)
				}
			})
		}
		all.Wait()
	})
}
