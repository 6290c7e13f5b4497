// Package extract reads a page: bytes in, a [news.Document] out.
//
// It knows how pages are built: where a headline stands, what a paragraph is, how furniture (menus, teasers, share
// buttons, newsletter boxes) looks in any language, how comments are marked up, where dates and names are claimed. It
// knows no single site, has no clock and no network, and keeps nothing between two pages.
//
// A page is read in a few walks, each linear in its size:
//
//	parse    bytes -> tree (a page that the parser refuses, or whose tree would take too much memory, is read by tokens)
//	lay out  tree -> boxes (block elements) and lines (runs of text that a reader sees as one)
//	mark     boxes -> what their names say they are: menu, byline, caption, comments …
//	choose   the boxes that hold the article
//	prune    what stands among them and is not of the article
//	tell     headline, names, dates, notices, comments, and the outcome
package extract

import (
	"context"

	"github.com/stemma-news/stemma/news"
)

// Edition is the number of this way of reading. It grows whenever the same page could read differently than before:
// texts of two editions are never compared.
const Edition = 4

// A Page is what is to be read.
type Page struct {
	Body        []byte // as the server sent it, content-encoding undone
	ContentType string // the header, "" when unknown
	URL         string // where it was found, "" when unknown

	// Printed is what is known of texts of this page from other pages of its outlet. It may be nil: a page is read well
	// without. Texts that were read with different knowledge are not compared, no more than those of two editions.
	Printed []news.Printed
}

// Read reads one page. It never fails: a page that shows no article says so in Outcome and Reason. When the context
// ends, the Outcome is [news.Failed].
func Read(ctx context.Context, p Page) news.Document { return open(ctx, p).read() }

// VisibleText gives every line of text that the page shows, furniture and all, in order and in the normal form of
// prose. It is what tells an edited article from an edited template.
func VisibleText(ctx context.Context, p Page) []string { return open(ctx, p).visible() }

// ReadBoth gives what Read and VisibleText give, and parses the page once.
func ReadBoth(ctx context.Context, p Page) (d news.Document, visible []string) {
	s := open(ctx, p)
	return s.read(), s.visible()
}

func (s *sheet) read() news.Document {
	if s.broken != nil {
		return *s.broken
	}
	if d := s.document(); !s.stopped() {
		return d
	}
	return *s.broken
}

func (s *sheet) visible() []string {
	texts := []string{}
	for _, l := range s.lines {
		texts = append(texts, l.text)
	}
	return texts
}
