package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	_ "modernc.org/sqlite"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
)

// alikePages is how many pages of an outlet the watcher has built on one of theirs, at most.
const alikePages = 64

// A look is what a page was at one moment.
type look struct {
	page string // the same for all looks at one page
	body []byte
}

// archiving keeps the bodies of every *.warc.gz of a folder, each file a series of one page in order of time, and those
// of one day of the simulated web. It prints what they take as a share of the raw bytes, a git pack of the same bodies
// and gzip of each body beside it, and how long it takes to keep one and to read one back.
func archiving(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("archive takes one folder of *.warc.gz files")
	}
	files, err := filepath.Glob(filepath.Join(args[0], "*.warc.gz"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no *.warc.gz in %s (%w)", args[0], err)
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "what\tbodies\traw\tkept\tof raw\tgit pack\tgzip each\tput p50\tread p50\tread p99")
	for _, file := range files {
		looks, err := seriesLooks(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := tellArchived(ctx, out, filepath.Base(file), looks); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	looks, err := newsDay(ctx)
	if err != nil {
		return fmt.Errorf("a day of the newsstand: %w", err)
	}
	if err := tellArchived(ctx, out, "a day of the newsstand", looks); err != nil {
		return fmt.Errorf("a day of the newsstand: %w", err)
	}
	return out.Flush()
}

func tellArchived(ctx context.Context, out *tabwriter.Writer, name string, looks []look) error {
	m, err := archiveLooks(ctx, looks)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%.2f %%\t%.2f %%\t%.1f %%\t%v\t%v\t%v\n", name, m.size.Bodies, m.size.Raw,
		m.size.Kept, percent(m.size.Kept, m.size.Raw), percent(m.packed, m.size.Raw), percent(m.gzipped, m.size.Raw),
		quantile(m.puts, 0.5), quantile(m.reads, 0.5), quantile(m.reads, 0.99))
	return nil
}

// seriesLooks gives the answers that a file holds.
func seriesLooks(file string) (looks []look, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for r, err := range archive.Records(f) {
		if err != nil {
			return nil, err
		}
		if r.Kind == "response" {
			looks = append(looks, look{filepath.Base(file), r.Body})
		}
	}
	return looks, nil
}

// archived is what was measured of some looks.
type archived struct {
	size            archive.Size
	packed, gzipped int64
	puts, reads     []time.Duration
}

func archiveLooks(ctx context.Context, looks []look) (m archived, err error) {
	folder, err := os.MkdirTemp("", "eval-archive")
	if err != nil {
		return m, err
	}
	defer os.RemoveAll(folder)
	db, err := sql.Open("sqlite", filepath.Join(folder, "archive.db")+"?_pragma=journal_mode(wal)&_pragma=synchronous(normal)")
	if err != nil {
		return m, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	a, err := archive.Open(ctx, db, false)
	if err != nil {
		return m, err
	}
	looks = distinct(looks)
	if err := m.putAll(ctx, a, looks); err != nil {
		return m, err
	}
	if err := m.readAll(ctx, a, looks); err != nil {
		return m, err
	}
	if m.size, err = a.Size(ctx); err != nil {
		return m, err
	}
	m.packed, err = gitPack(ctx, folder, looks)
	return m, err
}

// distinct leaves out the looks whose body was met before: neither an archive nor a pack keeps one twice.
func distinct(looks []look) []look {
	met := map[string]bool{}
	return slices.DeleteFunc(looks, func(l look) bool {
		name := archive.Name(l.body)
		again := met[name]
		met[name] = true
		return again || len(l.body) == 0
	})
}

// putAll keeps each body after the one before it of the same page, and the first of a page like the first of its host,
// as the watcher does.
func (m *archived) putAll(ctx context.Context, a *archive.Archive, looks []look) error {
	last, first, pages := map[string]string{}, map[string]string{}, map[string]int{}
	for _, l := range looks {
		start := time.Now()
		var err error
		if after, host := last[l.page], news.HostOf(l.page); after != "" {
			last[l.page], err = a.Put(ctx, l.body, after)
		} else {
			last[l.page], err = a.PutFirst(ctx, l.body, first[host])
			if pages[host]++; pages[host]%alikePages == 1 {
				first[host] = last[l.page]
			}
		}
		if err != nil {
			return err
		}
		m.puts = append(m.puts, time.Since(start))
		m.gzipped += gzipSize(l.body)
	}
	return nil
}

// readAll reads every body until at least a thousand were read.
func (m *archived) readAll(ctx context.Context, a *archive.Archive, looks []look) error {
	for len(m.reads) < 1000 {
		for _, l := range looks {
			name := archive.Name(l.body) // known to whoever asks, so its making is not part of the time
			start := time.Now()
			if _, err := a.Get(ctx, name); err != nil {
				return err
			}
			m.reads = append(m.reads, time.Since(start))
		}
	}
	return nil
}

func gzipSize(body []byte) int64 {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level exists
	w.Write(body)                                         //nolint:errcheck // a buffer takes everything
	w.Close()
	return int64(b.Len())
}

func percent(part, whole int64) float64 { return 100 * float64(part) / float64(max(whole, 1)) }
