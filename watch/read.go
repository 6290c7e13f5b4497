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
		c, err := w.readCapture(ctx, w.reading(unread[0]))
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
func (w *Watcher) readCapture(ctx context.Context, r *reading) (news.Capture, error) {
	c := r.capture
	a, err := w.DB.Article(ctx, c.ArticleID)
	if err != nil {
		return c, err
	}
	past, err := w.wholePast(ctx, w.DB.Queries, a)
	if err != nil {
		return c, err
	}
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
	return readingBy(c, func(ctx context.Context) (page, error) {
		o, err := w.open(ctx, c)
		if err != nil {
			return page{}, err
		}
		return w.pageOf(ctx, c, o)
	})
}

// readingBy is reading, by another way to the page.
func readingBy(c news.Capture, read func(context.Context) (page, error)) *reading {
	var known *page
	return &reading{capture: c, read: func(ctx context.Context) (page, error) {
		if known == nil {
			p, err := read(ctx)
			if err != nil {
				return page{}, err
			}
			known = &p
		}
		return *known, nil
	}}
}

// An openedPage is what a capture's page says by itself, without what other pages have taught.
type openedPage struct {
	body     []byte // nil where it is not at hand any more
	document news.Document
	visible  []string
	lost     bool // the archive does not have the body any more, or not whole
}

// open reads the body of a capture. One that cannot be had from the archive is a fact about the capture.
func (w *Watcher) open(ctx context.Context, c news.Capture) (openedPage, error) {
	body, err := w.Archive.Get(ctx, c.Body)
	if errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrDamaged) {
		reason := "its body cannot be had from the archive: " + err.Error()
		return openedPage{document: news.Document{Outcome: news.Failed, Reason: reason}, lost: true}, nil
	}
	if err != nil {
		return openedPage{}, wrap(err, "fetch body %s", c.Body)
	}
	o := openedPage{body: body}
	o.document, o.visible, err = w.readPage(ctx, asPage(c, body))
	return o, err
}

// pageOf gives an opened page with what is known of its texts from other pages of its outlet. One with nothing known is not
// read again.
func (w *Watcher) pageOf(ctx context.Context, c news.Capture, o openedPage) (page, error) {
	if o.lost {
		return page{document: o.document, lost: true}, nil
	}
	if o.document.Outcome != news.Good {
		return pageFrom(o.document, o.visible), ctx.Err()
	}
	printed, err := w.printed(ctx, c.ArticleID, o.document.Blocks)
	if err != nil {
		return page{}, err
	}
	if len(printed) == 0 {
		return pageFrom(o.document, o.visible), ctx.Err()
	}
	if o.body == nil {
		if o.body, err = w.Archive.Get(ctx, c.Body); err != nil {
			return page{}, wrap(err, "fetch body %s again", c.Body)
		}
	}
	known := asPage(c, o.body)
	known.Printed = printed
	d, visible, err := w.readPage(ctx, known)
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
