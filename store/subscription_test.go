package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestASubscriptionsLife(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, f := courier(t, db)
		wanted := news.Subscription{
			FeedID: f.ID, Hub: "https://hub.example/", Topic: f.URL, Token: "t1", Secret: "s", State: news.Wanted, Due: noon,
		}
		write(t, db, func(tx *store.Tx) error {
			equal(t, "added", must(tx.AddSubscription(ctx(), wanted))(t), true)
			again := wanted
			again.Token = "t2"
			equal(t, "added twice", must(tx.AddSubscription(ctx(), again))(t), false)
			return nil
		})
		s := must(db.Subscription(ctx(), f.ID))(t)
		wanted.ID = s.ID
		equal(t, "as it was added", s, wanted)
		equal(t, "due at the hub", must(db.DueSubscriptions(ctx(), "hub.example", noon, 5))(t), []news.Subscription{wanted})
		equal(t, "the hub is a host that is due", slices.Contains(must(db.DueHosts(ctx(), noon))(t), "hub.example"), true)
		equal(t, "next", must(db.NextDue(ctx(), "hub.example"))(t), noon)

		s.State, s.Asked, s.Due = news.Asked, noon, noon.Add(10*time.Minute)
		write(t, db, func(tx *store.Tx) error {
			must(0, tx.SubscriptionAsked(ctx(), s))(t)
			return tx.SubscriptionFailed(ctx(), s.ID, "the server says 500")
		})
		s.Asks, s.Reason = 1, "the server says 500"
		equal(t, "asked", must(db.SubscriptionByToken(ctx(), "t1"))(t), s)

		s.Verified, s.Expires, s.Due = noon.Add(time.Second), noon.Add(time.Hour), noon.Add(40*time.Minute)
		write(t, db, func(tx *store.Tx) error {
			must(0, tx.SubscriptionVerified(ctx(), s))(t)
			must(0, tx.SubscriptionFailed(ctx(), s.ID, "too late"))(t)
			return tx.SubscriptionPushed(ctx(), s.ID, noon.Add(time.Minute))
		})
		s.State, s.Reason, s.Asks, s.Pushed, s.Pushes = news.Subscribed, "", 0, noon.Add(time.Minute), 1
		equal(t, "verified and pushed", must(db.Subscriptions(ctx(), o.ID))(t), []news.Subscription{s})

		write(t, db, func(tx *store.Tx) error {
			must(0, tx.LeaveSubscription(ctx(), f.ID, noon))(t)
			next := wanted
			next.Hub, next.Token = "https://other.example/", "t3"
			equal(t, "another while the first is left", must(tx.AddSubscription(ctx(), next))(t), true)
			return tx.DropSubscription(ctx(), s.ID)
		})
		_, err := db.SubscriptionByToken(ctx(), "t1")
		equal(t, "dropped", errors.Is(err, store.ErrNotFound), true)
		equal(t, "the other one", must(db.Subscription(ctx(), f.ID))(t).Hub, "https://other.example/")
	})
}

func TestAFeedThatWasWantedDuringItsLookStaysDue(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, f := courier(t, db)
		f.Looked, f.Due = noon, noon.Add(time.Hour)
		write(t, db, func(tx *store.Tx) error {
			must(0, tx.FeedDue(ctx(), f.ID, noon.Add(time.Second)))(t)
			return tx.FeedLooked(ctx(), f)
		})
		equal(t, "due", must(db.Feed(ctx(), f.ID))(t).Due, noon.Add(time.Second))
		write(t, db, func(tx *store.Tx) error {
			f.Looked = noon.Add(time.Minute)
			return tx.FeedLooked(ctx(), f)
		})
		equal(t, "due after the next look", must(db.Feed(ctx(), f.ID))(t).Due, f.Due)
	})
}
