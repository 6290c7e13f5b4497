package watch

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/revisit"
	"github.com/stemma-news/stemma/store"
)

// mostLinks bounds how many links of one feed are taken at one look: the first, which are the newest in every kind of
// feed but a plain sitemap.
const mostLinks = 1000

// A feedLook is one look at a feed and what it brought.
type feedLook struct {
	feed     news.Feed // as it is after the look
	response fetch.Response
	found    feed.Found // empty when the look failed
}

// lookAtFeed asks for a feed once, in the turn that ctx carries, and records what it brought.
func (w *Watcher) lookAtFeed(ctx context.Context, f news.Feed) error {
	r, err := w.getFeed(ctx, f)
	if errors.Is(err, errElsewhere) {
		return w.DB.Tx(ctx, func(tx *store.Tx) error { return tx.FeedDue(ctx, f.ID, time.Now().Add(w.scaled(time.Minute))) })
	}
	if err != nil {
		return wrap(err, "look at feed %s", f.URL)
	}
	l := readFeed(f, r)
	w.Log.Info("looked at feed", "url", f.URL, "outcome", l.feed.Outcome, "reason", l.feed.Reason, "links", len(l.found.Links))
	return wrap(w.recordFeed(ctx, l), "record look at feed %s", f.URL)
}

// For a feed that is elsewhere for a while: over how many hosts it is followed, and how long the pace of each may make us
// wait, since the turn that we came with is held meanwhile.
const (
	mostHosts = 5
	hostWait  = 5 * time.Second
)

// errElsewhere says that a feed is at a host for a while that cannot be asked at once.
var errElsewhere = errors.New("the host that the feed was sent to cannot be asked now")

// getFeed asks for a feed. A redirect to another host that is not meant for ever is followed under that host's own lease,
// and the feed stays where it is.
func (w *Watcher) getFeed(ctx context.Context, f news.Feed) (fetch.Response, error) {
	ask := fetch.Request{URL: f.URL, ETag: f.ETag, LastModified: f.LastModified, Accept: fetch.AcceptFeed}
	r, err := w.get(ctx, ask)
	for range mostHosts {
		if err != nil || r.Elsewhere == "" || permanent(r) {
			break
		}
		ask.URL = r.Elsewhere
		r, err = w.getBeside(ctx, ask)
	}
	return r, err
}

// getBeside asks another host than the turn's, or gives errElsewhere.
func (w *Watcher) getBeside(ctx context.Context, ask fetch.Request) (r fetch.Response, err error) {
	taken, err := w.inTurn(ctx, news.HostOf(ask.URL), hostWait, func(ctx context.Context) error {
		if err := mayAsk(ctx); err != nil {
			return err
		}
		r, err = w.get(ctx, ask)
		return err
	})
	if _, later := errors.AsType[*LaterError](err); later || err == nil && !taken {
		return r, errElsewhere
	}
	return r, err
}

// readFeed reads what came of a look at a feed.
func readFeed(f news.Feed, r fetch.Response) feedLook {
	l := feedLook{feed: f, response: r}
	l.feed.Looked, l.feed.Outcome, l.feed.Reason = r.At, r.Outcome, r.Reason
	if r.Outcome == news.Good {
		found, err := feed.Parse(r.Body, r.Header.Get("Content-Type"), r.FinalURL)
		switch {
		case err != nil:
			l.feed.Outcome, l.feed.Reason = news.Failed, err.Error()
		case found.Kind == news.SectionPage && f.Kind != news.SectionPage:
			// A consent wall or the home page in the feed's place: its links are not the feed's.
			l.feed.Outcome, l.feed.Reason = news.Failed, "a page stands where the feed was"
		default:
			l.found = found
			l.feed.ETag, l.feed.LastModified, l.feed.Kind = r.Header.Get("ETag"), r.Header.Get("Last-Modified"), found.Kind
			l.feed.Links, l.feed.ShutOut = len(found.Links), 0
			l.feed.Hub, l.feed.Topic = hubOf(found, r)
		}
	}
	switch {
	case l.feed.Outcome.Readable():
		l.feed.Failing = time.Time{}
	case l.feed.Failing.IsZero():
		l.feed.Failing = r.At
	}
	return l
}

