package watch_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// benchPage is a page of some 60 KB, as large as many: 25 paragraphs, which no other article has, and ten times as much
// around them. Each edition has a paragraph of its own and other furniture.
func benchPage(article, edition int) []byte {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang=en><head><title>Harbour to be dredged</title><script type="application/ld+json">` +
		`{"@type":"NewsArticle","headline":"Harbour to be dredged","datePublished":"2031-03-04T05:00:00Z",` +
		`"author":{"@type":"Person","name":"Ada Brink"}}</script></head><body><nav>`)
	for i := range 200 {
		fmt.Fprintf(&b, `<li class="nav-item"><a class="nav-link level-%d" href="/section/%d">Section %d</a></li>`, i%3, i, i)
	}
	b.WriteString("</nav><main><article><h1>Harbour to be dredged</h1>")
	for i := range 25 {
		fmt.Fprintf(&b, "<p class=\"text\">The council of ward %d decided on point %d after a debate that went on until late in the evening, "+
			"and the harbour master said that the work would begin in spring, when the ice has gone and the boats are out.</p>", article, i)
		if i == 12 {
			fmt.Fprintf(&b, "<p class=\"text\">The costs of ward %d were put at %d million, of which the county pays a third, the treasurer said.</p>", article, edition)
		}
	}
	b.WriteString("</article><aside>")
	for i := range 250 {
		fmt.Fprintf(&b, `<div class="teaser card card--small"><a href="/story/%d?seen=%d"><span class="card__title">Story number %d</span></a></div>`, i, edition, i)
	}
	b.WriteString("</aside></main></body></html>")
	return []byte(b.String())
}

// BenchmarkRead measures the way from a raw body in the archive to a version in SQLite: extract, diff, meaning, the
// search index and the transaction. Run with -cpu 1.
func BenchmarkRead(b *testing.B) {
	ctx := b.Context()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(b.TempDir(), "bench.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	bodies, err := archive.Open(ctx, db.SQL(), false)
	if err != nil {
		b.Fatal(err)
	}
	w := watch.New(watch.Options{DB: db, Archive: bodies, Log: nil})
	defer w.Close()
	first := time.Date(2031, 3, 4, 6, 0, 0, 0, time.UTC)
	const looks = 20 // at each article
	var articles []int64
	for n := range b.N { // kept beforehand: keeping is not what is measured
		article := keepLook(b, db, bodies, n/looks, benchPage(n/looks, n%looks), first.Add(time.Duration(n)*time.Minute))
		if n%looks == 0 {
			articles = append(articles, article)
		}
	}
	b.ResetTimer()
	pages := 0
	for _, article := range articles {
		read, err := w.Read(ctx, article)
		for _, c := range read {
			if c.Outcome != news.New {
				b.Fatalf("a look came out %q (%s), want a new version", c.Outcome, c.Reason)
			}
		}
		if err != nil {
			b.Fatal(err)
		}
		pages += len(read)
	}
	b.ReportMetric(float64(pages)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(len(benchPage(0, 0))), "bytes/page")
}

// keepLook keeps a look at the n-th article, unread.
func keepLook(b *testing.B, db *store.DB, bodies *archive.Archive, n int, page []byte, at time.Time) (article int64) {
	b.Helper()
	ctx := b.Context()
	name, err := bodies.Put(ctx, page, "")
	if err != nil {
		b.Fatal(err)
	}
	address := fmt.Sprintf("https://daily.example/harbour-%d", 10000+n)
	err = db.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.OutletFor(ctx, news.Outlet{Name: "The Daily", Hosts: []string{"daily.example"}})
		if err != nil {
			return err
		}
		a, _, err := tx.AddArticle(ctx, news.Article{OutletID: o.ID, URL: address, FirstSeen: at})
		if err != nil {
			return err
		}
		article = a.ID
		_, err = tx.AddCapture(ctx, news.Capture{
			ArticleID: a.ID, URL: address, FinalURL: address, At: at, Status: 200, Header: "{}", Body: name, Outcome: news.Good,
		})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return article
}
