package watch

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// Imported counts what an import brought.
type Imported struct {
	Captures int // kept
	Known    int // captures that were here already
	Other    int // records that are no look at a page: requests, metadata, pictures, redirects
	Articles int // that have new captures
	Versions int
	Changes  int
	Broken   []string // records that could not be read, a sentence each
}

// An importer takes the records of one or more web archives as captures at their own dates.
type importer struct {
	*Watcher
	result   Imported
	fresh    []freshCapture
	articles map[int64]bool    // that have new captures
	known    map[int64]bool    // that had some: an import before may have been cut short before it read them
	bodies   map[string]string // payload digest and "URL date" to the body's name, for revisit records
	last     map[int64]string  // article to its body before, which the next is stored against
	versions int               // of all these articles before
	changes  int               // likewise
	noted    map[int64]int64   // articles of the file being read, by the numbers that it gives them, to ours
	sizes    map[string]int64  // of bodies, by name
	requests requests
	hops     []ledHop
}

// A freshCapture is one that the import added.
type freshCapture struct{ at, id int64 }

// An ArchiveFile is a WARC or ARC file that is read once, from its start.
type ArchiveFile struct {
	Name string
	io.Reader
}

// Import keeps every look at a page that the archives hold, then reads them oldest first. A record that is broken is
// named in the result and passed over. Importing a file again adds nothing.
func (w *Watcher) Import(ctx context.Context, files []ArchiveFile) (Imported, error) {
	im := &importer{
		Watcher: w, articles: map[int64]bool{}, known: map[int64]bool{}, bodies: map[string]string{},
		last: map[int64]string{}, sizes: map[string]int64{},
	}
	for _, f := range files {
		if err := im.keepAll(ctx, f.Name, f.Reader); err != nil {
			return im.result, wrap(err, "import %s", f.Name)
		}
	}
	return im.result, im.readAll(ctx)
}

func (im *importer) keepAll(ctx context.Context, name string, r io.Reader) error {
	im.noted = map[int64]int64{}
	for record, err := range archive.Records(r) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if broken, ok := errors.AsType[*archive.BrokenError](err); ok {
			im.result.Broken = append(im.result.Broken, fmt.Sprintf("%s: %v", name, broken))
			continue
		}
		if err != nil {
			return err
		}
		if err := im.keep(ctx, record); err != nil {
			return wrap(err, "record at %d", record.Offset)
		}
	}
	return nil
}

// keep keeps one record if it is a look at a page.
func (im *importer) keep(ctx context.Context, r archive.Record) error {
	if r.Kind == "request" {
		im.result.Other++
		return im.keepRequest(ctx, r)
	}
	if r.LedTo != "" {
		im.result.Other++
		im.holdHop(r)
		return nil
	}
	if r.Noted != nil {
		return im.keepNoted(ctx, r)
	}
	address, err := news.CleanURL(r.URL)
	looks := r.Kind == "response" || r.Kind == "revisit" || r.Kind == "resource"
	if err != nil || !looks || r.At.IsZero() || r.Status/100 == 3 && r.Status != http.StatusNotModified {
		im.result.Other++
		return nil
	}
	if r.Kind != "revisit" {
		if !isPage(r) {
			im.remember(r, noPage)
			im.result.Other++
			return nil
		}
		return im.keepPage(ctx, address, r, "")
	}
	known, err := im.revisited(ctx, r)
	if err != nil {
		return err
	}
	if kind := r.Header.Get("Content-Type"); known == noPage || kind != "" && !isPage(r) {
		im.result.Other++
		return nil
	}
	if known == "" {
		im.result.Broken = append(im.result.Broken, fmt.Sprintf(
			"revisit record at %d of %s refers to a page that is not in the file", r.Offset, r.URL))
		return nil
	}
	return im.keepPage(ctx, address, r, known)
}

// noPage stands for the body of a record that is no page, so that its revisits are known to be none either.
const noPage = "-"

// remember keeps under which names later revisit records may refer to this one.
func (im *importer) remember(r archive.Record, body string) {
	im.bodies[r.Digest], im.bodies[r.URL+" "+stamp(r.At)] = body, body
}

