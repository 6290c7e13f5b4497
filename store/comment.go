package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
	"github.com/stemma-news/stemma/store/db"
)

// A CommentRow is a comment with when it was seen.
type CommentRow struct {
	news.Comment
	FirstSeen, LastSeen time.Time
	Gone                time.Time // the first look that did not show it any more; zero while it is there
}

// SeeComments keeps that a look at that time showed these comments and no others: new ones are added, those that were
// there and are missing are gone (it tells how many), and one that returns is there again.
func (t *Tx) SeeComments(ctx context.Context, articleID int64, at time.Time, comments []news.Comment) (int, error) {
	rows, err := t.q.Comments(ctx, articleID)
	if err != nil {
		return 0, fmt.Errorf("comments of article %d: %w", articleID, err)
	}
	known := make(map[string]bool, len(rows))
	shown := make(map[string]bool, len(comments))
	for _, c := range comments {
		shown[commentKey(c)] = true
	}
	gone := 0
	for _, row := range rows {
		known[row.Key] = true
		left, err := t.seeComment(ctx, row, shown[row.Key], at)
		if err != nil {
			return 0, fmt.Errorf("keep comment %d of article %d: %w", row.ID, articleID, err)
		}
		if left {
			gone++
		}
	}
	if err := t.addComments(ctx, articleID, at, comments, known); err != nil {
		return 0, fmt.Errorf("add comments to article %d: %w", articleID, err)
	}
	err = t.q.CommentsSeen(ctx, db.CommentsSeenParams{ArticleID: articleID, At: micros(at)})
	return gone, found(err, "keep comments of article %d", articleID)
}

// seeComment keeps that a known comment went or returned, and tells whether it went.
func (t *Tx) seeComment(ctx context.Context, row db.Comment, shown bool, at time.Time) (bool, error) {
	switch wasGone := row.Gone != 0; {
	case shown && wasGone:
		return false, t.q.SetCommentGone(ctx, db.SetCommentGoneParams{ID: row.ID})
	case !shown && !wasGone:
		return true, t.q.SetCommentGone(ctx, db.SetCommentGoneParams{ID: row.ID, Gone: micros(at)})
	default:
		return false, nil
	}
}

func (t *Tx) addComments(ctx context.Context, articleID int64, at time.Time, comments []news.Comment, known map[string]bool) error {
	for _, c := range comments {
		if known[commentKey(c)] {
			continue
		}
		err := t.q.InsertComment(ctx, db.InsertCommentParams{
			ArticleID: articleID, Key: commentKey(c), PageID: clean(c.ID), Parent: clean(c.Parent), Author: clean(c.Author),
			Posted: micros(c.Posted), Text: clean(c.Text), FirstSeen: micros(at), LastSeen: micros(at),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// commentKey tells the comments of an article apart. The time is left out where the page gives no id: pages print it as
// "2 hours ago".
func commentKey(c news.Comment) string {
	if c.ID != "" {
		return "id:" + clean(c.ID)
	}
	hash := sha256.Sum256([]byte(prose.Key(clean(c.Author)) + "\x00" + prose.Key(clean(c.Text))))
	return hex.EncodeToString(hash[:])
}

// Comments gives all comments that an article ever had, in the order in which they were first seen.
func (q Queries) Comments(ctx context.Context, articleID int64) ([]CommentRow, error) {
	rows, err := q.q.Comments(ctx, articleID)
	comments := make([]CommentRow, len(rows))
	for i, row := range rows {
		comments[i] = CommentRow{
			Comment: news.Comment{
				ID: row.PageID, Parent: row.Parent, Author: row.Author, Posted: moment(row.Posted), Text: row.Text,
			},
			FirstSeen: moment(row.FirstSeen), LastSeen: moment(row.LastSeen), Gone: moment(row.Gone),
		}
	}
	return comments, found(err, "comments of article %d", articleID)
}
