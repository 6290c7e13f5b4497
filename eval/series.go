package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/news"
)

// series reads one page over years out of each NAME.warc.gz and compares the versions found with NAME.truth.json: a new
// version where the text did not change is false, a changed text without one is missed.
func series(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("series wants files: NAME.warc.gz, with NAME.truth.json beside each")
	}
	for _, file := range args {
		if strings.HasSuffix(file, ".json") {
			continue
		}
		if err := oneSeries(ctx, file); err != nil {
			return fmt.Errorf("series %s: %w", file, err)
		}
	}
	return nil
}

// A snapshot is what a person says of one capture: the number of the text that it shows.
type snapshot struct {
	Time    time.Time
	Version int `json:"text_version"`
	Unsure  bool
}

func oneSeries(ctx context.Context, file string) error {
	shown, err := snapshots(file)
	if err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	var r seriesReader
	for record, err := range archive.Records(f) {
		if err != nil {
			return err
		}
		if s, known := shown[record.At.UTC()]; known && record.Kind == "response" {
			r.read(ctx, record, s)
		}
	}
	fmt.Printf("%s: %d snapshots, %d texts; versions found %d, false %d, missed %d\n", file, r.snapshots, r.texts, r.found, r.invented, r.missed)
	return nil
}

type seriesReader struct {
	last     news.Document // the current version
	visible  []string      // of the page that showed it
	snapshot snapshot

	snapshots, texts, found, invented, missed int
}

func (r *seriesReader) read(ctx context.Context, record archive.Record, s snapshot) {
	page := extract.Page{Body: record.Body, ContentType: record.Header.Get("Content-Type"), URL: record.URL}
	d, visible := extract.Read(ctx, page), extract.VisibleText(ctx, page)
	r.snapshots++
	if !d.Outcome.Readable() {
		return // such a look never makes a version
	}
	if r.found == 0 {
		r.last, r.visible, r.snapshot, r.texts, r.found = d, visible, s, 1, 1
		return
	}
	changed := s.Version != r.snapshot.Version
	kept, _ := diff.Settle(diff.Documents(r.last, d), r.visible, visible)
	if changed {
		r.texts++
	}
	if len(kept) > 0 {
		r.found++
	}
	switch {
	case s.Unsure:
	case changed && len(kept) == 0:
		r.missed++
		fmt.Printf("   missed at %s\n", s.Time.Format(time.RFC3339))
	case !changed && len(kept) > 0:
		r.invented++
		fmt.Printf("   false at %s: %s %.100q -> %.100q\n", s.Time.Format(time.RFC3339), kept[0].Kind, kept[0].Before, kept[0].After)
	}
	r.last, r.visible, r.snapshot = d, visible, s
}