// revisited gives the name of the body that a revisit record found unchanged: by its digest, else by the address and
// the date that it refers to, among the records of this import or what was kept before; "" if there is none.
func (im *importer) revisited(ctx context.Context, r archive.Record) (string, error) {
	if name := im.bodies[r.Digest]; name != "" && r.Digest != "" {
		return name, nil
	}
	if name := im.bodies[r.RefersToURL+" "+stamp(r.RefersToDate)]; name != "" {
		return name, nil
	}
	clean, err := news.CleanURL(r.RefersToURL)
	if err != nil {
		return "", nil //nolint:nilerr // it refers to nothing that can be here
	}
	a, err := im.DB.ArticleByURL(ctx, clean)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", wrap(err, "find article at %s", clean)
	}
	captures, err := im.DB.Captures(ctx, a.ID, 1000)
	for _, c := range captures {
		if stamp(c.At) == stamp(r.RefersToDate) {
			return c.Body, nil
		}
	}
	return "", wrap(err, "list captures of article %d", a.ID)
}

func (im *importer) keepPage(ctx context.Context, address string, r archive.Record, body string) error {
	a, err := im.article(ctx, address, r)
	if err != nil {
		return err
	}
	packed := archive.Packed{Name: body}
	if body == "" && len(r.Body) > 0 {
		if packed, err = im.pack(ctx, a, r.Body, im.last[a.ID]); err != nil {
			return wrap(err, "pack body of %s", r.URL)
		}
	}
	im.remember(r, packed.Name)
	im.last[a.ID] = packed.Name
	c := captureOfRecord(a, address, r, packed.Name)
	c.Request = im.requests.answered(r, c)
	return im.keepCapture(ctx, a, c, packed)
}

// keepCapture keeps a look at an article unless it is there already, and its body in any case: looks that come later may
// refer to it.
func (im *importer) keepCapture(ctx context.Context, a news.Article, c news.Capture, body archive.Packed) error {
	return im.DB.Tx(ctx, func(tx *store.Tx) error {
		if err := im.Archive.KeepIn(ctx, tx.SQL(), body); err != nil {
			return wrap(err, "keep body of %s", c.URL)
		}
		a, err := lockStanding(ctx, tx, a.ID) // who watches meanwhile may have found it to be another one
		if err != nil {
			return err
		}
		c.ArticleID = a.ID
		if err := im.meet(ctx, tx, a); err != nil {
			return err
		}
		held, err := tx.HasCapture(ctx, a.ID, c.URL, c.At)
		if err != nil {
			return err
		}
		if held {
			im.result.Known++
			im.known[a.ID] = true
			return nil
		}
		if c, err = keepUnread(ctx, tx, a, c); err != nil {
			return wrap(err, "add capture of %s", c.URL)
		}
		im.fresh = append(im.fresh, freshCapture{c.At.UnixMicro(), c.ID})
		im.result.Captures++
		im.articles[a.ID] = true
		if err := tx.FirstSeen(ctx, a.ID, c.At); err != nil || !c.At.After(a.Looked) {
			return err
		}
		a.Looked = c.At
		return tx.ArticleLooked(ctx, a)
	})
}

// article finds or adds the article of a record. One that an import brings is at rest: nobody asked to visit it.
func (im *importer) article(ctx context.Context, address string, r archive.Record) (a news.Article, err error) {
	if a, err = im.DB.ArticleByURL(ctx, address); err == nil {
		return a, nil
	}
	err = im.DB.Tx(ctx, func(tx *store.Tx) error {
		o, err := tx.OutletFor(ctx, outletOf(address, feed.Found{}))
		if err != nil {
			return wrap(err, "add outlet of %s", address)
		}
		a, _, err = tx.AddArticle(ctx, news.Article{OutletID: o.ID, URL: address, FirstSeen: r.At.UTC()})
		return wrap(err, "add article %s", address)
	})
	return a, err
}

