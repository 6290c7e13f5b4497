package watch

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// WebSub (https://www.w3.org/TR/websub/): a hub that a feed offers is asked to tell us when the feed has news. The hub
// answers by calling the address that we name, which package web serves: it writes the feed's due time, and the feed is
// looked at as ever. What a hub sends is never taken for the feed.

const (
	leaseAsked   = 10 * 24 * time.Hour // that hubs are asked for; they give what they will
	mostGoodbyes = 5                   // so often a hub is told that we want no more
	goneFor      = 24 * time.Hour      // a feed that fails for so long is given up at its hub
)

// tend sees to it that a feed that was just looked at is subscribed at the hub that it offers, if it offers one and our
// own address is known, and at no other. Who does not know it leaves alone what others subscribed.
func (w *Watcher) tend(ctx context.Context, f news.Feed) error {
	if w.Address == "" {
		return nil
	}
	wanted := f.Hub != "" && (f.Failing.IsZero() || f.Looked.Sub(f.Failing) < w.scaled(goneFor))
	s, err := w.DB.Subscription(ctx, f.ID)
	known := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if known && (!wanted || s.Hub != f.Hub || s.Topic != f.Topic) {
		// Each hub in a transaction of its own, as in recordFeed.
		if err := w.DB.Tx(ctx, func(tx *store.Tx) error { return tx.LeaveSubscription(ctx, f.ID, f.Looked) }); err != nil {
			return err
		}
		known = false
	}
	if known || !wanted {
		return nil
	}
	return w.DB.Tx(ctx, func(tx *store.Tx) error {
		_, err := tx.AddSubscription(ctx, news.Subscription{
			FeedID: f.ID, Hub: f.Hub, Topic: f.Topic, Token: rand.Text(), Secret: rand.Text(), State: news.Wanted, Due: f.Looked,
		})
		return err
	})
}

// askHubs asks the hub at a host, in the turn that ctx carries, for what is due there, and says how often it asked.
func (w *Watcher) askHubs(ctx context.Context, host string) (asked int, err error) {
	due, err := w.DB.DueSubscriptions(ctx, host, time.Now(), batch)
	if err != nil {
		return 0, wrap(err, "list due subscriptions at %s", host)
	}
	for _, s := range due {
		if err := mayAsk(ctx); err != nil {
			return asked, err
		}
		if err := w.askHub(ctx, s); err != nil {
			return asked, wrap(err, "ask the hub %s", s.Hub)
		}
		asked++
	}
	return asked, nil
}

// askHub asks a hub once to tell us of a feed's news from now on, or no longer. That it was asked is written first: a hub
// may call us before it answers.
func (w *Watcher) askHub(ctx context.Context, s news.Subscription) error {
	if s.State == news.Leaving && s.Asks >= mostGoodbyes {
		return w.DB.Tx(ctx, func(tx *store.Tx) error { return tx.DropSubscription(ctx, s.ID) })
	}
	now := time.Now()
	if s.State != news.Leaving && (s.State != news.Subscribed || !now.Before(s.Expires)) {
		s.State = news.Asked
	}
	s.Asked, s.Due = now, now.Add(w.Rule.AskHub(s.Asks))
	if err := w.DB.Tx(ctx, func(tx *store.Tx) error { return tx.SubscriptionAsked(ctx, s) }); err != nil {
		return err
	}
	failure, err := w.postToHub(ctx, s)
	if err != nil || failure == "" {
		return err
	}
	w.Log.Warn("asked a hub", "hub", s.Hub, "topic", s.Topic, "reason", failure)
	return w.DB.Tx(ctx, func(tx *store.Tx) error { return tx.SubscriptionFailed(ctx, s.ID, failure) })
}

// postToHub gives the reason when a hub did not take the request.
func (w *Watcher) postToHub(ctx context.Context, s news.Subscription) (failure string, err error) {
	if w.Address == "" {
		return "the address at which the hub could call is not known any more", nil
	}
	form := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {s.Topic}, "hub.callback": {w.Address + "/websub/" + s.Token}}
	if s.State == news.Leaving {
		form.Set("hub.mode", "unsubscribe")
	} else {
		form.Set("hub.lease_seconds", strconv.Itoa(int(w.scaled(leaseAsked).Seconds())))
		form.Set("hub.secret", s.Secret)
	}
	r, err := w.post(ctx, s.Hub, form)
	if err != nil || r.Outcome == news.Good {
		return "", err
	}
	switch r.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther: // WebSub lets hubs send on by 307 and 308 alone
		return r.Reason + "; tell the feed's publisher that the hub is elsewhere: until then the feed is looked at as often as without one", nil
	default:
		return r.Reason, nil
	}
}

// post sends a form in the turn that ctx carries, and learns from the answer how the host is.
func (w *Watcher) post(ctx context.Context, address string, form url.Values) (fetch.Response, error) {
	t, ok := ctx.Value(turnKey{}).(*turn)
	if !ok {
		return fetch.Response{}, fmt.Errorf("post to %s: %w", address, ErrNoTurn)
	}
	answer, err := w.client.Post(ctx, address, form)
	if news.HostOf(answer.FinalURL) == t.lease.Host { // or it tells of the host that the form was redirected to
		w.heed(t, answer, err)
	}
	return answer, err
}
