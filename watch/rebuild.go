package watch

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// rebuild makes the history of an article anew from all its captures and writes what is different; it gives the captures
// that nobody had read before.
func (w *Watcher) rebuild(ctx context.Context, article int64) ([]news.Capture, error) {
	for {
		fresh, err := w.reweave(ctx, article)
		if err != nil {
			return nil, wrap(err, "make the history of article %d anew", article)
		}
		done, err := w.write(ctx, fresh)
		if errors.Is(err, errStale) {
			continue // captures came meanwhile
		}
		if err != nil {
			return nil, wrap(err, "write the history of article %d", article)
		}
		w.Log.Info("made anew", "article", article, "difference", done.String())
		return slices.DeleteFunc(fresh.readings, func(c news.Capture) bool { return !fresh.unread[c.ID] }), nil
	}
}

// A rewoven is a history that was made anew.
type rewoven struct {
	*weave
	first    news.Article   // as it stood before
	captures int            // how many the article had
	readings []news.Capture // what each turned out to be
	were     []news.Capture // the same as they are kept
	unread   map[int64]bool // captures that nobody had read before
	kept     map[store.TextKey]store.Text
}

// pageOfCaptures is how many captures are held at a time with their headers.
const pageOfCaptures = 100

// reweave reads all captures of an article, oldest first, and makes its history of them. It writes nothing. Each body is
// read once, and only the pages that still matter are held: of texts that are kept, the current one.
func (w *Watcher) reweave(ctx context.Context, article int64) (*rewoven, error) {
	a, err := w.DB.Article(ctx, article)
	if err != nil {
		return nil, err
	}
	h := &rewoven{weave: w.newWeave(a), first: a, unread: map[int64]bool{}}
	if h.kept, err = w.keptTexts(ctx, a.ID); err != nil {
		return nil, err
	}
	showed := map[int]*strand{} // number that a version had before to what a look at it showed last
	pages := &recent{}
	for after := (news.Capture{}); ; {
		captures, err := w.DB.CapturesAfter(ctx, a.ID, after, pageOfCaptures)
		if err != nil {
			return nil, err
		}
		for _, c := range captures {
			if h.captures == 0 {
				h.began = c.At
			}
			h.captures++
			before := h.current
			if err := h.addAgain(ctx, w.rereading(c, pages, showed), c); err != nil {
				return nil, err
			}
			if before != h.current {
				w.letGo(before, h.kept)
			}
			if h.current != nil && c.Version != 0 && h.readings[len(h.readings)-1].Version != 0 {
				showed[c.Version] = h.current
			}
		}
		if len(captures) < pageOfCaptures {
			return h, nil
		}
		after = captures[len(captures)-1]
	}
}

// keptTexts gives the texts of an article that are kept, by their keys.
func (w *Watcher) keptTexts(ctx context.Context, article int64) (map[store.TextKey]store.Text, error) {
	rows, err := w.DB.Texts(ctx, article)
	kept := map[store.TextKey]store.Text{}
	for _, row := range rows {
		kept[row.Key] = row
	}
	return kept, err
}

// letGo lets go of a text that was current until now if it is kept as it is: it is loaded should it come back.
func (w *Watcher) letGo(s *strand, kept map[store.TextKey]store.Text) {
	if s == nil || s.Blocks == nil {
		return
	}
	row, known := kept[s.Key]
	if !known || row.Links != store.LinksOf(news.Parts(s.Headline, s.Byline, s.Blocks)) {
		return
	}
	s.Blocks = nil
	s.document = func(ctx context.Context) (news.Document, error) {
		v, err := w.DB.Version(ctx, row.ArticleID, row.N)
		return asDocument(v), wrap(err, "load version %d of article %d", row.N, row.ArticleID)
	}
}

func (h *rewoven) addAgain(ctx context.Context, r *reading, c news.Capture) error {
	found, err := h.add(ctx, r)
	if err != nil {
		return wrap(err, "read capture %d of %s", c.ID, c.URL)
	}
	c.Header, found.Header = "", ""
	if c.Read.IsZero() {
		found.Read = time.Now()
		h.unread[c.ID] = true
	}
	h.were, h.readings = append(h.were, c), append(h.readings, found)
	return nil
}

// rereading gives a capture as it is woven anew: with what fetching said of it then. Where its body is lost, what was
// read of it stands for it: no version goes because of a damaged archive.
func (w *Watcher) rereading(c news.Capture, recent *recent, showed map[int]*strand) *reading {
	if fetched := fetchedAs(c); fetched != c.Outcome {
		c.Outcome, c.Reason = fetched, ""
	}
	r := w.reading(c)
	if c.Outcome == news.NotModified {
		r.shows = showed[c.Version]
	}
	r.capture.Version = 0
	read := r.read
	r.read = func(ctx context.Context) (page, error) {
		p, err := recent.get(ctx, c.Body, read)
		if err != nil || !p.lost || c.Version == 0 {
			return p, err
		}
		v, err := w.DB.Version(ctx, c.ArticleID, c.Version)
		d := asDocument(v)
		return page{document: d, key: store.KeyOf(d.Parts())}, wrap(err, "load version %d of article %d", c.Version, c.ArticleID)
	}
	return r
}

// recent holds the pages that were read last, since some sites serve a few in turn.
type recent struct {
	names []string
	pages []page
}

const mostRecent = 6

func (m *recent) get(ctx context.Context, name string, read func(context.Context) (page, error)) (page, error) {
	if i := slices.Index(m.names, name); i >= 0 {
		return m.pages[i], nil
	}
	p, err := read(ctx)
	if err != nil {
		return p, err
	}
	m.names, m.pages = append(m.names, name), append(m.pages, p)
	if len(m.names) > mostRecent {
		m.names, m.pages = m.names[1:], m.pages[1:]
	}
	return p, nil
}

// fetchedAs says what fetching alone said of a look. Of looks that were kept before that was, it is told from what is kept.
func fetchedAs(c news.Capture) news.Outcome {
	switch c.Outcome {
	case news.New, news.SameText, news.Good:
		return news.Good
	case news.NotModified:
		return news.NotModified
	}
	if c.Fetched != "" {
		return c.Fetched
	}
	header := http.Header{}
	_ = json.Unmarshal([]byte(c.Header), &header) // what is no header says nothing
	if outcome, _ := fetch.Classify(c.Status, header, "", c.Size); outcome == news.Good && c.Body != "" && readable(c.Outcome) {
		return news.Good
	}
	return c.Outcome
}

// readable says that an outcome may be what extract said of a page, not fetch of an answer.
func readable(o news.Outcome) bool {
	switch o {
	case news.SoftGone, news.Consent, news.Paywall, news.Listing, news.Empty, news.NotHTML, news.Blocked:
		return true
	default:
		return false
	}
}
