package watch

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/stemma-news/stemma/archive"
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

// record keeps one look at an article, its body in the same transaction.
func (w *Watcher) record(ctx context.Context, a news.Article, r fetch.Response) (news.Capture, error) {
	c := captureOf(a.ID, r)
	if c.Outcome == news.NotModified {
		c.Version = a.Current // it was asked with the validators of that one
	}
	body, err := w.packNext(ctx, a, r.Body)
	if err != nil {
		return c, wrap(err, "pack body of %s", a.URL)
	}
	c.Body = body.Name
	err = w.DB.Tx(ctx, func(tx *store.Tx) error {
		if err := w.Archive.KeepIn(ctx, tx.SQL(), body); err != nil {
			return err
		}
		return w.recordTx(ctx, tx, a.ID, &c, r)
	})
	w.Log.Info("looked", "url", a.URL, "status", c.Status, "outcome", c.Outcome, "reason", c.Reason)
	return c, wrap(err, "record look at %s", a.URL)
}

// lockStanding locks an article, or the one that it was joined to, be it while the lock was waited for.
func lockStanding(ctx context.Context, tx *store.Tx, id int64) (news.Article, error) {
	a, err := tx.LockArticle(ctx, id)
	for errors.Is(err, store.ErrNotFound) {
		if a, err = tx.Article(ctx, id); err != nil {
			return a, err
		}
		a, err = tx.LockArticle(ctx, a.ID)
	}
	return a, err
}

func (w *Watcher) recordTx(ctx context.Context, tx *store.Tx, id int64, c *news.Capture, r fetch.Response) error {
	a, err := lockStanding(ctx, tx, id)
	if err != nil {
		return err
	}
	if a.ID != id { // it turned out to be another one's piece while its answer was on the way
		c.ArticleID, c.Version = a.ID, 0
	}
	if err := tx.FirstSeen(ctx, a.ID, c.At); err != nil {
		return err
	}
	past, err := w.past(ctx, tx.Queries, a)
	if err != nil {
		return err
	}
	waits, err := mustWait(ctx, tx, a, past, *c)
	if err != nil {
		return err
	}
	if waits {
		if *c, err = keepUnread(ctx, tx, a, *c); err != nil { // with its job in this transaction, or not at all
			return err
		}
	} else if a, err = w.recordAtOnce(ctx, tx, a, past, c); err != nil {
		return err
	}
	if r.Elsewhere != "" {
		if err := w.followElsewhere(ctx, tx, a, r); err != nil {
			return err
		}
	}
	if c.At.After(a.Looked) {
		a.Looked = c.At
	}
	if a = w.schedule(a); a.Due.IsZero() && waits {
		a.Due = a.Looked.Add(w.Rule.Longest) // whether it rests is known once it is read
	}
	if err := tx.ArticleLooked(ctx, a); err != nil {
		return err
	}
	if err := w.leaveAlone(ctx, tx, a.URL, r); err != nil || waits {
		return err
	}
	return w.learn(ctx, tx, a, *c)
}

// mustWait says that a look waits for the reader: its page is to be read, or others wait before it.
func mustWait(ctx context.Context, tx *store.Tx, a news.Article, past *weave, c news.Capture) (bool, error) {
	unread, err := tx.CountUnread(ctx, a.ID)
	if err != nil || unread > 0 || a.Reweave || c.At.Before(a.Looked) {
		return true, err
	}
	switch c.Outcome {
	case news.Good:
		known := past.shown != nil && past.shown.capture.Body == c.Body
		return !known || a.Suspect != 0 || news.URLKey(c.FinalURL) != news.URLKey(a.URL), nil
	case news.NotModified:
		return c.Version != a.Current, nil
	default:
		return false, nil
	}
}

// keepUnread keeps a look for the reader. One that is older than what was read already has the article's history made
// anew: history is never told backwards.
func keepUnread(ctx context.Context, tx *store.Tx, a news.Article, c news.Capture) (news.Capture, error) {
	late, err := tx.ReadAfter(ctx, a.ID, c.At)
	if err != nil {
		return c, err
	}
	if c, err = tx.AddCapture(ctx, c); err != nil {
		return c, err
	}
	if late {
		return c, tx.Reweave(ctx, a.ID)
	}
	return c, tx.EnqueueRead(ctx, a.ID)
}

