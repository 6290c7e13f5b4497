package store

import (
	"context"
	"fmt"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// addHops keeps the redirects that a look went through; most looks have none.
func (t *Tx) addHops(ctx context.Context, captureID int64, c news.Capture) error {
	for n, h := range c.Hops {
		onward := c.Landed
		if n+1 < len(c.Hops) {
			onward = c.Hops[n+1].At
		}
		asked, err := t.request(ctx, h.Request)
		if err != nil {
			return err
		}
		err = t.q.InsertHop(ctx, db.InsertHopParams{
			CaptureID: captureID, N: int64(n), Url: clean(h.URL), Status: int64(h.Status), Header: clean(h.Header),
			RequestID: asked.form, Conditions: asked.conditions, Onward: micros(onward),
		})
		if err != nil {
			return fmt.Errorf("keep its redirect at %s: %w", h.URL, err)
		}
	}
	return nil
}

// takeHops gives the capture its redirects, whose rows are the first of those given, and the rest of them.
func (q Queries) takeHops(ctx context.Context, met forms, c *news.Capture, rows []db.Hop) ([]db.Hop, error) {
	at := c.At
	for ; len(rows) > 0 && rows[0].CaptureID == c.ID; rows = rows[1:] {
		row := rows[0]
		request, err := q.requestOf(ctx, met, asked{row.RequestID, row.Conditions})
		if err != nil {
			return nil, fmt.Errorf("how redirect %d of capture %d was asked for: %w", row.N, c.ID, err)
		}
		c.Hops = append(c.Hops, news.Hop{URL: row.Url, At: at, Status: int(row.Status), Header: row.Header, Request: request})
		at = moment(row.Onward)
		c.Landed = at
	}
	return rows, nil
}
