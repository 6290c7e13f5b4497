package watch

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// recordFinding writes what a capture turned out to be, all of it or nothing. a is the article as it stood when the
// capture was woven into its history. That the capture is read is written last: until then it would be read again.
func (w *Watcher) recordFinding(ctx context.Context, tx *store.Tx, then news.Article, past *weave, who identity, c news.Capture) error {
	a, err := tx.LockArticle(ctx, then.ID)
	if errors.Is(err, store.ErrNotFound) {
		return errStale // it was joined to another article, to whose history the capture belongs now
	}
	if err != nil {
		return err
	}
	older, err := tx.UnreadBefore(ctx, c)
	if err != nil {
		return err
	}
	if older || !sameHistory(a, then) {
		return errStale
	}
	if err := w.recordWoven(ctx, tx, past, c.At); err != nil {
		return err
	}
	a = past.into(a)
	if c.Outcome.Readable() && c.Body != "" {
		a = rememberValidators(a, c)
		if a, err = recordIdentity(ctx, tx, a, who, past.before, c.At); err != nil {
			return err
		}
	}
	a, sooner := w.replan(a)
	if err := tx.ArticleLooked(ctx, a); err != nil {
		return err
	}
	if err := w.learn(ctx, tx, a, c); err != nil {
		return err
	}
	if sooner { // after the feeds' rows, as where a feed is recorded: two that took them the other way round would wait for each other
		if err := tx.EnqueueVisit(ctx, news.HostOf(a.URL), a.Due); err != nil {
			return err
		}
	}
	return recordRead(ctx, tx, c)
}

// sameHistory says that nothing was woven into an article's history in between.
func sameHistory(a, then news.Article) bool {
	return a.Current == then.Current && a.Versions == then.Versions && a.Reweave == then.Reweave &&
		a.Outcome == then.Outcome && a.Gone.Equal(then.Gone) && a.Turning == then.Turning && a.Claimed.Equal(then.Claimed) &&
		a.Doubted.Equal(then.Doubted) && a.Tries == then.Tries && a.Changed.Equal(then.Changed)
}

// recordRead writes that the capture is read, last of all.
func recordRead(ctx context.Context, tx *store.Tx, c news.Capture) error {
	c.Read = time.Now()
	fresh, err := tx.CaptureRead(ctx, c)
	if err == nil && !fresh {
		return errStale // another reader was quicker, which takes back everything above
	}
	return err
}

// recordWoven writes what a look at that moment added to a history.
func (w *Watcher) recordWoven(ctx context.Context, tx *store.Tx, past *weave, at time.Time) error {
	for _, s := range past.texts {
		if err := recordStrand(ctx, tx, s, at); err != nil {
			return err
		}
	}
	for _, s := range past.steps {
		if err := recordStep(ctx, tx, s); err != nil {
			return err
		}
	}
	for _, e := range past.events {
		if !e.fresh {
			continue
		}
		if err := tx.AddEvent(ctx, e.Event); err != nil {
			return err
		}
	}
	for _, m := range past.comments {
		if !m.touched {
			continue
		}
		if err := tx.PutComment(ctx, past.article, m.CommentRow); err != nil {
			return err
		}
	}
	if len(past.comments) == 0 || past.latest == nil {
		return nil
	}
	return tx.CommentsSeen(ctx, past.article, at)
}

func recordStrand(ctx context.Context, tx *store.Tx, s *strand, at time.Time) error {
	if !s.fresh {
		if !s.seen {
			return nil
		}
		return tx.VersionSeen(ctx, s.ArticleID, s.N, at)
	}
	v, err := tx.AddVersion(ctx, s.Version)
	if err != nil {
		return err
	}
	if v.N != s.N {
		return errStale
	}
	return nil
}

func recordStep(ctx context.Context, tx *store.Tx, s *step) error {
	switch {
	case s.fresh:
		return tx.AddChange(ctx, s.Change)
	case s.touched:
		return tx.ChangeStands(ctx, s.Change)
	default:
		return nil
	}
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
