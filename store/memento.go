package store

import (
	"context"
	"time"
)

// A Memento is a capture with a body, as a list of them needs it.
type Memento struct {
	CaptureID int64
	At        time.Time
}

// Mementos gives all captures of an article that have a body, oldest first.
func (q Queries) Mementos(ctx context.Context, articleID int64) ([]Memento, error) {
	rows, err := q.q.Mementos(ctx, articleID)
	mementos := make([]Memento, len(rows))
	for i, row := range rows {
		mementos[i] = Memento{CaptureID: row.ID, At: moment(row.At)}
	}
	return mementos, found(err, "mementos of article %d", articleID)
}
