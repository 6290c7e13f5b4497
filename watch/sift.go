package watch

import (
	"context"
	"time"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// Sifted is what came of changing an outlet's patterns.
type Sifted struct {
	Rested int // articles that are shut out now and are not looked at any more
	Woken  int // articles that were shut out and are due now
}

// SetPatterns adds patterns to an outlet's, takes others away, and lets its articles rest or be watched again by what
// holds then. A pattern to forget that there is not is store.ErrNotFound; then nothing is changed.
func SetPatterns(ctx context.Context, db *store.DB, outletID int64, put []news.Pattern, forget []string) (s Sifted, err error) {
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
		s.Rested, s.Woken, err = tx.Sift(ctx, outletID, feed.NewSieve(all).Takes, time.Now())
		return err
	})
	return s, err
}
