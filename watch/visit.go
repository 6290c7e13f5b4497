package watch

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"github.com/stemma-news/stemma/store"
)

// batch is how many due pages a visit loads at once.
const batch = 20

// visitor works the Visit jobs. It puts each back with a snooze until the host's next due time, never by inserting.
type visitor struct {
	river.WorkerDefaults[store.Visit]
	watcher *Watcher
}

// Work visits the job's host.
func (v *visitor) Work(ctx context.Context, job *river.Job[store.Visit]) error {
	host := job.Args.Host
	next, err := v.watcher.visit(ctx, host)
	if err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrLeaseLost) {
		v.watcher.Log.Error("visit", "host", host, "err", err)
	}
	switch {
	case err != nil:
		return river.JobSnooze(v.watcher.scaled(30 * time.Second))
	case next.IsZero():
		return nil // nothing will ever be due, until somebody writes a due time and a job with it
	default:
		return river.JobSnooze(max(time.Until(next), 0))
	}
}

// visit looks at everything that is due at a host, for visitFor at the most, and says when to come again.
func (w *Watcher) visit(ctx context.Context, host string) (next time.Time, err error) {
	taken, err := w.inTurn(ctx, host, visitFor, func(ctx context.Context) error { return w.lookAtDue(ctx, host) })
	if later, ok := errors.AsType[*LaterError](err); ok {
		return later.At, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	if !taken {
		return time.Now().Add(w.scaled(5 * time.Second)), nil
	}
	return w.DB.NextDue(ctx, host)
}

func (w *Watcher) lookAtDue(ctx context.Context, host string) error {
	for end := time.Now().Add(visitFor); time.Now().Before(end); {
		looked, err := w.lookAtBatch(ctx, host, end)
		if err != nil || looked == 0 {
			return err
		}
	}
	return nil
}

// lookAtBatch asks the host for its due subscriptions, if it is a hub, looks at its due feeds, then at its due articles,
// and says how many requests that made.
func (w *Watcher) lookAtBatch(ctx context.Context, host string, end time.Time) (looked int, err error) {
	if looked, err = w.askHubs(ctx, host); err != nil {
		return looked, err
	}
	feeds, err := w.DB.DueFeeds(ctx, host, time.Now(), batch)
	if err != nil {
		return looked, wrap(err, "list due feeds of %s", host)
	}
	for _, f := range feeds {
		if err := mayAsk(ctx); err != nil {
			return looked, err
		}
		if err := w.lookAtFeed(ctx, f); err != nil {
			return looked, err
		}
		looked++
	}
	articles, err := w.DB.DueArticles(ctx, host, time.Now(), batch)
	if err != nil {
		return looked, wrap(err, "list due articles of %s", host)
	}
	for _, a := range articles {
		if !time.Now().Before(end) {
			break
		}
		if err := mayAsk(ctx); err != nil {
			return looked, err
		}
		if _, err := w.look(ctx, a); err != nil {
			return looked, err
		}
		looked++
	}
	return looked, mayAsk(ctx)
}

// mayAsk ends a visit whose host has to be left alone by now: after a rest its first request is a trial, and if that
// fails there is no second one.
func mayAsk(ctx context.Context) error {
	t, ok := ctx.Value(turnKey{}).(*turn)
	if ok && t.host.Resting(time.Now()) {
		return t.resting()
	}
	return nil
}

// scaled shrinks an interval of ours for a simulated web whose clock runs faster.
func (w *Watcher) scaled(d time.Duration) time.Duration {
	return time.Duration(float64(d) / w.Speed)
}
