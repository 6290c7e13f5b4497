package watch

import (
	"slices"
	"time"

	"github.com/stemma-news/stemma/news"
)

// settleDoubt says what one more look means for the step that waited to be borne out. A look that shows the new text, or
// a further one, bears it out; one that shows the old text again has made it alternates already; one that shows nothing
// leaves it as it is. A look at the new text that comes too soon after the first may have met a cache.
func (w *weave) settleDoubt(before *step, c news.Capture) {
	if w.doubted != nil && w.doubted != before && c.Imported {
		w.bearOut(w.doubted, w.doubted.SeenAfter) // nobody can look again
	}
	switch {
	case before == nil || !before.Confirmed.IsZero():
	case !c.Outcome.Readable():
		w.tries++
	case w.current != before.to || c.Imported || c.At.Sub(before.SeenAfter) >= w.soon:
		w.bearOut(before, c.At)
	}
}

func (w *weave) bearOut(s *step, at time.Time) {
	s.Confirmed, s.touched = at, true
	if w.doubted == s {
		w.doubted, w.tries = nil, 0
	}
}

// stand says what one more look makes of the article. It is told as gone after the second look that misses it, and as
// back after the second that finds it; looks between them that failed otherwise count for neither. One bad look never
// takes it away.
func (w *weave) stand(c news.Capture, before time.Time) {
	w.outcome = c.Outcome
	there := w.gone.IsZero()
	switch found, missed := c.Outcome.Readable(), c.Outcome.Absent(); {
	case there && missed && w.current != nil, !there && found:
		w.turning++
	case found, missed:
		w.turning = 0
	}
	if w.turning < 2 {
		return
	}
	w.turning = 0
	if there {
		w.gone = c.At
		w.tell(news.Event{Kind: news.WasGone, SeenBefore: before, SeenAfter: c.At, Detail: c.Reason})
		return
	}
	w.gone = time.Time{}
	w.tell(news.Event{Kind: news.CameBack, SeenBefore: before, SeenAfter: c.At, Detail: "the page is there again"})
}

func (w *weave) tell(e news.Event) {
	e.ArticleID = w.article
	w.events = append(w.events, &happening{e, true})
}

// tellOnce tells an event only if it was not told since the text last changed.
func (w *weave) tellOnce(e news.Event) {
	if !slices.ContainsFunc(w.events, func(o *happening) bool {
		return o.Kind == e.Kind && !o.SeenAfter.Before(w.changed)
	}) {
		w.tell(e)
	}
}

// mostClaims is how often in a row a moving date is told while nothing else changes: one that moves on and on is a clock.
const mostClaims = 3

// claim tells that the publisher's modified date moved though the text did not. A date that is the very time of asking
// claims nothing.
func (w *weave) claim(modified time.Time, showed *strand, c *news.Capture) {
	before := w.claimed
	if modified.IsZero() || modified.Equal(before) {
		return
	}
	w.claimed = modified
	if c.Outcome == news.New || before.IsZero() || showed != w.current || c.At.Sub(modified).Abs() < w.soon {
		return
	}
	told := 0
	for _, e := range w.events {
		if e.Kind == news.Claimed && !e.SeenAfter.Before(w.changed) {
			told++
		}
	}
	if told < mostClaims {
		w.tell(news.Event{
			Kind: news.Claimed, SeenBefore: w.lastGood(), SeenAfter: c.At,
			Detail: "from " + before.UTC().Format(time.RFC3339) + " to " + modified.UTC().Format(time.RFC3339),
		})
	}
}
