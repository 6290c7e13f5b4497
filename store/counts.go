package store

import (
	"context"
	"fmt"
	"time"

	"github.com/stemma-news/stemma/news"
)

// Counts says how much there is. Counting reads whole indexes: ask for it seldom, not on every page.
type Counts struct {
	Outlets, Feeds, Articles, Versions, Changes, Events int
	Captures                                            map[news.Outcome]int // an unread look counts as what fetching said
	Due                                                 int                  // feeds and articles that are due now
	OldestDue                                           time.Time            // zero when nothing is
}

// Counts counts everything.
func (q Queries) Counts(ctx context.Context) (Counts, error) {
	tables, err := q.q.CountTables(ctx)
	if err != nil {
		return Counts{}, fmt.Errorf("count: %w", err)
	}
	c := Counts{
		Outlets: int(tables.Outlets), Feeds: int(tables.Feeds), Articles: int(tables.Articles),
		Versions: int(tables.Versions), Changes: int(tables.Changes), Events: int(tables.Events),
		Captures: map[news.Outcome]int{},
	}
	captures, err := q.q.CountCaptures(ctx)
	if err != nil {
		return c, fmt.Errorf("count captures: %w", err)
	}
	for _, row := range captures {
		c.Captures[news.Outcome(row.Outcome)] = int(row.N)
	}
	return c, q.countDue(ctx, &c, micros(time.Now()))
}

func (q Queries) countDue(ctx context.Context, c *Counts, now int64) error {
	feeds, err := q.q.CountDueFeeds(ctx, now)
	if err != nil {
		return fmt.Errorf("count due feeds: %w", err)
	}
	articles, err := q.q.CountDueArticles(ctx, now)
	if err != nil {
		return fmt.Errorf("count due articles: %w", err)
	}
	c.Due = int(feeds.N + articles.N)
	c.OldestDue = earlier(moment(feeds.Oldest), moment(articles.Oldest))
	return nil
}

// earlier gives the earlier of two times of which either may be unknown.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
