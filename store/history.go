package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// A TextKey is what two texts share exactly if a reader sees the same in both.
type TextKey [32]byte

// KeyOf gives the key of a text, by its parts (news.Parts).
func KeyOf(parts []news.Block) TextKey { return TextKey(textKey(parts)) }

// A Text is a version without its blocks, with the key of its text and that of the links in it.
type Text struct {
	news.Version
	Key   TextKey
	Links LinksKey
}

// Texts gives all versions of an article by number, also those that are withdrawn.
func (q Queries) Texts(ctx context.Context, articleID int64) ([]Text, error) {
	rows, err := q.q.AllVersions(ctx, articleID)
	if err != nil {
		return nil, found(err, "versions of article %d", articleID)
	}
	texts := make([]Text, len(rows))
	for i, row := range rows {
		if len(row.TextKey) != len(texts[i].Key) {
			return nil, fmt.Errorf("version %d of article %d: %w: the key of its text has %d bytes", row.N, articleID, ErrDamaged, len(row.TextKey))
		}
		links, err := linksKey(row.LinksKey)
		if err != nil {
			return nil, fmt.Errorf("version %d of article %d: %w", row.N, articleID, err)
		}
		texts[i] = Text{version(row), TextKey(row.TextKey), links}
	}
	return texts, nil
}

// ChangeSteps gives the changes of an article that stand, in the order in which they were seen, without what was edited.
func (q Queries) ChangeSteps(ctx context.Context, articleID int64) ([]news.Change, error) {
	rows, err := q.q.ChangeSteps(ctx, articleID)
	steps := make([]news.Change, len(rows))
	for i, row := range rows {
		steps[i] = news.Change{
			ID: row.ID, ArticleID: articleID, N: int(row.N), From: int(row.FromN), To: int(row.ToN),
			SeenBefore: moment(row.SeenBefore), SeenAfter: moment(row.SeenAfter), Confirmed: moment(row.Confirmed),
			Alternates: moment(row.Alternates),
		}
	}
	return steps, found(err, "steps of article %d", articleID)
}