func captureOfRecord(a news.Article, address string, r archive.Record, body string) news.Capture {
	outcome, reason := fetch.Classify(r.Status, r.Header, "", int64(len(r.Body)))
	if r.Kind != "response" || r.Status == 0 {
		outcome, reason = news.Good, ""
	}
	if r.Truncated != "" {
		outcome, reason = news.Failed, "the archive holds only a part of the page: "+r.Truncated
	}
	if outcome == news.Good && body == "" {
		outcome, reason = news.Empty, "the archive holds no page here"
	}
	return news.Capture{
		ArticleID: a.ID, URL: address, FinalURL: address, At: r.At.UTC(), Status: r.Status, Header: headerJSON(r.Header),
		Body: body, Size: int64(len(r.Body)), Outcome: outcome, Reason: reason, Imported: true,
	}
}

// readAll reads what the import added, and what one that was cut short before had left unread, in the order of time over
// all articles: which of them are one and the same is found out on the way, as it would have been by watching.
func (im *importer) readAll(ctx context.Context) error {
	im.result.Articles = len(im.articles)
	for id := range im.known {
		left, err := im.DB.Unread(ctx, id)
		if err != nil {
			return wrap(err, "list unread captures of article %d", id)
		}
		for _, c := range left {
			im.fresh = append(im.fresh, freshCapture{c.At.UnixMicro(), c.ID})
		}
	}
	slices.SortFunc(im.fresh, func(a, b freshCapture) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id)) })
	im.fresh = slices.Compact(im.fresh)
	pages := im.openAhead(ctx, im.fresh)
	defer pages.end()
	for _, f := range im.fresh {
		if err := im.readOne(ctx, f.id, pages.next()); err != nil {
			return err
		}
	}
	for id := range im.known { // one that was cut short may have left a history to be made anew
		if _, err := im.Read(ctx, id); err != nil {
			return err
		}
	}
	versions, changes, err := im.count(ctx)
	im.result.Versions, im.result.Changes = max(versions-im.versions, 0), max(changes-im.changes, 0)
	return err
}

// readOne reads a capture that waits for it, or makes its article's history anew where that is called for.
func (im *importer) readOne(ctx context.Context, id int64, page *opening) error {
	c, err := im.DB.Capture(ctx, id)
	if err != nil || !c.Read.IsZero() {
		return wrap(err, "find capture %d", id)
	}
	a, err := im.DB.Article(ctx, c.ArticleID)
	if err != nil {
		return wrap(err, "load article %d", c.ArticleID)
	}
	if !a.Reweave {
		_, err = im.readCapture(ctx, im.readingAhead(c, page))
	}
	if a.Reweave || errors.Is(err, errStale) || errors.Is(err, errJoined) {
		_, err = im.Read(ctx, a.ID)
	}
	return wrap(err, "read capture %d of %s", id, c.URL)
}

// meet counts the versions and changes that an article has when the import comes to it: what it brings may be read by who
// watches meanwhile.
func (im *importer) meet(ctx context.Context, tx *store.Tx, a news.Article) error {
	if im.articles[a.ID] || im.known[a.ID] {
		return nil
	}
	steps, err := tx.ChangeSteps(ctx, a.ID)
	im.versions, im.changes = im.versions+a.Versions, im.changes+len(steps)
	return err
}

// count counts the versions and changes of the articles that the import is about, or of those that they turned out to be.
func (im *importer) count(ctx context.Context) (versions, changes int, err error) {
	counted := map[int64]bool{}
	for _, ids := range []map[int64]bool{im.articles, im.known} {
		for id := range ids {
			a, err := im.DB.Article(ctx, id)
			if err != nil {
				return 0, 0, wrap(err, "load article %d", id)
			}
			if counted[a.ID] {
				continue
			}
			counted[a.ID] = true
			steps, err := im.DB.ChangeSteps(ctx, a.ID)
			if err != nil {
				return 0, 0, err
			}
			versions, changes = versions+a.Versions, changes+len(steps)
		}
	}
	return versions, changes, nil
}

// isPage says that a record holds a page rather than a picture or a script.
func isPage(r archive.Record) bool {
	kind := strings.ToLower(r.Header.Get("Content-Type"))
	if kind != "" {
		return strings.Contains(kind, "html")
	}
	return bytes.HasPrefix(bytes.TrimSpace(r.Body), []byte("<"))
}

// stamp is a moment as an archive names it.
func stamp(at time.Time) string { return at.UTC().Format("20060102150405") }
