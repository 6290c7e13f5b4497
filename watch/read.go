package watch

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/riverqueue/river"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/meaning"
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

// Read reads the kept captures of an article that nobody has read yet, oldest first, and gives them as they are now.
func (w *Watcher) Read(ctx context.Context, article int64) (read []news.Capture, err error) {
	for {
		unread, err := w.DB.Unread(ctx, article)
		if err != nil || len(unread) == 0 {
			return read, wrap(err, "list unread captures of article %d", article)
		}
		for _, c := range unread {
			c, err := w.readCapture(ctx, c)
			if err != nil {
				return read, wrap(err, "read capture %d of %s", c.ID, c.URL)
			}
			read = append(read, c)
		}
	}
}

// Another reader was quicker: what was compared is not the current version any more, or the very capture is read.
var (
	errStale = errors.New("the article changed while it was being read")
	errRead  = errors.New("the capture was read in the meantime")
)

// readCapture reads one capture: the slow part, extract and diff, stands outside the transaction that records it.
func (w *Watcher) readCapture(ctx context.Context, c news.Capture) (news.Capture, error) {
	for {
		found, err := w.understand(ctx, c)
		if err != nil {
			return c, err
		}
		err = w.DB.Tx(ctx, func(tx *store.Tx) error { return w.recordFinding(ctx, tx, found) })
		switch {
		case errors.Is(err, errStale):
		case errors.Is(err, errRead):
			return c, nil
		default:
			w.Log.Info("read", "url", c.URL, "outcome", found.capture.Outcome, "reason", found.capture.Reason)
			return found.capture, err
		}
	}
}

// A finding is what a capture turned out to be.
type finding struct {
	capture  news.Capture
	article  news.Article // as it stood when the capture was compared
	document news.Document
	change   *news.Change // from the article's current version, if it differs
	event    *news.Event
	late     bool // it is older than the current version, and has no place in the history any more
}

// isLate says that a capture was taken before the article's current version came: an older archive was imported, or
// the article was joined to another. History is never told backwards.
func (w *Watcher) isLate(ctx context.Context, a news.Article, c news.Capture) (bool, error) {
	if a.Current == 0 || !c.At.Before(a.Looked) {
		return false, nil
	}
	v, err := w.DB.Version(ctx, a.ID, a.Current)
	return c.At.Before(v.FirstSeen), wrap(err, "load version %d of article %d", a.Current, a.ID)
}

// understand reads a capture and compares it with the article's current version. It writes nothing.
func (w *Watcher) understand(ctx context.Context, c news.Capture) (*finding, error) {
	a, err := w.DB.Article(ctx, c.ArticleID)
	if err != nil {
		return nil, wrap(err, "load article %d", c.ArticleID)
	}
	f := &finding{capture: c, article: a}
	if f.late, err = w.isLate(ctx, a, c); err != nil || f.late {
		f.capture.Reason = "it is older than what was read of the article before"
		return f, err
	}
	if saysNotModified(c) { // it was imported: a look of our own says at once which version it saw
		f.notModified()
		return f, nil
	}
	body, err := w.Archive.Get(ctx, c.Body)
	if errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrDamaged) {
		f.capture.Outcome, f.capture.Reason = news.Failed, "its body cannot be had from the archive: "+err.Error()
		return f, nil
	} else if err != nil {
		return nil, wrap(err, "fetch body %s", c.Body)
	}
	document, visible, err := w.readPage(ctx, pageOf(c, body))
	if err != nil {
		return nil, err
	}
	f.document = document
	if err := ctx.Err(); err != nil {
		return nil, err // cut short, so whatever was read is not the page's fault
	}
	switch {
	case f.document.Outcome != news.Good:
		f.capture.Outcome, f.capture.Reason = f.document.Outcome, f.document.Reason
	case a.Current == 0:
		f.capture.Outcome, f.capture.Reason, f.capture.Version = news.New, "the first version", a.Versions+1
	default:
		return f, w.compare(ctx, f, visible)
	}
	return f, nil
}

// compare decides whether a readable capture shows the current version, an earlier one again, or a new one.
func (w *Watcher) compare(ctx context.Context, f *finding, visible []string) error {
	known, err := w.DB.VersionWithText(ctx, f.article.ID, f.document.Parts())
	if err != nil {
		return wrap(err, "look for the text among the versions")
	}
	if known == f.article.Current {
		f.same("the text is the same")
		return nil
	}
	old, err := w.current(ctx, f.article)
	if err != nil {
		return err
	}
	edits := diff.Documents(old.document, f.document)
	redesigned := false
	if diff.Settles(edits) {
		page, err := w.pageOf(ctx, old)
		if lost := errors.Is(err, archive.ErrNotFound) || errors.Is(err, archive.ErrDamaged); err != nil && !lost {
			return err
		}
		edits, redesigned = diff.Settle(edits, extract.VisibleText(ctx, page), visible)
	}
	switch {
	case len(edits) == 0:
		f.same("the text is the same, other parts of the page are not")
		if redesigned {
			f.event = &news.Event{Kind: news.Redesigned, Detail: "the site changed its template here, not the text"}
		}
	case known != 0:
		f.alternates(known)
	default:
		f.edited(old, edits, redesigned)
	}
	return ctx.Err()
}

func (f *finding) same(why string) {
	f.capture.Outcome, f.capture.Reason, f.capture.Version = news.SameText, why, f.article.Current
}

// alternates says that an earlier text is served again: no change each time, told once when it first comes back.
func (f *finding) alternates(known int) {
	f.capture.Outcome, f.capture.Reason, f.capture.Version = news.SameText, "an earlier text is served again", known
	f.event = &news.Event{Kind: news.Alternates, Detail: "an earlier wording is served again, in turn with another"}
}

func (f *finding) edited(old *shown, edits []news.Edit, redesigned bool) {
	f.capture.Outcome, f.capture.Reason, f.capture.Version = news.New, "the text differs", f.article.Versions+1
	verdict := meaning.Judge(old.document, f.document, edits)
	f.change = &news.Change{
		ArticleID:  f.article.ID,
		N:          f.article.Versions,
		From:       f.article.Current,
		To:         f.article.Versions + 1,
		SeenBefore: old.seen,
		SeenAfter:  f.capture.At,
		Redesigned: redesigned,
		Confirmed:  f.capture.At,
		Silent:     verdict.Silent,
		Weight:     verdict.Weight,
		Summary:    verdict.Summary,
		Edits:      verdict.Edits,
		Meanings:   verdict.Meanings,
	}
}

// pageOf gives a kept body as extract takes it.
func pageOf(c news.Capture, body []byte) extract.Page {
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
