package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/stemma-news/stemma/meaning/golden"
)

// diffing runs the hand-written cases of each folder (old, new, wanted edits and meanings; see package golden) and
// prints how many come out as wanted, what is marked as a multiple of what a person would mark, and the time.
func diffing(ctx context.Context, folders []string) error {
	for _, folder := range folders {
		cases, err := readCases(folder)
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		report(folder, cases)
	}
	return nil
}

func readCases(folder string) ([]golden.Case, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("find cases: no .txt files in %s", folder)
	}
	var all []golden.Case
	for _, file := range files {
		archive, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read cases: %w", err)
		}
		cases, err := golden.Read(filepath.Base(file), archive)
		if err != nil {
			return nil, fmt.Errorf("read cases: %w", err)
		}
		all = append(all, cases...)
	}
	return all, nil
}

func report(folder string, cases []golden.Case) {
	right, marked, wanted, whole := 0, 0, 0, 0
	started := time.Now()
	for _, c := range cases {
		c.Verdict()
	}
	took := time.Since(started)
	for _, c := range cases {
		if got := c.Got(); slices.Equal(got, c.Want) {
			right++
		} else {
			fmt.Printf("%s\n  want %q\n  got  %q\n", c.Name, c.Want, got)
		}
		m, w, all := c.Marked()
		marked, wanted, whole = marked+m, wanted+w, whole+all
	}
	fmt.Printf("%s: %d of %d cases as wanted\n", folder, right, len(cases))
	fmt.Printf("  characters marked: %.2f times those that a person marks; %.1f times if whole paragraphs were marked\n",
		float64(marked)/float64(max(wanted, 1)), float64(whole)/float64(max(wanted, 1)))
	fmt.Printf("  %.2f ms a case, diff and meaning together\n", float64(took.Microseconds())/1000/float64(max(len(cases), 1)))
}
