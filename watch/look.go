package watch

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/revisit"
	"github.com/stemma-news/stemma/store"
)

// look asks for an article once, in the turn that ctx carries, and records what came of it.
func (w *Watcher) look(ctx context.Context, a news.Article) (news.Capture, error) {
	r, err := w.get(ctx, fetch.Request{URL: a.URL, ETag: a.ETag, LastModified: a.LastModified})
	if err != nil {
		return news.Capture{}, wrap(err, "look at %s", a.URL)
	}
	return w.record(ctx, a, r)
}

// record keeps one look at an article. The body goes first: if the process dies after it, an unnamed body is left
// behind and the look is made again; the other way round a capture would name a body that nobody has.
func (w *Watcher) record(ctx context.Context, a news.Article, r fetch.Response) (news.Capture, error) {
	c := captureOf(a.ID, r)
	shown, err := w.lastShown(ctx, a)
	if err != nil {
		return c, err
	}
	if len(r.Body) > 0 {
		if c.Body, err = w.Archive.Put(ctx, r.Body, shown.Body); err != nil {
			return c, wrap(err, "keep body of %s", a.URL)
		}
	}
	if same := c.Body != "" && c.Body == shown.Body; c.Outcome == news.NotModified || c.Outcome == news.Good && same {
		if c.Outcome == news.Good {
			c.Outcome, c.Reason = news.SameText, "byte for byte the same"
		}
		c.Version = a.Current
	}
	err = w.DB.Tx(ctx, func(tx *store.Tx) error { return w.recordTx(ctx, tx, a.ID, &c, r) })
	w.Log.Info("looked", "url", a.URL, "status", c.Status, "outcome", c.Outcome, "reason", c.Reason)
	return c, wrap(err, "record look at %s", a.URL)
}

func (w *Watcher) recordTx(ctx context.Context, tx *store.Tx, id int64, c *news.Capture, r fetch.Response) error {
	a, err := tx.Article(ctx, id)
	if err != nil {
		return err
	}
	if a, err = tx.LockArticle(ctx, a.ID); err != nil {
		return err
	}
	if a.ID != id { // it turned out to be another one's piece while its answer was on the way
		c.ArticleID, c.Version = a.ID, 0
		if c.Outcome == news.SameText {
			c.Outcome, c.Reason = news.Good, ""
		}
	}
	if c.Outcome == news.NotModified && a.Current == 0 {
		c.Outcome, c.Reason = news.Failed, "not modified, but nothing was seen before"
	}
	waits := c.Outcome == news.Good // for the reader
	if !waits {
		c.Read = c.At
	}
	if *c, err = tx.AddCapture(ctx, *c); err != nil {
		return err
	}
	before, err := lastGood(ctx, tx, a)
	if err != nil {
		return err
	}
	a.Looked = c.At
	if !waits {
		if a, err = w.settle(ctx, tx, a, *c, before); err != nil {
			return err
		}
	}
	if a, err = w.followElsewhere(ctx, tx, a, *c, r, before); err != nil {
		return err
	}
	a = w.schedule(a)
	if err := tx.ArticleLooked(ctx, a); err != nil {
		return err
	}
	if err := w.leaveAlone(ctx, tx, a.URL, r); err != nil {
		return err
	}
	if waits {
		return tx.EnqueueRead(ctx, a.ID) // in this transaction, or not at all
	}
	return w.learn(ctx, tx, a, *c)
}

// leaveAlone postpones everything at a host that asked, by Retry-After, to be left alone for a while.
func (w *Watcher) leaveAlone(ctx context.Context, tx *store.Tx, address string, r fetch.Response) error {
	if r.RetryAfter == 0 || r.Outcome == news.Good {
		return nil
	}
	return tx.Postpone(ctx, news.HostOf(address), r.At.Add(w.scaled(r.RetryAfter)))
}

// lastShown gives the capture whose text is the article's current version; none when it has no version yet.
func (w *Watcher) lastShown(ctx context.Context, a news.Article) (news.Capture, error) {
	if a.Current == 0 {
		return news.Capture{}, nil
	}
	c, err := w.DB.LastShowing(ctx, a.ID, a.Current)
	if errors.Is(err, store.ErrNotFound) {
		return news.Capture{}, nil
	}
	return c, wrap(err, "find what %s showed last", a.URL)
}

// schedule writes when the article is looked at next, or that it rests.
func (w *Watcher) schedule(a news.Article) news.Article {
	due, ok := w.Rule.Next(revisit.Page{First: a.FirstSeen, Changed: a.Changed, Looked: a.Looked})
	if !ok {
		due = time.Time{}
	}
	a.Due = due
	return a
}

func captureOf(article int64, r fetch.Response) news.Capture {
	return news.Capture{
		ArticleID: article,
		URL:       r.URL,
		FinalURL:  r.FinalURL,
		At:        r.At,
		Status:    r.Status,
		Header:    headerJSON(r.Header),
		Size:      int64(len(r.Body)),
		Outcome:   r.Outcome,
		Reason:    r.Reason,
	}
}

// headerJSON keeps the header without cookies, which are ours alone.
func headerJSON(h http.Header) string {
	kept := http.Header{}
	for name, values := range h {
		if !strings.EqualFold(name, "Set-Cookie") {
			kept[name] = values
		}
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return "{}" // unreachable: a map of strings always marshals
	}
	return string(text)
}
