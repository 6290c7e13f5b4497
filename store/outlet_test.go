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

// What there is of each outlet is counted on every view of their list.
func TestOutletsAreCountedFromIndexesAlone(t *testing.T) {
	db := storetest.Open(t, "sqlite::memory:")
	for _, query := range []string{
		"SELECT outlet_id, COUNT(*), SUM(versions) FROM article GROUP BY outlet_id",
		"SELECT MAX(article.looked) FROM article WHERE article.outlet_id = 1",
		"SELECT outlet_id, COUNT(*), MAX(seen_after) FROM change WHERE withdrawn = 0 GROUP BY outlet_id",
	} {
		var id, parent, unused int
		var plan string
		if err := db.SQL().QueryRowContext(ctx(), "EXPLAIN QUERY PLAN "+query).Scan(&id, &parent, &unused, &plan); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, "COVERING INDEX") {
			t.Errorf("%s: %s", query, plan)
		}
	}
}
