package watch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// shown is the text that a new capture is compared with, and the page that showed it last.
type shown struct {
	document news.Document
	seen     time.Time // when it was last seen
	article  news.Article
	page     *extract.Page // nil until somebody asked for it
}

// current gives the article's current version as a document. A version that another edition of extract read is read
// again from the archive first: texts of two editions are never compared.
func (w *Watcher) current(ctx context.Context, a news.Article) (*shown, error) {
	v, err := w.DB.Version(ctx, a.ID, a.Current)
	if err != nil {
		return nil, wrap(err, "load version %d of article %d", a.Current, a.ID)
	}
	s := &shown{document: documentOf(v), seen: v.LastSeen, article: a}
	if v.Edition == extract.Edition {
		return s, nil
	}
	page, err := w.pageOf(ctx, s)
	if err != nil {
		return nil, err
	}
	s.document = extract.Read(ctx, page)
	return s, nil
}

// pageOf gives the page that showed the version last.
func (w *Watcher) pageOf(ctx context.Context, s *shown) (extract.Page, error) {
	if s.page != nil {
		return *s.page, nil
	}
	c, err := w.DB.LastShowing(ctx, s.article.ID, s.article.Current)
	if err != nil {
		return extract.Page{}, wrap(err, "find the capture that showed version %d of article %d", s.article.Current, s.article.ID)
	}
	body, err := w.Archive.Get(ctx, c.Body)
	if err != nil {
		return extract.Page{}, wrap(err, "fetch body %s", c.Body)
	}
	page := pageOf(c, body)
	s.page = &page
	return page, nil
}

func documentOf(v news.Version) news.Document {
	d := news.Document{
		Outcome: news.Good, Headline: v.Headline, Credit: v.Credit, Language: v.Language, Published: v.Published,
		Modified: v.Modified, Blocks: v.Blocks, Edition: v.Edition,
	}
	if v.Byline != "" {
		d.Authors = []string{v.Byline} // joined already, and only ever compared as a whole
	}
	for _, b := range v.Blocks {
		if b.Kind == news.Notice {
			d.Notices = append(d.Notices, b.Text)
		}
	}
	return d
}

// recordFinding writes what a capture turned out to be, all of it or nothing. That the capture is read is written
// last: until then it would be read again.
func (w *Watcher) recordFinding(ctx context.Context, tx *store.Tx, f *finding) error {
	a, err := tx.LockArticle(ctx, f.article.ID)
	if errors.Is(err, store.ErrNotFound) {
		return errStale // it was joined to another article, to whose history the capture belongs now
	}
	if err != nil {
		return err
	}
	if a.Current != f.article.Current || a.Versions != f.article.Versions {
		return errStale
	}
	if f.late {
		return w.recordRead(ctx, tx, f)
	}
	before, err := lastGood(ctx, tx, a)
	if err != nil {
		return err
	}
	if a, err = w.recordVersion(ctx, tx, a, f); err != nil {
		return err
	}
	if err := w.recordEvent(ctx, tx, a, f, before); err != nil {
		return err
	}
	if a, err = w.settle(ctx, tx, a, f.capture, before); err != nil {
		return err
	}
	if f.capture.Outcome.Readable() && f.capture.Body != "" {
		a = rememberValidators(a, f.capture)
		if err := w.recordComments(ctx, tx, a, f, before); err != nil {
			return err
		}
		if a, err = w.move(ctx, tx, a, f.capture.FinalURL, before, f.capture.At); err != nil {
			return err
		}
	}
	if !a.Due.IsZero() {
		a = w.schedule(a)
	}
	if err := tx.ArticleLooked(ctx, a); err != nil {
		return err
	}
	if err := w.learn(ctx, tx, a, f.capture); err != nil {
		return err
	}
	return w.recordRead(ctx, tx, f)
}

// recordRead writes that the capture is read, last of all.
func (w *Watcher) recordRead(ctx context.Context, tx *store.Tx, f *finding) error {
	f.capture.Read = time.Now()
	fresh, err := tx.CaptureRead(ctx, f.capture)
	if err == nil && !fresh {
		return errRead // which takes back everything above
	}
	return err
}

func (w *Watcher) recordVersion(ctx context.Context, tx *store.Tx, a news.Article, f *finding) (news.Article, error) {
	c := f.capture
	if !c.Outcome.Readable() {
		return a, nil
	}
	a.Current = c.Version
	if c.Outcome != news.New {
		return a, nil
	}
	d := f.document
	_, err := tx.AddVersion(ctx, news.Version{
		ArticleID: a.ID, N: c.Version, Edition: d.Edition, Headline: d.Headline, Byline: d.Byline(), Credit: d.Credit,
		Language: d.Language, Published: d.Published, Modified: d.Modified, FirstSeen: c.At, LastSeen: c.At,
		CaptureID: c.ID, Blocks: d.Blocks,
	})
	if err != nil {
		return a, wrap(err, "add version %d of article %d", c.Version, a.ID)
	}
	a.Versions, a.Headline, a.Language = c.Version, d.Headline, d.Language
	if a.Published.IsZero() {
		a.Published = d.Published
	}
	if f.change == nil {
		return a, nil
	}
	a.Changed = c.At
	return a, tx.AddChange(ctx, *f.change)
}

// recordEvent tells an event once: that texts alternate only the first time, that a template changed once a version.
func (w *Watcher) recordEvent(ctx context.Context, tx *store.Tx, a news.Article, f *finding, before time.Time) error {
	if f.event == nil {
		return nil
	}
	told, err := tx.Events(ctx, a.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(told, func(e news.Event) bool {
		return e.Kind == f.event.Kind && (e.Kind == news.Alternates || !e.SeenAfter.Before(a.Changed))
	}) {
		return nil
	}
	f.event.ArticleID, f.event.SeenBefore, f.event.SeenAfter = a.ID, before, f.capture.At
	return tx.AddEvent(ctx, *f.event)
}

func (w *Watcher) recordComments(ctx context.Context, tx *store.Tx, a news.Article, f *finding, before time.Time) error {
	gone, err := tx.SeeComments(ctx, a.ID, f.capture.At, f.document.Comments)
	if err != nil || gone == 0 {
		return err
	}
	detail := fmt.Sprintf("%d comments are no longer on the page", gone)
	if gone == 1 {
		detail = "a comment is no longer on the page"
	}
	return tx.AddEvent(ctx, news.Event{
		ArticleID: a.ID, Kind: news.CommentGone, SeenBefore: before, SeenAfter: f.capture.At, Detail: detail,
	})
}

// rememberValidators keeps what makes the next request conditional, only ever from a page that was an article: a 304
// to the validators of a captcha would say that the captcha is unchanged.
func rememberValidators(a news.Article, c news.Capture) news.Article {
	header := http.Header{}
	if err := json.Unmarshal([]byte(c.Header), &header); err != nil {
		return a
	}
	a.ETag, a.LastModified = header.Get("ETag"), header.Get("Last-Modified")
	return a
}
