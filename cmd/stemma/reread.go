package main

import (
	"errors"
	"fmt"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// rereadCmd makes histories anew from what was kept.
type rereadCmd struct {
	storage
	Outlet string `placeholder:"KEY" help:"Only the articles of this outlet, by its key in the addresses of its pages."`
	Since  string `placeholder:"TIME" help:"Only articles that were looked at since then: 2026-11-21, or 2026-11-21T14:00:00Z."`
	DryRun bool   `help:"Only say what would be different, for each article and in all, and write nothing."`
}

// Run reads every article's captures again. It may run while others watch: each history is written in one moment.
func (c *rereadCmd) Run(s *session) (err error) {
	since, err := parseSince(c.Since)
	if err != nil {
		return err
	}
	open := c.openExisting
	if c.DryRun {
		open = c.openToRead
	}
	p, err := open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	w := p.watcher(manners{AllowLoopback: true}, "") // nobody is asked
	defer w.Close()
	ids, err := w.ToReread(s, watch.Rereading{Outlet: c.Outlet, Since: since})
	if errors.Is(err, store.ErrNotFound) {
		return misuse("there is no outlet “%s”; stemma outlet lists them all", c.Outlet)
	}
	if err != nil {
		return err
	}
	return c.reread(s, w, ids)
}

func (c *rereadCmd) reread(s *session, w *watch.Watcher, ids []int64) error {
	bars := progress(s)
	step := func() {}
	if bars != nil {
		bar := bars.AddBar(int64(len(ids)), mpb.PrependDecorators(decor.Name("articles ")),
			mpb.AppendDecorators(decor.CountersNoUnit("%d / %d", decor.WCSyncSpace)))
		step = bar.Increment
	}
	var differ, versions, changes int
	var lines []string
	for _, id := range ids {
		done, err := w.Reread(s, id, c.DryRun)
		if err != nil {
			if bars != nil {
				bars.Shutdown()
			}
			return err
		}
		step()
		if !done.Differs {
			continue
		}
		differ++
		versions, changes = versions+done.Versions, changes+done.Changes
		lines = append(lines, fmt.Sprintf("%s (article %d): %s", done.URL, done.Article, done.Summary))
	}
	if bars != nil {
		bars.Wait()
	}
	for _, line := range lines {
		fmt.Fprintln(s.out, line)
	}
	return c.total(s, len(ids), differ, versions, changes)
}

// total says what was, or would be, different in all.
func (c *rereadCmd) total(s *session, articles, differ, versions, changes int) error {
	if differ == 0 {
		_, err := fmt.Fprintf(s.out, "articles %d, none different\n", articles)
		return err
	}
	words := "different"
	if c.DryRun {
		words = "would be different"
	}
	_, err := fmt.Fprintf(s.out, "articles %d, %d %s: versions %d, changes %d\n", articles, differ, words, versions, changes)
	return err
}
