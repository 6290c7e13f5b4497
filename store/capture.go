package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// AddCapture keeps a look at an article, which it gives without its Request and Hops. A look at the same URL of it at the
// same microsecond is the same look: the one that is there is given, read or not.
func (t *Tx) AddCapture(ctx context.Context, c news.Capture) (news.Capture, error) {
	url := clean(c.URL)
	asked, err := t.request(ctx, c.Request)
	if err != nil {
		return c, fmt.Errorf("add a capture of %s: %w", c.URL, err)
	}
	row, err := t.q.InsertCapture(ctx, db.InsertCaptureParams{
		ArticleID: c.ArticleID, Url: url, FinalUrl: clean(c.FinalURL), At: micros(c.At), Status: int64(c.Status),
		Header: clean(c.Header), Body: c.Body, Size: c.Size, Outcome: string(c.Outcome), Reason: clean(c.Reason),
		ReadAt: micros(c.Read), Version: int64(c.Version), Imported: c.Imported,
		Fetched: string(cmp.Or(c.Fetched, c.Outcome)), RequestID: asked.form, Conditions: asked.conditions,
	})
	if errors.Is(err, sql.ErrNoRows) {
		row, err = t.q.CaptureAt(ctx, db.CaptureAtParams{ArticleID: c.ArticleID, At: micros(c.At), Url: url})
	} else if err == nil {
		err = t.addHops(ctx, row.ID, c)
	}
	if err != nil {
		return c, fmt.Errorf("add a capture of %s: %w", c.URL, err)
	}
	return capture(row), nil
}

func capture(row db.Capture) news.Capture {
	return news.Capture{
		ID: row.ID, ArticleID: row.ArticleID, URL: row.Url, FinalURL: row.FinalUrl, At: moment(row.At),
		Status: int(row.Status), Header: row.Header, Body: row.Body, Size: row.Size, Outcome: news.Outcome(row.Outcome),
		Reason: row.Reason, Read: moment(row.ReadAt), Version: int(row.Version), Imported: row.Imported,
		Fetched: news.Outcome(row.Fetched),
	}
}

func captures(rows []db.Capture) []news.Capture {
	list := make([]news.Capture, len(rows))
	for i, row := range rows {
		list[i] = capture(row)
	}
	return list
}

// Capture gives a capture by its id, or ErrNotFound.
func (q Queries) Capture(ctx context.Context, id int64) (news.Capture, error) {
	row, err := q.q.Capture(ctx, id)
	return capture(row), found(err, "capture %d", id)
}

// HasCapture says that a look at this URL of the article at that microsecond is kept.
func (q Queries) HasCapture(ctx context.Context, articleID int64, url string, at time.Time) (bool, error) {
	_, err := q.q.CaptureAt(ctx, db.CaptureAtParams{ArticleID: articleID, At: micros(at), Url: clean(url)})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, found(err, "look for a capture of %s", url)
}

// LastBody gives the name of the body that was kept last, or ErrNotFound.
func (q Queries) LastBody(ctx context.Context) (string, error) {
	name, err := q.q.LastBody(ctx)
	return name, found(err, "the last body")
}

// Captures gives up to limit captures of an article, newest first.
func (q Queries) Captures(ctx context.Context, articleID int64, limit int) ([]news.Capture, error) {
	rows, err := q.q.Captures(ctx, db.CapturesParams{ArticleID: articleID, Limit: int32(limit)})
	return captures(rows), found(err, "captures of article %d", articleID)
}

// Looks gives a page of an article's captures, newest first, and a cursor for the next ones ("" when there are none). It
// gives ErrCursor for a bad cursor.
func (q Queries) Looks(ctx context.Context, articleID int64, cursor string, limit int) ([]news.Capture, string, error) {
	at, id := int64(math.MaxInt64), int64(0)
	if cursor != "" {
		if _, err := fmt.Sscanf(cursor, "%d.%d", &at, &id); err != nil || lookCursor(at, id) != cursor {
			return nil, "", fmt.Errorf("“%s”: %w", cursor, ErrCursor)
		}
	}
	rows, err := q.q.CapturesBelow(ctx, db.CapturesBelowParams{ArticleID: articleID, At: at, ID: id, Max: int32(limit) + 1})
	if err != nil {
		return nil, "", found(err, "looks at article %d", articleID)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = lookCursor(rows[limit-1].At, rows[limit-1].ID)
	}
	return captures(rows), next, nil
}

func lookCursor(at, id int64) string { return fmt.Sprintf("%d.%d", at, id) }

// Unread gives the captures of an article that nobody has read, oldest first.
func (q Queries) Unread(ctx context.Context, articleID int64) ([]news.Capture, error) {
	rows, err := q.q.Unread(ctx, articleID)
	return captures(rows), found(err, "unread captures of article %d", articleID)
}

// UnreadArticles gives the ids of the articles that have unread captures, or whose history is to be made anew.
func (q Queries) UnreadArticles(ctx context.Context) ([]int64, error) {
	ids, err := q.q.UnreadArticles(ctx)
	return ids, found(err, "articles with unread captures")
}

// LastShowing gives the last capture with a body that showed version n of the article, or ErrNotFound.
func (q Queries) LastShowing(ctx context.Context, articleID int64, n int) (news.Capture, error) {
	row, err := q.q.LastShowing(ctx, db.LastShowingParams{ArticleID: articleID, Version: int64(n)})
	return capture(row), found(err, "a capture of version %d of article %d", n, articleID)
}

const (
	alikePages = 64   // articles of an outlet whose first bodies may be built on one of theirs
	alikeSpan  = 8192 // ids of articles within which they are counted, so that counting stays cheap however many there are
)

// Alike gives the name of a body that the first one of an article probably resembles: that of the oldest of up to 64
// articles of its outlet, always the same ones; "" where it is the first of them. So a body that is lost takes 64
// articles with it at most.
func (q Queries) Alike(ctx context.Context, a news.Article) (string, error) {
	first := a.ID - a.ID%alikeSpan
	before, err := q.q.CountArticlesFrom(ctx, db.CountArticlesFromParams{OutletID: a.OutletID, First: first, ID: a.ID})
	if err != nil {
		return "", found(err, "count articles of outlet %d", a.OutletID)
	}
	skip := before - before%alikePages
	body, err := q.q.FirstBody(ctx, db.FirstBodyParams{
		OutletID: a.OutletID, First: first, Last: first + alikeSpan, Max: alikePages, Skip: int32(skip),
	})
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return body, found(err, "a body like those of outlet %d", a.OutletID)
}

// CaptureRead keeps what reading the capture gave: c.Read (when; not zero), c.Outcome, c.Reason and c.Version. It is
// false, and nothing is kept, if the capture had been read already: whoever asks must then write nothing else for it.
func (t *Tx) CaptureRead(ctx context.Context, c news.Capture) (bool, error) {
	if c.Read.IsZero() {
		return false, fmt.Errorf("capture %d: it was read at no time", c.ID)
	}
	n, err := t.q.CaptureRead(ctx, db.CaptureReadParams{
		ID: c.ID, ReadAt: micros(c.Read), Outcome: string(c.Outcome), Reason: clean(c.Reason), Version: int64(c.Version),
	})
	return n == 1, found(err, "keep that capture %d was read", c.ID)
}
