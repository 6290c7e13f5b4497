package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
	"github.com/stemma-news/stemma/store/db"
)

// AddVersion adds a version to the article; its number, which nothing had before, is made here, and it becomes the current one. The article's
// headline follows it, and the article is found by its words from now on. Looks below 1 count as one; a LastSeen before
// FirstSeen as FirstSeen.
func (t *Tx) AddVersion(ctx context.Context, v news.Version) (news.Version, error) {
	v = cleanVersion(v)
	last, err := t.q.LastVersionN(ctx, v.ArticleID)
	if err != nil {
		return v, found(err, "add a version to article %d", v.ArticleID)
	}
	v.N = int(last) + 1
	rows, err := t.q.ArticleVersionAdded(ctx, db.ArticleVersionAddedParams{ID: v.ArticleID, N: int64(v.N), Headline: v.Headline})
	if err := touched(rows, err, "add a version to article %d", v.ArticleID); err != nil {
		return v, err
	}
	if v.ID, err = t.insertVersion(ctx, v); err != nil {
		return v, fmt.Errorf("add version %d of article %d: %w", v.N, v.ArticleID, err)
	}
	if err := t.addBlocks(ctx, v.ID, v.Blocks); err != nil {
		return v, fmt.Errorf("add the blocks of version %d of article %d: %w", v.N, v.ArticleID, err)
	}
	if err := t.count(ctx, v); err != nil {
		return v, fmt.Errorf("count the texts of version %d of article %d: %w", v.N, v.ArticleID, err)
	}
	if err := t.index(ctx, v.ArticleID); err != nil {
		return v, fmt.Errorf("index version %d of article %d: %w", v.N, v.ArticleID, err)
	}
	return v, nil
}

// cleanVersion gives v as it will be read back.
func cleanVersion(v news.Version) news.Version {
	v.Headline, v.Byline, v.Credit, v.Language = clean(v.Headline), clean(v.Byline), clean(v.Credit), clean(v.Language)
	v.Looks = max(v.Looks, 1)
	if v.LastSeen.Before(v.FirstSeen) {
		v.LastSeen = v.FirstSeen
	}
	blocks := make([]news.Block, len(v.Blocks))
	for i, b := range v.Blocks {
		text := clean(b.Text)
		blocks[i] = news.Block{Kind: b.Kind, Text: text, Links: cleanLinks(b, text), At: moment(micros(b.At))}
	}
	v.Blocks = blocks
	return v
}

func (t *Tx) insertVersion(ctx context.Context, v news.Version) (int64, error) {
	return t.q.InsertVersion(ctx, db.InsertVersionParams{
		ArticleID: v.ArticleID, N: int64(v.N), Edition: int64(v.Edition), Headline: v.Headline, Byline: v.Byline,
		Credit: v.Credit, Language: v.Language, Published: micros(v.Published), Modified: micros(v.Modified),
		FirstSeen: micros(v.FirstSeen), LastSeen: micros(v.LastSeen), Looks: int64(v.Looks),
		CaptureID: orNull(v.CaptureID), TextKey: textKey(v.Parts()), LinksKey: LinksOf(v.Parts()).column(),
	})
}

// textKey gives what two lists of parts share exactly if a reader sees the same in both.
func textKey(parts []news.Block) []byte {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%s\x00%s\x00", p.Kind, prose.Key(clean(p.Text))) // a Hash never fails
	}
	return h.Sum(nil)
}

// VersionSeen keeps that version n was seen once more, at that time, which may be earlier than what is known.
func (t *Tx) VersionSeen(ctx context.Context, articleID int64, n int, at time.Time) error {
	rows, err := t.q.VersionSeen(ctx, db.VersionSeenParams{ArticleID: articleID, N: int64(n), At: micros(at)})
	return touched(rows, err, "keep a look at version %d of article %d", n, articleID)
}

func version(row db.Version) news.Version {
	return news.Version{
		ID: row.ID, ArticleID: row.ArticleID, N: int(row.N), Edition: int(row.Edition), Headline: row.Headline,
		Byline: row.Byline, Credit: row.Credit, Language: row.Language, Published: moment(row.Published),
		Modified: moment(row.Modified), FirstSeen: moment(row.FirstSeen), LastSeen: moment(row.LastSeen),
		Looks: int(row.Looks), CaptureID: row.CaptureID.Int64, Withdrawn: moment(row.Withdrawn), SameAs: int(row.SameAs),
	}
}

// Version gives version n of an article with its blocks, also when it is withdrawn, or ErrNotFound.
func (q Queries) Version(ctx context.Context, articleID int64, n int) (news.Version, error) {
	row, err := q.q.Version(ctx, db.VersionParams{ArticleID: articleID, N: int64(n)})
	if err != nil {
		return news.Version{}, found(err, "version %d of article %d", n, articleID)
	}
	v, err := q.withBlocks(ctx, row)
	return v, found(err, "blocks of version %d of article %d", n, articleID)
}

func (q Queries) withBlocks(ctx context.Context, row db.Version) (news.Version, error) {
	v := version(row)
	blocks, err := q.q.VersionBlocks(ctx, row.ID)
	if err != nil {
		return v, err
	}
	for _, b := range blocks {
		links, err := linksFrom(b.Links)
		if err != nil {
			return v, err
		}
		v.Blocks = append(v.Blocks, news.Block{Kind: news.BlockKind(b.Kind), Text: b.Text, Links: links, At: moment(b.At)})
	}
	return v, nil
}

// TextSize gives about how many bytes the texts of versions first to last of an article are, each counted as often as it
// is read. It reads none of them.
func (q Queries) TextSize(ctx context.Context, articleID int64, first, last int) (int64, error) {
	bytes, err := q.q.TextSize(ctx, db.TextSizeParams{ArticleID: articleID, FirstN: int64(first), LastN: int64(last)})
	return bytes, found(err, "size of versions %d to %d of article %d", first, last, articleID)
}

// Versions gives the versions of an article that stand, without their blocks, in the order in which they were first seen.
func (q Queries) Versions(ctx context.Context, articleID int64) ([]news.Version, error) {
	rows, err := q.q.Versions(ctx, articleID)
	versions := make([]news.Version, len(rows))
	for i, row := range rows {
		versions[i] = version(row)
	}
	return versions, found(err, "versions of article %d", articleID)
}
