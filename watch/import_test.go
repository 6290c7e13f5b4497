package watch_test

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"strings"
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

// TestAnImportCountsWhatOthersRead: who watches meanwhile reads what an import has kept before the import comes to it.
func TestAnImportCountsWhatOthersRead(t *testing.T) {
	db, err := store.Open(t.Context(), "sqlite::memory:")
	must(t, err)
	t.Cleanup(func() { db.Close() })
	bodies, err := archive.Open(t.Context(), db.SQL(), false)
	must(t, err)
	w := watch.New(watch.Options{DB: db, Archive: bodies, Log: slog.New(slog.DiscardHandler), Fetch: fetch.Options{UserAgent: "stemma/test"}})
	t.Cleanup(w.Close)
	file := io.MultiReader(
		strings.NewReader(savedPage("2031-03-04T06:00:00Z", "Two hurt in harbour fire")),
		strings.NewReader(savedPage("2031-03-04T07:00:00Z", "Five hurt in harbour fire")),
		readerFunc(func([]byte) (int, error) { return 0, cmp.Or(w.ReadAll(t.Context()), io.EOF) }))
	got, err := w.Import(t.Context(), []watch.ArchiveFile{{Name: "story.warc", Reader: file}})
	must(t, err)
	if got.Captures != 2 || got.Versions != 2 || got.Changes != 1 {
		t.Errorf("%+v; want 2 captures, 2 versions, 1 change", got)
	}
}

// savedPage gives the record of a look at a page.
func savedPage(at, headline string) string {
	page := "<!doctype html><title>" + headline + "</title><article><h1>" + headline + "</h1>" +
		strings.Repeat("<p>The fire broke out shortly before four and was put out after three hours by sixty firefighters.</p>", 5) + "</article>" +
		"<!--" + strings.Repeat(" ", 1<<20) + "-->" // more than is read ahead
	return fmt.Sprintf("WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: https://courier.example/2031/harbour-48213\r\nWARC-Date: %s\r\n"+
		"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		at, len(page), len(page), page)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }
