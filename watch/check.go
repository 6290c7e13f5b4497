package watch

import (
	"context"
	"errors"
	"fmt"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// Check looks at one address now, once, for a person who waits, in its host's turn, and reads what came. A page that is
// not known yet is kept only if it reads as an article; the error says in a sentence why it is not. It gives the capture
// as it was understood.
func (w *Watcher) Check(ctx context.Context, address string) (news.Capture, error) {
	clean, err := news.CleanURL(address)
	if err != nil {
		return news.Capture{}, err
	}
	a, err := w.DB.ArticleByURL(ctx, clean)
	if errors.Is(err, store.ErrNotFound) {
		return w.checkUnknown(ctx, clean)
	}
	if err != nil {
		return news.Capture{}, wrap(err, "find article at %s", clean)
	}
	return w.checkKnown(ctx, a)
}

// mostHops is how many hosts a check follows permanent redirects over.
const mostHops = 3

// checkKnown looks at an article, and where it was sent to another host for good, at the page there.
func (w *Watcher) checkKnown(ctx context.Context, a news.Article) (c news.Capture, err error) {
	for range mostHops {
		var r fetch.Response
		err = w.waitTurn(ctx, news.HostOf(a.URL), func(ctx context.Context) error {
			if r, err = w.get(ctx, fetch.Request{URL: a.URL, ETag: a.ETag, LastModified: a.LastModified, Anew: true}); err != nil {
				return wrap(err, "look at %s", a.URL)
			}
			c, err = w.record(ctx, a, r)
			return err
		})
		if err != nil {
			return c, err
		}
		if c, err = w.readNow(ctx, a.ID, c); err != nil || r.Elsewhere == "" || !permanent(r) {
			return c, err
		}
		there, err := news.CleanURL(r.Elsewhere)
		if err != nil {
			return c, nil //nolint:nilerr // it was sent to what is no address: that is what came of it
		}
		next, err := w.DB.ArticleByURL(ctx, there)
		if err != nil || next.ID == a.ID {
			return c, nil //nolint:nilerr // likewise
		}
		a = next
	}
	return c, nil
}

// checkUnknown asks for an address that is no article's yet, and keeps it if it is one.
func (w *Watcher) checkUnknown(ctx context.Context, clean string) (news.Capture, error) {
	r, err := w.getFor(ctx, fetch.Request{URL: clean, Anew: true})
	if err != nil {
		return news.Capture{}, err
	}
	d, _, err := w.readPage(ctx, extract.Page{Body: r.Body, ContentType: r.Header.Get("Content-Type"), URL: r.FinalURL})
	if err != nil {
		return news.Capture{}, err
	}
	if d.Outcome != news.Good {
		return news.Capture{}, fmt.Errorf("%s is no article (%s: %s), so it was not kept", clean, d.Outcome, d.Reason)
	}
	added, err := w.addArticle(ctx, r.FinalURL, d)
	if err != nil {
		return news.Capture{}, err
	}
	a := *added.Article
	err = w.DB.Tx(ctx, func(tx *store.Tx) error { return tx.AddAlias(ctx, a.ID, clean, "redirect") })
	if err != nil {
		return news.Capture{}, err
	}
	c, err := w.record(ctx, a, r)
	if err != nil {
		return c, err
	}
	return w.readNow(ctx, a.ID, c)
}

// readNow reads what waits of an article and gives a capture as it was understood.
func (w *Watcher) readNow(ctx context.Context, article int64, c news.Capture) (news.Capture, error) {
	if _, err := w.Read(ctx, article); err != nil {
		return c, err
	}
	// Another process's reader may have been quicker, so the capture is asked for rather than what Read gave.
	kept, err := w.DB.Capture(ctx, c.ID)
	return kept, wrap(err, "load capture %d", c.ID)
}
