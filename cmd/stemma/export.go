package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// exportCmd writes what is kept: as JSON lines, or as a web archive that has the pages too.
type exportCmd struct {
	storage
	What    string `arg:"" enum:"captures,versions,changes,warc" help:"captures, versions or changes, as JSON lines; warc for all captures with their pages, as WARC/1.1 that stemma import and other tools read."`
	Since   string `placeholder:"TIME" help:"Only what was first seen since then: 2026-11-21, or 2026-11-21T14:00:00Z."`
	Outlet  string `placeholder:"KEY" help:"Only of this outlet, by its key in the addresses of its pages."`
	Article int64  `placeholder:"ID" help:"Only of this article, by its number in the addresses of its pages."`
	Out     string `short:"o" default:"-" placeholder:"FILE" help:"Where to write; - is standard output (${default}). A WARC file gets its index, FILE.cdxj, beside it."`
	WACZ    bool   `name:"wacz" help:"With warc: one WACZ file, with index and list of pages inside."`
}

// Run writes what was asked for. It needs nothing but to read the database.
func (c *exportCmd) Run(s *session) (err error) {
	if c.WACZ && c.What != "warc" {
		return misuse("--wacz is for stemma export warc")
	}
	since, err := parseSince(c.Since)
	if err != nil {
		return err
	}
	p, err := c.openToRead(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if err := c.check(p); err != nil {
		return err
	}
	of := store.Export{Since: since, Outlet: c.Outlet, Article: c.Article}
	if c.What == "warc" {
		return c.exportWARC(p, p.db.EachCapture(s, of))
	}
	if c.Out == "-" {
		return c.exportLines(p, s.out, of)
	}
	out, err := createFile(c.Out)
	if err != nil {
		return err
	}
	defer out.discard()
	if err := c.exportLines(p, out, of); err != nil {
		return err
	}
	return out.finish()
}

// check says that there is no such outlet or article, instead of writing nothing.
func (c *exportCmd) check(p *program) error {
	if c.Outlet != "" {
		if _, err := p.outletNamed(c.Outlet); err != nil {
			return err
		}
	}
	if c.Article != 0 {
		a, err := p.articleNumbered(c.Article)
		if err != nil {
			return err
		}
		c.Article = a.ID // of what it was joined to
	}
	return nil
}

// exportLines writes one line for each.
func (c *exportCmd) exportLines(p *program, out io.Writer, of store.Export) error {
	switch c.What {
	case "captures":
		return writeLines(out, p.db.EachCapture(p.s, of), news.Capture.Line)
	case "versions":
		return writeLines(out, p.db.EachVersion(p.s, of), func(v store.ExportedVersion) news.VersionLine { return v.Line(v.URL) })
	default:
		return writeLines(out, p.db.EachChange(p.s, of), func(c store.ExportedChange) news.ChangeLine { return c.Line(c.URL) })
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

func writeLines[T, L any](to io.Writer, rows iter.Seq2[T, error], line func(T) L) error {
	out := bufio.NewWriter(to)
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
