package watch

import (
	"context"
	"net/http"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
)

// Visit is what a Visit job does.
func (w *Watcher) Visit(ctx context.Context, host string) (time.Time, error) {
	return w.visit(ctx, host)
}

// AddArticle has an article watched without asking for it.
func (w *Watcher) AddArticle(ctx context.Context, address string) (Added, error) {
	return w.addArticle(ctx, address, news.Document{})
}

// CheckAlarms is what the sweep does every ten minutes.
func (w *Watcher) CheckAlarms(ctx context.Context) error { return w.checkAlarms(ctx, time.Now()) }

// KeepImported keeps a look at an article as an import does that found the article before.
func (w *Watcher) KeepImported(ctx context.Context, a news.Article, c news.Capture) error {
	im := &importer{Watcher: w, articles: map[int64]bool{}, known: map[int64]bool{}}
	return im.keepCapture(ctx, a, c, archive.Packed{})
}

// HeldTexts counts the texts that are held once an article's history was made anew.
func (w *Watcher) HeldTexts(ctx context.Context, article int64) (n int, err error) {
	h, err := w.reweave(ctx, article)
	if err != nil {
		return 0, err
	}
	for _, s := range h.texts {
		if s.Blocks != nil {
			n++
		}
	}
	return n, nil
}

// RecordFeed records a look at a feed that brought these bytes.
func (w *Watcher) RecordFeed(ctx context.Context, f news.Feed, at time.Time, body string) error {
	return w.recordFeed(ctx, readFeed(f, fetch.Response{
		URL: f.URL, FinalURL: f.URL, Status: 200, Body: []byte(body), At: at, Outcome: news.Good,
		Header: http.Header{"Content-Type": {"application/xml"}},
	}))
}
