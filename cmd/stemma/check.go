package main

import (
	"errors"
	"fmt"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/watch"
)

// checkCmd looks at articles now.
type checkCmd struct {
	storage
	manners
	URL []string `arg:"" help:"Address of an article. One that is not known yet is added."`
}

// Run looks at each address and prints what came of it.
func (c *checkCmd) Run(s *session) error {
	for _, address := range c.URL { // before a data folder is made for nothing
		if _, err := news.CleanURL(address); err != nil {
			return usageError{err}
		}
	}
	return c.withWatcher(s, c.manners, "", func(p *program, w *watch.Watcher) (failed error) {
		for _, address := range c.URL {
			failed = errors.Join(failed, p.check(w, address))
		}
		return failed
	})
}

func (p *program) check(w *watch.Watcher, address string) error {
	capture, err := w.Check(p.s, address)
	if err != nil {
		return aboutLoopback(err, w, address)
	}
	if err := p.printLook(capture); err != nil {
		return err
	}
	if !capture.Outcome.Readable() && !capture.Outcome.Absent() { // that a page is gone was found out; the rest failed
		return aboutLoopback(fmt.Errorf("%s could not be looked at: %s", capture.URL, capture.Outcome), w, capture.URL)
	}
	return nil
}

// printLook prints the outcome of a look and, when it brought a new version, the change.
func (p *program) printLook(c news.Capture) error {
	fmt.Fprintf(p.s.out, "%s: %s", c.URL, c.Outcome)
	if c.Reason != "" {
		fmt.Fprintf(p.s.out, " (%s)", c.Reason)
	}
	fmt.Fprintln(p.s.out)
	if c.Outcome != news.New {
		return nil
	}
	v, err := p.db.Version(p.s, c.ArticleID, c.Version)
	if err != nil {
		return fmt.Errorf("load version %d: %w", c.Version, err)
	}
	fmt.Fprintf(p.s.out, "version %d: %s\n", v.N, v.Headline)
	changes, err := p.db.ArticleChanges(p.s, c.ArticleID)
	if err != nil {
		return fmt.Errorf("load the changes: %w", err)
	}
	for _, change := range changes {
		if change.To != v.N || !change.SeenAfter.Equal(c.At) {
			continue
		}
		printEdits(p.s.out, change.Edits)
		fmt.Fprintln(p.s.out, change.Summary)
		if change.Confirmed.IsZero() {
			fmt.Fprintln(p.s.out, "Seen once, not yet confirmed: it is told to others after a second look.")
		}
	}
	return nil
}
