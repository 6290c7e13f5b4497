package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
	"github.com/stemma-news/stemma/store/db"
)

// A LinksKey is what two versions of one text share if the links in it lead to the same pages. It is zero where there are
// none, or none is known.
type LinksKey [sha256.Size]byte

// LinksOf gives the key of the links in a text, by its parts (news.Parts).
func LinksOf(parts []news.Block) LinksKey {
	h, none := sha256.New(), true
	for place, p := range parts {
		for _, l := range cleanLinks(p, p.Text) {
			none = false
			fmt.Fprintf(h, "%d\x00%s\x00%s\x00", place, prose.Key(p.Text[l.Start:l.End]), news.LinkKey(l.URL)) // a Hash never fails
		}
	}
	if none {
		return LinksKey{}
	}
	return LinksKey(h.Sum(nil))
}

// column gives the key as it is kept: nothing where it is zero.
func (k LinksKey) column() []byte {
	if k == (LinksKey{}) {
		return nil
	}
	return k[:]
}

func linksKey(column []byte) (LinksKey, error) {
	switch len(column) {
	case 0:
		return LinksKey{}, nil
	case len(LinksKey{}):
		return LinksKey(column), nil
	default:
		return LinksKey{}, fmt.Errorf("%w: the key of its links has %d bytes", ErrDamaged, len(column))
	}
}

// cleanLinks gives the links whose words stand in the text; none where cleaning the text has moved its words.
func cleanLinks(b news.Block, cleaned string) []news.Reference {
	if cleaned != b.Text {
		return nil
	}
	var kept []news.Reference
	for _, l := range b.Links {
		if l.Start >= 0 && l.Start < l.End && l.End <= len(b.Text) {
			kept = append(kept, l)
		}
	}
	return kept
}

func linksJSON(links []news.Reference) (string, error) {
	if len(links) == 0 {
		return "", nil
	}
	text, err := json.Marshal(links)
	if err != nil {
		return "", fmt.Errorf("write links: %w", err)
	}
	return string(text), nil
}

func linksFrom(column string) (links []news.Reference, err error) {
	if column == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(column), &links); err != nil {
		return nil, fmt.Errorf("%w: read links: %w", ErrDamaged, err)
	}
	return links, nil
}

// PutVersionLinks keeps the links of version v.N as v.Blocks have them, for one that was read before links were kept, or
// otherwise. The texts of the blocks stay as they are.
func (t *Tx) PutVersionLinks(ctx context.Context, v news.Version) error {
	v = cleanVersion(v)
	row, err := t.q.Version(ctx, db.VersionParams{ArticleID: v.ArticleID, N: int64(v.N)})
	if err != nil {
		return found(err, "version %d of article %d", v.N, v.ArticleID)
	}
	for place, b := range v.Blocks {
		links, err := linksJSON(b.Links)
		if err != nil {
			return err
		}
		if err := t.q.SetBlockLinks(ctx, db.SetBlockLinksParams{VersionID: row.ID, Place: int64(place), Links: links}); err != nil {
			return fmt.Errorf("keep the links of version %d of article %d: %w", v.N, v.ArticleID, err)
		}
	}
	n, err := t.q.SetVersionLinks(ctx, db.SetVersionLinksParams{
		ArticleID: v.ArticleID, N: int64(v.N), LinksKey: LinksOf(v.Parts()).column(),
	})
	return touched(n, err, "keep the links of version %d of article %d", v.N, v.ArticleID)
}
