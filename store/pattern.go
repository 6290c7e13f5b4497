package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// Patterns gives what an outlet's links are sifted by, in the order of their texts.
func (q Queries) Patterns(ctx context.Context, outletID int64) ([]news.Pattern, error) {
	rows, err := q.q.Patterns(ctx, outletID)
	patterns := make([]news.Pattern, len(rows))
	for i, row := range rows {
		patterns[i] = news.Pattern{Text: row.Pattern, Include: row.Include}
	}
	return patterns, found(err, "patterns of outlet %d", outletID)
}

// PutPattern adds a pattern to an outlet's, or changes whether it includes.
func (t *Tx) PutPattern(ctx context.Context, outletID int64, p news.Pattern) error {
	err := t.q.PutPattern(ctx, db.PutPatternParams{OutletID: outletID, Pattern: clean(p.Text), Include: p.Include})
	return found(err, "add pattern %q to outlet %d", p.Text, outletID)
}

// ForgetPattern takes a pattern from an outlet's, or gives ErrNotFound.
func (t *Tx) ForgetPattern(ctx context.Context, outletID int64, pattern string) error {
	n, err := t.q.DeletePattern(ctx, db.DeletePatternParams{OutletID: outletID, Pattern: clean(pattern)})
	return touched(n, err, "forget pattern %q of outlet %d", pattern, outletID)
}

// Sifted is what came of holding an outlet's articles against its patterns.
type Sifted struct {
	Rested int      // articles that are shut out now and are not looked at any more
	Woken  int      // articles that were shut out and are due now
	Hosts  []string // of those that are due, each once, in order; nothing visits them yet
}

// Sift lets the outlet's articles rest whose URL is not taken, until they are sifted again; those that rested for that
// reason and are taken now become due.
func (t *Tx) Sift(ctx context.Context, outletID int64, takes func(url string) bool, now time.Time) (s Sifted, err error) {
	const page = 1000
	hosts := map[string]bool{}
	for last := int64(0); ; {
		rows, err := t.q.ArticlesToSift(ctx, db.ArticlesToSiftParams{OutletID: outletID, ID: last, Limit: page})
		if err != nil {
			return s, fmt.Errorf("list the articles of outlet %d: %w", outletID, err)
		}
		for _, row := range rows {
			last = row.ID
			out := !takes(row.Url)
			if out == row.ShutOut {
				continue
			}
			if err := t.shut(ctx, row.ID, out, now); err != nil {
				return s, fmt.Errorf("sift article %d: %w", row.ID, err)
			}
			if out {
				s.Rested++
			} else {
				s.Woken++
				hosts[row.Host] = true
			}
		}
		if len(rows) < page {
			break
		}
	}
	s.Hosts = slices.Sorted(maps.Keys(hosts))
	return s, nil
}

// shut lets an article rest, or makes it due.
func (t *Tx) shut(ctx context.Context, articleID int64, out bool, now time.Time) error {
	change, due := t.q.LetIn, micros(now)
	if out {
		change, due = t.q.ShutOut, 0
	}
	if err := change(ctx, articleID); err != nil {
		return err
	}
	_, err := t.q.SetArticleDue(ctx, db.SetArticleDueParams{ID: articleID, Due: due})
	return err
}

// AddHint keeps that a feed says that an article has changed, until [Tx.JudgeHints]; fresh says that it had not been said
// since the last look.
func (t *Tx) AddHint(ctx context.Context, feedID, articleID int64, at time.Time) (fresh bool, err error) {
	n, err := t.q.PutHint(ctx, db.PutHintParams{FeedID: feedID, ArticleID: articleID, At: micros(at)})
	return n > 0, found(err, "keep that feed %d says that article %d changed", feedID, articleID)
}

// fadeHints is how many hints a feed is judged by: when there are so many, both counts are halved, so that what it did
// lately weighs most.
const fadeHints = 100

// JudgeHints counts the hints that there were of an article before a look as right or wrong, by what the look found.
func (t *Tx) JudgeHints(ctx context.Context, articleID int64, looked time.Time, changed bool) error {
	feeds, err := t.q.TakeHints(ctx, db.TakeHintsParams{ArticleID: articleID, At: micros(looked)})
	if err != nil {
		return fmt.Errorf("judge the hints of article %d: %w", articleID, err)
	}
	slices.Sort(feeds) // in one order, so that two transactions do not wait for each other
	for _, id := range feeds {
		count := db.CountHintParams{ID: id, WasWrong: 1, Most: fadeHints}
		if changed {
			count.WasRight, count.WasWrong = 1, 0
		}
		if err := t.q.CountHint(ctx, count); err != nil {
			return fmt.Errorf("judge the hints of feed %d: %w", id, err)
		}
	}
	return nil
}
