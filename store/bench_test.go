package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

// Run with: go test ./store -run '^$' -bench Large
func BenchmarkLarge(b *testing.B) {
	for _, database := range []struct {
		name string
		url  func(testing.TB) string
	}{{"sqlite", storetest.File}, {"postgres", storetest.Postgres}} {
		b.Run(database.name, func(b *testing.B) {
			db := storetest.Open(b, database.url(b))
			storetest.Fill(b, db)
			benchLarge(b, db)
		})
	}
}

func benchLarge(b *testing.B, db *store.DB) {
	latest := func(f store.Filter) func(*testing.B) {
		return func(b *testing.B) {
			for b.Loop() {
				items, _, err := db.Latest(ctx(), f)
				if err != nil || len(items) == 0 {
					b.Fatal(len(items), err)
				}
			}
		}
	}
	b.Run("latest", latest(store.Filter{}))
	b.Run("latest of an outlet", latest(store.Filter{Outlet: "outlet-7"}))
	b.Run("latest with a meaning", latest(store.Filter{Meaning: news.MeansNegation}))
	b.Run("latest of great weight", latest(store.Filter{MinWeight: 0.99}))
	b.Run("latest with a rare word", latest(store.Filter{Query: "w9000"}))
	b.Run("latest with a common word", latest(store.Filter{Query: "w3"}))
	_, far, err := db.Latest(ctx(), store.Filter{Until: storetest.LargeStart().Add(1000 * time.Minute)})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("latest far back", latest(store.Filter{Cursor: far}))
	b.Run("change page", func(b *testing.B) { benchChangePage(b, db) })
	for name, query := range map[string]string{"rare": "w9000", "common": "w3", "two": "w20 w50"} {
		b.Run("search "+name, func(b *testing.B) {
			for b.Loop() {
				hits, _, err := db.Search(ctx(), query, "", 20)
				if err != nil || len(hits) == 0 {
					b.Fatal(len(hits), err)
				}
			}
		})
	}
	b.Run("outlet names", func(b *testing.B) {
		for b.Loop() {
			must(db.OutletNames(ctx()))(b)
		}
	})
	b.Run("outlets", func(b *testing.B) {
		for b.Loop() {
			must(db.Outlets(ctx()))(b)
		}
	})
	b.Run("counts", func(b *testing.B) {
		for b.Loop() {
			must(db.Counts(ctx()))(b)
		}
	})
	b.Run("due hosts", func(b *testing.B) {
		for b.Loop() {
			must(db.DueHosts(ctx(), noon))(b)
		}
	})
	b.Run("add version", func(b *testing.B) { benchAddVersion(b, db) })
}

// benchChangePage reads what the page of a change shows.
func benchChangePage(b *testing.B, db *store.DB) {
	for b.Loop() {
		id := 1 + rand.Int64N(storetest.LargeArticles)
		a := must(db.Article(ctx(), id))(b)
		must(db.Outlet(ctx(), a.OutletID))(b)
		must(db.Versions(ctx(), id))(b)
		c := must(db.Change(ctx(), id, 2))(b)
		must(db.Version(ctx(), id, c.From))(b)
		must(db.Version(ctx(), id, c.To))(b)
		must(db.Events(ctx(), id))(b)
	}
}

// benchAddVersion keeps a look that shows a new version, as watch does.
func benchAddVersion(b *testing.B, db *store.DB) {
	for n := 0; b.Loop(); n++ {
		id := 1 + rand.Int64N(storetest.LargeArticles)
		v := must(db.Version(ctx(), id, 1))(b)
		v.Blocks[n%12].Text = fmt.Sprintf("new wording %d %d", n, rand.Int64())
		write(b, db, func(tx *store.Tx) error {
			v, err := tx.AddVersion(ctx(), v)
			if err != nil {
				return err
			}
			return tx.AddChange(ctx(), news.Change{ArticleID: id, N: v.N - 1, From: v.N - 1, To: v.N, SeenAfter: noon})
		})
	}
}
