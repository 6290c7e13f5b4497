package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/stemma-news/stemma/store/db"
)

// Absorb joins two articles that turned out to be one piece: from's looks become into's, those at a readable page
// waiting to be read again in their place among into's, and what was made of them before goes. Aliases and sightings
// follow, and [Queries.Article] gives into for from's id from now on. The caller enqueues a Read of into.
func (t *Tx) Absorb(ctx context.Context, into, from int64) error {
	type step struct {
		what string
		do   func() error
	}
	q := t.q
	forget := func(del func(context.Context, int64) error) func() error {
		return func() error { return del(ctx, from) }
	}
	for _, s := range []step{ // what refers to a row goes before the row
		{"change meanings", forget(q.AbsorbChangeMeanings)},
		{"changes", forget(q.AbsorbChanges)},
		{"version blocks", forget(q.AbsorbVersionBlocks)},
		{"versions", forget(q.AbsorbVersions)},
		{"events", forget(q.AbsorbEvents)},
		{"comments", forget(q.AbsorbComments)},
		{"captures", func() error { return q.AbsorbCaptures(ctx, db.AbsorbCapturesParams{IntoID: into, FromID: from}) }},
		{"aliases", func() error { return q.AbsorbAliases(ctx, db.AbsorbAliasesParams{IntoID: into, FromID: from}) }},
		{"sightings", func() error { return q.AbsorbSightings(ctx, db.AbsorbSightingsParams{IntoID: into, FromID: from}) }},
		{"other sightings", forget(q.AbsorbOtherSightings)},
		{"earlier mergers", func() error { return q.AbsorbMerged(ctx, db.AbsorbMergedParams{IntoID: into, FromID: from}) }},
		{"merger", func() error { return q.InsertMerged(ctx, db.InsertMergedParams{FromID: from, IntoID: into}) }},
		{"search", func() error { return t.unindex(ctx, from) }},
		{"article", forget(q.DeleteArticle)},
	} {
		if err := s.do(); err != nil {
			return fmt.Errorf("join article %d to %d: %s: %w", from, into, s.what, err)
		}
	}
	return nil
}

// unindex makes the article not found any more.
func (t *Tx) unindex(ctx context.Context, articleID int64) error {
	column := "rowid"
	if t.postgres {
		column = "article_id"
	}
	_, err := t.raw.ExecContext(ctx, "DELETE FROM search WHERE "+column+" = $1", articleID)
	return err
}

// mergedInto gives the article that an article was joined to, or ErrNotFound.
func (q Queries) mergedInto(ctx context.Context, id int64) (int64, error) {
	into, err := q.q.MergedInto(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, ErrNotFound
	}
	return into, err
}
