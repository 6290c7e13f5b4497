package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// An Alias is a URL under which an article was met, and why it counts as the article's: "found", "redirect", "canonical".
type Alias struct {
	ArticleID int64
	URL       string
	Why       string
}

// AddArticle gives the article that was met under a.URL or another URL with its key (news.URLKey), or adds a. a.URL is
// clean (news.CleanURL). The outlet is that of the URL's host; when the host is nobody's, a.OutletID. Where the id in the
// URL (news.PathID) is another article's, the new one is suspected to be that one, unless a.Suspect names one already.
func (t *Tx) AddArticle(ctx context.Context, a news.Article) (news.Article, bool, error) {
	known, err := t.ArticleByURL(ctx, a.URL)
	if err == nil || !errors.Is(err, ErrNotFound) {
		return known, false, err
	}
	if a.Suspect == 0 {
		same, err := t.articleByPathID(ctx, a.URL)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return a, false, err
		}
		a.Suspect = same.ID
	}
	row, err := t.insertArticle(ctx, a)
	if err != nil {
		return a, false, fmt.Errorf("add article %s: %w", a.URL, err)
	}
	added, err := t.q.InsertAlias(ctx, db.InsertAliasParams{
		Key: news.URLKey(a.URL), ArticleID: row.ID, Url: a.URL, Why: byItself,
	})
	if err != nil {
		return a, false, fmt.Errorf("add article %s: %w", a.URL, err)
	}
	if added == 1 {
		return article(row), true, t.addPathID(ctx, row.ID, a.URL)
	}
	// Another process added it at the same moment: theirs stands, ours goes.
	if err := t.q.DeleteArticle(ctx, row.ID); err != nil {
		return a, false, fmt.Errorf("add article %s: %w", a.URL, err)
	}
	known, err = t.ArticleByURL(ctx, a.URL)
	return known, false, err
}

// byItself is why an alias counts under which an article was added.
const byItself = "found"

// byPathID is why an alias counts whose key is no URL's but a news.PathID.
const byPathID = "id"

// addPathID keeps the id in an article's URL, by which it is known when its slug changes. One that is another
// article's already stays that article's.
func (t *Tx) addPathID(ctx context.Context, articleID int64, url string) error {
	id := news.PathID(url)
	if id == "" {
		return nil
	}
	_, err := t.q.InsertAlias(ctx, db.InsertAliasParams{Key: id, ArticleID: articleID, Url: url, Why: byPathID})
	return found(err, "keep the id in %s", url)
}

// articleByPathID gives the article whose URL had the id that is in this one, or ErrNotFound.
func (t *Tx) articleByPathID(ctx context.Context, url string) (news.Article, error) {
	id := news.PathID(url)
	if id == "" {
		return news.Article{}, ErrNotFound
	}
	owner, err := t.q.AliasOwner(ctx, id)
	if err != nil {
		return news.Article{}, found(err, "article with the id in %s", url)
	}
	return t.Article(ctx, owner)
}

func (t *Tx) insertArticle(ctx context.Context, a news.Article) (db.Article, error) {
	host := news.HostOf(a.URL)
	if err := t.q.EnsureHost(ctx, host); err != nil {
		return db.Article{}, err
	}
	outletID, err := t.outletOf(ctx, host)
	if errors.Is(err, sql.ErrNoRows) {
		outletID, err = a.OutletID, nil
	}
	if err != nil {
		return db.Article{}, err
	}
	return t.q.InsertArticle(ctx, db.InsertArticleParams{
		OutletID: outletID, FeedID: orNull(a.FeedID), Url: a.URL, Host: host, Headline: clean(a.Headline),
		Language: clean(a.Language), Etag: clean(a.ETag), LastModified: clean(a.LastModified),
		Published: micros(a.Published), FirstSeen: micros(a.FirstSeen), Looked: micros(a.Looked),
		Changed: micros(a.Changed), Due: micros(a.Due), Outcome: string(a.Outcome), Gone: micros(a.Gone),
		Hidden: micros(a.Hidden), HiddenReason: clean(a.HiddenReason), CurrentVersion: int64(a.Current),
		Suspect: a.Suspect,
	})
}

func article(row db.Article) news.Article {
	return news.Article{
		ID: row.ID, OutletID: row.OutletID, FeedID: row.FeedID.Int64, URL: row.Url, Headline: row.Headline,
		Language: row.Language, ETag: row.Etag, LastModified: row.LastModified, Published: moment(row.Published),
		FirstSeen: moment(row.FirstSeen), Looked: moment(row.Looked), Changed: moment(row.Changed), Due: moment(row.Due),
		Outcome: news.Outcome(row.Outcome), Gone: moment(row.Gone), Hidden: moment(row.Hidden),
		HiddenReason: row.HiddenReason, Versions: int(row.Versions), Current: int(row.CurrentVersion),
		Reweave: row.Reweave != 0, Doubted: moment(row.Doubted), Tries: int(row.Tries), Turning: int(row.Turning),
		Claimed: moment(row.Claimed), Canonical: row.Canonical, Suspect: row.Suspect,
	}
}

func articles(rows []db.Article) []news.Article {
	list := make([]news.Article, len(rows))
	for i, row := range rows {
		list[i] = article(row)
	}
	return list
}

// Article gives an article by its id, also when it is hidden, or ErrNotFound. The id of one that was joined to another
// gives the other: see [Tx.Absorb].
func (q Queries) Article(ctx context.Context, id int64) (news.Article, error) {
	row, err := q.q.Article(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		if into, merged := q.mergedInto(ctx, id); merged == nil {
			row, err = q.q.Article(ctx, into)
		}
	}
	return article(row), found(err, "article %d", id)
}

