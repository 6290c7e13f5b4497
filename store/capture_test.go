package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func look(a news.Article, after time.Duration) news.Capture {
	return news.Capture{
		ArticleID: a.ID, URL: a.URL, FinalURL: a.URL, At: noon.Add(after), Status: 200, Header: `{"Server":["x"]}`,
		Body: "beef", Size: 4, Outcome: news.Good,
	}
}

func addCapture(t *testing.T, db *store.DB, c news.Capture) news.Capture {
	t.Helper()
	write(t, db, func(tx *store.Tx) (err error) {
		c, err = tx.AddCapture(ctx(), c)
		return err
	})
	return c
}

func TestCaptureIsReadOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		later := addCapture(t, db, look(a, time.Minute))
		first := addCapture(t, db, look(a, 0))
		equal(t, "unread, oldest first", must(db.Unread(ctx(), a.ID))(t), []news.Capture{first, later})
		equal(t, "articles", must(db.UnreadArticles(ctx()))(t), []int64{a.ID})
		first.Read, first.Outcome, first.Version, first.Reason = noon.Add(time.Hour), news.New, 1, "first"
		var once, twice bool
		write(t, db, func(tx *store.Tx) (err error) {
			once, err = tx.CaptureRead(ctx(), first)
			return err
		})
		write(t, db, func(tx *store.Tx) (err error) {
			again := first
			again.Version = 2
			twice, err = tx.CaptureRead(ctx(), again)
			return err
		})
		equal(t, "read", []bool{once, twice}, []bool{true, false})
		equal(t, "capture", must(db.Capture(ctx(), first.ID))(t), first)
		equal(t, "unread", must(db.Unread(ctx(), a.ID))(t), []news.Capture{later})
	})
}

func TestSameLookIsOneCapture(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		first := addCapture(t, db, look(a, 0))
		again := look(a, 0)
		again.Body = "other"
		equal(t, "the same moment and URL", addCapture(t, db, again), first)
		again.URL = "http://courier.example/fire"
		equal(t, "another URL", addCapture(t, db, again).ID != first.ID, true)
	})
}

func TestLastShowing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		var want news.Capture
		for i, version := range []int{1, 1, 1, 2} {
			c := look(a, time.Duration(i)*time.Minute)
			c.Read, c.Version = noon.Add(time.Hour), version
			if i == 2 {
				c.Body, c.Outcome = "", news.NotModified
			}
			if c = addCapture(t, db, c); i == 1 {
				want = c
			}
		}
		equal(t, "the last with a body", must(db.LastShowing(ctx(), a.ID, 1))(t), want)
		if _, err := db.LastShowing(ctx(), a.ID, 3); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("no such version: %v", err)
		}
		newest := must(db.Captures(ctx(), a.ID, 3))(t)
		equal(t, "newest first", []int{len(newest), newest[0].Version, newest[2].Version}, []int{3, 2, 1})
	})
}

func TestLooksComeInPagesOfAnySize(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		for i := range 7 {
			c := look(a, time.Duration(i/2)*time.Minute)
			c.URL = fmt.Sprintf("https://courier.example/fire?%d", i) // two at each moment
			addCapture(t, db, c)
		}
		for _, limit := range []int{1, 2, 3, 7, 10} {
			var urls []string
			for cursor, first := "", true; first || cursor != ""; first = false {
				page, next, err := db.Looks(ctx(), a.ID, cursor, limit)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range page {
					urls = append(urls, strings.TrimPrefix(c.URL, "https://courier.example/fire?"))
				}
				cursor = next
			}
			equal(t, fmt.Sprintf("in pages of %d", limit), strings.Join(urls, ""), "6543210")
		}
		if _, _, err := db.Looks(ctx(), a.ID, "1.2x", 3); !errors.Is(err, store.ErrCursor) {
			t.Errorf("a bad cursor: %v", err)
		}
	})
}

func TestFirstPagesAreAlikeWithinAnOutlet(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		var pieces []news.Article
		for i := range 70 {
			pieces = append(pieces, piece(t, db, o, fmt.Sprintf("https://courier.example/%d", i)))
		}
		alike := func(i int) string { return must(db.Alike(ctx(), pieces[i]))(t) }
		shows := func(i int, body string, after time.Duration, outcome news.Outcome) {
			c := look(pieces[i], after)
			c.Body, c.Outcome = body, outcome
			addCapture(t, db, c)
		}
		equal(t, "before any page", alike(3), "")
		shows(1, "error", 0, news.Blocked)
		equal(t, "after an error page", alike(3), "")
		shows(2, "later", time.Hour, news.Good)
		shows(2, "first", time.Minute, news.New)
		shows(3, "third", 0, news.Good)
		equal(t, "the first of the oldest", []string{alike(0), alike(3), alike(63)}, []string{"first", "first", "first"})
		equal(t, "of the next 64", alike(64), "")
		shows(66, "next", 0, news.Good)
		equal(t, "of the next 64, once there is one", []string{alike(65), alike(69), alike(5)}, []string{"next", "next", "first"})
	})
}
