package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A truthPage is one row of a set's truth.jsonl: what a person says stands on the page.
type truthPage struct {
	ID         string
	URL        string
	HTML       string // path of the page, from the set's folder
	Title      string
	Author     string
	Date       string
	Text       string
	Paragraphs []truthParagraph
	With       []string // pieces of the article
	Without    []string // pieces of the page that are not of the article
	Comments   []string // pieces of readers' comments
}

// A truthParagraph is a string, or an object for one that may as well be left out.
type truthParagraph struct {
	Text     string
	Optional bool
}

func (p *truthParagraph) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, &p.Text)
	}
	type plain truthParagraph
	return json.Unmarshal(data, (*plain)(p))
}

type extractionOptions struct {
	set   string
	worst int
	peers bool
	limit time.Duration
	learn int
}

// everySet is the pattern of all sets of a folder.
const everySet = "*"

func extractionArgs(args []string) (extractionOptions, string, error) {
	var o extractionOptions
	flags := flag.NewFlagSet("extraction", flag.ContinueOnError)
	flags.StringVar(&o.set, "set", everySet, "only this set, and no large pages")
	flags.IntVar(&o.worst, "worst", 0, "name so many of the worst pages")
	flags.BoolVar(&o.peers, "peers", false, "measure the open extractors, too")
	flags.IntVar(&o.learn, "learn", 0, "tell extract what stands on other pages of an outlet; each counts for so many")
	flags.DurationVar(&o.limit, "limit", 40*time.Second, "give up a page after this time")
	if err := flags.Parse(args); err != nil {
		return o, "", err
	}
	if flags.NArg() != 1 {
		return o, "", errors.New("extraction wants one folder")
	}
	return o, flags.Arg(0), nil
}

// extraction measures extract on every set of a folder, DIR/SET/truth.jsonl, and on a few large pages. With -peers the
// open extractors read the same pages; -worst N names the N worst pages of each set, -set NAME reads only that set, and
// no page is given more time than -limit.
func extraction(ctx context.Context, args []string) error {
	options, folder, err := extractionArgs(args)
	if err != nil {
		return err
	}
	sets, err := filepath.Glob(filepath.Join(folder, options.set, "truth.jsonl"))
	if err != nil || len(sets) == 0 {
		return fmt.Errorf("no truth.jsonl in %s/%s", folder, options.set)
	}
	all, clean, err := readers(ctx, options.limit, options.peers)
	if err != nil {
		return err
	}
	defer clean()
	for _, file := range sets {
		if err := measureSet(ctx, os.Stdout, file, all, options); err != nil {
			return fmt.Errorf("measure %s: %w", filepath.Dir(file), err)
		}
	}
	if options.set != everySet {
		return nil
	}
	return measureLarge(ctx, os.Stdout, all)
}

// measureSet prints a line of figures for each reader. Each reads the set in a new process.
func measureSet(ctx context.Context, w io.Writer, file string, all []*reader, o extractionOptions) error {
	pages, err := readTruth(file)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s, %d pages\n", filepath.Base(filepath.Dir(file)), len(pages))
	known := &lessons{}
	if o.learn > 0 {
		if known, err = learn(ctx, all[0], filepath.Dir(file), pages); err != nil {
			return fmt.Errorf("learn: %w", err)
		}
	}
	for _, r := range all {
		f := &figures{}
		for _, p := range pages {
			a, err := r.read(ctx, question{
				File: filepath.Join(filepath.Dir(file), p.HTML), URL: p.URL, Printed: known.of(p, o.learn),
			})
			if err != nil {
				return fmt.Errorf("%s on the page %s: %w", r.name, p.ID, err)
			}
			f.add(p, a)
		}
		if err := r.stop(); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		f.print(w, r.name, o.worst)
	}
	return nil
}

func readTruth(file string) ([]truthPage, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var pages []truthPage
	for dec := json.NewDecoder(bufio.NewReader(f)); ; {
		var p truthPage
		if err := dec.Decode(&p); err == io.EOF {
			return pages, nil
		} else if err != nil {
			return nil, err
		}
		pages = append(pages, p)
	}
}

// readPage reads a file, packed or not.
func readPage(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if !strings.HasSuffix(file, ".gz") {
		return io.ReadAll(f)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
