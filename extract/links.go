package extract

import (
	"cmp"
	"strings"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// An anchor is a link within a line: the element, and its words by their byte offsets; while the line is being written
// those in the buffer, then those in the line's text.
type anchor struct {
	node       *html.Node
	start, end int
}

// mostAnchors is how many links of one line are kept. What has more is no text.
const mostAnchors = 200

// openAnchor notes that a link begins where the line stands.
func (w *layout) openAnchor(n *html.Node) {
	if w.inLink == 1 && len(w.anchors) < mostAnchors && attr(n, "href") != "" {
		w.anchors = append(w.anchors, anchor{node: n, start: w.buf.Len(), end: -1})
	}
}

// closeAnchor notes that the link that is open ends where the line stands. A line that ended within it ended it too.
func (w *layout) closeAnchor() {
	if n := len(w.anchors); n > 0 && w.anchors[n-1].end < 0 {
		w.anchors[n-1].end = w.buf.Len()
	}
}

// takeAnchors gives the links of the line that ends, by their places in its text, and forgets them.
func (w *layout) takeAnchors(text string) []anchor {
	w.closeAnchor()
	if len(w.anchors) == 0 {
		return nil
	}
	raw := w.buf.String()
	placed := make([]anchor, 0, len(w.anchors))
	at, from := 0, 0 // up to where raw is found in text
	for _, a := range w.anchors {
		before, words := prose.Normal(raw[from:a.start]), prose.Normal(raw[a.start:a.end])
		if words == "" {
			continue
		}
		start, found := follows(text, at, before)
		if found {
			start, found = follows(text, start, "")
		}
		end, whole := follows(text, start, words)
		if !found || !whole {
			break // a letter and its accent on two sides of a link's end
		}
		placed = append(placed, anchor{a.node, start, end})
		at, from = end, a.end
	}
	w.anchors = w.anchors[:0]
	return placed
}

// follows gives the place behind words that stand in the text at a place, perhaps behind a blank.
func follows(text string, at int, words string) (behind int, ok bool) {
	if at < len(text) && text[at] == ' ' {
		at++
	}
	return at + len(words), strings.HasPrefix(text[min(at, len(text)):], words)
}

// references gives the links of a line as the reader of the page would follow them. What leads to the page itself or to
// no page is none.
func (s *sheet) references(l *line) []news.Reference {
	var found []news.Reference
	for _, a := range l.anchors {
		target, err := news.ResolveURL(s.base(), attr(a.node, "href"))
		if err != nil || s.leadsHere(target) || a.start >= a.end || a.end > len(l.text) {
			continue
		}
		found = append(found, news.Reference{Start: a.start, End: a.end, URL: target})
	}
	return found
}

// base gives the address against which the page's links are meant.
func (s *sheet) base() string {
	own := cmp.Or(s.page.URL, s.head.canonical, s.head.first("og:url"))
	if s.head.base == "" {
		return own
	}
	if base, err := news.ResolveURL(own, s.head.base); err == nil {
		return base
	}
	return own
}

// leadsHere says that a link's target is the page itself.
func (s *sheet) leadsHere(target string) bool {
	for _, own := range []string{s.page.URL, s.head.canonical} {
		if own == "" {
			continue
		}
		if clean, err := news.CleanURL(own); err == nil && news.LinkKey(clean) == news.LinkKey(target) {
			return true
		}
	}
	return false
}
