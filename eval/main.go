// Command eval measures the rooms of Stemma against truth files and prints the figures:
//
//	go run ./eval extraction [--peers] FOLDER    pages with truth: text, titles, days, comments; the open extractors, too
//	go run ./eval comments FOLDER                pages with comments
//	go run ./eval pairs FOLDER                   two looks at one page each
//	go run ./eval series FILE…                   one page over years
//	go run ./eval diff FOLDER…                   cases of old, new and wanted edits; others in the same race
//	go run ./eval archive FOLDER                 size and speed of kept bodies, of FOLDER and of a day of the newsstand, beside git and gzip
//	go run ./eval charset FOLDER                 share of files, by encoding, that are read as what they say
//	go run ./eval newsstand --truth FILE DIR     what a demo recorded
//
// It asserts nothing: a figure is for reading. Each subcommand is one file of this folder.
package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"slices"
)

// An evaluation measures one room; args are what follows its name.
type evaluation func(ctx context.Context, args []string) error

func evaluations() map[string]evaluation {
	return map[string]evaluation{
		"archive":    archiving,
		"charset":    charsets,
		"diff":       diffing,
		"comments":   comments,
		"extraction": extraction,
		"newsstand":  evalNewsstand,
		"pairs":      pairs,
		"read":       readPages,
		"series":     series,
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	all := evaluations()
	if len(os.Args) < 3 || all[os.Args[1]] == nil {
		fmt.Fprintf(os.Stderr, "usage: eval %v FOLDER\n", slices.Sorted(maps.Keys(all)))
		os.Exit(2)
	}
	if err := all[os.Args[1]](ctx, os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}
