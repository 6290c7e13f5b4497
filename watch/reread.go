package watch

import (
	"context"
	"errors"
	"time"

	"github.com/stemma-news/stemma/store"
)

// A Rereading says which histories are to be made anew from what was kept, by the extract that reads now.
type Rereading struct {
	Outlet string    // key; empty for all
	Since  time.Time // only articles that were looked at from then on; zero for all
}

// A Reread is what came of one article.
type Reread struct {
	Article  int64
	URL      string
	Versions int    // new and withdrawn
	Changes  int    // new, otherwise and withdrawn
	Differs  bool   // anything at all is different
	Summary  string // what, in a line
}

// ToReread gives the articles that a Rereading is about. It gives store.ErrNotFound for an outlet that does not exist.
func (w *Watcher) ToReread(ctx context.Context, r Rereading) ([]int64, error) {
	ids, err := w.DB.KeptArticles(ctx, r.Outlet, r.Since)
	return ids, wrap(err, "list the articles")
}

// Reread makes the history of one article anew or, to try it, says what would be different and writes nothing. It may be run while others watch.
func (w *Watcher) Reread(ctx context.Context, article int64, try bool) (Reread, error) {
	for {
		h, err := w.reweave(ctx, article)
		if err != nil {
			return Reread{}, wrap(err, "read article %d again", article)
		}
		var r revision
		if try {
			r, err = revise(ctx, w.DB.Queries, h, h.first)
		} else {
			r, err = w.write(ctx, h)
		}
		if errors.Is(err, errStale) {
			continue // captures came meanwhile
		}
		if err != nil {
			return Reread{}, wrap(err, "read article %d again", article)
		}
		return Reread{
			Article: h.first.ID, URL: h.first.URL, Differs: !r.Empty(), Summary: r.String(),
			Versions: len(r.newTexts) + len(r.oldTexts), Changes: len(r.newSteps) + len(r.steps) + len(r.oldSteps),
		}, nil
	}
}

// write writes a history that was made anew.
func (w *Watcher) write(ctx context.Context, h *rewoven) (r revision, err error) {
	err = w.DB.Tx(ctx, func(tx *store.Tx) error {
		r, err = w.recordHistory(ctx, tx, h)
		return err
	})
	return r, err
}
