package watch

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// keepNoted keeps a look that Stemma exported: every one, also those that brought no page. What its page says is read
// again; what came of a look without one is taken from the record.
func (im *importer) keepNoted(ctx context.Context, r archive.Record) error {
	asked, err := news.CleanURL(cmp.Or(r.AskedURL, r.URL))
	if err != nil || r.At.IsZero() {
		im.result.Other++
		return nil //nolint:nilerr // nothing that was ever looked at has such an address
	}
	a, err := im.notedArticle(ctx, asked, r)
	if err != nil {
		return err
	}
	body, size, err := im.notedBody(ctx, a, r)
	if err != nil {
		return err
	}
	c := news.Capture{
		ArticleID: a.ID, URL: asked, FinalURL: r.URL, At: r.At.UTC(), Status: r.Status, Header: headerJSON(r.Header),
		Body: body.Name, Size: size, Outcome: r.Noted.Outcome, Reason: r.Noted.Reason,
		Imported: r.Noted.Imported,
	}
	if c.Hops = im.hopsTo(r.ID); len(c.Hops) > 0 {
		c.At, c.Landed = c.Hops[0].At, c.At
	}
	switch {
	case r.Kind == "metadata":
		c.Header = "{}" // the record's own type is no answer's
	case c.Outcome.Readable() && body.Name != "":
		c.Outcome, c.Reason = news.Good, ""
	}
	c.Request = im.requests.answered(r, c)
	return im.keepCapture(ctx, a, c, body)
}

// notedArticle finds or adds the article that a record is about. Two articles that turned out to be one are found to be
// so again while their pages are read; what feeds and redirects to other hosts said of addresses, no page says.
func (im *importer) notedArticle(ctx context.Context, asked string, r archive.Record) (a news.Article, err error) {
	a, err = im.DB.ArticleByURL(ctx, asked)
	same, known := im.noted[r.Noted.Article]
	switch {
	case errors.Is(err, store.ErrNotFound) && known && r.Noted.Later:
		err = im.DB.Tx(ctx, func(tx *store.Tx) error {
			if a, err = lockStanding(ctx, tx, same); err != nil {
				return err
			}
			return tx.AddAlias(ctx, a.ID, asked, "redirect")
		})
		err = wrap(err, "keep that article %d was at %s", same, asked)
	case errors.Is(err, store.ErrNotFound):
		a, err = im.article(ctx, asked, r)
	}
	if err == nil {
		im.noted[r.Noted.Article] = a.ID
	}
	return a, wrap(err, "find article at %s", asked)
}

// notedBody packs the record's body, or finds the one that it refers to, and gives its size too.
func (im *importer) notedBody(ctx context.Context, a news.Article, r archive.Record) (p archive.Packed, size int64, err error) {
	digest, _ := strings.CutPrefix(r.Digest, "sha256:")
	switch {
	case r.Kind == "metadata", r.Kind == "revisit" && digest == "":
		return p, 0, nil
	case r.Kind != "revisit" && len(r.Body) > 0:
		if p, err = im.pack(ctx, a, r.Body, im.last[a.ID]); err != nil {
			return p, 0, wrap(err, "pack body of %s", r.URL)
		}
		im.last[a.ID], im.sizes[p.Name] = p.Name, int64(len(r.Body))
	case r.Kind == "revisit":
		p.Name = digest
	}
	if size, known := im.sizes[p.Name]; known || p.Name == "" {
		return p, size, nil
	}
	body, err := im.Archive.Get(ctx, p.Name)
	if err != nil {
		return p, 0, wrap(err, "find the body that a look at %s refers to", r.URL)
	}
	im.sizes[p.Name] = int64(len(body))
	return p, im.sizes[p.Name], nil
}
