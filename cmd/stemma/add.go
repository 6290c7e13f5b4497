package main

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"strings"

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
	for _, address := range c.URL { // before a data folder is made for nothing
		if err := addable(address); err != nil {
			return err
		}
	}
	return c.withWatcher(s, c.manners, "", func(_ *program, w *watch.Watcher) (failed error) {
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
		s.complain("passed over: " + sentence)
	}
	fmt.Fprintln(s.out, describe(added))
	return nil
}

func addAddress(s *session, w *watch.Watcher, address string) (watch.Added, error) {
	if _, err := os.Stat(address); err == nil {
		return addFile(s, w, address)
	}
	if err := addable(address); err != nil {
		return watch.Added{}, err
	}
	added, err := w.Add(s, address)
	return added, aboutLoopback(err, w, address)
}

// addable refuses what is neither a file here nor an address.
func addable(address string) error {
	if _, err := os.Stat(address); err == nil {
		return nil
	}
	_, err := news.CleanURL(address)
	if err == nil {
		return nil
	}
	if address != "" && !strings.Contains(address, "://") {
		return misuse("there is no file %s here, and %w", address, err)
	}
	return usageError{err}
}

// addFile adds the feeds of an OPML file.
func addFile(s *session, w *watch.Watcher, name string) (watch.Added, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return watch.Added{}, fmt.Errorf("cannot read %s: %w", name, reason(err))
	}
	refs, err := feed.ReadOPML(text)
	if err != nil {
		return watch.Added{}, fmt.Errorf("%s cannot be added: %w", name, err)
	}
	return w.AddRefs(s, refs)
}

// aboutLoopback says how addresses on this machine are asked, when such a one was refused.
func aboutLoopback(err error, w *watch.Watcher, address string) error {
	if err == nil || w.Fetch.AllowLoopback || !onThisMachine(address) {
		return err
	}
	return fmt.Errorf("%w; it is on this machine, which is only asked with --allow-loopback", err)
}

func onThisMachine(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && ip.IsLoopback()
}

func describe(a watch.Added) string {
	if a.Article != nil {
		return fmt.Sprintf("One article of %s: %s", a.Outlet.Name, a.Article.URL)
	}
	switch n := len(a.Feeds); {
	case n == 1 && a.Known == 1:
		return fmt.Sprintf("Watched already: %s of %s: %s", inWords(a.Feeds[0].Kind), a.Outlet.Name, a.Feeds[0].URL)
	case n == 1:
		return fmt.Sprintf("%s of %s: %s", capital(inWords(a.Feeds[0].Kind)), a.Outlet.Name, a.Feeds[0].URL)
	default:
		text := fmt.Sprintf("%d feeds, %d of them new:", n, n-a.Known)
		for _, f := range a.Feeds {
			text += "\n  " + f.URL
		}
		return text
	}
}

// inWords says what a feed is; that of a feed nobody has read yet is not known.
func inWords(kind news.FeedKind) string {
	switch kind {
	case news.RSS:
		return "an RSS feed"
	case news.Atom:
		return "an Atom feed"
	case news.JSONFeed:
		return "a JSON feed"
	case news.Sitemap:
		return "a sitemap"
	case news.SectionPage:
		return "a page of links"
	default:
		return "a feed"
	}
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
