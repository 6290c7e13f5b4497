package newsstand

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/stemma-news/stemma/news"
)

// The kinds of [Edit] besides those of [news.EditKind].
const (
	Alternate   = "alternate"    // a headline test shows a wording again that it has shown before
	Gone        = "gone"         // the article is not served any more; How says with what answer
	Back        = "back"         // it is served again
	Moved       = "moved"        // its URL changed; the old one redirects
	Redesign    = "redesign"     // the outlet's template changed, no text did
	CommentGone = "comment-gone" // a reader's comment is no longer on the page
	Block       = "block"        // status 403
	Captcha     = "captcha"      // a challenge, with status 200
	Consent     = "consent"      // a page that asks for consent first, with status 200
	TimeOut     = "time-out"     // no answer
	Truncated   = "truncated"    // a body shorter than its Content-Length
	ServerError = "error"        // status 500 or 503; How says which
)

// An Edit is one thing that the stand did to an article, or to the answers for it.
type Edit struct {
	URL     string         `json:"url"`            // of the article once it was done; the outlet's home page for a redesign
	Article string         `json:"article"`        // the first URL of the article, the same in all its lines
	Time    time.Time      `json:"time"`           // when it was done, in real time
	Until   time.Time      `json:"until,omitzero"` // how long its result stood: until the next edit of the same block, the end of the episode, or the article was gone; zero while it stands
	Since   time.Time      `json:"since,omitzero"` // since when Before had stood: the last edit of the same block, the publication, or the start of the stand; zero without blocks
	Kind    string         `json:"kind"`           // one of news.EditKind, or of the kinds above
	Block   news.BlockKind `json:"block"`          // empty when no block was touched
	Meaning news.Meaning   `json:"meaning"`        // what weighs most; empty where only the place changed
	Before  string         `json:"before"`         // the whole block, several joined by newlines; the URL for a move of the article
	After   string         `json:"after"`

	LinkFrom string `json:"link_from,omitempty"` // of a link that leads elsewhere: where it led
	LinkTo   string `json:"link_to,omitempty"`

	Outlet  string `json:"outlet"`            // name of the outlet
	How     string `json:"how,omitempty"`     // of an absence: "403", "captcha", "consent", "404", "410", "soft 404", "home", "time-out", "truncated", "500", "503"
	Claimed bool   `json:"claimed,omitempty"` // the modified date was set to this moment
}

// Stood tells for how long the edit could be seen up to now: for how long its result was served, or what it replaced,
// whichever was shorter. What was put back within minutes nobody who looks now and then will ever see.
func (e Edit) Stood(now time.Time) time.Duration {
	after := now.Sub(e.Time)
	if !e.Until.IsZero() && e.Until.Before(now) {
		after = e.Until.Sub(e.Time)
	}
	if e.Since.IsZero() {
		return after
	}
	return min(after, e.Time.Sub(e.Since))
}

// Truth gives all that the stand has done to its articles up to now, in order of time.
func (s *Stand) Truth() []Edit { return s.site.truth(time.Now()) }

// WriteTruth writes all that the stand has done up to and including the moment, a JSON object a line, in order of time.
func (s *Stand) WriteTruth(w io.Writer, until time.Time) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, e := range s.site.truth(until) {
		if err := enc.Encode(e); err != nil {
			return fmt.Errorf("write the newsstand's truth: %w", err)
		}
	}
	return nil
}

func sortEdits(edits []Edit) {
	slices.SortStableFunc(edits, func(a, b Edit) int {
		return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Article, b.Article))
	})
}
