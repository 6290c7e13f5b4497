package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/meaning/golden"
)

// diffing runs the hand-written cases of each folder (old, new, wanted edits and meanings; see package golden) and
// prints how many come out as wanted. Then it compares us with others, on the cases and on what else is named (a folder
// of pairs, see pairs, or the files of series): how many characters each marks, as a multiple of those truly touched
// (see touchedCharacters; where a person wrote what is to be marked, also of those), and how long it takes.
func diffing(ctx context.Context, args []string) error {
	var stocks []stock
	for _, arg := range args {
		found, err := stocksOf(ctx, arg)
		if err != nil {
			return err
		}
		stocks = append(stocks, found...)
	}
	return race(ctx, stocks)
}

func stocksOf(ctx context.Context, arg string) ([]stock, error) {
	if strings.HasSuffix(arg, ".warc.gz") {
		found, err := ofSeries(ctx, arg)
		return []stock{found}, err
	}
	if _, err := os.Stat(filepath.Join(arg, "pairs.jsonl")); err == nil {
		found, err := ofPairs(ctx, arg)
		return []stock{found}, err
	}
	cases, err := readCases(arg)
	if err != nil {
		return nil, err
	}
	report(arg, cases)
	return ofCases(arg, cases), nil
}

// race prints a line for each stock: for each rival the multiple of the characters truly touched, and the time a step.
func race(ctx context.Context, stocks []stock) error {
	fmt.Printf("\n%-44s %6s %9s", "characters marked per one touched; time", "steps", "touched")
	for _, r := range rivals() {
		fmt.Printf(" %22s", r.name)
	}
	fmt.Println()
	for _, s := range stocks {
		if err := ctx.Err(); err != nil {
			return err
		}
		touched := 0
		for _, step := range s.steps {
			touched += step.touched
		}
		fmt.Printf("%-44s %6d %9d", s.name, len(s.steps), touched)
		for _, r := range rivals() {
			marked, took := s.run(r)
			fmt.Printf(" %9.2f %9.3f ms", float64(marked)/float64(max(touched, 1)), milliseconds(took)/float64(max(len(s.steps), 1)))
		}
		fmt.Println()
	}
	return nil
}

// run gives what a rival marks in all steps, and the time of the second of two runs, when everything is warm.
func (s stock) run(r rival) (marked int, took time.Duration) {
	for range 2 {
		started := time.Now()
		marked = 0
		for _, step := range s.steps {
			marked += r.marks(step.old, step.new)
		}
		took = time.Since(started)
	}
	return marked, took
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

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
	right := 0
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
	}
	fmt.Printf("%s: %d of %d cases as wanted\n", folder, right, len(cases))
	fmt.Printf("  %.2f ms a case, diff and meaning together\n", milliseconds(took)/float64(max(len(cases), 1)))
}
