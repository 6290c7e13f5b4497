package watch

import (
	"context"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/news"
)

// readKnowing reads a page with what is known of its texts from other pages of its outlet. A page with nothing known is
// read once.
func (w *Watcher) readKnowing(ctx context.Context, article int64, page extract.Page) (news.Document, []string, error) {
	d, visible, err := w.readPage(ctx, page)
	if err != nil || d.Outcome != news.Good {
		return d, visible, err
	}
	if page.Printed, err = w.printed(ctx, article, d.Blocks); err != nil || len(page.Printed) == 0 {
		return d, visible, err
	}
	return w.readPage(ctx, page)
}

// printed gives which of a text's blocks the outlet has printed often enough to be furniture.
func (w *Watcher) printed(ctx context.Context, article int64, blocks []news.Block) ([]news.Printed, error) {
	texts := make([]string, len(blocks))
	for i, b := range blocks {
		texts[i] = b.Text
	}
	return w.DB.Printed(ctx, article, texts, extract.Often)
}
