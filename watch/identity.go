package watch

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// An identity is what a page says of whose it is.
type identity struct {
	same    int64    // the article that this one turned out to be; 0 for none
	url     string   // where the article is looked at from now on; empty: where it was
	aliases []string // other addresses of the article
	claims  string   // key of an address that the page names as its own, and that is not believed yet
}

// identify compares what a page says of its identity (the address that a redirect led to, the one that it names as its
// own, the id in its address) with the texts that are known. None of these is believed against the text.
func (w *Watcher) identify(ctx context.Context, past *weave, a news.Article, r *reading) (who identity, err error) {
	who.claims = a.Canonical
	if r.capture.Outcome != news.Good {
		return who, nil
	}
	final, err := news.CleanURL(r.capture.FinalURL)
	if err != nil {
		final = r.capture.URL
	}
	moved := news.URLKey(final) != news.URLKey(a.URL)
	same := past.shown != nil && past.shown.capture.Body == r.capture.Body
	if same && !moved && a.Suspect == 0 {
		return who, nil
	}
	p, err := r.read(ctx)
	if err != nil || p.document.Outcome != news.Good {
		return who, err
	}
	if moved {
		if err := w.redirected(ctx, past, a, r, final, p.document, &who); err != nil || who.same != 0 {
			return who, err
		}
	}
	if final != a.URL && !moved {
		who.url = final // only its spelling changed
	}
	if a.Suspect != 0 {
		if who.same, err = w.suspected(ctx, a, p.document); err != nil || who.same != 0 {
			who.url = final
			return who, err
		}
	}
	return who, w.named(ctx, past, a, final, p.document, &who)
}

// redirected judges a redirect within a site. That it leads to the article is believed unless the text there is another
// one, see [weave.stranger].
func (w *Watcher) redirected(ctx context.Context, past *weave, a news.Article, r *reading, final string, d news.Document, who *identity) error {
	owner, err := w.DB.ArticleByURL(ctx, final)
	known := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return wrap(err, "find who %s belongs to", final)
	}
	stranger, err := past.stranger(ctx, r, page{document: d})
	if err != nil || stranger {
		return err
	}
	who.url = final
	if known && owner.ID != a.ID {
		who.same = owner.ID
	}
	return nil
}

