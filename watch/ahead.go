package watch

import (
	"context"
	"runtime"
	"sync"

	"github.com/stemma-news/stemma/news"
)

// An ahead opens the pages of captures before their turn to be read comes, several at a time. What a page says by itself
// depends on no other, and finding it is most of the work of reading; all else is done in order, by one.
type ahead struct {
	queue   chan *opening // in the order of the captures
	stop    context.CancelFunc
	running sync.WaitGroup
}

// An opening is a capture whose page is opened, or will not be ahead of its turn.
type opening struct {
	done   chan struct{} // closed when page is set, if it ever is
	page   openedPage
	opened bool
}

// mostAhead bounds how many pages are opened and not read yet, with what each takes of memory; what must be done in order
// keeps no more than a few processors busy beside it.
const mostAhead = 4

// openAhead begins to open the pages of captures, which are then taken with next; who is done with it says end.
func (w *Watcher) openAhead(ctx context.Context, captures []freshCapture) *ahead {
	ctx, stop := context.WithCancel(ctx)
	h := &ahead{queue: make(chan *opening, min(runtime.GOMAXPROCS(0), mostAhead)), stop: stop}
	h.running.Go(func() {
		defer close(h.queue)
		shown := map[int64]string{} // by article: the body that was opened last
		for _, f := range captures {
			o := &opening{done: make(chan struct{})}
			select {
			case h.queue <- o:
			case <-ctx.Done():
				return
			}
			c, err := w.DB.Capture(ctx, f.id)
			// The same body again is known already; an error comes again when it is this one's turn.
			if err != nil || !c.Read.IsZero() || c.Outcome != news.Good || c.Body == shown[c.ArticleID] {
				close(o.done)
				continue
			}
			shown[c.ArticleID] = c.Body
			h.running.Go(func() {
				defer close(o.done)
				page, err := w.open(ctx, c)
				page.body = nil // it is seldom needed again, and may be large
				o.page, o.opened = page, err == nil
			})
		}
	})
	return h
}

// next gives the opening of the next capture; nil when the context has ended.
func (h *ahead) next() *opening { return <-h.queue }

// end stops what is going on and waits for it.
func (h *ahead) end() {
	h.stop()
	h.running.Wait()
}

// readingAhead is reading for a capture whose page may have been opened already.
func (w *Watcher) readingAhead(c news.Capture, o *opening) *reading {
	return readingBy(c, func(ctx context.Context) (page, error) {
		var p openedPage
		if o != nil {
			<-o.done // soon, even if the context has ended: nothing is opened without it
			p = o.page
		}
		if o == nil || !o.opened {
			var err error
			if p, err = w.open(ctx, c); err != nil {
				return page{}, err
			}
		}
		return w.pageOf(ctx, c, p)
	})
}
