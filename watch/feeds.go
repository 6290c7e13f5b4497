package watch

import (
	"context"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/revisit"
	"github.com/stemma-news/stemma/store"
)

// mostLinks bounds how many links of one feed are taken at one look: the first, which are the newest in every kind of
// feed but a plain sitemap.
const mostLinks = 1000

const feedAccept = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.5, */*;q=0.1"

// lookAtFeed asks for a feed once, in the turn that ctx carries, and records what it brought.
func (w *Watcher) lookAtFeed(ctx context.Context, f news.Feed) error {
	r, err := w.client.Get(ctx, fetch.Request{URL: f.URL, ETag: f.ETag, LastModified: f.LastModified, Accept: feedAccept})
	if err != nil {
		return wrap(err, "look at feed %s", f.URL)
	}
	f.Looked, f.Outcome, f.Reason = r.At, r.Outcome, r.Reason
	var found feed.Found
	if r.Outcome == news.Good {
		if found, err = feed.Parse(r.Body, r.Header.Get("Content-Type"), r.FinalURL); err != nil {
			f.Outcome, f.Reason = news.Failed, err.Error()
		} else {
			f.ETag, f.LastModified = r.Header.Get("ETag"), r.Header.Get("Last-Modified")
		}
	}
	if r.Elsewhere != "" {
		f = feedElsewhere(f, r.Elsewhere)
	}
	return wrap(w.recordFeed(ctx, f, found), "record look at feed %s", f.URL)
}

// feedElsewhere sends the next look at a feed to the host that it was redirected to.
func feedElsewhere(f news.Feed, to string) news.Feed {
	if clean, err := news.CleanURL(to); err == nil {
		f.URL, f.ETag, f.LastModified = clean, "", ""
	}
	return f
}

func (w *Watcher) recordFeed(ctx context.Context, f news.Feed, found feed.Found) error {
	links := found.Links[:min(len(found.Links), mostLinks)]
	return w.DB.Tx(ctx, func(tx *store.Tx) error {
		for _, link := range links {
			fresh, err := w.sight(ctx, tx, f, link)
			if err != nil {
				return err
			}
			if fresh {
				f.Brought = f.Looked
			}
		}
		if err := w.addSitemaps(ctx, tx, f, found.More); err != nil {
			return err
		}
		f.Due = w.Rule.NextFeed(revisit.Feed{Looked: f.Looked, Brought: f.Brought})
		if err := tx.FeedLooked(ctx, f); err != nil {
			return err
		}
		return tx.EnqueueVisit(ctx, news.HostOf(f.URL), f.Due)
	})
}

// sight records one link of a feed; fresh says that it brought something: an article not known before, or a hint that
// a known one was updated, which makes that one due now.
func (w *Watcher) sight(ctx context.Context, tx *store.Tx, f news.Feed, link news.Link) (fresh bool, err error) {
	clean, err := news.CleanURL(link.URL)
	if err != nil {
		return false, nil //nolint:nilerr // feeds hold links to anything; what cannot be asked for is no article
	}
	link.URL = clean
	s, err := tx.Sight(ctx, f, link, f.Looked)
	if err != nil {
		return false, wrap(err, "record sighting of %s", link.URL)
	}
	if !s.New && !s.Hinted {
		return false, nil
	}
	if s.Hinted && !s.New {
		if s.Article, err = tx.LockArticle(ctx, s.Article.ID); err != nil {
			return false, err
		}
		s.Article.Due = f.Looked
		if err := tx.ArticleLooked(ctx, s.Article); err != nil {
			return false, err
		}
	}
	return true, tx.EnqueueVisit(ctx, news.HostOf(s.Article.URL), f.Looked)
}

// addSitemaps adds the sitemaps that a sitemap index names, the last ones first: those that still grow.
func (w *Watcher) addSitemaps(ctx context.Context, tx *store.Tx, index news.Feed, urls []string) error {
	const most = 5
	for _, u := range urls[max(0, len(urls)-most):] {
		clean, err := news.CleanURL(u)
		if err != nil {
			continue
		}
		f := news.Feed{OutletID: index.OutletID, URL: clean, Kind: news.Sitemap, Title: index.Title, Due: index.Looked}
		if _, _, err := tx.AddFeed(ctx, f); err != nil {
			return wrap(err, "add sitemap %s", clean)
		}
		if err := tx.EnqueueVisit(ctx, news.HostOf(clean), index.Looked); err != nil {
			return err
		}
	}
	return nil
}
