package watch

import (
	"context"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/news"
)

// printed gives which of a text's blocks the outlet has printed often enough to be furniture.
func (w *Watcher) printed(ctx context.Context, article int64, blocks []news.Block) ([]news.Printed, error) {
	texts := make([]string, len(blocks))
	for i, b := range blocks {
		texts[i] = b.Text
	}
	return w.DB.Printed(ctx, article, texts, extract.Often)
}
