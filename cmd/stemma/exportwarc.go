package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
)

// exportWARC writes captures with their bodies: a WARC file, with its index beside it where it has a name, or a WACZ.
func (c *exportCmd) exportWARC(p *program, captures iter.Seq2[news.Capture, error]) error {
	if c.Out == "-" {
		if f, ok := p.s.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			return misuse("a web archive is nothing to look at; name a file with -o, or send it to another program")
		}
		return c.writeArchive(p, p.s.out, nil, captures)
	}
	out, err := createFile(c.Out)
	if err != nil {
		return err
	}
	defer out.discard()
	if c.WACZ {
		if err := c.writeArchive(p, out, nil, captures); err != nil {
			return err
		}
		return out.finish()
	}
	index, err := createFile(indexName(c.Out))
	if err != nil {
		return err
	}
	defer index.discard()
	if err := c.writeArchive(p, out, index, captures); err != nil {
		return err
	}
	return errors.Join(out.finish(), index.finish())
}

// indexName names the index beside a WARC file: x.cdxj beside x.warc.gz.
func indexName(file string) string {
	return strings.TrimSuffix(strings.TrimSuffix(file, ".gz"), ".warc") + ".cdxj"
}

// writeArchive writes to out, and the index to index unless that is nil.
func (c *exportCmd) writeArchive(p *program, out io.Writer, index io.Writer, captures iter.Seq2[news.Capture, error]) error {
	now, software := time.Now().UTC().Truncate(time.Second), "stemma "+version()
	if c.WACZ {
		return archive.WriteWACZ(p.s, archive.WACZ{
			File: out, Title: "News pages kept by Stemma", Software: software, At: now, Headline: p.headlines(), Later: p.later,
		}, p.archive.Get, captures)
	}
	name := filepath.Base(c.Out)
	if c.Out == "-" {
		name = "stemma-" + now.Format("20060102150405") + ".warc.gz"
	}
	return archive.WriteWARC(p.s, archive.WARC{File: out, Name: name, Index: index, Software: software, At: now, Later: p.later}, p.archive.Get, captures)
}

// later says that a capture was made at an address that its article got only later.
func (p *program) later(ctx context.Context, c news.Capture) (bool, error) {
	added, err := p.db.AddedAs(ctx, c.ArticleID, c.URL)
	return !added, err
}

// headlines gives what to call a capture's page: its article's headline, looked up once for captures that follow.
func (p *program) headlines() func(context.Context, news.Capture) (string, error) {
	var last news.Article
	return func(ctx context.Context, c news.Capture) (string, error) {
		if last.ID == c.ArticleID {
			return last.Headline, nil
		}
		a, err := p.db.Article(ctx, c.ArticleID)
		if err != nil {
			return "", fmt.Errorf("find article %d: %w", c.ArticleID, err)
		}
		last = a
		return a.Headline, nil
	}
}

// A newFile is a file that has its name only once it is whole, so that what was broken off is not taken for an export.
type newFile struct {
	*bufio.Writer
	file *os.File
	name string
}

func createFile(name string) (*newFile, error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", name, reason(err))
	}
	return &newFile{bufio.NewWriterSize(f, 1<<20), f, name}, nil
}

// finish gives the file its name.
func (f *newFile) finish() error {
	err := errors.Join(f.Flush(), f.file.Chmod(0o640), f.file.Close())
	if err == nil {
		err = os.Rename(f.file.Name(), f.name)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", f.name, reason(err))
	}
	return nil
}

// discard removes the file unless it has its name.
func (f *newFile) discard() {
	f.file.Close()
	os.Remove(f.file.Name())
}