// ArticleByURL gives the article that was met under a URL with this URL's key, or ErrNotFound. The URL is clean.
func (q Queries) ArticleByURL(ctx context.Context, url string) (news.Article, error) {
	id, err := q.q.AliasOwner(ctx, clean(news.URLKey(url)))
	if err != nil {
		return news.Article{}, found(err, "article at %s", url)
	}
	return q.Article(ctx, id)
}

// ArticlesNaming gives the articles whose page names a clean URL as their own address, which is not believed yet.
func (q Queries) ArticlesNaming(ctx context.Context, url string) ([]news.Article, error) {
	rows, err := q.q.ArticlesByCanonical(ctx, clean(news.URLKey(url)))
	return articles(rows), found(err, "articles that name %s", url)
}

// LockArticle gives the article and keeps others from writing it until the transaction ends. Whoever reads an article in
// order to write it back with [Tx.ArticleLooked] does it with this, or what another wrote in between is lost.
func (t *Tx) LockArticle(ctx context.Context, id int64) (news.Article, error) {
	row, err := t.q.LockArticle(ctx, id)
	return article(row), found(err, "lock article %d", id)
}

// AddAlias keeps that the article was met under this URL too. A URL that is an article's already stays that article's.
func (t *Tx) AddAlias(ctx context.Context, articleID int64, url, why string) error {
	_, err := t.q.InsertAlias(ctx, db.InsertAliasParams{Key: news.URLKey(url), ArticleID: articleID, Url: url, Why: why})
	return found(err, "add %s to article %d", url, articleID)
}

// Aliases gives the URLs under which the article was met.
func (q Queries) Aliases(ctx context.Context, articleID int64) ([]Alias, error) {
	rows, err := q.q.Aliases(ctx, articleID)
	var aliases []Alias
	for _, row := range rows {
		if row.Why != byPathID {
			aliases = append(aliases, Alias{ArticleID: row.ArticleID, URL: row.Url, Why: row.Why})
		}
	}
	return aliases, found(err, "aliases of article %d", articleID)
}

// AddedAs says that an article was added as what stands at a URL: that URL is no address that it got only later. Of an
// article that others were joined to, their URLs are such, too.
func (q Queries) AddedAs(ctx context.Context, articleID int64, url string) (bool, error) {
	aliases, err := q.Aliases(ctx, articleID)
	return slices.ContainsFunc(aliases, func(a Alias) bool {
		return a.Why == byItself && news.URLKey(a.URL) == news.URLKey(url)
	}), err
}

// DueArticles gives up to limit articles at the host that are due, longest due first.
func (q Queries) DueArticles(ctx context.Context, host string, now time.Time, limit int) ([]news.Article, error) {
	rows, err := q.q.DueArticles(ctx, db.DueArticlesParams{Host: host, Due: micros(now), Limit: int32(limit)})
	return articles(rows), found(err, "due articles at %s", host)
}

// OutletArticles gives up to limit articles of an outlet that are not hidden, newest first. before is the id of the
// article before the first of them, 0 for the newest of all.
func (q Queries) OutletArticles(ctx context.Context, outletID, before int64, limit int) ([]news.Article, error) {
	rows, err := q.q.OutletsArticles(ctx, db.OutletsArticlesParams{OutletID: outletID, Before: before, Max: int32(limit)})
	return articles(rows), found(err, "articles of outlet %d", outletID)
}

// ArticleLooked keeps what came of a look or of reading it: everything but outlet, feed, first sight, hiding and the
// number of versions. See [Tx.LockArticle].
func (t *Tx) ArticleLooked(ctx context.Context, a news.Article) error {
	host := news.HostOf(a.URL)
	if err := t.q.EnsureHost(ctx, host); err != nil {
		return fmt.Errorf("keep the look at article %d: %w", a.ID, err)
	}
	n, err := t.q.ArticleLooked(ctx, db.ArticleLookedParams{
		ID: a.ID, Url: a.URL, Host: host, Headline: clean(a.Headline), Language: clean(a.Language), Etag: clean(a.ETag),
		LastModified: clean(a.LastModified), Published: micros(a.Published), Looked: micros(a.Looked),
		Changed: micros(a.Changed), Due: micros(a.Due), Outcome: string(a.Outcome), Gone: micros(a.Gone),
		CurrentVersion: int64(a.Current), Doubted: micros(a.Doubted), Tries: int64(a.Tries), Turning: int64(a.Turning),
		Claimed: micros(a.Claimed), Canonical: clean(a.Canonical), Suspect: a.Suspect,
	})
	return touched(n, err, "keep the look at article %d", a.ID)
}

// CheckNow makes the article due now, also when it was at rest, and wakes its host's visit.
func (t *Tx) CheckNow(ctx context.Context, articleID int64, now time.Time) error {
	host, err := t.q.SetArticleDue(ctx, db.SetArticleDueParams{ID: articleID, Due: micros(now)})
	if err != nil {
		return found(err, "check article %d", articleID)
	}
	return t.EnqueueVisit(ctx, host, now)
}

// Hide takes the article off all pages and feeds from that time on, for a reason that is kept; a zero time shows it again.
func (t *Tx) Hide(ctx context.Context, articleID int64, at time.Time, reason string) error {
	n, err := t.q.HideArticle(ctx, db.HideArticleParams{ID: articleID, Hidden: micros(at), HiddenReason: clean(reason)})
	return touched(n, err, "hide article %d", articleID)
}
