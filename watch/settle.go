package watch

import (
	"context"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// lastGood says when the article was last seen as it is: what befell it since is between that moment and now.
func lastGood(ctx context.Context, tx *store.Tx, a news.Article) (time.Time, error) {
	if a.Current == 0 {
		return a.FirstSeen, nil
	}
	v, err := tx.Version(ctx, a.ID, a.Current)
	return v.LastSeen, wrap(err, "load version %d of article %d", a.Current, a.ID)
}

// settle writes what a look that is understood means for its article: which version it showed, and whether the
// article is gone or back. It gives the article as it is now; the caller stores it.
func (w *Watcher) settle(ctx context.Context, tx *store.Tx, a news.Article, c news.Capture, before time.Time) (news.Article, error) {
	if c.Version != 0 && c.Outcome != news.New { // a new one counts its first look itself
		if err := tx.VersionSeen(ctx, a.ID, c.Version, c.At); err != nil {
			return a, err
		}
	}
	a, event := standing(a, c)
	if event == nil {
		return a, nil
	}
	event.SeenBefore = before
	return a, tx.AddEvent(ctx, *event)
}

// standing says what one more look makes of an article. It is told as gone after the second look that misses it, and
// as back after the second that finds it: one bad look never takes it away.
func standing(a news.Article, c news.Capture) (news.Article, *news.Event) {
	before := a.Outcome
	a.Outcome = c.Outcome
	switch {
	case c.Outcome.Absent() && before.Absent() && a.Gone.IsZero() && a.Current != 0:
		a.Gone = c.At
		return a, &news.Event{ArticleID: a.ID, Kind: news.WasGone, SeenAfter: c.At, Detail: c.Reason}
	case c.Outcome.Readable() && before.Readable() && !a.Gone.IsZero():
		a.Gone = time.Time{}
		return a, &news.Event{ArticleID: a.ID, Kind: news.CameBack, SeenAfter: c.At, Detail: "the page is there again"}
	default:
		return a, nil
	}
}
