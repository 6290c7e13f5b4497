package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
	"github.com/stemma-news/stemma/store/db"
)

// sameHash is what two texts share exactly if a reader sees the same in both.
func sameHash(text string) blockHash { return sha256.Sum256([]byte(prose.Key(text))) }

// count keeps what a version, whose blocks are written, adds to what its outlet has printed.
func (t *Tx) count(ctx context.Context, v news.Version) error {
	outlet, err := t.q.ArticleOutlet(ctx, v.ArticleID)
	if err != nil {
		return err
	}
	before, err := t.q.OtherHeadlines(ctx, db.OtherHeadlinesParams{ArticleID: v.ArticleID, ID: v.ID})
	if err != nil {
		return err
	}
	hash, fresh := sameHash(v.Headline), int64(1)
	if slices.ContainsFunc(before, func(h string) bool { return sameHash(h) == hash }) {
		fresh = 0
	}
	return t.q.CountTexts(ctx, db.CountTextsParams{
		OutletID: outlet, VersionID: v.ID, ArticleID: v.ArticleID, Headline: hash[:], NewHeadline: fresh,
	})
}

// forget takes all texts that an article ever had out of what its outlet has printed.
func (t *Tx) forget(ctx context.Context, articleID int64) error {
	outlet, err := t.q.ArticleOutlet(ctx, articleID)
	if err != nil {
		return err
	}
	if err := t.q.ForgetTexts(ctx, db.ForgetTextsParams{OutletID: outlet, ArticleID: articleID}); err != nil {
		return err
	}
	return t.eachHeadline(ctx, articleID, func(same []byte) error {
		return t.q.ForgetHeadline(ctx, db.ForgetHeadlineParams{OutletID: outlet, Same: same})
	})
}

// remember is the opposite of forget.
func (t *Tx) remember(ctx context.Context, articleID int64) error {
	outlet, err := t.q.ArticleOutlet(ctx, articleID)
	if err != nil {
		return err
	}
	if err := t.q.RememberTexts(ctx, articleID); err != nil {
		return err
	}
	return t.eachHeadline(ctx, articleID, func(same []byte) error {
		return t.q.RememberHeadline(ctx, db.RememberHeadlineParams{OutletID: outlet, Same: same})
	})
}

// eachHeadline calls do once with the hash of each headline that an article ever had.
func (t *Tx) eachHeadline(ctx context.Context, articleID int64, do func(same []byte) error) error {
	headlines, err := t.q.OtherHeadlines(ctx, db.OtherHeadlinesParams{ArticleID: articleID})
	if err != nil {
		return err
	}
	hashes := map[blockHash]string{}
	for _, headline := range headlines {
		hashes[sameHash(headline)] = headline
	}
	for _, hash := range sortedHashes(hashes) {
		if err := do(hash[:]); err != nil {
			return err
		}
	}
	return nil
}

// Printed says which of some texts the article's outlet has printed on at least so many articles, or as the headline of
// another article. A text counts as often as articles, this one too, have ever had it in their body.
func (q Queries) Printed(ctx context.Context, articleID int64, texts []string, least int) ([]news.Printed, error) {
	byHash := make(map[blockHash]string, len(texts))
	for _, text := range texts {
		byHash[sameHash(text)] = text
	}
	own, err := q.q.OtherHeadlines(ctx, db.OtherHeadlinesParams{ArticleID: articleID})
	if err != nil {
		return nil, found(err, "headlines of article %d", articleID)
	}
	for _, headline := range own {
		delete(byHash, sameHash(headline))
	}
	var all []news.Printed
	for chunk := range slices.Chunk(sortedHashes(byHash), maxRows) {
		some, err := q.printed(ctx, articleID, chunk, byHash, least)
		if err != nil {
			return nil, found(err, "how often the texts of article %d were printed", articleID)
		}
		all = append(all, some...)
	}
	return all, nil
}

func (q Queries) printed(ctx context.Context, articleID int64, hashes []blockHash, texts map[blockHash]string, least int) (all []news.Printed, err error) {
	args := []any{articleID, int64(least)}
	for _, hash := range hashes {
		args = append(args, hash[:])
	}
	rows, err := q.raw.QueryContext(ctx, `SELECT same, articles, headlines FROM furniture
		WHERE outlet_id = (SELECT outlet_id FROM article WHERE id = $1) AND (articles >= $2 OR headlines > 0)
		AND same IN (`+placeholders(3, len(hashes))+") ORDER BY same", args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var hash []byte
		var articles, headlines int64
		if err := rows.Scan(&hash, &articles, &headlines); err != nil {
			return nil, fmt.Errorf("read a row: %w", err)
		}
		all = append(all, news.Printed{Text: texts[blockHash(hash)], Articles: int(articles), Headline: headlines > 0})
	}
	return all, rows.Err()
}
