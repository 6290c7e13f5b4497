package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/watch"
)

// addCmd has something watched from now on.
type addCmd struct {
	storage
	manners
	URL []string `arg:"" help:"Address of a feed, a site, a sitemap, an article or an OPML file, or the name of an OPML file here."`
}

// Run adds each address. It works while another process watches with the same database.
func (c *addCmd) Run(s *session) error {
	return c.withWatcher(s, c.manners, func(_ *program, w *watch.Watcher) (failed error) {
		for _, address := range c.URL {
			failed = errors.Join(failed, addOne(s, w, address))
		}
		return failed
	})
}

func addOne(s *session, w *watch.Watcher, address string) error {
	added, err := addAddress(s, w, address)
	if err != nil {
		return err
	}
	for _, sentence := range added.Failed {
		fmt.Fprintln(s.err, "stemma: passed over:", sentence)
	}
	fmt.Fprintln(s.out, describe(added))
	return nil
}

func addAddress(s *session, w *watch.Watcher, address string) (watch.Added, error) {
	if _, err := os.Stat(address); err != nil {
		if _, err := news.CleanURL(address); err != nil {
			return watch.Added{}, usageError{err}
		}
		return w.Add(s, address)
	}
	text, err := os.ReadFile(address)
	if err != nil {
		return watch.Added{}, fmt.Errorf("cannot read %s: %w", address, reason(err))
	}
	refs, err := feed.ReadOPML(text)
	if err != nil {
		return watch.Added{}, fmt.Errorf("%s is not an OPML file: %w", address, err)
	}
	return w.AddRefs(s, refs)
}

func describe(a watch.Added) string {
	if a.Article != nil {
		return fmt.Sprintf("One article of %s: %s", a.Outlet.Name, a.Article.URL)
	}
	switch n := len(a.Feeds); {
	case n == 1 && a.Known == 1:
		return fmt.Sprintf("Watched already: the %s feed of %s: %s", a.Feeds[0].Kind, a.Outlet.Name, a.Feeds[0].URL)
	case n == 1:
		return fmt.Sprintf("A feed of %s (%s): %s", a.Outlet.Name, a.Feeds[0].Kind, a.Feeds[0].URL)
	default:
		text := fmt.Sprintf("%d feeds, %d of them new:", n, n-a.Known)
		for _, f := range a.Feeds {
			text += "\n  " + f.URL
		}
		return text
	}
}
