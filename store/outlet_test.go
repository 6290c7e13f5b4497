package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestOutletIsFoundByAnyHost(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var first, second, other news.Outlet
		write(t, db, func(tx *store.Tx) (err error) {
			first, err = tx.OutletFor(ctx(), news.Outlet{Hosts: []string{"www.evening-bell.example"}, Added: noon})
			if err != nil {
				return err
			}
			second, err = tx.OutletFor(ctx(), news.Outlet{
				Name: "Evening Bell", Language: "en", Hosts: []string{"feeds.bell.example", "evening-bell.example"},
			})
			if err != nil {
				return err
			}
			other, err = tx.OutletFor(ctx(), news.Outlet{Name: "Another", Hosts: []string{"evening-bell.test"}})
			return err
		})
		want := news.Outlet{
			ID: first.ID, Key: "evening-bell", Name: "Evening Bell", Language: "en", Added: noon,
			Hosts: []string{"evening-bell.example", "feeds.bell.example", "www.evening-bell.example"},
		}
		equal(t, "found by its second host, filled", second, want)
		equal(t, "by key", must(db.OutletByKey(ctx(), "evening-bell"))(t), want)
		equal(t, "by id", must(db.Outlet(ctx(), first.ID))(t), want)
		equal(t, "key when the first is taken", other.Key, "evening-bell-2")
		write(t, db, func(tx *store.Tx) error { return tx.NameOutlet(ctx(), first.ID, "The Bell") })
		want.Name = "The Bell"
		equal(t, "by key, called otherwise", must(db.OutletByKey(ctx(), "evening-bell"))(t), want)
		if _, err := db.OutletByKey(ctx(), "nobody"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unknown key: %v", err)
		}
	})
}

func TestAnOutletIsCalledByItsHostUntilItSaysMore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, step := range []struct{ name, host, want string }{
			{"evening-bell.example", "www.evening-bell.example", "evening-bell.example"},
			{"evening-bell.example", "www.evening-bell.example", "evening-bell.example"},
			{"Evening Bell", "evening-bell.example", "Evening Bell"},
			{"Evening Bell: Sport", "evening-bell.example", "Evening Bell"},
			{"evening-bell.example", "evening-bell.example", "Evening Bell"},
		} {
			write(t, db, func(tx *store.Tx) error {
				o, err := tx.OutletFor(ctx(), news.Outlet{Name: step.name, Hosts: []string{step.host}})
				equal(t, "the name after "+step.name, o.Name, step.want)
				return err
			})
		}
	})
}

func TestOutletKeys(t *testing.T) {
	db := storetest.Open(t, "sqlite::memory:")
	for host, want := range map[string]string{
		"courier.localhost:8090": "courier",
		"www.daily-harbour.test": "daily-harbour",
		"news.bell.co.uk":        "news-bell",
		"127.0.0.1:8080":         "127-0-0-1-8080",
		"localhost":              "localhost",
		"":                       "outlet",
	} {
		write(t, db, func(tx *store.Tx) error {
			o, err := tx.OutletFor(ctx(), news.Outlet{Hosts: []string{host}})
			equal(t, host, o.Key, want)
			return err
		})
	}
}

func TestOutletsCountWhatTheyHave(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, f := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		two := noon.Add(2 * time.Hour)
		write(t, db, func(tx *store.Tx) error {
			if err := addVersions(tx, a, "Two are hurt.", "Three are hurt."); err != nil {
				return err
			}
			f.Looked = two
			if err := tx.FeedLooked(ctx(), f); err != nil {
				return err
			}
			_, err := tx.OutletFor(ctx(), news.Outlet{Name: "Quiet", Hosts: []string{"quiet.example"}})
			return err
		})
		rows := must(db.Outlets(ctx()))(t)
		if len(rows) != 2 {
			t.Fatalf("%d outlets, want 2", len(rows))
		}
		equal(t, "courier", rows[0], store.OutletRow{
			Outlet: o, Feeds: 1, Articles: 1, Versions: 2, Changes: 1, Looked: two, Changed: noon.Add(time.Hour),
		})
		equal(t, "an outlet without anything", rows[1].Articles+rows[1].Feeds+rows[1].Changes, 0)
	})
}

