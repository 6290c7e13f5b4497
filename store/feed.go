package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// A Sighting is what a feed's link came to.
type Sighting struct {
	Article news.Article
	New     bool // the article was not known
	Hinted  bool // the feed's title or modified date for it is another than before: it may have changed
	Dated   bool // it is the date
}

// AddFeed adds a feed of the outlet f.OutletID, or gives the one that has its URL. f.URL is clean (news.CleanURL).
func (t *Tx) AddFeed(ctx context.Context, f news.Feed) (news.Feed, bool, error) {
	host := news.HostOf(f.URL)
	if err := t.q.EnsureHost(ctx, host); err != nil {
		return f, false, fmt.Errorf("add feed %s: %w", f.URL, err)
	}
	row, err := t.q.InsertFeed(ctx, db.InsertFeedParams{
		OutletID: f.OutletID, Key: news.URLKey(f.URL), Url: f.URL, Host: host, Kind: string(f.Kind), Title: clean(f.Title),
		Etag: clean(f.ETag), LastModified: clean(f.LastModified), Due: micros(f.Due), Looked: micros(f.Looked),
		Brought: micros(f.Brought), Outcome: string(f.Outcome), Reason: clean(f.Reason),
	})
	added := err == nil
	if errors.Is(err, sql.ErrNoRows) {
		row, err = t.q.FeedByKey(ctx, news.URLKey(f.URL))
	}
	if err != nil {
		return f, false, fmt.Errorf("add feed %s: %w", f.URL, err)
	}
	return feed(row), added, nil
}

func feed(row db.Feed) news.Feed {
	return news.Feed{
		ID: row.ID, OutletID: row.OutletID, URL: row.Url, Kind: news.FeedKind(row.Kind), Title: row.Title,
		ETag: row.Etag, LastModified: row.LastModified, Due: moment(row.Due), Looked: moment(row.Looked),
		Brought: moment(row.Brought), Outcome: news.Outcome(row.Outcome), Reason: row.Reason, Failing: moment(row.Failing),
		Links: int(row.Links), ShutOut: int(row.ShutOut), Hub: row.Hub, Topic: row.Topic,
		HintsRight: int(row.HintsRight), HintsWrong: int(row.HintsWrong),
	}
}

func feeds(rows []db.Feed) []news.Feed {
	list := make([]news.Feed, len(rows))
	for i, row := range rows {
		list[i] = feed(row)
	}
	return list
}

// Feed gives a feed by its id, or ErrNotFound.
func (q Queries) Feed(ctx context.Context, id int64) (news.Feed, error) {
	row, err := q.q.Feed(ctx, id)
	return feed(row), found(err, "feed %d", id)
}

// Feeds gives the feeds of an outlet, or of all when outletID is 0.
func (q Queries) Feeds(ctx context.Context, outletID int64) ([]news.Feed, error) {
	rows, err := q.q.Feeds(ctx, outletID)
	return feeds(rows), found(err, "feeds of outlet %d", outletID)
}

// DueFeeds gives up to limit feeds at the host that are due, longest due first.
func (q Queries) DueFeeds(ctx context.Context, host string, now time.Time, limit int) ([]news.Feed, error) {
	rows, err := q.q.DueFeeds(ctx, db.DueFeedsParams{Host: host, Due: micros(now), Limit: int32(limit)})
	return feeds(rows), found(err, "due feeds at %s", host)
}

// FeedLooked keeps what came of a look at the feed: everything but its outlet, its URL and how its hints turned out. When
// somebody made the feed due after f.Looked, it stays so.
func (t *Tx) FeedLooked(ctx context.Context, f news.Feed) error {
	n, err := t.q.FeedLooked(ctx, db.FeedLookedParams{
		ID: f.ID, Kind: string(f.Kind), Title: clean(f.Title), Etag: clean(f.ETag), LastModified: clean(f.LastModified),
		Due: micros(f.Due), Looked: micros(f.Looked), Brought: micros(f.Brought), Outcome: string(f.Outcome),
		Reason: clean(f.Reason), Links: int64(f.Links), ShutOut: int64(f.ShutOut), Failing: micros(f.Failing), Hub: f.Hub,
		Topic: f.Topic,
	})
	return touched(n, err, "keep the look at feed %d", f.ID)
}