// hubOf gives the hub that a feed offers, in itself or in its header, and what the feed is called there.
func hubOf(found feed.Found, r fetch.Response) (hub, topic string) {
	inHeader, self := feed.InHeader(r.Header.Values("Link"), r.FinalURL)
	if hub = cmp.Or(inHeader, found.Hub); hub == "" {
		return "", ""
	}
	return hub, cmp.Or(self, found.Self, r.FinalURL)
}

// recordFeed records a look at a feed. What it brought goes first, each link with the job that it causes: on PostgreSQL a
// transaction that held the jobs of several hosts and River's own, which ends many at a time, would wait for each other.
// That the feed was looked at is written last: a look that was cut short is made again, and finds known what it had
// recorded.
func (w *Watcher) recordFeed(ctx context.Context, l feedLook) error {
	f, err := w.recordLinks(ctx, l)
	if err != nil {
		return err
	}
	if err := w.addSitemaps(ctx, f, l.found.More); err != nil {
		return err
	}
	if err := w.tend(ctx, f); err != nil {
		return err
	}
	f.Due = w.Rule.NextFeed(revisit.Feed{Looked: f.Looked, Brought: f.Brought})
	return w.DB.Tx(ctx, func(tx *store.Tx) error { return w.recordLooked(ctx, tx, f, l.response) })
}

// recordLooked records that a feed was looked at, and where it is from now on.
func (w *Watcher) recordLooked(ctx context.Context, tx *store.Tx, f news.Feed, r fetch.Response) error {
	if err := tx.FeedLooked(ctx, f); err != nil {
		return err
	}
	if r.Elsewhere != "" && permanent(r) && news.HostOf(r.URL) == news.HostOf(f.URL) {
		if err := tx.MoveFeed(ctx, f.ID, r.Elsewhere); err != nil {
			return err
		}
		f.URL = r.Elsewhere
	}
	if err := w.leaveAlone(ctx, tx, r.URL, r); err != nil {
		return err
	}
	return tx.EnqueueVisit(ctx, news.HostOf(f.URL), f.Due)
}

// recordLinks records the links that a feed names and its outlet's patterns let through.
func (w *Watcher) recordLinks(ctx context.Context, l feedLook) (news.Feed, error) {
	f := l.feed
	if len(l.found.Links) == 0 {
		return f, nil
	}
	patterns, err := w.DB.Patterns(ctx, f.OutletID)
	if err != nil {
		return f, err
	}
	sieve := feed.NewSieve(patterns)
	var taken []news.Link
	for _, link := range l.found.Links[:min(len(l.found.Links), mostLinks)] {
		clean, err := news.CleanURL(link.URL)
		switch {
		case err != nil: // feeds hold links to anything; what cannot be asked for is no article
		case !sieve.Takes(clean):
			f.ShutOut++
		default:
			link.URL = clean
			taken = append(taken, link)
		}
	}
	g := gain{}
	err = w.DB.EachTx(ctx, len(taken), func(tx *store.Tx, i int) error { return w.recordLink(ctx, tx, f, taken[i], &g) })
	if g.something {
		f.Brought = f.Looked
	}
	return f, err
}

// A gain is what a look at a feed has brought so far.
type gain struct{ something, articles bool }

