package store

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// Export says what to give. Its zero value is everything, hidden articles too: an export is the operator's, not a page.
type Export struct {
	Since   time.Time // captures and versions first seen, changes seen from then on
	Outlet  string    // key of an outlet
	Article int64
}

// An ExportedVersion is a version with its blocks and its article's URL.
type ExportedVersion struct {
	news.Version
	URL string
}

// An ExportedChange is a change with its article's URL.
type ExportedChange struct {
	news.Change
	URL string
}

// exportPage is how many rows are held at a time.
const exportPage = 200

// EachCapture gives captures, with their Requests and Hops, in the order in which they were kept. It ends after the first error.
func (q Queries) EachCapture(ctx context.Context, e Export) iter.Seq2[news.Capture, error] {
	return pages(ctx, q, e, func(after, outlet int64) ([]news.Capture, int64, error) {
		rows, err := q.q.ExportCaptures(ctx, db.ExportCapturesParams{
			After: after, Since: micros(e.Since), OutletID: outlet, ArticleID: e.Article, Max: exportPage,
		})
		if err != nil || len(rows) == 0 {
			return nil, 0, err
		}
		last := rows[len(rows)-1].ID
		hops, err := q.q.ExportHops(ctx, db.ExportHopsParams{
			After: after, Last: last, Since: micros(e.Since), OutletID: outlet, ArticleID: e.Article,
		})
		if err != nil {
			return nil, 0, err
		}
		all, err := q.asSent(ctx, rows, hops)
		return all, last, err
	})
}

// asSent gives captures with their Requests and Hops; both rows are in the order of the captures' ids.
func (q Queries) asSent(ctx context.Context, rows []db.Capture, hops []db.Hop) ([]news.Capture, error) {
	met := forms{}
	all, err := q.withRequests(ctx, met, rows)
	for i := range all {
		if err == nil {
			hops, err = q.takeHops(ctx, met, &all[i], hops)
		}
	}
	return all, err
}

// EachVersion gives versions in the order in which they were kept. It ends after the first error.
func (q Queries) EachVersion(ctx context.Context, e Export) iter.Seq2[ExportedVersion, error] {
	return pages(ctx, q, e, func(after, outlet int64) ([]ExportedVersion, int64, error) {
		rows, err := q.q.ExportVersions(ctx, db.ExportVersionsParams{
			After: after, Since: micros(e.Since), OutletID: outlet, ArticleID: e.Article, Max: exportPage,
		})
		var versions []ExportedVersion
		for _, row := range rows {
			v, err := q.withBlocks(ctx, row.Version)
			if err != nil {
				return nil, 0, err
			}
			versions, after = append(versions, ExportedVersion{v, row.Url}), row.Version.ID
		}
		return versions, after, err
	})
}

// EachChange gives the changes that were confirmed and stand, in the order in which they were kept. It ends after the first error.
func (q Queries) EachChange(ctx context.Context, e Export) iter.Seq2[ExportedChange, error] {
	return pages(ctx, q, e, func(after, outlet int64) ([]ExportedChange, int64, error) {
		rows, err := q.q.ExportChanges(ctx, db.ExportChangesParams{
			After: after, Since: micros(e.Since), OutletID: outlet, ArticleID: e.Article, Max: exportPage,
		})
		var changes []ExportedChange
		for _, row := range rows {
			c, err := change(row.Change)
			if err == nil {
				err = q.countLooks(ctx, &c)
			}
			if err != nil {
				return nil, 0, err
			}
			changes, after = append(changes, ExportedChange{c, row.Url}), row.Change.ID
		}
		return changes, after, err
	})
}

// pages walks through a table by id, page by page, so that neither memory nor a connection is held in between. page
// gives the rows after an id, and the id of the last of them.
func pages[T any](ctx context.Context, q Queries, e Export, page func(after, outlet int64) ([]T, int64, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		var outlet, after int64
		if e.Outlet != "" {
			o, err := q.OutletByKey(ctx, e.Outlet)
			if err != nil {
				yield(none, err)
				return
			}
			outlet = o.ID
		}
		for {
			rows, last, err := page(after, outlet)
			if err != nil {
				yield(none, fmt.Errorf("export: %w", err))
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			if len(rows) < exportPage {
				return
			}
			after = last
		}
	}
}
