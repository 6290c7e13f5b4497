package watch

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/riverqueue/river"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// reader works the Read jobs.
type reader struct {
	river.WorkerDefaults[store.Read]
	watcher *Watcher
}

// Work reads what is unread of the job's article.
func (r *reader) Work(ctx context.Context, job *river.Job[store.Read]) error {
	_, err := r.watcher.Read(ctx, job.Args.Article)
	if err != nil && ctx.Err() == nil {
		r.watcher.Log.Error("read", "article", job.Args.Article, "err", err)
	}
	return err
}

// Read reads the kept captures of an article that nobody has read yet, oldest first, and gives them as they are now. An
// article that is marked for it has its whole history made anew instead.
func (w *Watcher) Read(ctx context.Context, article int64) (read []news.Capture, err error) {
	for {
		a, err := w.DB.Article(ctx, article)
		if errors.Is(err, store.ErrNotFound) {
			return read, nil // it was joined to another, which has a job of its own
		}
		if err != nil {
			return read, wrap(err, "load article %d", article)
		}
		if a.Reweave {
			all, err := w.rebuild(ctx, a.ID)
			read = append(read, all...)
			if err != nil {
				return read, err
			}
			continue
		}
		unread, err := w.DB.Unread(ctx, a.ID)
		if err != nil || len(unread) == 0 {
			return read, wrap(err, "list unread captures of article %d", article)
		}
		c, err := w.readCapture(ctx, unread[0])
		if errors.Is(err, errStale) || errors.Is(err, errJoined) {
			continue
		}
		if err != nil {
			return read, wrap(err, "read capture %d of %s", c.ID, c.URL)
		}
		read = append(read, c)
	}
}

// errStale says that something came between: what was compared is not the article's history any more, or not all of it.
var errStale = errors.New("the article changed while it was being read")

// errJoined says that the article was joined to another one, whose history is made anew with the capture in its place.
var errJoined = errors.New("the article turned out to be another one")

// readCapture reads one capture: the slow part, extract and diff, stands outside the transaction that records it.
func (w *Watcher) readCapture(ctx context.Context, c news.Capture) (news.Capture, error) {
	a, err := w.DB.Article(ctx, c.ArticleID)
	if err != nil {
		return c, err
	}
	past, err := w.wholePast(ctx, w.DB.Queries, a)
	if err != nil {
		return c, err
	}
	r := w.reading(c)
	if c.Outcome == news.NotModified {
		r.shows = past.numbered(c.Version)
	}
	who, err := w.identify(ctx, past, a, r)
	if err != nil {
		return c, err
	}
	if who.same != 0 {
		return c, w.join(ctx, a, who, past.lastGood(), c.At)
	}
	found, err := past.add(ctx, r)
	if err != nil {
		return c, err
	}
	if err := ctx.Err(); err != nil {
		return c, err // cut short, so whatever was read is not the page's fault
	}
	err = w.DB.Tx(ctx, func(tx *store.Tx) error { return w.recordFinding(ctx, tx, a, past, who, found) })
	if err == nil {
		w.Log.Info("read", "url", c.URL, "outcome", found.Outcome, "reason", found.Reason)
	}
	return found, err
}

// reading gives a capture as it is to be woven. Its page is read when it is needed, and once.
func (w *Watcher) reading(c news.Capture) *reading {
	r := &reading{capture: c}
	var known *page
	r.read = func(ctx context.Context) (page, error) {
		if known == nil {
			p, err := w.pageOf(ctx, c)
			if err != nil {
				return page{}, err
			}
			known = &p
		}
		return *known, nil
	}
	return r
}

// pageOf reads the body of a capture. One that cannot be had from the archive is a fact about the capture.
func (w *Watcher) pageOf(ctx context.Context, c news.Capture) (page, error) {
	body, err := w.Archive.Get(ctx, c.Body)
	if errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrDamaged) {
		reason := "its body cannot be had from the archive: " + err.Error()
		return page{document: news.Document{Outcome: news.Failed, Reason: reason}, lost: true}, nil
	}
	if err != nil {
		return page{}, wrap(err, "fetch body %s", c.Body)
	}
	d, visible, err := w.readKnowing(ctx, c.ArticleID, asPage(c, body))
	if err != nil {
		return page{}, err
	}
	return pageFrom(d, visible), ctx.Err()
}

// pageFrom gives what was read of a body with the keys by which its text is recognised.
func pageFrom(d news.Document, visible []string) page {
	parts := d.Parts()
	return page{document: d, key: store.KeyOf(parts), links: store.LinksOf(parts), visible: visible}
}

// asPage gives a kept body as extract takes it.
func asPage(c news.Capture, body []byte) extract.Page {
	header := http.Header{}
	if err := json.Unmarshal([]byte(c.Header), &header); err != nil {
		header = http.Header{} // kept by an import that had none: the page says its encoding itself
	}
	address := c.FinalURL
	if address == "" {
		address = c.URL
	}
	return extract.Page{Body: body, ContentType: header.Get("Content-Type"), URL: address}
}
