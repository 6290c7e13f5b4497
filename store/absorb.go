package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// Joined says which numbers the versions and changes of a joined article have in the other one: n + VersionsFrom and
// n + ChangesFrom. Both are -1 where that is not known any more.
type Joined struct {
	Into                      int64
	VersionsFrom, ChangesFrom int
}

// Joined gives what became of an article that was joined to another, or ErrNotFound.
func (q Queries) Joined(ctx context.Context, from int64) (Joined, error) {
	row, err := q.q.MergedInto(ctx, from)
	return Joined{row.ArticleID, int(row.VersionsFrom), int(row.ChangesFrom)}, found(err, "what became of article %d", from)
}

// Absorb joins two articles that turned out to be one piece; into remains. All that is kept of from becomes into's: looks, versions and changes, these with new numbers ([Queries.Joined]), events, comments, aliases
// and sightings; [Queries.Article] gives into for from's id from now on. Both histories stand side by side until the
// caller has woven them into one: into is marked for that, and its Read job is enqueued.
func (t *Tx) Absorb(ctx context.Context, into, from int64) error {
	if err := t.absorb(ctx, into, from); err != nil {
		return fmt.Errorf("join article %d to %d: %w", from, into, err)
	}
	return t.EnqueueRead(ctx, into)
}

func (t *Tx) absorb(ctx context.Context, into, from int64) error {
	a, err := t.LockArticle(ctx, into)
	if err != nil {
		return err
	}
	other, err := t.LockArticle(ctx, from)
	if err != nil {
		return err
	}
	versions, err := t.q.LastVersionN(ctx, into)
	if err != nil {
		return err
	}
	changes, err := t.q.LastChangeN(ctx, into)
	if err != nil {
		return err
	}
	if err := t.absorbRows(ctx, a, from, versions, changes); err != nil {
		return err
	}
	a.FirstSeen = earlier(a.FirstSeen, other.FirstSeen)
	if other.Looked.After(a.Looked) {
		a.Looked = other.Looked
	}
	if other.Changed.After(a.Changed) {
		a.Changed = other.Changed
	}
	if a.Current == 0 && other.Current != 0 {
		a.Current = other.Current + int(versions)
	}
	err = t.q.ArticleJoined(ctx, db.ArticleJoinedParams{
		ID: into, FirstSeen: micros(a.FirstSeen), Looked: micros(a.Looked), Changed: micros(a.Changed),
		CurrentVersion: int64(a.Current),
	})
	if err != nil {
		return err
	}
	return t.index(ctx, into)
}

// absorbRows moves what refers to an article to the other one, then the article goes.
func (t *Tx) absorbRows(ctx context.Context, a news.Article, from, versions, changes int64) error {
	q, into := t.q, a.ID
	forget := func(del func(context.Context, int64) error) func() error {
		return func() error { return del(ctx, from) }
	}
	for _, s := range []struct {
		what string
		do   func() error
	}{
		{"texts", func() error { return errors.Join(t.forget(ctx, into), t.forget(ctx, from)) }},
		{"versions", func() error {
			return q.AbsorbVersions(ctx, db.AbsorbVersionsParams{IntoID: into, FromID: from, VersionsFrom: versions})
		}},
		{"texts of both", func() error { return t.remember(ctx, into) }},
		{"changes", func() error {
			return q.AbsorbChanges(ctx, db.AbsorbChangesParams{
				IntoID: into, FromID: from, OutletID: a.OutletID, VersionsFrom: versions, ChangesFrom: changes,
			})
		}},
		{"events", func() error {
			return q.AbsorbEvents(ctx, db.AbsorbEventsParams{IntoID: into, FromID: from, OutletID: a.OutletID})
		}},
		{"comments", func() error { return q.AbsorbComments(ctx, db.AbsorbCommentsParams{IntoID: into, FromID: from}) }},
		{"other comments", forget(q.AbsorbOtherComments)},
		{"captures", func() error {
			return q.AbsorbCaptures(ctx, db.AbsorbCapturesParams{IntoID: into, FromID: from, VersionsFrom: versions})
		}},
		{"versions of other captures", forget(q.AbsorbVersionCaptures)},
		{"other captures", forget(q.AbsorbOtherCaptures)},
		{"aliases", func() error { return q.AbsorbAliases(ctx, db.AbsorbAliasesParams{IntoID: into, FromID: from}) }},
		{"sightings", func() error { return q.AbsorbSightings(ctx, db.AbsorbSightingsParams{IntoID: into, FromID: from}) }},
		{"other sightings", forget(q.AbsorbOtherSightings)},
		{"hints", forget(q.AbsorbHints)},
		{"rest", forget(q.LetIn)},
		{"earlier mergers", func() error {
			return q.AbsorbMerged(ctx, db.AbsorbMergedParams{IntoID: into, FromID: from, VersionsFrom: versions, ChangesFrom: changes})
		}},
		{"merger", func() error {
			return q.InsertMerged(ctx, db.InsertMergedParams{IntoID: into, FromID: from, VersionsFrom: versions, ChangesFrom: changes})
		}},
		{"suspicions", func() error { return q.ForgetSuspects(ctx, db.ForgetSuspectsParams{IntoID: into, FromID: from}) }},
		{"search", func() error { return t.unindex(ctx, from) }},
		{"article", forget(q.DeleteArticle)},
	} {
		if err := s.do(); err != nil {
			return fmt.Errorf("%s: %w", s.what, err)
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
	row, err := q.q.MergedInto(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, ErrNotFound
	}
	return row.ArticleID, err
}