// recordLink records one link of a feed, and what follows from it. The job is last: nothing waits for it any longer than
// it must.
func (w *Watcher) recordLink(ctx context.Context, tx *store.Tx, f news.Feed, link news.Link, g *gain) error {
	came, err := w.sight(ctx, tx, f, link)
	if err != nil || came.what == nothing {
		return err
	}
	if !g.something {
		if err := tx.FeedBrought(ctx, f.ID, f.Looked); err != nil {
			return err
		}
	}
	if came.what == anArticle && !g.articles {
		habit, err := tx.Habit(ctx, f.OutletID)
		if err != nil {
			return err
		}
		if err := tx.PutHabit(ctx, f.OutletID, w.limits().arrived(habit, f.Looked)); err != nil {
			return err
		}
	}
	g.something, g.articles = true, g.articles || came.what == anArticle
	return tx.EnqueueVisit(ctx, news.HostOf(came.article.URL), came.article.Due)
}

// What a link brings.
type brings int

const (
	nothing   brings = iota
	aHint            // that an article changed, which is worth something
	anArticle        // that was not known
)

// A sighted is what one link brought, and the article that is due for it.
type sighted struct {
	what    brings
	article news.Article
}

// sight records one link of a feed, whose URL is clean, and says what it brought.
func (w *Watcher) sight(ctx context.Context, tx *store.Tx, f news.Feed, link news.Link) (sighted, error) {
	s, err := tx.Sight(ctx, f, link, f.Looked)
	if err != nil {
		return sighted{}, wrap(err, "record sighting of %s", link.URL)
	}
	if s.New {
		return sighted{anArticle, s.Article}, nil
	}
	if !s.Hinted {
		return sighted{}, nil
	}
	a, fresh, err := w.hint(ctx, tx, f, s, link.Modified)
	if err != nil || !fresh {
		return sighted{}, err
	}
	return sighted{aHint, a}, nil
}

// hintGrace is how far a publisher's clock, or the cache before its pages, may be behind.
const hintGrace = 5 * time.Minute

// hint has an article looked at as soon as the feed's hints are worth, and keeps the hint until a look tells whether it
// was right: the first look at an article tells nothing. A hint whose date, modified, is before the last look is none.
// Fresh says that its due time was changed.
func (w *Watcher) hint(ctx context.Context, tx *store.Tx, f news.Feed, s store.Sighting, modified time.Time) (a news.Article, fresh bool, err error) {
	if a, err = tx.LockArticle(ctx, s.Article.ID); err != nil {
		return a, false, err
	}
	if s.Dated && a.Outcome.Readable() && revisit.ToldAlready(modified, a.Looked, w.scaled(hintGrace)) {
		return a, false, nil
	}
	worth := revisit.Hints{Right: f.HintsRight, Wrong: f.HintsWrong}.Worth()
	said := false
	if a.Current != 0 {
		if said, err = tx.AddHint(ctx, f.ID, a.ID, f.Looked); err != nil {
			return a, false, err
		}
	}
	due := w.Rule.Hinted(worth, a.Due, f.Looked)
	if due.Equal(a.Due) || worth == revisit.Doubtful && !said { // once said is not more by being said again
		return a, false, nil
	}
	a.Due = due
	return a, true, tx.ArticleLooked(ctx, a)
}

// addSitemaps adds the sitemaps that a sitemap index names, the last ones first: those that still grow.
func (w *Watcher) addSitemaps(ctx context.Context, index news.Feed, urls []string) error {
	const most = 5
	urls = urls[max(0, len(urls)-most):]
	return w.DB.EachTx(ctx, len(urls), func(tx *store.Tx, i int) error {
		clean, err := news.CleanURL(urls[i])
		if err != nil {
			return nil //nolint:nilerr // what cannot be asked for is no sitemap
		}
		f := news.Feed{OutletID: index.OutletID, URL: clean, Kind: news.Sitemap, Title: index.Title, Due: index.Looked}
		if _, _, err := tx.AddFeed(ctx, f); err != nil {
			return wrap(err, "add sitemap %s", clean)
		}
		return tx.EnqueueVisit(ctx, news.HostOf(clean), index.Looked)
	})
}
