package watch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
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
				file := exported(t, w.db, w.Archive)
				again := imported(t, file)
				bodies, err := archive.Open(t.Context(), again.SQL(), false)
				must(t, err)
				sent := requestsIn(t, file)
				if want := w.stand.Requests()["daily.example"].Count; len(sent) == 0 || len(sent) > want {
					t.Errorf("the export tells of %d requests, of %d", len(sent), want)
				}
				file2 := exported(t, again, bodies)
				if diff := cmp.Diff(sent, requestsIn(t, file2)); diff != "" {
					t.Errorf("what was sent: -watched +imported\n%s", diff)
				}
				if diff := cmp.Diff(redirectsIn(t, file), redirectsIn(t, file2)); diff != "" {
					t.Errorf("redirects: -watched +imported\n%s", diff)
				}
				if diff := cmp.Diff(history(t, w.db), history(t, again), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("-watched +imported\n%s", diff)
				}
				must(t, again.CheckIntegrity(t.Context()))
			})
		})
	}
}

// TestRedirectsThatLedToAPageAreExported: the old address of a page that was moved stands in the archive as what it was, and
// an import takes it for no page.
func TestRedirectsThatLedToAPageAreExported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, "moved.txtar")
		w.follow(5 * time.Hour)
		file := exported(t, w.db, w.Archive)
		hops := redirectsIn(t, file)
		const old, now = "http://daily.example/fire-at-the-harbour-48213", "http://daily.example/blaze-at-the-harbour-48213"
		if len(hops) == 0 || hops[0].URL != old || hops[0].Status != 301 || hops[0].Header.Get("Location") != now {
			t.Fatalf("redirects in the export: %+v", hops)
		}
		for c, err := range imported(t, file).EachCapture(t.Context(), store.Export{}) {
			must(t, err)
			if c.Status != 200 && c.Status != 304 {
				t.Errorf("a capture of %s has status %d", c.URL, c.Status)
			}
			if len(c.Hops) > 0 && (c.FinalURL != now || c.Landed.Before(c.At)) {
				t.Errorf("redirects of %s led to %s at %v", c.URL, c.FinalURL, c.Landed)
			}
		}
	})
}

// redirectsIn gives the records of a WARC file that are redirects before a look.
func redirectsIn(t *testing.T, file []byte) (hops []archive.Record) {
	t.Helper()
	for r, err := range archive.Records(bytes.NewReader(file)) {
		must(t, err)
		if r.LedTo != "" {
			r.Offset = 0
			hops = append(hops, r)
		}
	}
	return hops
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

// requestsIn gives the blocks of all request records of a WARC file, byte for byte.
func requestsIn(t *testing.T, file []byte) (blocks []string) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(file))
	must(t, err)
	text, err := io.ReadAll(z)
	must(t, err)
	for record := range strings.SplitSeq(string(text), "WARC/1.1\r\nWARC-Type: request\r\n") {
		if _, block, _ := strings.Cut(record, "\r\n\r\n"); strings.HasPrefix(block, "GET ") {
			block, _, _ = strings.Cut(block, "\r\n\r\n")
			blocks = append(blocks, block)
		}
	}
	return blocks
}

// TestRequestsOfOthersAreKept: whether the request stands before its answer or behind it, and whichever names the other.
func TestRequestsOfOthersAreKept(t *testing.T) {
	record := func(kind, id, to string, n int, block string) string {
		return fmt.Sprintf("WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:%s>\r\n%sWARC-Target-URI: https://daily.example/a-%d\r\n"+
			"WARC-Date: 2031-05-04T03:02:0%dZ\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", kind, id, to, n, n, len(block), block)
	}
	to := func(id string) string { return "WARC-Concurrent-To: <urn:" + id + ">\r\n" }
	request := func(n int) string {
		return fmt.Sprintf("GET /a-%d HTTP/1.1\r\nHost: daily.example\r\nUser-Agent: crawler/1\r\nIf-None-Match: \"%[1]d\"\r\nCookie: a=b\r\n\r\n", n)
	}
	answer := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + tells("fire", "Fire at the harbour", "")
	db := imported(t, []byte(record("request", "q1", to("a1"), 1, request(1))+record("response", "a1", "", 1, answer)+
		record("response", "a2", "", 2, answer)+record("request", "q2", to("a2"), 2, request(2))+
		record("request", "q3", "", 3, request(3))+record("response", "a3", to("q3"), 3, answer)+
		record("request", "q4", to("nobody"), 4, request(4))+record("response", "a4", "", 4, answer)+
		record("response", "a5", "", 5, answer)+record("request", "q5", to("a5"), 5, strings.Replace(request(5), "GET", "POST", 1))))
	var got []string
	for c, err := range db.EachCapture(t.Context(), store.Export{}) {
		must(t, err)
		got = append(got, c.Request)
	}
	var want []string
	for n := 1; n <= 3; n++ {
		want = append(want, fmt.Sprintf(`{"If-None-Match":["\"%d\""],"User-Agent":["crawler/1"]}`, n))
	}
	if diff := cmp.Diff(append(want, "", ""), got); diff != "" {
		t.Errorf("requests: -want +got\n%s", diff)
	}
	var shared int
	must(t, db.SQL().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM request`).Scan(&shared))
	if shared != 1 {
		t.Errorf("the header that all requests share is kept %d times", shared)
	}
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
