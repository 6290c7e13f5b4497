package watch

import (
	"context"

	"github.com/stemma-news/stemma/news"
)

// Check looks at one address now, once, for a person who waits: it adds the article if it is not known, looks at it in
// its host's turn and reads what came. It gives the capture as it was understood.
func (w *Watcher) Check(ctx context.Context, address string) (news.Capture, error) {
	a, err := w.articleAt(ctx, address)
	if err != nil {
		return news.Capture{}, err
	}
	var c news.Capture
	err = w.waitTurn(ctx, news.HostOf(a.URL), func(ctx context.Context) error {
		c, err = w.look(ctx, a)
		return err
	})
	if err != nil {
		return c, err
	}
	if _, err := w.Read(ctx, a.ID); err != nil {
		return c, err
	}
	// Another process's reader may have been quicker, so the capture is asked for rather than what Read gave.
	c, err = w.DB.Capture(ctx, c.ID)
	return c, wrap(err, "load capture %d", c.ID)
}

func (w *Watcher) articleAt(ctx context.Context, address string) (news.Article, error) {
	clean, err := news.CleanURL(address)
	if err != nil {
		return news.Article{}, err
	}
	if a, err := w.DB.ArticleByURL(ctx, clean); err == nil {
		return a, nil
	}
	added, err := w.addArticle(ctx, clean, news.Document{})
	if err != nil {
		return news.Article{}, err
	}
	return *added.Article, nil
}