// Whatever befalls articles and changes, what is counted of an outlet is what there is of it, from the commit on.
func TestOutletsCountRightWhateverHappens(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		fire, blaze := piece(t, db, o, "https://courier.example/fire-48213"), piece(t, db, o, "https://courier.example/blaze-48213")
		var wire news.Outlet
		write(t, db, func(tx *store.Tx) error {
			var err error
			wire, err = tx.OutletFor(ctx(), news.Outlet{Name: "Wire", Hosts: []string{"wire.example"}})
			return err
		})
		withdraw := func(at time.Time) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				return tx.ChangeStands(ctx(), news.Change{ArticleID: fire.ID, N: 1, Withdrawn: at})
			}
		}
		statement := func(sql string, args ...any) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				_, err := tx.SQL().ExecContext(ctx(), sql, args...)
				return err
			}
		}
		for _, step := range []struct {
			name string
			do   func(*store.Tx) error
			want [6]int // articles, versions and changes of either
		}{
			{"versions", func(tx *store.Tx) error { return addVersions(tx, fire, "One.", "Two.", "Three.") }, [6]int{2, 3, 2}},
			{"a change withdrawn", withdraw(noon), [6]int{2, 3, 1}},
			{"and again", withdraw(noon.Add(time.Hour)), [6]int{2, 3, 1}},
			{"standing again", withdraw(time.Time{}), [6]int{2, 3, 2}},
			{"made anew", func(tx *store.Tx) error {
				_, err := tx.SQL().ExecContext(ctx(), "UPDATE version SET withdrawn = 1 WHERE article_id = $1 AND n = 3", fire.ID)
				return errors.Join(err, tx.Woven(ctx(), fire.ID))
			}, [6]int{2, 2, 2}},
			{"joined", func(tx *store.Tx) error { return tx.Absorb(ctx(), blaze.ID, fire.ID) }, [6]int{1, 0, 2}},
			{"woven", func(tx *store.Tx) error { return tx.Woven(ctx(), blaze.ID) }, [6]int{1, 2, 2}},
			{"moved", statement("UPDATE article SET outlet_id = $1", wire.ID), [6]int{0, 0, 2, 1, 2, 0}},
			{"its changes, too", statement("UPDATE change SET outlet_id = $1", wire.ID), [6]int{0, 0, 0, 1, 2, 2}},
			{"deleted changes", func(tx *store.Tx) error {
				_, err := tx.SQL().ExecContext(ctx(), "DELETE FROM change_meaning")
				return errors.Join(err, statement("DELETE FROM change WHERE n = 1")(tx))
			}, [6]int{0, 0, 0, 1, 2, 1}},
			{"looked at", statement("UPDATE article SET looked = 5"), [6]int{0, 0, 0, 1, 2, 1}},
		} {
			write(t, db, step.do)
			rows := must(db.Outlets(ctx()))(t)
			got := [6]int{rows[0].Articles, rows[0].Versions, rows[0].Changes, rows[1].Articles, rows[1].Versions, rows[1].Changes}
			equal(t, step.name, got, step.want)
		}
	})
}

// The last look and the last change are looked up on every view of the list of outlets.
func TestLastLooksAndChangesAreFoundInIndexesAlone(t *testing.T) {
	db := storetest.Open(t, "sqlite::memory:")
	for _, query := range []string{
		"SELECT MAX(article.looked) FROM article WHERE article.outlet_id = 1",
		"SELECT MAX(change.seen_after) FROM change WHERE change.outlet_id = 1 AND change.withdrawn = 0",
	} {
		var id, parent, unused int
		var plan string
		if err := db.SQL().QueryRowContext(ctx(), "EXPLAIN QUERY PLAN "+query).Scan(&id, &parent, &unused, &plan); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, "SEARCH") || !strings.Contains(plan, "COVERING INDEX") {
			t.Errorf("%s: %s", query, plan)
		}
	}
}
