package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/meaning/golden"
	"github.com/stemma-news/stemma/news"
)

// A step is two versions of one text.
type step struct {
	old, new []news.Block
	touched  int // characters, blanks left out
}

// A stock is a set of steps that are measured together.
type stock struct {
	name  string
	steps []step
}

// add takes a step in, unless nothing was touched.
func (s *stock) add(old, new []news.Block, touched int) {
	if touched > 0 {
		s.steps = append(s.steps, step{old, new, touched})
	}
}

func (s *stock) measure(old, new news.Document) {
	a, b := old.Parts(), new.Parts()
	s.add(a, b, touchedCharacters(textOf(a), textOf(b)))
}

// ofCases gives the cases' steps twice: those for which a person wrote what is to be marked, and all of them by the
// least that was touched.
func ofCases(folder string, cases []golden.Case) []stock {
	byHand, all := stock{name: folder + ", marked by hand"}, stock{name: folder + ", all"}
	for _, c := range cases {
		if wanted, whole := c.Wanted(); whole {
			byHand.add(c.Old.Parts(), c.New.Parts(), wanted)
		}
		all.measure(c.Old, c.New)
	}
	return []stock{byHand, all}
}

// ofPairs gives the pairs of DIR/pairs.jsonl, see pairs, whose article was edited.
func ofPairs(ctx context.Context, folder string) (stock, error) {
	found := stock{name: folder}
	f, err := os.Open(filepath.Join(folder, "pairs.jsonl"))
	if err != nil {
		return found, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var pair struct{ ID, Expect string }
		if err := json.Unmarshal(lines.Bytes(), &pair); err != nil {
			return found, fmt.Errorf("row %q: %w", lines.Text(), err)
		}
		if pair.Expect != "edit" {
			continue
		}
		var sides [2]news.Document
		for i, name := range []string{"a.html.gz", "b.html.gz"} {
			body, err := readPage(filepath.Join(folder, pair.ID, name))
			if err != nil {
				return found, err
			}
			sides[i] = extract.Read(ctx, extract.Page{Body: body, ContentType: "text/html"})
		}
		found.measure(sides[0], sides[1])
	}
	return found, nil
}

// ofSeries gives the steps between the texts of NAME.warc.gz, see series.
func ofSeries(ctx context.Context, file string) (stock, error) {
	found := stock{name: filepath.Base(file)}
	shown, err := snapshots(file)
	if err != nil {
		return found, err
	}
	f, err := os.Open(file)
	if err != nil {
		return found, err
	}
	defer f.Close()
	var last news.Document
	version := 0
	for record, err := range archive.Records(f) {
		if err != nil {
			return found, err
		}
		s, known := shown[record.At.UTC()]
		if !known || record.Kind != "response" || s.Version == version {
			continue
		}
		d := extract.Read(ctx, extract.Page{Body: record.Body, ContentType: record.Header.Get("Content-Type"), URL: record.URL})
		if !d.Outcome.Readable() {
			continue
		}
		if version > 0 {
			found.measure(last, d)
		}
		last, version = d, s.Version
	}
	return found, nil
}

// snapshots reads what a person says of each capture of a series.
func snapshots(file string) (map[time.Time]snapshot, error) {
	data, err := os.ReadFile(strings.TrimSuffix(file, ".warc.gz") + ".truth.json")
	if err != nil {
		return nil, err
	}
	var truth struct{ Snapshots []snapshot }
	if err := json.Unmarshal(data, &truth); err != nil {
		return nil, err
	}
	shown := map[time.Time]snapshot{}
	for _, s := range truth.Snapshots {
		shown[s.Time] = s
	}
	return shown, nil
}
