package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
)

// exportWARC writes what can be had of the captures with their bodies, and fails if that was not all.
func (c *exportCmd) exportWARC(p *program, captures iter.Seq2[news.Capture, error]) error {
	whole := salvage{program: p}
	if err := c.writeFiles(&whole, captures); err != nil {
		return err
	}
	if whole.without > 0 {
		return fmt.Errorf("%s left out, whose bodies are damaged or missing; all others were written", counted(whole.without, "capture"))
	}
	return nil
}

// writeFiles writes a WARC file, with its index beside it where it has a name, or a WACZ.
func (c *exportCmd) writeFiles(p *salvage, captures iter.Seq2[news.Capture, error]) error {
	if c.Out == "-" {
		if isTerminal(p.s.out) {
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
func (c *exportCmd) writeArchive(p *salvage, out io.Writer, index io.Writer, captures iter.Seq2[news.Capture, error]) error {
	now, software := time.Now().UTC().Truncate(time.Second), "stemma "+version()
	if c.WACZ {
		return archive.WriteWACZ(p.s, archive.WACZ{
			File: out, Title: "News pages kept by Stemma", Software: software, At: now, Headline: p.headlines(), Later: p.later,
		}, p.get, p.those(captures))
	}
	name := filepath.Base(c.Out)
	if c.Out == "-" {
		name = "stemma-" + now.Format("20060102150405") + ".warc.gz"
	}
	return archive.WriteWARC(p.s, archive.WARC{File: out, Name: name, Index: index, Software: software, At: now, Later: p.later}, p.get, p.those(captures))
}

// A salvage leaves out captures whose bodies cannot be had, and names them, so that one damaged body does not keep all
// others from being exported.
type salvage struct {
	*program
	name    string // of the last body
	body    []byte
	without int // captures that were left out
}

// those gives the captures whose bodies can be had.
func (v *salvage) those(captures iter.Seq2[news.Capture, error]) iter.Seq2[news.Capture, error] {
	return func(yield func(news.Capture, error) bool) {
		for c, err := range captures {
			if err == nil && c.Body != "" {
				_, err = v.get(v.s, c.Body)
			}
			if errors.Is(err, archive.ErrDamaged) || errors.Is(err, archive.ErrNotFound) {
				v.without++
				v.s.complain(fmt.Sprintf("left out: capture %d of %s at %s: %v", c.ID, c.URL, c.At.Format(time.RFC3339), err))
				continue
			}
			if !yield(c, err) {
				return
			}
		}
	}
}

// get gives a body, the last one without reading it again.
func (v *salvage) get(ctx context.Context, name string) ([]byte, error) {
	if v.name == name {
		return v.body, nil
	}
	body, err := v.archive.Get(ctx, name)
	if err == nil {
		v.name, v.body = name, body
	}
	return body, err
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
// What is there already and no file, such as a pipe or a device, is written to as it is.
type newFile struct {
	*bufio.Writer
	file *os.File
	name string // to be given; empty for what has it
}

func createFile(name string) (*newFile, error) {
	if name == "" {
		return nil, misuse("-o names no file; write its name, or - for standard output")
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target // a link stays one
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("cannot write %s: %w", name, syscall.EISDIR)
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return nil, fmt.Errorf("cannot write %s: %w", name, reason(err))
		}
		return &newFile{bufio.NewWriterSize(f, 1<<20), f, ""}, nil
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", name, reason(err))
	}
	return &newFile{bufio.NewWriterSize(f, 1<<20), f, name}, nil
}

// finish gives the file its name.
func (f *newFile) finish() error {
	err := f.Flush()
	if f.name != "" {
		err = errors.Join(err, f.file.Chmod(0o640))
	}
	if err = errors.Join(err, f.file.Close()); err == nil && f.name != "" {
		err = os.Rename(f.file.Name(), f.name)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", cmp.Or(f.name, f.file.Name()), reason(err))
	}
	return nil
}

// discard removes the file unless it has its name.
func (f *newFile) discard() {
	f.file.Close()
	if f.name != "" {
		os.Remove(f.file.Name())
	}
}