// suspected says which article, known by the id in its address, one under a new address turned out to be. An id that was
// given to another text does not join the two.
func (w *Watcher) suspected(ctx context.Context, a news.Article, d news.Document) (int64, error) {
	other, err := w.DB.Article(ctx, a.Suspect)
	if errors.Is(err, store.ErrNotFound) || err == nil && other.ID == a.ID {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	text, known, err := w.textOf(ctx, other)
	if err != nil || known && alike(text, d) < someAlike {
		return 0, err
	}
	return other.ID, nil
}

// textOf gives an article's current text, if it has one.
func (w *Watcher) textOf(ctx context.Context, a news.Article) (news.Document, bool, error) {
	if a.Current == 0 {
		return news.Document{}, false, nil
	}
	v, err := w.DB.Version(ctx, a.ID, a.Current)
	return asDocument(v), err == nil, wrap(err, "load version %d of article %d", a.Current, a.ID)
}

// named judges the address that a page names as its own (rel=canonical, og:url). One on another site, of a front page or
// of a section is not believed. One that shares the end or the id of the article's address is; any other only once the
// page there is known and shows the same text.
func (w *Watcher) named(ctx context.Context, past *weave, a news.Article, final string, d news.Document, who *identity) error {
	who.claims = ""
	if past.current == nil {
		if err := w.claimants(ctx, a, final, d, who); err != nil || who.same != 0 {
			return err
		}
	}
	own, err := news.CleanURL(d.Canonical)
	if err != nil || !mayBeOwn(own, final) || news.URLKey(own) == news.URLKey(a.URL) {
		return nil //nolint:nilerr // it names nothing that can be an address
	}
	owner, err := w.DB.ArticleByURL(ctx, own)
	switch {
	case errors.Is(err, store.ErrNotFound):
		if sharesEnd(own, final) {
			who.aliases = append(who.aliases, own)
		} else {
			who.claims = news.URLKey(own)
		}
		return nil
	case err != nil || owner.ID == a.ID:
		return wrap(err, "find who %s belongs to", own)
	}
	text, known, err := w.textOf(ctx, owner)
	switch {
	case err != nil:
		return err
	case !known:
		who.claims = news.URLKey(own)
	case alike(text, d) >= mostAlike:
		who.same = owner.ID
	}
	return nil
}

// claimants finds an article that named this one's address as its own before this one was read, and has its text.
func (w *Watcher) claimants(ctx context.Context, a news.Article, final string, d news.Document, who *identity) error {
	for _, address := range []string{a.URL, final} {
		others, err := w.DB.ArticlesNaming(ctx, address)
		if err != nil {
			return err
		}
		for _, other := range others {
			text, known, err := w.textOf(ctx, other)
			if err != nil {
				return err
			}
			if other.ID != a.ID && known && alike(text, d) >= mostAlike {
				who.same = other.ID
				return nil
			}
		}
	}
	return nil
}

// mayBeOwn says that a page at an address may name the other one as its own: it is of the same site, and neither its front
// page nor a section that the page stands in.
func mayBeOwn(own, at string) bool {
	a, aErr := url.Parse("//" + news.URLKey(own))
	b, bErr := url.Parse("//" + news.URLKey(at))
	if aErr != nil || bErr != nil || isHome(own) {
		return false
	}
	below := func(x, y string) bool { return x == y || strings.HasSuffix(x, "."+y) }
	if !below(a.Host, b.Host) && !below(b.Host, a.Host) {
		return false
	}
	return !strings.HasPrefix(b.Path, strings.TrimSuffix(a.Path, "/")+"/")
}

// sharesEnd says that two addresses have the same id, or the same last part, which is long enough to be an article's.
func sharesEnd(a, b string) bool {
	if id := news.PathID(a); id != "" && id == news.PathID(b) {
		return true
	}
	end := func(address string) string {
		u, err := url.Parse("//" + news.URLKey(address))
		if err != nil {
			return ""
		}
		return path.Base(u.Path)
	}
	const long = 12
	return len(end(a)) >= long && end(a) == end(b)
}

// join makes two articles one: the older one stays, and its history is made anew from the looks at both. Its error is
// errJoined when that was done.
func (w *Watcher) join(ctx context.Context, a news.Article, who identity, before, after time.Time) error {
	into, from := min(a.ID, who.same), max(a.ID, who.same)
	err := w.DB.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.Absorb(ctx, into, from); err != nil {
			return err
		}
		stays, err := tx.LockArticle(ctx, into)
		if err != nil {
			return err
		}
		if stays.Suspect == from {
			stays.Suspect = 0
		}
		if who.url != "" {
			if stays, err = rename(ctx, tx, stays, who.url, "redirect", before, after); err != nil {
				return err
			}
		}
		stays.Canonical = ""
		if stays, err = w.reschedule(ctx, tx, stays); err != nil {
			return err
		}
		return tx.ArticleLooked(ctx, stays)
	})
	if errors.Is(err, store.ErrNotFound) {
		return errStale // one of them was joined already
	}
	if err != nil {
		return err
	}
	w.Log.Info("joined", "article", into, "absorbed", from)
	return errJoined
}

// recordIdentity keeps where the article is looked at from now on, and under which addresses else it is known.
func recordIdentity(ctx context.Context, tx *store.Tx, a news.Article, who identity, before, after time.Time) (news.Article, error) {
	a.Canonical, a.Suspect = who.claims, 0
	for _, alias := range who.aliases {
		if err := tx.AddAlias(ctx, a.ID, alias, "canonical"); err != nil {
			return a, err
		}
	}
	if who.url == "" {
		return a, nil
	}
	etag, modified := a.ETag, a.LastModified
	a, err := rename(ctx, tx, a, who.url, "redirect", before, after)
	a.ETag, a.LastModified = etag, modified // they are those of the new address, which answered
	return a, err
}

// rename makes a URL, seen between two moments, the one under which an article is looked at; the old one stays its alias.
func rename(ctx context.Context, tx *store.Tx, a news.Article, to, why string, before, after time.Time) (news.Article, error) {
	clean, err := news.CleanURL(to)
	if err != nil || clean == a.URL {
		return a, nil //nolint:nilerr // what is no URL leads nowhere
	}
	if err := tx.AddAlias(ctx, a.ID, clean, why); err != nil {
		return a, err
	}
	owner, err := tx.ArticleByURL(ctx, clean)
	if err != nil || owner.ID != a.ID {
		return a, wrap(err, "find who %s belongs to", clean) // another one's by now: the next look will tell
	}
	from := a.URL
	a.URL, a.ETag, a.LastModified = clean, "", ""
	if news.URLKey(from) == news.URLKey(clean) {
		return a, nil // only its spelling changed
	}
	return a, tx.AddEvent(ctx, news.Event{
		ArticleID: a.ID, Kind: news.WasMoved, SeenBefore: before, SeenAfter: after,
		Detail: fmt.Sprintf("from %s to %s", from, clean),
	})
}
