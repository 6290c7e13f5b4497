package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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

// CommentsSeen keeps that a look at that time showed all comments that are not gone.
func (t *Tx) CommentsSeen(ctx context.Context, articleID int64, at time.Time) error {
	err := t.q.CommentsSeen(ctx, db.CommentsSeenParams{ArticleID: articleID, At: micros(at)})
	return found(err, "keep comments of article %d", articleID)
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
