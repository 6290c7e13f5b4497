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

// lookAtFeed asks for a feed once, in the turn that ctx carries, and records what it brought.
func (w *Watcher) lookAtFeed(ctx context.Context, f news.Feed) error {
	r, err := w.get(ctx, fetch.Request{URL: f.URL, ETag: f.ETag, LastModified: f.LastModified, Accept: fetch.AcceptFeed})
	if err != nil {
		return wrap(err, "look at feed %s", f.URL)
	}
	f.Looked, f.Outcome, f.Reason = r.At, r.Outcome, r.Reason
	var found feed.Found
	if r.Outcome == news.Good {
		found, err = feed.Parse(r.Body, r.Header.Get("Content-Type"), r.FinalURL)
		switch {
		case err != nil:
			f.Outcome, f.Reason = news.Failed, err.Error()
		case found.Kind == news.SectionPage && f.Kind != news.SectionPage:
			// A consent wall or the home page in the feed's place: its links are not the feed's.
			found, f.Outcome, f.Reason = feed.Found{}, news.Failed, "a page stands where the feed was"
		default:
			f.ETag, f.LastModified, f.Kind = r.Header.Get("ETag"), r.Header.Get("Last-Modified"), found.Kind
		}
	}
	w.Log.Info("looked at feed", "url", f.URL, "outcome", f.Outcome, "reason", f.Reason, "links", len(found.Links))
	return wrap(w.recordFeed(ctx, f, found, r), "record look at feed %s", f.URL)
}

func (w *Watcher) recordFeed(ctx context.Context, f news.Feed, found feed.Found, r fetch.Response) error {
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
		if r.Elsewhere != "" && permanent(r) {
			if err := tx.MoveFeed(ctx, f.ID, r.Elsewhere); err != nil {
				return err
			}
			f.URL = r.Elsewhere
		}
		if err := tx.EnqueueVisit(ctx, news.HostOf(f.URL), f.Due); err != nil {
			return err
		}
		return w.leaveAlone(ctx, tx, f.URL, r)
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
	switch {
	case s.New:
	case s.Hinted || s.Renamed:
		if s.Article, err = w.hint(ctx, tx, f, link, s); err != nil {
			return false, err
		}
	default:
		return false, nil
	}
	return true, tx.EnqueueVisit(ctx, news.HostOf(s.Article.URL), f.Looked)
}

// hint makes an article due now, at the URL that the feed gives it if its slug was changed.
func (w *Watcher) hint(ctx context.Context, tx *store.Tx, f news.Feed, link news.Link, s store.Sighting) (news.Article, error) {
	a, err := tx.LockArticle(ctx, s.Article.ID)
	if err != nil {
		return a, err
	}
	if s.Renamed {
		if a, err = w.move(ctx, tx, a, link.URL, a.Looked, f.Looked); err != nil {
			return a, err
		}
	}
	a.Due = f.Looked
	return a, tx.ArticleLooked(ctx, a)
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
