package web

import (
	"context"
	"net/http"
	"time"

	"golang.org/x/sync/semaphore"
)

// A gate bounds what all answers together take of memory from when they are begun until they are sent, however many ask
// at the same moment. Small ones are made a few at a time, which is as fast as all at once; large ones wait for room for
// their bytes. Whoever waits there holds next to nothing, and small ones never wait for large ones.
type gate struct{ small, large *semaphore.Weighted }

const (
	smallAnswer = 2 << 20  // bytes that making an answer may take without asking for room
	smallOnes   = 16       // so many of them are made at once
	largeRoom   = 64 << 20 // bytes for all that take more; one that wants more than all of it has it alone
	gateWait    = 12 * time.Second
	slowest     = 128 << 10 // bytes a second at which a large answer must be taken, or it would keep others out
)

func newGate() gate {
	return gate{semaphore.NewWeighted(smallOnes), semaphore.NewWeighted(largeRoom)}
}

// errCrowded says that an answer has waited for room for too long.
var errCrowded = problem{http.StatusServiceUnavailable, "Too many at once", "More long pages are being asked for than can be made at once. Please try again in half a minute."}

// A share is what one answer has of the gate. One goroutine uses it.
type share struct {
	gate  gate
	small bool
	large int64
}

type shareKey struct{}

// shareOf gives the share of the answer to a request.
func shareOf(ctx context.Context) *share { return ctx.Value(shareKey{}).(*share) }

// enter waits for its turn to make a small answer.
func (p *share) enter(ctx context.Context) error {
	err := wait(ctx, p.gate.small, 1)
	p.small = err == nil
	return err
}

// widen waits for room for an answer that takes so many bytes to make. Where that is little, nothing is done.
func (p *share) widen(ctx context.Context, bytes int64) error {
	if bytes <= smallAnswer || p.large > 0 {
		return nil
	}
	p.leave()
	bytes = min(bytes, largeRoom)
	if err := wait(ctx, p.gate.large, bytes); err != nil {
		return err
	}
	p.large = bytes
	return nil
}

// made says that an answer is made and takes so many bytes from now on: what a large one does not need any more is given
// back.
func (p *share) made(bytes int64) {
	if bytes < p.large {
		p.gate.large.Release(p.large - bytes)
		p.large = bytes
	}
}

// sending is what must be said before an answer is sent. A small one leaves, however slow its reader is; a large one keeps
// its share, but not for long.
func (p *share) sending(w http.ResponseWriter) {
	if p.large == 0 {
		p.leave()
		return
	}
	allowed := 10*time.Second + time.Duration(p.large)*time.Second/slowest
	// Where nothing can be set no connection stands behind it, or one that is gone.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(allowed))
}

// leave gives everything back; once is enough, and more does no harm.
func (p *share) leave() {
	if p.small {
		p.gate.small.Release(1)
	}
	if p.large > 0 {
		p.gate.large.Release(p.large)
	}
	p.small, p.large = false, 0
}

func wait(ctx context.Context, room *semaphore.Weighted, n int64) error {
	ctx, stop := context.WithTimeoutCause(ctx, gateWait, errCrowded)
	defer stop()
	if room.Acquire(ctx, n) != nil {
		return context.Cause(ctx)
	}
	return nil
}

// queued has a handler wait until its answer may be made.
func queued(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := shareOf(r.Context()).enter(r.Context()); err != nil {
			return err
		}
		return h(w, r)
	}
}

// How many bytes making a page takes for each byte of the texts that it shows, and of their edits: one text, two side by
// side, the whole history of one.
const (
	oneText   = 8
	twoTexts  = 8
	manyTexts = 12
)

// room waits for room for a page that shows versions of an article: times is how many bytes making it takes for each byte
// of their texts.
func (s *server) room(ctx context.Context, article, times int64, versions ...int) error {
	var sum int64
	for _, n := range versions {
		bytes, err := s.DB.TextSize(ctx, article, n, n)
		if err != nil {
			return err
		}
		sum += bytes
	}
	return shareOf(ctx).widen(ctx, sum*times)
}

// sharing gives every request its share, and takes it back when the answer is sent.
func (s *server) sharing(inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := &share{gate: s.gate}
		defer p.leave()
		answer := &packed{ResponseWriter: w, share: p}
		inner.ServeHTTP(answer, r.WithContext(context.WithValue(r.Context(), shareKey{}, p)))
		answer.send()
	})
}
