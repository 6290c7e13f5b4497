package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// BenchmarkMemory has the real program start with 2,000 hosts and 100,000 articles due, in a process of its own, and
// prints its peak memory once it has looked at 5,000 of them. Run with -benchtime 1x.
func BenchmarkMemory(b *testing.B) {
	program := filepath.Join(b.TempDir(), "stemma")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	const hosts, articles, looks = 2000, 100_000, 5000
	for n := 0; b.Loop(); n++ {
		looked, enough := atomic.Int64{}, make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, duePage(r.Host, r.URL.Path))
			if looked.Add(1) == looks {
				close(enough)
			}
		}))
		data := filepath.Join(b.TempDir(), fmt.Sprint("data", n))
		manyDue(b, data, server.Listener.Addr().String(), hosts, articles)
		cmd := exec.Command(program, "serve", "--listen", "localhost:0", "--data", data, "--allow-loopback")
		start := time.Now()
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		select {
		case <-enough:
		case <-time.After(10 * time.Minute):
			b.Errorf("only %d looks in ten minutes", looked.Load())
		}
		b.ReportMetric(looks/time.Since(start).Seconds(), "looks/s")
		b.ReportMetric(float64(peakMB(b, cmd)), "peak-MB")
		kill(cmd)
		server.Close()
	}
}

// duePage is a page of some 40 KB with an article of its own.
func duePage(host, path string) string {
	var page strings.Builder
	fmt.Fprintf(&page, "<!doctype html><html lang=en><head><title>Report %s</title></head><body><nav>", path)
	for i := range 300 {
		fmt.Fprintf(&page, `<a class="nav-item level-%d" href="http://%s/section/%d">Section %d</a>`, i%3, host, i, i)
	}
	fmt.Fprintf(&page, "</nav><article><h1>Report %s</h1>", path)
	for i := range 60 {
		fmt.Fprintf(&page, "<p>Paragraph %d of %s says that the council met on a rainy evening and talked for hours about the new quay.</p>", i, path)
	}
	page.WriteString("</article></body></html>")
	return page.String()
}

// manyDue makes a database in which so many articles are due.
func manyDue(b *testing.B, data, address string, hosts, articles int) {
	b.Helper()
	_, port, _ := strings.Cut(address, ":")
	if err := os.MkdirAll(data, 0o700); err != nil {
		b.Fatal(err)
	}
	db, err := store.Open(b.Context(), "sqlite:"+filepath.Join(data, databaseFile))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for h := range hosts {
		host, due := fmt.Sprintf("h%d.localhost:%s", h, port), time.Now()
		err := db.Tx(b.Context(), func(tx *store.Tx) error {
			o, err := tx.OutletFor(b.Context(), news.Outlet{Name: host, Hosts: []string{host}})
			if err != nil {
				return err
			}
			for n := range articles / hosts {
				a := news.Article{OutletID: o.ID, URL: fmt.Sprintf("http://%s/story-%d", host, 10000+n), FirstSeen: due, Due: due}
				if _, _, err := tx.AddArticle(b.Context(), a); err != nil {
					return err
				}
			}
			return tx.EnqueueVisit(b.Context(), host, due)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
