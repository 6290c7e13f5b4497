package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"syscall"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/stemma-news/stemma/watch"
)

// importCmd takes web archives in.
type importCmd struct {
	storage
	File []string `arg:"" help:"WARC or ARC file, plain or compressed by gzip, or WACZ file."`
}

// Run imports the files, in the order given.
func (c *importCmd) Run(s *session) error {
	files, err := openAll(c.File)
	if err != nil {
		return err
	}
	defer closeAll(files)
	nobody := manners{AllowLoopback: true} // is asked
	return c.withWatcher(s, nobody, "", func(_ *program, w *watch.Watcher) error { return importFiles(s, w, files) })
}

func importFiles(s *session, w *watch.Watcher, files []*os.File) error {
	bars := progress(s)
	var archives []watch.ArchiveFile
	for _, f := range files {
		inside, err := archivesIn(f, bars)
		if err != nil {
			return fmt.Errorf("cannot read %s: %w", f.Name(), err)
		}
		archives = append(archives, inside...)
	}
	result, err := w.Import(s, archives)
	if bars != nil {
		bars.Shutdown()
	}
	for _, sentence := range result.Broken {
		s.complain("passed over: " + sentence)
	}
	fmt.Fprintf(s.out, "captures %d, articles %d, versions %d, changes %d (%d captures known before, %d other records)\n",
		result.Captures, result.Articles, result.Versions, result.Changes, result.Known, result.Other)
	if err == nil && result.Captures+result.Known == 0 {
		return errors.New("nothing was imported: no record of these files is a look at a page")
	}
	return err
}

func openAll(names []string) ([]*os.File, error) {
	var files []*os.File
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			closeAll(files)
			return nil, fmt.Errorf("cannot read %s: %w", name, reason(err))
		}
		files = append(files, f)
		if info, err := f.Stat(); err == nil && info.IsDir() {
			closeAll(files)
			return nil, fmt.Errorf("cannot read %s: %w", name, syscall.EISDIR)
		}
	}
	return files, nil
}

func closeAll(files []*os.File) {
	for _, f := range files {
		f.Close()
	}
}

// progress gives the bars that show how far an import is, or nil when nobody looks at a terminal.
func progress(s *session) *mpb.Progress {
	if isTerminal(s.err) {
		return mpb.NewWithContext(s, mpb.WithOutput(s.err), mpb.WithWidth(50))
	}
	return nil
}

// archivesIn gives a file itself, or the web archives that a WACZ file holds.
func archivesIn(f *os.File, bars *mpb.Progress) ([]watch.ArchiveFile, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, reason(err)
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil { // no ZIP file: whether it is an archive at all, reading it tells
		return []watch.ArchiveFile{{Name: f.Name(), Reader: withBar(bars, info.Name(), info.Size(), f)}}, nil
	}
	var inside []watch.ArchiveFile
	for _, entry := range z.File {
		if path.Dir(entry.Name) != "archive" {
			continue
		}
		r, err := entry.Open()
		if err != nil {
			return nil, fmt.Errorf("%s in it: %w", entry.Name, err)
		}
		name := f.Name() + ": " + entry.Name
		inside = append(inside, watch.ArchiveFile{Name: name, Reader: withBar(bars, name, int64(entry.UncompressedSize64), r)})
	}
	if len(inside) == 0 {
		return nil, errors.New("it is a ZIP file without a folder “archive”, so no WACZ")
	}
	return inside, nil
}

func withBar(bars *mpb.Progress, name string, size int64, r io.Reader) io.Reader {
	if bars == nil {
		return r
	}
	bar := bars.AddBar(size, mpb.PrependDecorators(decor.Name(name+" ")), mpb.AppendDecorators(decor.Percentage(decor.WCSyncSpace)))
	return bar.ProxyReader(r)
}
