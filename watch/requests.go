package watch

import (
	"context"
	"net/http"
	"slices"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// requests brings the request records of an archive together with the looks that they led to, whichever stands first.
// The two stand beside each other, so that a few of either are enough.
type requests struct {
	open  []archive.Record // whose answers have not come
	looks []answeredLook   // whose requests have not come
}

type answeredLook struct {
	id, concurrent string // of the record
	capture        news.Capture
}

const mostOpen = 32

// concurrent says that two records name one another, or one the other.
func concurrent(a, aTo, b, bTo string) bool { return aTo != "" && aTo == b || bTo != "" && bTo == a }

// answered gives the request that a record answers, as a capture keeps it; "" while none is known.
func (q *requests) answered(r archive.Record, c news.Capture) string {
	header, known := q.take(r)
	if !known {
		q.looks = append(q.looks, answeredLook{r.ID, r.Concurrent, news.Capture{ArticleID: c.ArticleID, URL: c.URL, At: c.At}})
		q.looks = q.looks[max(len(q.looks)-mostOpen, 0):]
	}
	return header
}

// take gives the request that a record answers, and that it stood before it.
func (q *requests) take(r archive.Record) (header string, known bool) {
	i := slices.IndexFunc(q.open, func(o archive.Record) bool { return concurrent(o.ID, o.Concurrent, r.ID, r.Concurrent) })
	if i < 0 {
		return "", false
	}
	header = requestOf(q.open[i])
	q.open = slices.Delete(q.open, i, i+1)
	return header, true
}

// keepRequest keeps with what a look was asked for, now or when it comes.
func (im *importer) keepRequest(ctx context.Context, r archive.Record) error {
	if r.Method != http.MethodGet {
		return nil
	}
	q := &im.requests
	i := slices.IndexFunc(q.looks, func(l answeredLook) bool { return concurrent(r.ID, r.Concurrent, l.id, l.concurrent) })
	if i < 0 {
		r.Body = nil
		q.open = append(q.open, r)
		q.open = q.open[max(len(q.open)-mostOpen, 0):]
		return nil
	}
	c := q.looks[i].capture
	q.looks = slices.Delete(q.looks, i, i+1)
	return im.DB.Tx(ctx, func(tx *store.Tx) error { return tx.KeepRequest(ctx, c.ArticleID, c.URL, c.At, requestOf(r)) })
}

// requestOf gives the header of a request record as a capture keeps it.
func requestOf(r archive.Record) string {
	header := r.Header.Clone()
	header.Del("Host")
	return headerJSON(header)
}
