package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// AddChange keeps a step from one version of an article to another; its number, which nothing had before, is made here.
func (t *Tx) AddChange(ctx context.Context, c news.Change) error {
	last, err := t.q.LastChangeN(ctx, c.ArticleID)
	if err != nil {
		return found(err, "add a change to article %d", c.ArticleID)
	}
	c.N = int(last) + 1
	edits, meanings, err := listsOf(c)
	if err != nil {
		return err
	}
	outletID, err := t.q.ArticleChanged(ctx, db.ArticleChangedParams{ID: c.ArticleID, At: micros(c.SeenAfter)})
	if err != nil {
		return found(err, "add change %d to article %d", c.N, c.ArticleID)
	}
	id, err := t.q.InsertChange(ctx, db.InsertChangeParams{
		ArticleID: c.ArticleID, OutletID: outletID, N: int64(c.N), FromN: int64(c.From), ToN: int64(c.To),
		SeenBefore: micros(c.SeenBefore), SeenAfter: micros(c.SeenAfter), Redesigned: c.Redesigned, Silent: c.Silent,
		Weight: c.Weight, Summary: clean(c.Summary), Edits: edits, Meanings: meanings,
		Confirmed: micros(c.Confirmed), Alternates: micros(c.Alternates), Withdrawn: micros(c.Withdrawn),
	})
	if err != nil {
		return fmt.Errorf("add change %d to article %d: %w", c.N, c.ArticleID, err)
	}
	return t.addMeanings(ctx, id, c)
}

// listsOf gives a change's edits and meanings as they are kept.
func listsOf(c news.Change) (edits, meanings string, err error) {
	e, err := writeEdits(c.Edits)
	if err != nil {
		return "", "", fmt.Errorf("write the edits of change %d of article %d: %w", c.N, c.ArticleID, err)
	}
	m, err := json.Marshal(c.Meanings)
	if err != nil {
		return "", "", fmt.Errorf("write the meanings of change %d of article %d: %w", c.N, c.ArticleID, err)
	}
	return e, string(m), nil
}

// ChangeStands keeps what is known of how a change stands: c.Confirmed, c.Alternates and c.Withdrawn.
func (t *Tx) ChangeStands(ctx context.Context, c news.Change) error {
	n, err := t.q.SetChangeStanding(ctx, db.SetChangeStandingParams{
		ArticleID: c.ArticleID, N: int64(c.N), Confirmed: micros(c.Confirmed), Alternates: micros(c.Alternates),
		Withdrawn: micros(c.Withdrawn),
	})
	return touched(n, err, "keep how change %d of article %d stands", c.N, c.ArticleID)
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

// Change gives change n of an article, also when it is withdrawn, or ErrNotFound.
func (q Queries) Change(ctx context.Context, articleID int64, n int) (news.Change, error) {
	row, err := q.q.Change(ctx, db.ChangeParams{ArticleID: articleID, N: int64(n)})
	if err != nil {
		return news.Change{}, found(err, "change %d of article %d", n, articleID)
	}
	c, err := change(row)
	if err != nil {
		return c, err
	}
	return c, q.countLooks(ctx, &c)
}

// countLooks fills in how often the two texts of alternates were seen.
func (q Queries) countLooks(ctx context.Context, c *news.Change) error {
	if c.Alternates.IsZero() {
		return nil
	}
	for _, side := range []struct {
		n     int
		looks *int
	}{{c.From, &c.FromLooks}, {c.To, &c.ToLooks}} {
		looks, err := q.q.VersionLooks(ctx, db.VersionLooksParams{ArticleID: c.ArticleID, N: int64(side.n)})
		if err != nil {
			return found(err, "looks at version %d of article %d", side.n, c.ArticleID)
		}
		*side.looks = int(looks)
	}
	return nil
}

// ChangeSize gives about how many bytes change n of an article and its two texts are, or ErrNotFound. It reads none of them.
func (q Queries) ChangeSize(ctx context.Context, articleID int64, n int) (int64, error) {
	bytes, err := q.q.ChangeSize(ctx, db.ChangeSizeParams{ArticleID: articleID, N: int64(n)})
	return bytes, found(err, "change %d of article %d", n, articleID)
}

// ArticleChanges gives the changes of an article that stand, in the order in which they were seen.
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
		if err := q.countLooks(ctx, &changes[i]); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

func change(row db.Change) (news.Change, error) {
	c := news.Change{
		ID: row.ID, ArticleID: row.ArticleID, N: int(row.N), From: int(row.FromN), To: int(row.ToN),
		SeenBefore: moment(row.SeenBefore), SeenAfter: moment(row.SeenAfter), Redesigned: row.Redesigned,
		Silent: row.Silent, Weight: row.Weight, Summary: row.Summary, Confirmed: moment(row.Confirmed),
		Alternates: moment(row.Alternates), Withdrawn: moment(row.Withdrawn),
	}
	var err error
	if row.Edits == "" { // in a list, see changeColumns
		c.EditsLeftOut = true
	} else if c.Edits, err = readEdits(row.Edits); err != nil {
		return c, fmt.Errorf("read the edits of change %d of article %d: %w", c.N, c.ArticleID, err)
	}
	if err := json.Unmarshal([]byte(row.Meanings), &c.Meanings); err != nil {
		return c, fmt.Errorf("read the meanings of change %d of article %d: %w", c.N, c.ArticleID, err)
	}
	return c, nil
}