// FeedBrought keeps that a look at the feed at that time brought something new.
func (t *Tx) FeedBrought(ctx context.Context, feedID int64, looked time.Time) error {
	err := t.q.FeedBrought(ctx, db.FeedBroughtParams{ID: feedID, Brought: micros(looked)})
	return found(err, "keep that feed %d brought something", feedID)
}

// FeedDue makes the feed due at that time and wakes its host's visit.
func (t *Tx) FeedDue(ctx context.Context, feedID int64, at time.Time) error {
	host, err := t.q.SetFeedDue(ctx, db.SetFeedDueParams{ID: feedID, Due: micros(at)})
	if err != nil {
		return found(err, "have feed %d looked at", feedID)
	}
	return t.EnqueueVisit(ctx, host, at)
}

// MoveFeed keeps that the feed is at another URL from now on. If that is another feed's already, nothing is done: that
// one is watched, and this one goes on as it was. The URL is clean.
func (t *Tx) MoveFeed(ctx context.Context, feedID int64, url string) error {
	host := news.HostOf(url)
	if err := t.q.EnsureHost(ctx, host); err != nil {
		return fmt.Errorf("move feed %d to %s: %w", feedID, url, err)
	}
	_, err := t.q.MoveFeed(ctx, db.MoveFeedParams{ID: feedID, Url: url, Key: news.URLKey(url), Host: host})
	return found(err, "move feed %d to %s", feedID, url)
}

// Sight keeps that the feed named the link at that time. An article that was not known is added, due at once; its outlet
// is that of the link's host, or else the feed's. A link that says nothing new costs no write. The error of a URL that
// cannot be watched is a sentence; the transaction goes on after it.
func (t *Tx) Sight(ctx context.Context, f news.Feed, link news.Link, at time.Time) (Sighting, error) {
	url, err := news.CleanURL(link.URL)
	if err != nil {
		return Sighting{}, err
	}
	link.URL, link.Title = url, clean(link.Title)
	s, err := t.sightArticle(ctx, f, link, at)
	if err != nil {
		return Sighting{}, err
	}
	s.Hinted, s.Dated, err = t.sighted(ctx, f.ID, s.Article.ID, link, at)
	if err != nil {
		return Sighting{}, fmt.Errorf("keep that feed %d names article %d: %w", f.ID, s.Article.ID, err)
	}
	return s, nil
}

// sightArticle finds the link's article by its URL, or adds it.
func (t *Tx) sightArticle(ctx context.Context, f news.Feed, link news.Link, at time.Time) (s Sighting, err error) {
	s.Article, s.New, err = t.AddArticle(ctx, news.Article{
		OutletID: f.OutletID, FeedID: f.ID, URL: link.URL, Headline: link.Title, Published: link.Published, FirstSeen: at, Due: at,
	})
	return s, err
}

// sighted keeps what the feed says now, and tells whether it said something else before, and another date.
func (t *Tx) sighted(ctx context.Context, feedID, articleID int64, link news.Link, at time.Time) (hinted, dated bool, err error) {
	before, err := t.q.Sighting(ctx, db.SightingParams{FeedID: feedID, ArticleID: articleID})
	known := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, false, err
	}
	published, modified := micros(link.Published), micros(link.Modified)
	if known && before.Title == link.Title && before.Modified == modified && before.Published == published {
		return false, false, nil
	}
	err = t.q.PutSighting(ctx, db.PutSightingParams{
		FeedID: feedID, ArticleID: articleID, Title: link.Title, Published: published, Modified: modified,
		FirstSeen: micros(at), Hinted: micros(at),
	})
	dated = known && before.Modified != modified
	return dated || known && before.Title != link.Title, dated, err
}
