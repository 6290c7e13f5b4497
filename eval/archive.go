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
)

// archiving keeps the bodies of every *.warc.gz of a folder, each file a series of one page in order of time, and
// prints what they take as a share of the raw bytes, gzip of each body beside it, and how long it takes to keep one
// and to read one back.
func archiving(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("archive takes one folder of *.warc.gz files")
	}
	files, err := filepath.Glob(filepath.Join(args[0], "*.warc.gz"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no *.warc.gz in %s (%w)", args[0], err)
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "series\tbodies\traw\tkept\tof raw\tgzip each\tput p50\tread p50\tread p99")
	for _, file := range files {
		m, err := archiveSeries(ctx, file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%.2f %%\t%.1f %%\t%v\t%v\t%v\n", filepath.Base(file), m.size.Bodies, m.size.Raw,
			m.size.Kept, percent(m.size.Kept, m.size.Raw), percent(m.gzipped, m.size.Raw),
			shown(quantile(m.puts, 0.5)), shown(quantile(m.reads, 0.5)), shown(quantile(m.reads, 0.99)))
	}
	return out.Flush()
}

// An archived series is what was measured of it.
type archived struct {
	size        archive.Size
	gzipped     int64
	puts, reads []time.Duration
}

func archiveSeries(ctx context.Context, file string) (m archived, err error) {
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
	names, err := m.putAll(ctx, a, file)
	if err != nil {
		return m, err
	}
	if err := m.readAll(ctx, a, names); err != nil {
		return m, err
	}
	m.size, err = a.Size(ctx)
	return m, err
}

// putAll keeps each different body of a file after the one before it.
func (m *archived) putAll(ctx context.Context, a *archive.Archive, file string) (names []string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	last := ""
	for r, err := range archive.Records(f) {
		if err != nil {
			return nil, err
		}
		if r.Kind != "response" || slices.Contains(names, archive.Name(r.Body)) {
			continue
		}
		start := time.Now()
		if last, err = a.Put(ctx, r.Body, last); err != nil {
			return nil, err
		}
		m.puts = append(m.puts, time.Since(start))
		m.gzipped += gzipSize(r.Body)
		names = append(names, last)
	}
	return names, nil
}

// readAll reads every body ten times.
func (m *archived) readAll(ctx context.Context, a *archive.Archive, names []string) error {
	for range 10 {
		for _, name := range names {
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

// shown gives a duration without the digits that mean nothing.
func shown(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }
