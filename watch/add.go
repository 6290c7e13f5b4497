package watch

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// Added is what came of adding one address.
type Added struct {
	Outlet  news.Outlet
	Feeds   []news.Feed   // that are watched now
	Known   int           // how many of them were watched before
	Article *news.Article // when the address was that of one article
	Failed  []string      // what could not be added of an OPML file, a sentence each
}

// How many feeds of one site are taken: some list one for every topic, or a sitemap for every year.
const (
	mostFeeds    = 6
	mostSitemaps = 2
)

// Add looks at an address, finds out what it is (a feed, a sitemap, an OPML file, an article, a site with feeds or
// without) and has it watched from now on. The error is one sentence for the person who gave the address.
func (w *Watcher) Add(ctx context.Context, address string) (Added, error) {
	clean, err := news.CleanURL(address)
	if err != nil {
		return Added{}, err
	}
	r, err := w.getFor(ctx, fetch.Request{URL: clean, Accept: fetch.AcceptFeed, Anew: true})
	if err != nil {
		return Added{}, err
	}
	kind := r.Header.Get("Content-Type")
	refs, err := feed.ReadOPML(r.Body)
	if err == nil {
		return w.AddRefs(ctx, refs)
	}
	if errors.Is(err, feed.ErrNoFeeds) {
		return Added{}, fmt.Errorf("nothing to watch at %s: %w", clean, err)
	}
	found, parseErr := feed.Parse(r.Body, kind, r.FinalURL)
	if parseErr == nil && found.Kind != news.SectionPage {
		return w.addFeeds(ctx, found, []news.Feed{{URL: r.FinalURL, Kind: found.Kind, Title: found.Title}})
	}
	page := extract.Page{Body: r.Body, ContentType: kind, URL: r.FinalURL}
	doc := extract.Read(ctx, page)
	if doc.Outcome == news.Good && !isHome(r.FinalURL) {
		return w.addArticle(ctx, r.FinalURL, doc)
	}
	if doc.Outcome == news.NotHTML {
		return Added{}, fmt.Errorf("%s is neither a feed nor a page: %w; give the address of a newspaper, a feed or an article", clean, parseErr)
	}
	return w.addSite(ctx, r, doc, found)
}

// addSite finds the feeds of a site by its page, by its robots.txt and by the places where sites have them; a site
// without any is watched by its page of links.
func (w *Watcher) addSite(ctx context.Context, r fetch.Response, doc news.Document, section feed.Found) (Added, error) {
	feeds := w.tryRefs(ctx, feed.Discover(r.Body, r.Header.Get("Content-Type"), r.FinalURL), mostFeeds)
	if len(feeds) == 0 {
		feeds = w.tryRefs(ctx, w.refsInRobots(ctx, r.FinalURL), mostSitemaps)
	}
	if len(feeds) == 0 {
		w.Seeking(r.FinalURL)
		feeds = w.tryRefs(ctx, wellKnown(r.FinalURL), 1)
	}
	if len(feeds) == 0 && len(section.Links) >= 5 {
		feeds = []news.Feed{{URL: r.FinalURL, Kind: news.SectionPage, Title: doc.Headline}}
	}
	if len(feeds) == 0 {
		return Added{}, fmt.Errorf("no feed, sitemap or list of articles was found at %s (a list has five links to articles at least); give the address of its feed or of one article", r.FinalURL)
	}
	site := feed.Found{Title: doc.Outlet, Home: r.FinalURL, Language: doc.Language}
	if site.Title == "" {
		site.Title = feeds[0].Title
	}
	return w.addFeeds(ctx, site, feeds)
}

// A person waits while a site's feeds are tried: after so many addresses, or so long, what was found is all.
const (
	mostTries = 15
	tryFor    = time.Minute
)

// tryRefs asks for addresses in their order, and gives those that are feeds, up to most of them. One that fails is
// passed over: sites name feeds that died long ago.
func (w *Watcher) tryRefs(ctx context.Context, refs []feed.Ref, most int) []news.Feed {
	refs = slices.DeleteFunc(refs, aboutComments)
	var feeds []news.Feed
	end := time.Now().Add(w.scaled(tryFor))
	for _, ref := range refs[:min(len(refs), mostTries)] {
		if len(feeds) == most || ctx.Err() != nil || time.Now().After(end) {
			break
		}
		r, err := w.getFor(ctx, fetch.Request{URL: ref.URL, Accept: fetch.AcceptFeed})
		if err != nil {
			continue
		}
		found, err := feed.Parse(r.Body, r.Header.Get("Content-Type"), r.FinalURL)
		if err == nil && found.Kind != news.SectionPage {
			feeds = append(feeds, news.Feed{URL: r.FinalURL, Kind: found.Kind, Title: found.Title})
		}
	}
	return feeds
}

// refsInRobots gives the sitemaps that the robots.txt of a site names; none when it cannot be read.
func (w *Watcher) refsInRobots(ctx context.Context, site string) []feed.Ref {
	address, err := news.ResolveURL(site, "/robots.txt")
	if err != nil {
		return nil
	}
	r, err := w.getFor(ctx, fetch.Request{URL: address, Accept: "text/plain,*/*;q=0.1"})
	if err != nil {
		return nil
	}
	return feed.InRobots(r.Body, r.FinalURL)
}

func wellKnown(site string) (refs []feed.Ref) {
	for _, url := range feed.WellKnown(site) {
		refs = append(refs, feed.Ref{URL: url})
	}
	return refs
}

func aboutComments(ref feed.Ref) bool {
	return strings.Contains(strings.ToLower(ref.URL+" "+ref.Title), "comment")
}

// AddRefs has the feeds of a list watched, such as an OPML file's, without asking for them first: their first look
// will tell. Each belongs to the outlet of its host.
func (w *Watcher) AddRefs(ctx context.Context, refs []feed.Ref) (Added, error) {
	var all Added
	for _, ref := range refs {
		one, err := w.addFeeds(ctx, feed.Found{Title: ref.Title}, []news.Feed{{URL: ref.URL, Kind: ref.Kind, Title: ref.Title}})
		if ctx.Err() != nil {
			return all, ctx.Err()
		}
		if err != nil {
			all.Failed = append(all.Failed, err.Error())
			continue
		}
		all.Outlet, all.Known, all.Feeds = one.Outlet, all.Known+one.Known, append(all.Feeds, one.Feeds...)
	}
	return all, nil
}

func (w *Watcher) addFeeds(ctx context.Context, site feed.Found, feeds []news.Feed) (added Added, err error) {
	now := time.Now()
	err = w.DB.EachTx(ctx, len(feeds), func(tx *store.Tx, i int) (err error) {
		f := feeds[i]
		if f.URL, err = news.CleanURL(f.URL); err != nil {
			return err
		}
		if added.Outlet, err = tx.OutletFor(ctx, outletOf(f.URL, site)); err != nil {
			return wrap(err, "add outlet of %s", f.URL)
		}
		f.OutletID, f.Due = added.Outlet.ID, now
		f, fresh, err := tx.AddFeed(ctx, f)
		if err != nil {
			return wrap(err, "add feed %s", f.URL)
		}
		if !fresh {
			added.Known++
		}
		added.Feeds = append(added.Feeds, f)
		return tx.EnqueueVisit(ctx, news.HostOf(f.URL), now)
	})
	return added, err
}

func (w *Watcher) addArticle(ctx context.Context, address string, doc news.Document) (added Added, err error) {
	now := time.Now()
	clean, err := news.CleanURL(address)
	if err != nil {
		return added, err
	}
	err = w.DB.Tx(ctx, func(tx *store.Tx) error {
		site := feed.Found{Title: doc.Outlet, Language: doc.Language}
		if added.Outlet, err = tx.OutletFor(ctx, outletOf(clean, site)); err != nil {
			return wrap(err, "add outlet of %s", clean)
		}
		a, fresh, err := tx.AddArticle(ctx, news.Article{
			OutletID: added.Outlet.ID, URL: clean, Headline: doc.Headline, Language: doc.Language,
			Published: doc.Published, FirstSeen: now, Due: now,
		})
		if err != nil {
			return wrap(err, "add article %s", clean)
		}
		added.Article = &a
		if !fresh {
			return tx.CheckNow(ctx, a.ID, now)
		}
		return tx.EnqueueVisit(ctx, news.HostOf(clean), now)
	})
	return added, err
}

// outletOf gives the outlet that an address belongs to as far as the address and the site itself tell.
func outletOf(address string, site feed.Found) news.Outlet {
	host := news.HostOf(address)
	o := news.Outlet{Name: site.Title, Language: site.Language, Home: site.Home, Hosts: []string{host}}
	if o.Name == "" {
		o.Name = strings.TrimPrefix(host, "www.")
	}
	if o.Home == "" {
		if u, err := url.Parse(address); err == nil {
			o.Home = u.Scheme + "://" + u.Host + "/"
		}
	}
	return o
}

func isHome(address string) bool {
	u, err := url.Parse(address)
	return err == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
}

// getFor asks for an address for a person who waits, in the turn of its host, and follows it from host to host.
func (w *Watcher) getFor(ctx context.Context, asked fetch.Request) (r fetch.Response, err error) {
	for range 5 {
		err = w.waitTurn(ctx, news.HostOf(asked.URL), func(ctx context.Context) error {
			r, err = w.get(ctx, asked)
			return err
		})
		if err != nil {
			return r, wrap(err, "ask for %s", asked.URL)
		}
		if r.Elsewhere == "" {
			return r, whyNot(asked.URL, r)
		}
		if asked.URL, err = news.CleanURL(r.Elsewhere); err != nil {
			return r, wrap(err, "follow a redirect of %s", r.URL)
		}
	}
	return r, fmt.Errorf("%s was redirected from host to host five times; give the address where it ends", r.URL)
}

// whyNot says why an answer cannot be used, or gives nil.
func whyNot(address string, r fetch.Response) error {
	if r.Outcome == news.Good {
		return nil
	}
	reason := r.Reason
	if reason == "" {
		reason = string(r.Outcome)
	}
	return errors.New(address + " could not be read: " + reason)
}
