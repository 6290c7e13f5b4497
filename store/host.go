package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/stemma-news/stemma/store/db"
)

// ErrLeaseLost says that the lease ended or that another process has taken it: nothing more may be asked under it.
var ErrLeaseLost = errors.New("the lease of the host is lost")

// A Lease is the right to ask a host, for one process at a time. Its token grows with every lease of the host.
type Lease struct {
	Host  string
	Token int64
	Until time.Time
}

// Lease takes the host for d, unless somebody holds it (ok is then false).
func (t *Tx) Lease(ctx context.Context, host string, now time.Time, d time.Duration) (Lease, bool, error) {
	lease := Lease{Host: host, Until: moment(micros(now.Add(d)))}
	var err error
	lease.Token, err = t.q.LeaseHost(ctx, db.LeaseHostParams{Host: host, Until: micros(lease.Until), Now: micros(now)})
	if errors.Is(err, sql.ErrNoRows) {
		return Lease{}, false, nil
	}
	if err != nil {
		return Lease{}, false, fmt.Errorf("lease %s: %w", host, err)
	}
	return lease, true, nil
}

// Ask claims the host's next slot, pace after the one before it: the caller waits that long and asks once. It gives
// ErrLeaseLost when the lease is no longer the caller's.
func (t *Tx) Ask(ctx context.Context, lease Lease, now time.Time, pace time.Duration) (time.Duration, error) {
	slot, err := t.q.AskHost(ctx, db.AskHostParams{
		Host: lease.Host, Token: lease.Token, Now: micros(now), Pace: pace.Microseconds(),
	})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("ask %s: %w", lease.Host, ErrLeaseLost)
	}
	if err != nil {
		return 0, fmt.Errorf("ask %s: %w", lease.Host, err)
	}
	return max(0, moment(slot).Sub(now)), nil
}

// Release gives the host back. A lease that was lost already is no error.
func (t *Tx) Release(ctx context.Context, lease Lease) error {
	if _, err := t.q.ReleaseHost(ctx, db.ReleaseHostParams{Host: lease.Host, Token: lease.Token}); err != nil {
		return fmt.Errorf("release %s: %w", lease.Host, err)
	}
	return nil
}

// DueHosts gives the hosts that have a feed or article due.
func (q Queries) DueHosts(ctx context.Context, now time.Time) ([]string, error) {
	hosts, err := q.q.DueHosts(ctx, micros(now))
	if err != nil {
		return nil, fmt.Errorf("due hosts: %w", err)
	}
	return hosts, nil
}

// NextDue gives the time at which the host's next feed or article is due, zero when none will be.
func (q Queries) NextDue(ctx context.Context, host string) (time.Time, error) {
	var next int64
	for _, ask := range []func(context.Context, string) (int64, error){q.q.NextFeedDue, q.q.NextArticleDue} {
		due, err := ask(ctx, host)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return time.Time{}, fmt.Errorf("what is due next at %s: %w", host, err)
		}
		if next == 0 || due < next {
			next = due
		}
	}
	return moment(next), nil
}

// Postpone lets nothing at the host be due before that time: it asked to be left alone until then.
func (t *Tx) Postpone(ctx context.Context, host string, until time.Time) error {
	if err := t.q.PostponeFeeds(ctx, db.PostponeFeedsParams{Host: host, Until: micros(until)}); err != nil {
		return fmt.Errorf("postpone the feeds of %s: %w", host, err)
	}
	if err := t.q.PostponeArticles(ctx, db.PostponeArticlesParams{Host: host, Until: micros(until)}); err != nil {
		return fmt.Errorf("postpone the articles of %s: %w", host, err)
	}
	return nil
}
