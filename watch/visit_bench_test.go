package watch_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// BenchmarkVisit measures captures a second with the pace off: visits of 50 hosts, 20 of them at the same time, over HTTP
// from a server in this process, into SQLite in a file. Every look meets a page of 60 KB whose furniture differs from the
// look before it, so that every body is kept. Run with -cpu 2 and -benchtime 4000x or more.
func BenchmarkVisit(b *testing.B) {
	const hosts, atOnce = 50, 20
	w, db := benchWatcher(b, benchPages())
	var all []string
	for h := range hosts {
		all = append(all, fmt.Sprintf("h%d.localhost:%s", h, w.port))
	}
	w.fill(b, db, all, 1+b.N/2/hosts) // each is looked at twice: the second time on top of the first
	b.ResetTimer()
	for round := range 2 {
		if round > 0 {
			w.dueAgain(b, db)
		}
		w.visitAll(b, all, atOnce)
	}
	b.StopTimer()
	n, err := db.Counts(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if got := n.Captures[news.Good]; got < b.N {
		b.Fatalf("%d good looks, want %d: %v", got, b.N, n.Captures)
	}
	b.ReportMetric(float64(n.Captures[news.Good])/b.Elapsed().Seconds(), "captures/s")
}

// benchPages serves benchPage, each time with other furniture.
func benchPages() http.Handler {
	var serial atomic.Int64
	pages := make([][]byte, 64)
	for i := range pages {
		pages[i] = benchPage(i, i)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		n := serial.Add(1)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(pages[n%int64(len(pages))])
		fmt.Fprintf(w, "<!-- %s made for request %d -->", r.URL.Path, n)
	})
}

type benched struct {
	*watch.Watcher
	port string
}

func benchWatcher(b *testing.B, pages http.Handler) (*benched, *store.DB) {
	b.Helper()
	server := httptest.NewServer(pages)
	b.Cleanup(server.Close)
	db, err := store.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "bench.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	bodies, err := archive.Open(b.Context(), db.SQL(), false)
	if err != nil {
		b.Fatal(err)
	}
	w := watch.New(watch.Options{DB: db, Archive: bodies.Through(db.Reading(), db.Write), Pace: -1, Fetch: fetch.Options{AllowLoopback: true}})
	b.Cleanup(w.Close)
	_, port, _ := strings.Cut(server.Listener.Addr().String(), ":")
	return &benched{w, port}, db
}

// fill adds so many articles of each host, due now.
func (w *benched) fill(b *testing.B, db *store.DB, hosts []string, articles int) {
	b.Helper()
	err := db.Tx(b.Context(), func(tx *store.Tx) error {
		for _, host := range hosts {
			o, err := tx.OutletFor(b.Context(), news.Outlet{Name: host, Hosts: []string{host}})
			if err != nil {
				return err
			}
			for n := range articles {
				a := news.Article{OutletID: o.ID, URL: fmt.Sprintf("http://%s/story-%d", host, 10000+n), FirstSeen: time.Now(), Due: time.Now()}
				if _, _, err := tx.AddArticle(b.Context(), a); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func (w *benched) dueAgain(b *testing.B, db *store.DB) {
	b.Helper()
	if _, err := db.SQL().ExecContext(b.Context(), "UPDATE article SET due = 1"); err != nil {
		b.Fatal(err)
	}
}

// visitAll visits each host until nothing is due there any more, some of them at the same time.
func (w *benched) visitAll(b *testing.B, hosts []string, atOnce int) {
	b.Helper()
	next := make(chan string)
	var visiting sync.WaitGroup
	for range atOnce {
		visiting.Go(func() {
			for host := range next {
				for {
					due, err := w.Visit(b.Context(), host)
					if err != nil {
						b.Error(err)
					}
					if err != nil || time.Until(due) > time.Second {
						break
					}
				}
			}
		})
	}
	for _, host := range hosts {
		next <- host
	}
	close(next)
	visiting.Wait()
}
