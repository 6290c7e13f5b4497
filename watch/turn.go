package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// A turn is the right to ask one host for a while. It travels in the context of everything that may send a request.
type turn struct{ lease store.Lease }

type turnKey struct{}

// ErrNoTurn says that a request was about to go out without the lease of its host.
var ErrNoTurn = errors.New("the host's lease is not held")

// inTurn runs do while holding the host's lease. When another process holds it, taken is false and do is not run.
func (w *Watcher) inTurn(ctx context.Context, host string, do func(context.Context) error) (taken bool, err error) {
	var lease store.Lease
	err = w.DB.Tx(ctx, func(tx *store.Tx) error {
		lease, taken, err = tx.Lease(ctx, host, time.Now(), leaseFor)
		return err
	})
	if err != nil || !taken {
		return false, err
	}
	err = do(context.WithValue(ctx, turnKey{}, turn{lease}))
	// Released even when ctx has ended: otherwise the host would rest until the lease runs out.
	ctx = context.WithoutCancel(ctx)
	return true, errors.Join(err, w.DB.Tx(ctx, func(tx *store.Tx) error { return tx.Release(ctx, lease) }))
}

// For a person who waits for a host that is being asked: when to say so, and when to give up. The latter is longer than
// a visit holds its lease, also one whose process was killed.
const (
	sayAfter = time.Second
	waitFor  = leaseFor + 20*time.Second
)

// waitTurn is inTurn for a person who waits: it tries until the lease is free, for waitFor at the most.
func (w *Watcher) waitTurn(ctx context.Context, host string, do func(context.Context) error) error {
	start, said := time.Now(), false
	for {
		taken, err := w.inTurn(ctx, host, do)
		if taken || err != nil {
			return err
		}
		waited := time.Since(start)
		if waited >= sayAfter && !said {
			said = true
			w.Waiting(host)
		}
		if waited >= waitFor {
			return fmt.Errorf("%s is being asked by another process and was not free for %v; try again later", host, waitFor)
		}
		if err := sleep(ctx, 200*time.Millisecond); err != nil {
			return fmt.Errorf("wait for %s, which is being asked by another process: %w", host, err)
		}
	}
}

// awaitTurn is called before every request that goes out: it checks that the lease is still ours, claims the next
// moment that the host's pace allows, and waits for it.
func (w *Watcher) awaitTurn(ctx context.Context, host string) error {
	t, ok := ctx.Value(turnKey{}).(turn)
	if !ok || t.lease.Host != host {
		return fmt.Errorf("ask %s: %w", host, ErrNoTurn)
	}
	var wait time.Duration
	err := w.DB.Tx(ctx, func(tx *store.Tx) (err error) {
		wait, err = tx.Ask(ctx, t.lease, time.Now(), w.paceOf(host))
		return err
	})
	if err != nil {
		return err
	}
	return sleep(ctx, wait)
}

// slowest is the longest pace that a Crawl-delay can ask for: with a longer one a visit would end before its request.
const slowest = 20 * time.Second

// paceOf is the time between two requests to a host: ours, or its own Crawl-delay if that is longer.
func (w *Watcher) paceOf(host string) time.Duration {
	delay, _ := w.delays.Load(host)
	asked, _ := delay.(time.Duration)
	return max(w.Pace, min(w.scaled(asked), slowest))
}

// get asks for one URL in the turn that ctx carries, and learns how slowly its host wants to be asked.
func (w *Watcher) get(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	answer, err := w.client.Get(ctx, r)
	if err == nil && answer.CrawlDelay > 0 {
		w.delays.Store(news.HostOf(r.URL), answer.CrawlDelay)
	}
	return answer, err
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// wrap says what was being done when err came; nil stays nil.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), err)
}
