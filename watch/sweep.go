package watch

import (
	"context"
	"errors"
	"time"

	"github.com/stemma-news/stemma/store"
)

// sweepUntil finds, at once and then every minute, what is due and has no job: a job that River discarded, a due time
// written in the moment in which the host's job ended, a capture that came while its article was being read. More seldom
// it checks the alarms, and forgets what they do not need any more.
func (w *Watcher) sweepUntil(ctx context.Context) error {
	tick := time.NewTicker(max(w.scaled(sweepEvery), time.Second))
	defer tick.Stop()
	var checked, tidied time.Time
	for {
		err := w.sweep(ctx)
		if now := time.Now(); now.Sub(checked) >= w.scaled(alarmEvery) {
			err, checked = errors.Join(err, wrap(w.checkAlarms(ctx, now), "check the alarms")), now
		}
		if now := time.Now(); now.Sub(tidied) >= w.scaled(tidyEvery) {
			err, tidied = errors.Join(err, w.forgetTallies(ctx, now)), now
		}
		if err != nil && ctx.Err() == nil {
			w.Log.Error("sweep", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (w *Watcher) forgetTallies(ctx context.Context, now time.Time) error {
	before := now.Add(-2 * w.limits().memory)
	return w.DB.Tx(ctx, func(tx *store.Tx) error { return tx.ForgetTallies(ctx, before) })
}

func (w *Watcher) sweep(ctx context.Context) error {
	hosts, err := w.DB.DueHosts(ctx, time.Now())
	if err != nil {
		return wrap(err, "list due hosts")
	}
	unread, err := w.DB.UnreadArticles(ctx)
	if err != nil {
		return wrap(err, "list articles with unread captures")
	}
	if err := wakeHosts(ctx, w.DB, hosts, time.Now()); err != nil {
		return err
	}
	return w.DB.EachTx(ctx, len(unread), func(tx *store.Tx, i int) error {
		return wrap(tx.EnqueueRead(ctx, unread[i]), "have article %d read", unread[i])
	})
}

// ReadAll reads everything that was kept and not read yet, in this process, without jobs.
func (w *Watcher) ReadAll(ctx context.Context) error {
	unread, err := w.DB.UnreadArticles(ctx)
	if err != nil {
		return wrap(err, "list articles with unread captures")
	}
	for _, id := range unread {
		if _, err := w.Read(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
