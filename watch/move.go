package watch

import (
	"context"
	"net/http"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// followElsewhere sees to it that the page to which a look was sent, at another host, is looked at: if it shows this
// article's text, the two are one. Only a permanent redirect is believed, and not to where consent or a login is asked for.
func (w *Watcher) followElsewhere(ctx context.Context, tx *store.Tx, a news.Article, r fetch.Response) error {
	clean, err := news.CleanURL(r.Elsewhere)
	if err != nil || r.Outcome != news.Moved || !permanent(r) || isHome(clean) {
		return nil //nolint:nilerr // a redirect to something that is no URL leads nowhere
	}
	other, fresh, err := tx.AddArticle(ctx, news.Article{
		OutletID: a.OutletID, URL: clean, Headline: a.Headline, Language: a.Language, FirstSeen: r.At, Due: r.At, Suspect: a.ID,
	})
	if err != nil || other.ID == a.ID {
		return wrap(err, "follow a redirect of %s", a.URL)
	}
	if !fresh {
		if other, err = tx.LockArticle(ctx, other.ID); err != nil || other.Suspect == a.ID {
			return err
		}
		other.Suspect, other.Due, other.ETag, other.LastModified = a.ID, r.At, "", ""
		if err := tx.ArticleLooked(ctx, other); err != nil {
			return err
		}
	}
	return tx.EnqueueVisit(ctx, news.HostOf(clean), r.At)
}

// permanent says that a redirect is meant for ever.
func permanent(r fetch.Response) bool {
	return r.Status == http.StatusMovedPermanently || r.Status == http.StatusPermanentRedirect
}
