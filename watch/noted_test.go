package watch_test

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// TestExportAndImportGiveTheSameAgain: what was watched, exported as WARC and imported into an empty database, is the
// same captures byte for byte, and the same versions and changes.
func TestExportAndImportGiveTheSameAgain(t *testing.T) {
	notUnderRace(t)
	stories, err := filepath.Glob("testdata/*.txtar")
	must(t, err)
	for _, story := range stories {
		t.Run(filepath.Base(story), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := open(t, filepath.Base(story))
				w.follow(30 * time.Hour)
				again := imported(t, exported(t, w.db, w.Archive))
				if diff := cmp.Diff(history(t, w.db), history(t, again), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("-watched +imported\n%s", diff)
				}
				must(t, again.CheckIntegrity(t.Context()))
			})
		})
	}
}

// exported gives all that a database holds as a WARC file.
func exported(t *testing.T, db *store.DB, bodies *archive.Archive) []byte {
	t.Helper()
	var file bytes.Buffer
	to := archive.WARC{File: &file, At: time.Now(), Later: func(ctx context.Context, c news.Capture) (bool, error) {
		added, err := db.AddedAs(ctx, c.ArticleID, c.URL)
		return !added, err
	}}
	must(t, archive.WriteWARC(t.Context(), to, bodies.Get, db.EachCapture(t.Context(), store.Export{})))
	return file.Bytes()
}

// imported gives a new database with what a WARC file holds.
func imported(t *testing.T, file []byte) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite::memory:")
	must(t, err)
	t.Cleanup(func() { db.Close() })
	bodies, err := archive.Open(t.Context(), db.SQL(), false)
	must(t, err)
	w := watch.New(watch.Options{DB: db, Archive: bodies, Log: slog.New(slog.DiscardHandler), Fetch: fetch.Options{UserAgent: "stemma/test"}})
	t.Cleanup(w.Close)
	result, err := w.Import(t.Context(), []watch.ArchiveFile{{Name: "all.warc.gz", Reader: bytes.NewReader(file)}})
	must(t, err)
	if len(result.Broken) > 0 || result.Captures == 0 {
		t.Fatalf("imported %+v", result)
	}
	must(t, bodies.Verify(t.Context(), func(name string, err error) {
		if err != nil {
			t.Errorf("body %s: %v", name, err)
		}
	}))
	return db
}

// A past is what a database says happened, without the numbers that only it gives.
type past struct {
	Captures []news.Capture
	Versions []news.Version
	Changes  []news.Change
}

func history(t *testing.T, db *store.DB) (p past) {
	t.Helper()
	for c, err := range db.EachCapture(t.Context(), store.Export{}) {
		must(t, err)
		c.ID, c.ArticleID, c.Read = 0, 0, time.Time{}
		if c.Outcome == news.SameText {
			c.Reason = "" // byte for byte, or read once more
		}
		p.Captures = append(p.Captures, c)
	}
	for v, err := range db.EachVersion(t.Context(), store.Export{}) {
		must(t, err)
		v.ID, v.ArticleID, v.CaptureID = 0, 0, 0
		p.Versions = append(p.Versions, v.Version)
	}
	for c, err := range db.EachChange(t.Context(), store.Export{}) {
		must(t, err)
		c.ID, c.ArticleID = 0, 0
		p.Changes = append(p.Changes, c.Change)
	}
	return p
}

// TestRecordsOfOthersThatLookLikeOursDoNoHarm: whatever a file claims, an import ends and breaks nothing.
func TestRecordsOfOthersThatLookLikeOursDoNoHarm(t *testing.T) {
	db := imported(t, []byte(strings.Join([]string{
		"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://daily.example/a-1\r\nWARC-Date: 2031-05-04T03:02:01Z\r\n" +
			"Stemma-Outcome: nonsense\r\nStemma-Article: -7\r\nContent-Type: application/http\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
		"WARC/1.1\r\nWARC-Type: revisit\r\nWARC-Target-URI: https://daily.example/a-2\r\nWARC-Date: 2031-05-04T03:03:01Z\r\n" +
			"Stemma-Outcome: not modified\r\nStemma-Article: -7\r\nContent-Length: 0\r\n\r\n",
	}, "\r\n\r\n")+"\r\n\r\n"))
	must(t, db.CheckIntegrity(t.Context()))
	for c, err := range db.EachCapture(t.Context(), store.Export{}) {
		must(t, err)
		if c.Version != 0 {
			t.Errorf("a look without a page shows version %d", c.Version)
		}
	}
}
