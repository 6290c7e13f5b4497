package store

import (
	"context"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// AddEvent keeps what befell an article.
func (t *Tx) AddEvent(ctx context.Context, e news.Event) error {
	outletID, err := t.q.ArticleOutlet(ctx, e.ArticleID)
	if err != nil {
		return found(err, "add an event to article %d", e.ArticleID)
	}
	_, err = t.q.InsertEvent(ctx, db.InsertEventParams{
		ArticleID: e.ArticleID, OutletID: outletID, Kind: string(e.Kind), SeenBefore: micros(e.SeenBefore),
		SeenAfter: micros(e.SeenAfter), Detail: clean(e.Detail),
	})
	return found(err, "add an event to article %d", e.ArticleID)
}

// Events gives what befell an article, oldest first.
func (q Queries) Events(ctx context.Context, articleID int64) ([]news.Event, error) {
	rows, err := q.q.Events(ctx, articleID)
	events := make([]news.Event, len(rows))
	for i, row := range rows {
		events[i] = event(row)
	}
	return events, found(err, "events of article %d", articleID)
}

func event(row db.Event) news.Event {
	return news.Event{
		ID: row.ID, ArticleID: row.ArticleID, Kind: news.EventKind(row.Kind), SeenBefore: moment(row.SeenBefore),
		SeenAfter: moment(row.SeenAfter), Detail: row.Detail,
	}
}
