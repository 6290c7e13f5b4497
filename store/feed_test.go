package store_test

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestFeedIsAddedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, f := courier(t, db)
		write(t, db, func(tx *store.Tx) error {
			again, added, err := tx.AddFeed(ctx(), news.Feed{OutletID: o.ID, URL: "http://www.courier.example/feed/", Title: "x"})
			equal(t, "the same feed by another URL", again, f)
			equal(t, "added", added, false)
			return err
		})
		equal(t, "all feeds", must(db.Feeds(ctx(), 0))(t), []news.Feed{f})
		equal(t, "feeds of the outlet", must(db.Feeds(ctx(), o.ID))(t), []news.Feed{f})
		equal(t, "feeds of another", must(db.Feeds(ctx(), o.ID+1))(t), []news.Feed{})
	})
}

func TestFeedLooked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, f := courier(t, db)
		equal(t, "due", must(db.DueFeeds(ctx(), "courier.example", noon, 10))(t), []news.Feed{f})
		f.Kind, f.Title, f.ETag, f.LastModified = news.Atom, "Courier \x00\xff", `W/"7"`, "Sun, 04 May 2031 12:00:00 GMT"
		f.Looked, f.Brought, f.Due = noon, noon, noon.Add(5*time.Minute)
		f.Outcome, f.Reason = news.TimedOut, "no answer within 20 s"
		write(t, db, func(tx *store.Tx) error { return tx.FeedLooked(ctx(), f) })
		f.Title = "Courier \uFFFD"
		equal(t, "feed", must(db.Feed(ctx(), f.ID))(t), f)
		equal(t, "not due", must(db.DueFeeds(ctx(), "courier.example", noon, 10))(t), []news.Feed{})
		equal(t, "next due", must(db.NextDue(ctx(), "courier.example"))(t), f.Due)
	})
}

func TestSight(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, f := courier(t, db)
		link := news.Link{URL: "https://courier.example/fire?utm_source=rss", Title: "Fire", Published: noon.Add(-time.Hour)}
		see := func(link news.Link, at time.Time) (s store.Sighting) {
			write(t, db, func(tx *store.Tx) (err error) {
				s, err = tx.Sight(ctx(), f, link, at)
				return err
			})
			return s
		}
		first := see(link, noon)
		equal(t, "article", first.Article, news.Article{
			ID: first.Article.ID, OutletID: f.OutletID, FeedID: f.ID, URL: "https://courier.example/fire", Headline: "Fire",
			Published: link.Published, FirstSeen: noon, Due: noon,
		})
		equal(t, "new", []bool{first.New, first.Hinted}, []bool{true, false})
		second := see(link, noon.Add(time.Minute))
		equal(t, "seen again", []bool{second.New, second.Hinted}, []bool{false, false})
		link.Modified = noon
		third := see(link, noon.Add(2*time.Minute))
		equal(t, "with another date", []bool{third.New, third.Hinted}, []bool{false, true})
		link.Title = "Big fire"
		equal(t, "with another title", see(link, noon.Add(3*time.Minute)).Hinted, true)
		equal(t, "with the same title", see(link, noon.Add(4*time.Minute)).Hinted, false)
		equal(t, "still one article", third.Article.ID, first.Article.ID)
	})
}

func TestSightOfWhatIsNoURL(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, f := courier(t, db)
		write(t, db, func(tx *store.Tx) error {
			if _, err := tx.Sight(ctx(), f, news.Link{URL: "mailto:desk@courier.example"}, noon); err == nil {
				t.Error("no error for an address of mail")
			}
			_, err := tx.Sight(ctx(), f, news.Link{URL: "https://courier.example/next"}, noon)
			return err
		})
		equal(t, "the link after it", must(db.Counts(ctx()))(t).Articles, 1)
	})
}

// A feed of one outlet may name articles of another.
func TestSightedArticleIsItsHostsOutlets(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, f := courier(t, db)
		write(t, db, func(tx *store.Tx) error {
			bell, err := tx.OutletFor(ctx(), news.Outlet{Name: "Evening Bell", Hosts: []string{"bell.example"}})
			if err != nil {
				return err
			}
			s, err := tx.Sight(ctx(), f, news.Link{URL: "https://www.bell.example/strike"}, noon)
			equal(t, "outlet of a known host", s.Article.OutletID, bell.ID)
			if err != nil {
				return err
			}
			s, err = tx.Sight(ctx(), f, news.Link{URL: "https://elsewhere.example/strike"}, noon)
			equal(t, "outlet of an unknown host", s.Article.OutletID, f.OutletID)
			return err
		})
	})
}

// Its text decides: the id may have been given to another piece.
func TestSlugThatChangesMayBeTheSameArticle(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, f := courier(t, db)
		sight := func(url string) (s store.Sighting) {
			write(t, db, func(tx *store.Tx) (err error) {
				s, err = tx.Sight(ctx(), f, news.Link{URL: url, Title: "Fire"}, noon)
				return err
			})
			return s
		}
		first := sight("https://courier.example/news/fire-at-the-harbour-4821307")
		renamed := sight("https://courier.example/news/blaze-at-the-harbour-4821307")
		equal(t, "new, until it is read", renamed.New, true)
		equal(t, "suspected to be", must(db.Article(ctx(), renamed.Article.ID))(t).Suspect, first.Article.ID)
		other := sight("https://courier.example/news/fire-at-the-harbour-4821308")
		equal(t, "another id is another article", must(db.Article(ctx(), other.Article.ID))(t).Suspect, int64(0))
	})
}

func TestMoveFeed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, f := courier(t, db)
		write(t, db, func(tx *store.Tx) error { return tx.MoveFeed(ctx(), f.ID, "https://feeds.example/courier") })
		moved := must(db.Feed(ctx(), f.ID))(t)
		equal(t, "URL", moved.URL, "https://feeds.example/courier")
		due := must(db.DueFeeds(ctx(), "feeds.example", noon.Add(time.Hour), 10))(t)
		equal(t, "due at its new host", len(due), 1)
	})
}

func TestPostpone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, f := courier(t, db)
		piece(t, db, o, "https://courier.example/fire")
		later := noon.Add(24 * time.Hour)
		host := news.HostOf(f.URL)
		write(t, db, func(tx *store.Tx) error { return tx.Postpone(ctx(), host, later) })
		next := must(db.NextDue(ctx(), host))(t)
		if next.Before(later) {
			t.Errorf("something at %s is due at %v, before %v", host, next, later)
		}
	})
}
