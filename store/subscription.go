package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// AddSubscription adds s, whose URLs are clean, and has its hub visited when it is due; fresh is false when the feed has
// one already.
func (t *Tx) AddSubscription(ctx context.Context, s news.Subscription) (fresh bool, err error) {
	host := news.HostOf(s.Hub)
	if err := t.q.EnsureHost(ctx, host); err != nil {
		return false, fmt.Errorf("subscribe feed %d at %s: %w", s.FeedID, s.Hub, err)
	}
	_, err = t.q.InsertSubscription(ctx, db.InsertSubscriptionParams{
		FeedID: s.FeedID, Hub: s.Hub, Host: host, Topic: s.Topic, Token: s.Token, Secret: s.Secret, State: string(s.State),
		Due: micros(s.Due),
	})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("subscribe feed %d at %s: %w", s.FeedID, s.Hub, err)
	}
	return true, t.EnqueueVisit(ctx, host, s.Due)
}

func subscription(row db.Subscription) news.Subscription {
	return news.Subscription{
		ID: row.ID, FeedID: row.FeedID, Hub: row.Hub, Topic: row.Topic, Token: row.Token, Secret: row.Secret,
		State: news.SubscriptionState(row.State), Reason: row.Reason, Asked: moment(row.Asked), Asks: int(row.Asks),
		Verified: moment(row.Verified), Expires: moment(row.Expires), Pushed: moment(row.Pushed), Pushes: int(row.Pushes),
		Due: moment(row.Due),
	}
}

func subscriptions(rows []db.Subscription) []news.Subscription {
	list := make([]news.Subscription, len(rows))
	for i, row := range rows {
		list[i] = subscription(row)
	}
	return list
}

// Subscription gives a feed's subscription, not one that is being given up, or ErrNotFound.
func (q Queries) Subscription(ctx context.Context, feedID int64) (news.Subscription, error) {
	row, err := q.q.Subscription(ctx, feedID)
	return subscription(row), found(err, "subscription of feed %d", feedID)
}

// SubscriptionByToken gives the subscription that a hub's call is about, or ErrNotFound.
func (q Queries) SubscriptionByToken(ctx context.Context, token string) (news.Subscription, error) {
	row, err := q.q.SubscriptionByToken(ctx, clean(token))
	return subscription(row), found(err, "subscription")
}

// Subscriptions gives those of an outlet's feeds, also those that are being given up.
func (q Queries) Subscriptions(ctx context.Context, outletID int64) ([]news.Subscription, error) {
	rows, err := q.q.OutletSubscriptions(ctx, outletID)
	return subscriptions(rows), found(err, "subscriptions of outlet %d", outletID)
}

// DueSubscriptions gives up to limit subscriptions for which the hub at this host is to be asked, longest due first.
func (q Queries) DueSubscriptions(ctx context.Context, host string, now time.Time, limit int) ([]news.Subscription, error) {
	rows, err := q.q.DueSubscriptions(ctx, db.DueSubscriptionsParams{Host: host, Due: micros(now), Limit: int32(limit)})
	return subscriptions(rows), found(err, "due subscriptions at %s", host)
}

// SubscriptionAsked keeps that the hub is being asked at s.Asked, and s.State and s.Due. It is written before the hub is
// asked, for it may answer by its own request at once.
func (t *Tx) SubscriptionAsked(ctx context.Context, s news.Subscription) error {
	err := t.q.SubscriptionAsked(ctx, db.SubscriptionAskedParams{ID: s.ID, State: string(s.State), Asked: micros(s.Asked), Due: micros(s.Due)})
	return found(err, "keep that the hub of subscription %d is asked", s.ID)
}

// SubscriptionFailed keeps why the hub could not be asked, unless it has said yes since.
func (t *Tx) SubscriptionFailed(ctx context.Context, id int64, reason string) error {
	err := t.q.SubscriptionFailed(ctx, db.SubscriptionFailedParams{ID: id, Reason: clean(reason)})
	return found(err, "keep why the hub of subscription %d could not be asked", id)
}

// SubscriptionVerified keeps that the hub said yes at s.Verified, until s.Expires, and when s.Due it is asked again.
func (t *Tx) SubscriptionVerified(ctx context.Context, s news.Subscription) error {
	err := t.q.SubscriptionVerified(ctx, db.SubscriptionVerifiedParams{
		ID: s.ID, State: string(news.Subscribed), Verified: micros(s.Verified), Expires: micros(s.Expires), Due: micros(s.Due),
	})
	return found(err, "keep that subscription %d is verified", s.ID)
}

// SubscriptionDenied keeps that the hub said no, and why. When it is asked again stays as it was.
func (t *Tx) SubscriptionDenied(ctx context.Context, id int64, reason string) error {
	err := t.q.SubscriptionDenied(ctx, db.SubscriptionDeniedParams{ID: id, State: string(news.Denied), Reason: clean(reason)})
	return found(err, "keep that subscription %d is denied", id)
}

// SubscriptionPushed keeps that the hub told of news at that time.
func (t *Tx) SubscriptionPushed(ctx context.Context, id int64, at time.Time) error {
	err := t.q.SubscriptionPushed(ctx, db.SubscriptionPushedParams{ID: id, Pushed: micros(at)})
	return found(err, "keep that subscription %d told of news", id)
}

// LeaveSubscription has a feed's subscription, if there is one, given up from that time on.
func (t *Tx) LeaveSubscription(ctx context.Context, feedID int64, now time.Time) error {
	hosts, err := t.q.LeaveSubscription(ctx, db.LeaveSubscriptionParams{FeedID: feedID, Due: micros(now)})
	if err != nil {
		return fmt.Errorf("give up the subscription of feed %d: %w", feedID, err)
	}
	for _, host := range hosts {
		if err := t.EnqueueVisit(ctx, host, now); err != nil {
			return err
		}
	}
	return nil
}

// DropSubscription forgets a subscription; what its hub still sends is then unknown.
func (t *Tx) DropSubscription(ctx context.Context, id int64) error {
	return found(t.q.DeleteSubscription(ctx, id), "forget subscription %d", id)
}