// recordAtOnce weaves in a look that needs no reader: it failed, or it showed what stood there before.
func (w *Watcher) recordAtOnce(ctx context.Context, tx *store.Tx, a news.Article, past *weave, c *news.Capture) (news.Article, error) {
	fetched := c.Outcome
	found, err := past.add(ctx, &reading{capture: *c, shows: past.current})
	if err != nil {
		return a, err
	}
	found.Fetched, found.Read = fetched, c.At
	if err := w.recordWoven(ctx, tx, past, c.At); err != nil {
		return a, err
	}
	*c, err = tx.AddCapture(ctx, found)
	return past.into(a), err
}

// leaveAlone postpones everything at a host that asked, by Retry-After, to be left alone for a while.
func (w *Watcher) leaveAlone(ctx context.Context, tx *store.Tx, address string, r fetch.Response) error {
	if r.RetryAfter == 0 || r.Outcome == news.Good {
		return nil
	}
	return tx.Postpone(ctx, news.HostOf(address), r.At.Add(w.scaled(r.RetryAfter)))
}

// packNext packs what an article's page is now; nothing where there is nothing.
func (w *Watcher) packNext(ctx context.Context, a news.Article, body []byte) (archive.Packed, error) {
	if len(body) == 0 {
		return archive.Packed{}, nil
	}
	last, err := w.lastBody(ctx, a)
	if err != nil {
		return archive.Packed{}, err
	}
	return w.pack(ctx, a, body, last)
}

// lastBody gives the body that showed the article's current version last, against which the next is stored. Of an
// article without versions, which the reader has not come to yet, it is the last body of all; "" when there is none.
func (w *Watcher) lastBody(ctx context.Context, a news.Article) (string, error) {
	if a.Current > 0 {
		c, err := w.DB.LastShowing(ctx, a.ID, a.Current)
		if errors.Is(err, store.ErrNotFound) {
			return "", nil
		}
		return c.Body, wrap(err, "find what %s showed last", a.URL)
	}
	last, err := w.DB.Captures(ctx, a.ID, 3)
	for _, c := range last {
		if c.Body != "" {
			return c.Body, nil
		}
	}
	return "", wrap(err, "list the last looks at %s", a.URL)
}

// schedule writes when the article is looked at next, or that it rests.
func (w *Watcher) schedule(a news.Article) news.Article {
	due, ok := w.Rule.Next(revisit.Page{
		First: a.FirstSeen, Changed: a.Changed, Looked: a.Looked, Doubted: a.Doubted, Tries: a.Tries,
	})
	if !ok {
		due = time.Time{}
	}
	a.Due = due
	return a
}

// reschedule is replan, and wakes the host's visit in time.
func (w *Watcher) reschedule(ctx context.Context, tx *store.Tx, a news.Article) (news.Article, error) {
	a, sooner := w.replan(a)
	if !sooner {
		return a, nil
	}
	return a, tx.EnqueueVisit(ctx, news.HostOf(a.URL), a.Due)
}

// replan is schedule for an article that is watched, after its last look was read: a changed text is looked at again
// sooner than was planned. Sooner says that its host's visit is to be woken for that.
func (w *Watcher) replan(a news.Article) (planned news.Article, sooner bool) {
	if a.Due.IsZero() || !a.Due.After(a.Looked) {
		return a, false // it is at rest, or due at once already
	}
	a = w.schedule(a)
	return a, !a.Due.IsZero()
}

func captureOf(article int64, r fetch.Response) news.Capture {
	c := news.Capture{
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
	if r.Sent != nil {
		c.Request = headerJSON(r.Sent)
	}
	for _, h := range r.Hops {
		c.Hops = append(c.Hops, hop(h.URL, h.At, h.Status, h.Header, headerJSON(h.Sent)))
		c.Landed = r.Landed
	}
	return c
}

// headerJSON keeps the header without cookies, which are ours alone.
func headerJSON(h http.Header) string {
	kept := http.Header{}
	for name, values := range h {
		if !strings.EqualFold(name, "Set-Cookie") && !strings.EqualFold(name, "Cookie") {
			kept[name] = values
		}
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return "{}" // unreachable: a map of strings always marshals
	}
	return string(text)
}
