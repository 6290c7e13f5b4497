package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/revisit"
	"github.com/stemma-news/stemma/store"
)

// A turn is the right to ask one host for a while. It travels in the context of everything that may send a request, and
// belongs to one goroutine.
type turn struct {
	lease   store.Lease
	host    news.Host // how the host is by now
	changed bool      // since it was kept
	until   time.Time // no look begins later
	hopped  time.Duration
	beside  map[string]*turn // of other hosts, for a robots.txt or a form that is redirected there
	last    fetch.Response   // whose body is let go of with the next
}

type turnKey struct{}

// ErrNoTurn says that a request was about to go out without the lease of its host.
var ErrNoTurn = errors.New("the host's lease is not held")

// A LaterError says that a host must not be asked before a moment that is too far off to wait for.
type LaterError struct {
	Host   string
	At     time.Time
	Reason string
}

// Error says it to a person.
func (e *LaterError) Error() string {
	return fmt.Sprintf("%s is not asked before %s: %s", e.Host, e.At.UTC().Format(time.RFC3339), e.Reason)
}

// inTurn runs do while holding the host's lease. No look in it begins later than after d. When another process holds the
// lease, taken is false and do is not run.
func (w *Watcher) inTurn(ctx context.Context, host string, d time.Duration, do func(context.Context) error) (taken bool, err error) {
	t, err := w.take(ctx, host, d)
	if err != nil || t == nil {
		return false, err
	}
	err = do(context.WithValue(ctx, turnKey{}, t))
	// Given back even when ctx has ended: otherwise the host would be left alone until the lease runs out.
	return true, errors.Join(err, w.giveBack(context.WithoutCancel(ctx), t))
}

// take takes a host's lease; nil when another process holds it.
func (w *Watcher) take(ctx context.Context, host string, d time.Duration) (*turn, error) {
	now := time.Now()
	t := &turn{until: now.Add(d)}
	err := w.DB.Tx(ctx, func(tx *store.Tx) error {
		lease, taken, err := tx.Lease(ctx, host, now, leaseFor)
		if !taken {
			t = nil
			return err
		}
		t.lease, t.host = lease, lease.Known
		return err
	})
	return t, err
}

func (w *Watcher) giveBack(ctx context.Context, t *turn) error {
	t.last.Release()
	var errs []error
	for _, other := range t.beside {
		errs = append(errs, w.giveBack(ctx, other))
	}
	return errors.Join(append(errs, w.DB.Tx(ctx, func(tx *store.Tx) error {
		if err := t.keep(ctx, tx); err != nil {
			return err
		}
		return tx.Release(ctx, t.lease)
	}))...)
}

// keep writes how the host is by now, if that changed.
func (t *turn) keep(ctx context.Context, tx *store.Tx) error {
	if !t.changed {
		return nil
	}
	return tx.KeepHost(ctx, t.lease, t.host)
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
		taken, err := w.inTurn(ctx, host, visitFor, do)
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
func (w *Watcher) awaitTurn(ctx context.Context, s fetch.Step) error {
	t, ok := ctx.Value(turnKey{}).(*turn)
	if !ok {
		return fmt.Errorf("ask %s: %w", s.Host, ErrNoTurn)
	}
	if t.lease.Host != s.Host {
		if !s.Robots && !s.Form {
			return fmt.Errorf("ask %s: %w", s.Host, ErrNoTurn)
		}
		var err error
		if t, err = w.turnBeside(ctx, t, s.Host); err != nil {
			return err
		}
	}
	pace := max(w.pace.Between(t.host), w.scaled(s.CrawlDelay))
	if pace == 0 {
		return t.stillOurs(ctx)
	}
	wait, err := w.claim(ctx, t, pace, s.Again)
	if err != nil {
		return err
	}
	return sleep(ctx, wait)
}

// turnBeside takes the lease of another host than the turn's, for its robots.txt or hub leads there, if it can be had at once.
func (w *Watcher) turnBeside(ctx context.Context, t *turn, host string) (*turn, error) {
	if other := t.beside[host]; other != nil {
		return other, nil
	}
	other, err := w.take(ctx, host, time.Until(t.until))
	if err != nil {
		return nil, err
	}
	if other == nil {
		return nil, fmt.Errorf("ask %s: %w", host, ErrNoTurn)
	}
	if t.beside == nil {
		t.beside = map[string]*turn{}
	}
	t.beside[host] = other
	if other.host.Resting(time.Now()) {
		return nil, other.resting()
	}
	return other, nil
}

func (t *turn) resting() error {
	return &LaterError{t.lease.Host, t.host.Until, "it failed again and again: " + t.host.Reason}
}

// stillOurs checks the lease without the database: until its end nobody else can have taken it.
func (t *turn) stillOurs(ctx context.Context) error {
	if !time.Now().Before(t.lease.Until) {
		return fmt.Errorf("ask %s: %w", t.lease.Host, store.ErrLeaseLost)
	}
	return ctx.Err()
}

// hopsWait is how long all redirects of one look may wait together.
const hopsWait = 20 * time.Second

// claim claims the host's next moment and says how long to wait for it. A look that would begin too late claims nothing. A
// redirect cannot be put off, since its look would begin anew: it goes out after hopsWait at the latest, and what it
// should have waited the next look waits.
func (w *Watcher) claim(ctx context.Context, t *turn, pace time.Duration, again bool) (wait time.Duration, err error) {
	now := time.Now()
	err = w.DB.Tx(ctx, func(tx *store.Tx) error {
		if err := t.keep(ctx, tx); err != nil {
			return err
		}
		if wait, err = tx.Ask(ctx, t.lease, now, pace); err != nil {
			return err
		}
		if at := now.Add(wait); !again && wait > 0 && at.After(t.until) {
			return &LaterError{t.lease.Host, at, fmt.Sprintf("it is asked once in %v", pace.Round(time.Second))}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	t.changed = false
	if !again {
		t.hopped = 0
		return wait, nil
	}
	wait = min(wait, hopsWait-t.hopped)
	t.hopped += wait
	return wait, nil
}

// get asks for one URL in the turn that ctx carries, and learns from it how the host is.
func (w *Watcher) get(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	t, ok := ctx.Value(turnKey{}).(*turn)
	if !ok {
		return fetch.Response{}, fmt.Errorf("ask for %s: %w", r.URL, ErrNoTurn)
	}
	t.last.Release()
	answer, err := w.client.Get(ctx, r)
	t.last = answer
	t.last.Body = nil // its room is held, it is not
	w.heed(t, answer, err)
	return answer, err
}

// heed learns from an answer how the turn's host is.
func (w *Watcher) heed(t *turn, answer fetch.Response, err error) {
	if err == nil && answer.Asked > 0 {
		t.host, t.changed = w.pace.After(t.host, answerOf(answer)), true
	}
}

func answerOf(r fetch.Response) revisit.Answer {
	return revisit.Answer{
		At:     time.Now(),
		Took:   r.Took / time.Duration(r.Asked),
		Failed: r.Trouble,
		Busy:   (r.Status == 429 || r.Status == 503) && r.RetryAfter == 0,
		Reason: r.Reason,
	}
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
