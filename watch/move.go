package watch

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// followElsewhere writes where an article is to be looked at from now on, when the look was sent to another host. Only
// a permanent redirect is believed: the others lead to consent pages and logins, whose history is not the article's.
func (w *Watcher) followElsewhere(ctx context.Context, tx *store.Tx, a news.Article, c news.Capture, r fetch.Response, before time.Time) (news.Article, error) {
	if r.Elsewhere == "" || !permanent(r) {
		return a, nil
	}
	a, err := w.move(ctx, tx, a, r.Elsewhere, before, c.At)
	if err != nil {
		return a, err
	}
	a.Looked = a.FirstSeen // the page itself was not seen yet: it is due at once, at its new host
	return a, nil
}

// permanent says that a redirect is meant for ever.
func permanent(r fetch.Response) bool {
	return r.Status == http.StatusMovedPermanently || r.Status == http.StatusPermanentRedirect
}

// move makes a URL, seen between two moments, the one under which an article is looked at; the old one stays its alias. If it is known as another
// article's, that one turns out to be the same piece, and both histories become one.
func (w *Watcher) move(ctx context.Context, tx *store.Tx, a news.Article, to string, before, after time.Time) (news.Article, error) {
	clean, err := news.CleanURL(to)
	if err != nil || clean == a.URL {
		return a, nil //nolint:nilerr // a redirect to something that is no URL leads nowhere
	}
	other, err := tx.ArticleByURL(ctx, clean)
	switch {
	case errors.Is(err, store.ErrNotFound):
		if err := tx.AddAlias(ctx, a.ID, clean, "redirect"); err != nil {
			return a, err
		}
	case err != nil:
		return a, wrap(err, "find who %s belongs to", clean)
	case other.ID != a.ID:
		if err := tx.Absorb(ctx, a.ID, other.ID); err != nil {
			return a, err
		}
		if a, err = tx.LockArticle(ctx, a.ID); err != nil {
			return a, err
		}
	}
	from := a.URL
	a.URL, a.ETag, a.LastModified = clean, "", ""
	if news.URLKey(from) == news.URLKey(clean) {
		return a, nil // only its spelling changed
	}
	return a, tx.AddEvent(ctx, news.Event{
		ArticleID: a.ID, Kind: news.WasMoved, SeenBefore: before, SeenAfter: after, Detail: "from " + from + " to " + clean,
	})
}
