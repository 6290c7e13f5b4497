package watch_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
	"github.com/stemma-news/stemma/watch"
)

// TestAnImportedLookStaysWhereItsArticleWasJoined: while an import runs, who watches may find out that the article that
// it just found is another one. The look is kept at that one.
func TestAnImportedLookStaysWhereItsArticleWasJoined(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		bodies, err := archive.Open(t.Context(), db.SQL(), db.Postgres())
		must(t, err)
		w := watch.New(watch.Options{DB: db, Archive: bodies, Log: slog.New(slog.DiscardHandler), Fetch: fetch.Options{UserAgent: "stemma/test"}})
		t.Cleanup(w.Close)
		old, err := w.AddArticle(t.Context(), "https://daily.example/fire-48213")
		must(t, err)
		renamed, err := w.AddArticle(t.Context(), "https://daily.example/blaze-at-the-harbour")
		must(t, err)
		must(t, db.Tx(t.Context(), func(tx *store.Tx) error {
			return tx.Absorb(t.Context(), old.Article.ID, renamed.Article.ID)
		}))
		at := time.Date(2031, 3, 4, 12, 0, 0, 0, time.UTC)
		must(t, w.KeepImported(t.Context(), *renamed.Article, news.Capture{
			ArticleID: renamed.Article.ID, URL: renamed.Article.URL, At: at, Status: 404, Outcome: news.Gone, Imported: true,
		}))
		looks, err := db.Captures(t.Context(), old.Article.ID, 10)
		must(t, err)
		if len(looks) != 1 || !looks[0].At.Equal(at) {
			t.Errorf("looks at the article that remains: %+v, want the one that was imported", looks)
		}
	})
}
