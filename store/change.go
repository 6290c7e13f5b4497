package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// AddChange keeps the step to version c.To. A second change with that number is an error.
func (t *Tx) AddChange(ctx context.Context, c news.Change) error {
	edits, err := json.Marshal(c.Edits)
	if err != nil {
		return fmt.Errorf("write the edits of change %d of article %d: %w", c.N, c.ArticleID, err)
	}
	meanings, err := json.Marshal(c.Meanings)
	if err != nil {
		return fmt.Errorf("write the meanings of change %d of article %d: %w", c.N, c.ArticleID, err)
	}
	outletID, err := t.q.ArticleChanged(ctx, db.ArticleChangedParams{ID: c.ArticleID, At: micros(c.SeenAfter)})
	if err != nil {
		return found(err, "add change %d to article %d", c.N, c.ArticleID)
	}
	id, err := t.q.InsertChange(ctx, db.InsertChangeParams{
		ArticleID: c.ArticleID, OutletID: outletID, N: int64(c.N), FromN: int64(c.From), ToN: int64(c.To),
		SeenBefore: micros(c.SeenBefore), SeenAfter: micros(c.SeenAfter), Redesigned: c.Redesigned, Silent: c.Silent,
		Weight: c.Weight, Summary: clean(c.Summary), Edits: string(edits), Meanings: string(meanings),
	})
	if err != nil {
		return fmt.Errorf("add change %d to article %d: %w", c.N, c.ArticleID, err)
	}
	return t.addMeanings(ctx, id, c)
}

func (t *Tx) addMeanings(ctx context.Context, id int64, c news.Change) error {
	for _, m := range c.Meanings {
		err := t.q.InsertChangeMeaning(ctx, db.InsertChangeMeaningParams{
			Meaning: string(m), SeenAfter: micros(c.SeenAfter), ChangeID: id,
		})
		if err != nil {
			return fmt.Errorf("add meaning %s to change %d of article %d: %w", m, c.N, c.ArticleID, err)
		}
	}
	return nil
}

// Change gives the n-th change of an article, or ErrNotFound.
func (q Queries) Change(ctx context.Context, articleID int64, n int) (news.Change, error) {
	row, err := q.q.Change(ctx, db.ChangeParams{ArticleID: articleID, N: int64(n)})
	if err != nil {
		return news.Change{}, found(err, "change %d of article %d", n, articleID)
	}
	return change(row)
}

// ArticleChanges gives all changes of an article, by number.
func (q Queries) ArticleChanges(ctx context.Context, articleID int64) ([]news.Change, error) {
	rows, err := q.q.ArticleChanges(ctx, articleID)
	if err != nil {
		return nil, fmt.Errorf("changes of article %d: %w", articleID, err)
	}
	changes := make([]news.Change, len(rows))
	for i, row := range rows {
		if changes[i], err = change(row); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

func change(row db.Change) (news.Change, error) {
	c := news.Change{
		ID: row.ID, ArticleID: row.ArticleID, N: int(row.N), From: int(row.FromN), To: int(row.ToN),
		SeenBefore: moment(row.SeenBefore), SeenAfter: moment(row.SeenAfter), Redesigned: row.Redesigned,
		Silent: row.Silent, Weight: row.Weight, Summary: row.Summary,
	}
	if err := json.Unmarshal([]byte(row.Edits), &c.Edits); err != nil {
		return c, fmt.Errorf("read the edits of change %d of article %d: %w", c.N, c.ArticleID, err)
	}
	if err := json.Unmarshal([]byte(row.Meanings), &c.Meanings); err != nil {
		return c, fmt.Errorf("read the meanings of change %d of article %d: %w", c.N, c.ArticleID, err)
	}
	return c, nil
}
