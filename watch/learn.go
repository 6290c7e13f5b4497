package watch

import (
	"context"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// learn draws from a look that is understood what it says of the article's outlet and its feeds. It comes last in its
// transaction but for the host's job and that the capture is read: the rows that it writes are those of the whole outlet,
// for which others wait.
func (w *Watcher) learn(ctx context.Context, tx *store.Tx, a news.Article, c news.Capture) error {
	if c.Outcome.Readable() {
		if err := tx.JudgeHints(ctx, a.ID, c.At, c.Outcome == news.New); err != nil {
			return err
		}
	}
	n, counts := tallyOf(c.Outcome)
	if !counts {
		return nil
	}
	return tx.AddTally(ctx, a.OutletID, c.At.Truncate(w.limits().quarter), n)
}
