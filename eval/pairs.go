package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/extract"
)

// pairs compares two captures of one page, DIR/ID/a.html.gz and b.html.gz, for each row of DIR/pairs.jsonl, and prints
// what was expected and what was found.
func pairs(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("pairs wants one folder")
	}
	f, err := os.Open(filepath.Join(args[0], "pairs.jsonl"))
	if err != nil {
		return err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var pair struct{ ID, Expect string }
		if err := json.Unmarshal(lines.Bytes(), &pair); err != nil {
			return fmt.Errorf("row %q: %w", lines.Text(), err)
		}
		if err := onePair(ctx, filepath.Join(args[0], pair.ID), pair.Expect); err != nil {
			return fmt.Errorf("pair %s: %w", pair.ID, err)
		}
	}
	return nil
}

func onePair(ctx context.Context, dir, expect string) error {
	a, err := readPage(filepath.Join(dir, "a.html.gz"))
	if err != nil {
		return err
	}
	b, err := readPage(filepath.Join(dir, "b.html.gz"))
	if err != nil {
		return err
	}
	pa, pb := extract.Page{Body: a, ContentType: "text/html"}, extract.Page{Body: b, ContentType: "text/html"}
	da, db := extract.Read(ctx, pa), extract.Read(ctx, pb)
	kept, redesigned := diff.Settle(diff.Documents(da, db), extract.VisibleText(ctx, pa), extract.VisibleText(ctx, pb))
	fmt.Printf("%s: expected %s; blocks %d and %d; %d edits, redesigned %v\n", filepath.Base(dir), expect, len(da.Blocks), len(db.Blocks), len(kept), redesigned)
	for _, e := range kept[:min(len(kept), 8)] {
		fmt.Printf("   %s %s: %.90q -> %.90q\n", e.Kind, e.Block, e.Before, e.After)
	}
	return nil
}
