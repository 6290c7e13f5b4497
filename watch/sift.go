package watch

import (
	"context"
	"time"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// SetPatterns adds patterns to an outlet's, takes others away, and lets its articles rest or be watched again by what
// holds then. A pattern to forget that there is not is store.ErrNotFound; then nothing is changed.
func SetPatterns(ctx context.Context, db *store.DB, outletID int64, put []news.Pattern, forget []string) (s store.Sifted, err error) {
	now := time.Now()
	err = db.Tx(ctx, func(tx *store.Tx) error {
		for _, pattern := range forget {
			if err := tx.ForgetPattern(ctx, outletID, pattern); err != nil {
				return err
			}
		}
		for _, p := range put {
			if err := tx.PutPattern(ctx, outletID, p); err != nil {
				return err
			}
		}
		all, err := tx.Patterns(ctx, outletID)
		if err != nil {
			return err
		}
		s, err = tx.Sift(ctx, outletID, feed.NewSieve(all).Takes, now)
		return err
	})
	if err != nil {
		return s, err
	}
	return s, wakeHosts(ctx, db, s.Hosts, now)
}

// wakeHosts has hosts visited, each in a transaction of its own where jobs of two would be held at once. What is left out
// by an error is woken by the next sweep.
func wakeHosts(ctx context.Context, db *store.DB, hosts []string, at time.Time) error {
	return db.EachTx(ctx, len(hosts), func(tx *store.Tx, i int) error {
		return wrap(tx.EnqueueVisit(ctx, hosts[i], at), "wake %s", hosts[i])
	})
}
