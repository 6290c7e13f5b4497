package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// exportCmd writes what is kept as JSON lines.
type exportCmd struct {
	storage
	What    string `arg:"" enum:"captures,versions,changes" help:"captures, versions or changes."`
	Since   string `placeholder:"TIME" help:"Only what was first seen since then: 2026-11-21, or 2026-11-21T14:00:00Z."`
	Outlet  string `placeholder:"KEY" help:"Only of this outlet, by its key in the addresses of its pages."`
	Article int64  `placeholder:"ID" help:"Only of this article, by its number in the addresses of its pages."`
}

// Run writes one line for each.
func (c *exportCmd) Run(s *session) (err error) {
	since, err := parseSince(c.Since)
	if err != nil {
		return err
	}
	p, err := c.openExisting(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	of := store.Export{Since: since, Outlet: c.Outlet, Article: c.Article}
	switch c.What {
	case "captures":
		return writeLines(s, p.db.EachCapture(s, of), news.Capture.Line)
	case "versions":
		return writeLines(s, p.db.EachVersion(s, of), func(v store.ExportedVersion) news.VersionLine { return v.Line(v.URL) })
	default:
		return writeLines(s, p.db.EachChange(s, of), func(c store.ExportedChange) news.ChangeLine { return c.Line(c.URL) })
	}
}

func parseSince(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, misuse("--since %q is not a time; write a day such as 2026-11-21, or 2026-11-21T14:00:00Z", text)
}

func writeLines[T, L any](s *session, rows iter.Seq2[T, error], line func(T) L) error {
	out := bufio.NewWriter(s.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for row, err := range rows {
		if err != nil {
			return errors.Join(fmt.Errorf("export: %w", err), out.Flush())
		}
		if err := enc.Encode(line(row)); err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	return out.Flush()
}
