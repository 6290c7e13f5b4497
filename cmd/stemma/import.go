package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"github.com/stemma-news/stemma/watch"
)

// importCmd takes web archives in.
type importCmd struct {
	storage
	File []string `arg:"" help:"WARC or ARC file, plain or compressed by gzip."`
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
	archives := make([]watch.ArchiveFile, len(files))
	for i, f := range files {
		archives[i] = watch.ArchiveFile{Name: f.Name(), Reader: withBar(bars, f)}
	}
	result, err := w.Import(s, archives)
	if bars != nil {
		bars.Shutdown()
	}
	for _, sentence := range result.Broken {
		fmt.Fprintln(s.err, "stemma: passed over:", sentence)
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
	if f, ok := s.err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return mpb.NewWithContext(s, mpb.WithOutput(f), mpb.WithWidth(50))
	}
	return nil
}

func withBar(bars *mpb.Progress, f *os.File) io.Reader {
	info, err := f.Stat()
	if bars == nil || err != nil {
		return f
	}
	bar := bars.AddBar(info.Size(),
		mpb.PrependDecorators(decor.Name(info.Name()+" ")),
		mpb.AppendDecorators(decor.Percentage(decor.WCSyncSpace)))
	return bar.ProxyReader(f)
}
