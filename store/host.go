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

// ErrLeaseLost says that the lease ended or that another process has taken it: nothing more may be asked under it.
var ErrLeaseLost = errors.New("the lease of the host is lost")

// A Lease is the right to ask a host, for one process at a time. Its token grows with every lease of the host.
type Lease struct {
	Host  string
	Token int64
	Until time.Time
	Known news.Host // as it was when the lease was taken
}

// Lease takes the host for d, unless somebody holds it (ok is then false).
func (t *Tx) Lease(ctx context.Context, host string, now time.Time, d time.Duration) (Lease, bool, error) {
	lease := Lease{Host: host, Until: moment(micros(now.Add(d)))}
	row, err := t.q.LeaseHost(ctx, db.LeaseHostParams{Host: host, Until: micros(lease.Until), Now: micros(now)})
	if errors.Is(err, sql.ErrNoRows) {
		return Lease{}, false, nil
	}
	if err != nil {
		return Lease{}, false, fmt.Errorf("lease %s: %w", host, err)
	}
	lease.Token = row.Token
	lease.Known = news.Host{
		Answer: time.Duration(row.Answer) * time.Microsecond, Pace: time.Duration(row.Pace) * time.Microsecond,
		Failures: int(row.Failures), Rests: int(row.Rests), Until: moment(row.RestUntil), Reason: row.RestReason,
	}
	return lease, true, nil
}

// KeepHost keeps how the leased host is by now, unless the lease was lost: then another process knows better.
func (t *Tx) KeepHost(ctx context.Context, lease Lease, h news.Host) error {
	_, err := t.q.KeepHost(ctx, db.KeepHostParams{
		Answer: h.Answer.Microseconds(), Pace: h.Pace.Microseconds(), Failures: int64(h.Failures), Rests: int64(h.Rests),
		RestUntil: micros(h.Until), RestReason: clean(h.Reason), Host: lease.Host, Token: lease.Token,
	})
	if err != nil {
		return fmt.Errorf("keep how %s is: %w", lease.Host, err)
	}
	return nil
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

// A RestingHost is one that is left alone because it failed again and again.
type RestingHost struct {
	Name string
	news.Host
}

// RestingHosts gives the hosts that are left alone at that moment, by name.
func (q Queries) RestingHosts(ctx context.Context, now time.Time) ([]RestingHost, error) {
	rows, err := q.q.RestingHosts(ctx, micros(now))
	if err != nil {
		return nil, fmt.Errorf("resting hosts: %w", err)
	}
	all := make([]RestingHost, len(rows))
	for i, row := range rows {
		all[i] = resting(db.OutletsRestingHostsRow(row))
	}
	return all, nil
}

// OutletsRestingHosts gives those of [Queries.RestingHosts] that are an outlet's own, or have a feed of it.
func (q Queries) OutletsRestingHosts(ctx context.Context, outletID int64, now time.Time) ([]RestingHost, error) {
	rows, err := q.q.OutletsRestingHosts(ctx, db.OutletsRestingHostsParams{OutletID: outletID, Now: micros(now)})
	if err != nil {
		return nil, fmt.Errorf("resting hosts of outlet %d: %w", outletID, err)
	}
	all := make([]RestingHost, len(rows))
	for i, row := range rows {
		all[i] = resting(row)
	}
	return all, nil
}

func resting(row db.OutletsRestingHostsRow) RestingHost {
	return RestingHost{row.Host, news.Host{
		Failures: int(row.Failures), Rests: int(row.Rests), Until: moment(row.RestUntil), Reason: row.RestReason,
	}}
}

// Robots gives what is known of the robots.txt of an origin; one without an Origin when it was never read.
func (q Queries) Robots(ctx context.Context, origin string) (news.Robots, error) {
	row, err := q.q.GetRobots(ctx, origin)
	if errors.Is(err, sql.ErrNoRows) {
		return news.Robots{}, nil
	}
	if err != nil {
		return news.Robots{}, fmt.Errorf("load robots.txt of %s: %w", origin, err)
	}
	return news.Robots{
		Origin: row.Origin, Body: row.Body, Until: moment(row.Until), Failures: int(row.Failures),
		Outcome: news.Outcome(row.Outcome), Reason: row.Reason,
	}, nil
}

// KeepRobots keeps what came of reading a robots.txt, in place of what was kept before.
func (t *Tx) KeepRobots(ctx context.Context, r news.Robots) error {
	if r.Body == nil {
		r.Body = []byte{}
	}
	err := t.q.KeepRobots(ctx, db.KeepRobotsParams{
		Origin: r.Origin, Body: r.Body, Until: micros(r.Until), Failures: int64(r.Failures), Outcome: string(r.Outcome),
		Reason: clean(r.Reason),
	})
	if err != nil {
		return fmt.Errorf("keep robots.txt of %s: %w", r.Origin, err)
	}
	return nil
}

// DueHosts gives the hosts that have a feed or article due or are a hub that is to be asked, and do not rest.
func (q Queries) DueHosts(ctx context.Context, now time.Time) ([]string, error) {
	hosts, err := q.q.DueHosts(ctx, micros(now))
	if err != nil {
		return nil, fmt.Errorf("due hosts: %w", err)
	}
	return hosts, nil
}

// NextDue gives the time at which the host's next feed, article or subscription is due, zero when none will be.
func (q Queries) NextDue(ctx context.Context, host string) (time.Time, error) {
	var next int64
	for _, ask := range []func(context.Context, string) (int64, error){
		q.q.NextFeedDue, q.q.NextArticleDue, q.q.NextSubscriptionDue,
	} {
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