// AllChanges gives all changes of an article by number, also those that are withdrawn.
func (q Queries) AllChanges(ctx context.Context, articleID int64) ([]news.Change, error) {
	rows, err := q.q.AllChanges(ctx, articleID)
	if err != nil {
		return nil, found(err, "all changes of article %d", articleID)
	}
	changes := make([]news.Change, len(rows))
	for i, row := range rows {
		if changes[i], err = change(row); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

// CapturesAfter gives up to limit captures of an article, oldest first, that come after the given one; the zero Capture
// stands before all of them.
func (q Queries) CapturesAfter(ctx context.Context, articleID int64, after news.Capture, limit int) ([]news.Capture, error) {
	from := int64(-1 << 62)
	if !after.At.IsZero() {
		from = micros(after.At)
	}
	rows, err := q.q.CapturesFrom(ctx, db.CapturesFromParams{ArticleID: articleID, At: from, ID: after.ID, Max: int32(limit)})
	return captures(rows), found(err, "captures of article %d", articleID)
}

// CountCaptures gives how many captures an article has.
func (q Queries) CountCaptures(ctx context.Context, articleID int64) (int, error) {
	n, err := q.q.CountCapturesOf(ctx, articleID)
	return int(n), found(err, "count captures of article %d", articleID)
}

// CountUnread gives how many captures of an article nobody has read.
func (q Queries) CountUnread(ctx context.Context, articleID int64) (int, error) {
	n, err := q.q.CountUnread(ctx, articleID)
	return int(n), found(err, "count unread captures of article %d", articleID)
}

// ReadAfter says that a look at the article that came after that time has been read.
func (q Queries) ReadAfter(ctx context.Context, articleID int64, at time.Time) (bool, error) {
	n, err := q.q.ReadAfter(ctx, db.ReadAfterParams{ArticleID: articleID, At: micros(at)})
	return n > 0, found(err, "look for read captures of article %d", articleID)
}

// UnreadBefore says that an older capture of the article waits to be read.
func (q Queries) UnreadBefore(ctx context.Context, c news.Capture) (bool, error) {
	n, err := q.q.UnreadBefore(ctx, db.UnreadBeforeParams{ArticleID: c.ArticleID, At: micros(c.At), ID: c.ID})
	return n > 0, found(err, "look for unread captures of article %d", c.ArticleID)
}

// Reweave marks the article: its history is to be made anew from all its captures, and its Read job does it.
func (t *Tx) Reweave(ctx context.Context, articleID int64) error {
	n, err := t.q.SetReweave(ctx, articleID)
	if err := touched(n, err, "mark article %d", articleID); err != nil {
		return err
	}
	return t.EnqueueRead(ctx, articleID)
}

// Woven takes the mark off again, counts the versions that stand, and has the article found by their words.
func (t *Tx) Woven(ctx context.Context, articleID int64) error {
	n, err := t.q.ArticleWoven(ctx, articleID)
	if err := touched(n, err, "keep that article %d was woven anew", articleID); err != nil {
		return err
	}
	texts, err := t.Versions(ctx, articleID)
	if err != nil || len(texts) == 0 {
		return err
	}
	return t.index(ctx, articleID)
}

// FirstSeen moves an article's first sight back to that time, if it was later.
func (t *Tx) FirstSeen(ctx context.Context, articleID int64, at time.Time) error {
	return found(t.q.MoveFirstSeen(ctx, db.MoveFirstSeenParams{ID: articleID, At: micros(at)}), "first sight of article %d", articleID)
}

// PutVersionSeen keeps when and how often version v.N was seen, by which capture first and by which edition; it stands
// from now on, whatever it did.
func (t *Tx) PutVersionSeen(ctx context.Context, v news.Version) error {
	n, err := t.q.PutVersionSeen(ctx, db.PutVersionSeenParams{
		ArticleID: v.ArticleID, N: int64(v.N), FirstSeen: micros(v.FirstSeen), LastSeen: micros(v.LastSeen),
		Looks: int64(v.Looks), CaptureID: orNull(v.CaptureID), Edition: int64(v.Edition),
	})
	return touched(n, err, "keep version %d of article %d", v.N, v.ArticleID)
}

// WithdrawVersion keeps since when version v.N does not stand any more (v.Withdrawn) and which one its text turned out to
// be (v.SameAs, 0 for none).
func (t *Tx) WithdrawVersion(ctx context.Context, v news.Version) error {
	n, err := t.q.WithdrawVersion(ctx, db.WithdrawVersionParams{
		ArticleID: v.ArticleID, N: int64(v.N), Withdrawn: micros(v.Withdrawn), SameAs: int64(v.SameAs),
	})
	return touched(n, err, "withdraw version %d of article %d", v.N, v.ArticleID)
}

// PutChange keeps change c.N as it is now. Number and article stay.
func (t *Tx) PutChange(ctx context.Context, c news.Change) error {
	edits, meanings, err := listsOf(c)
	if err != nil {
		return err
	}
	id, err := t.q.UpdateChange(ctx, db.UpdateChangeParams{
		ArticleID: c.ArticleID, N: int64(c.N), FromN: int64(c.From), ToN: int64(c.To), SeenBefore: micros(c.SeenBefore),
		SeenAfter: micros(c.SeenAfter), Redesigned: c.Redesigned, Silent: c.Silent, Weight: c.Weight,
		Summary: clean(c.Summary), Edits: edits, Meanings: meanings, Confirmed: micros(c.Confirmed),
		Alternates: micros(c.Alternates), Withdrawn: micros(c.Withdrawn),
	})
	if err != nil {
		return found(err, "keep change %d of article %d", c.N, c.ArticleID)
	}
	if err := t.q.DeleteChangeMeanings(ctx, id); err != nil {
		return found(err, "keep change %d of article %d", c.N, c.ArticleID)
	}
	return t.addMeanings(ctx, id, c)
}

// SameChange says that two changes are kept alike, but for their numbers and ids.
func SameChange(a, b news.Change) (bool, error) {
	aEdits, aMeanings, aErr := listsOf(a)
	bEdits, bMeanings, bErr := listsOf(b)
	if err := errors.Join(aErr, bErr); err != nil {
		return false, err
	}
	at := func(a, b time.Time) bool { return micros(a) == micros(b) }
	return aEdits == bEdits && aMeanings == bMeanings && a.From == b.From && a.To == b.To && a.Silent == b.Silent &&
		a.Redesigned == b.Redesigned && a.Weight == b.Weight && clean(a.Summary) == clean(b.Summary) &&
		at(a.SeenBefore, b.SeenBefore) && at(a.SeenAfter, b.SeenAfter) && at(a.Confirmed, b.Confirmed) &&
		at(a.Alternates, b.Alternates) && at(a.Withdrawn, b.Withdrawn), nil
}

// PutReading keeps what a capture turned out to be when it was read again: c.Outcome, c.Reason and c.Version; c.Read,
// where it had not been read.
func (t *Tx) PutReading(ctx context.Context, c news.Capture) error {
	n, err := t.q.PutReading(ctx, db.PutReadingParams{
		ID: c.ID, ReadAt: micros(c.Read), Outcome: string(c.Outcome), Reason: clean(c.Reason), Version: int64(c.Version),
	})
	return touched(n, err, "keep what capture %d showed", c.ID)
}

// DropEvent forgets an event that turned out not to have happened.
func (t *Tx) DropEvent(ctx context.Context, id int64) error {
	return found(t.q.DeleteEvent(ctx, id), "drop event %d", id)
}

// CommentKey tells the comments of one article apart.
func CommentKey(c news.Comment) string { return commentKey(c) }

// PutComment keeps a comment and when it was seen, whether it was known or not.
func (t *Tx) PutComment(ctx context.Context, articleID int64, c CommentRow) error {
	key := commentKey(c.Comment)
	err := t.addComments(ctx, articleID, c.FirstSeen, []news.Comment{c.Comment}, nil)
	if err != nil {
		return found(err, "keep a comment of article %d", articleID)
	}
	return found(t.q.PutCommentSeen(ctx, db.PutCommentSeenParams{
		ArticleID: articleID, Key: key, FirstSeen: micros(c.FirstSeen), LastSeen: micros(c.LastSeen), Gone: micros(c.Gone),
	}), "keep a comment of article %d", articleID)
}

// DropComment forgets a comment that no look shows.
func (t *Tx) DropComment(ctx context.Context, articleID int64, key string) error {
	return found(t.q.DeleteComment(ctx, db.DeleteCommentParams{ArticleID: articleID, Key: key}), "drop a comment of article %d", articleID)
}

// KeptArticles gives the ids of the articles that were looked at, since a time if that is not zero; those of one outlet if
// its key is not empty. It gives ErrNotFound for an outlet that does not exist.
func (q Queries) KeptArticles(ctx context.Context, outlet string, since time.Time) ([]int64, error) {
	var id int64
	if outlet != "" {
		o, err := q.OutletByKey(ctx, outlet)
		if err != nil {
			return nil, err
		}
		id = o.ID
	}
	ids, err := q.q.KeptArticles(ctx, db.KeptArticlesParams{Since: micros(since), OutletID: id})
	return ids, found(err, "list articles")
}
