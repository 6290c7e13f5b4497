package main

import (
	"errors"
	"fmt"

	"github.com/stemma-news/stemma/news"
)

// checkCmd looks at articles now.
type checkCmd struct {
	storage
	manners
	URL []string `arg:"" help:"Address of an article. One that is not known yet is added."`
}

// Run looks at each address and prints what came of it.
func (c *checkCmd) Run(s *session) (err error) {
	p, err := c.open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	w := p.watcher(c.manners)
	defer w.Close()
	var failed error
	for _, address := range c.URL {
		if _, err := news.CleanURL(address); err != nil {
			failed = errors.Join(failed, usageError{err})
			continue
		}
		capture, err := w.Check(s, address)
		if err == nil {
			err = p.printLook(capture)
		}
		failed = errors.Join(failed, err)
	}
	return failed
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
	if v.N == 1 {
		return nil
	}
	change, err := p.db.Change(p.s, c.ArticleID, v.N-1)
	if err != nil {
		return fmt.Errorf("load change %d: %w", v.N-1, err)
	}
	printEdits(p.s.out, change.Edits)
	fmt.Fprintln(p.s.out, change.Summary)
	return nil
}
