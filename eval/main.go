// Command eval measures the rooms of Stemma against truth files and prints the figures:
//
//	go run ./eval extraction FOLDER
//	go run ./eval diff FOLDER
//	go run ./eval series FILE…
//
// It asserts nothing: a figure is for reading. Each subcommand is one file of this folder.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sort"
)

// evaluations by name; each takes the arguments that follow its name.
var evaluations = map[string]func(ctx context.Context, args []string) error{}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(os.Args) < 2 || evaluations[os.Args[1]] == nil {
		names := make([]string, 0, len(evaluations))
		for name := range evaluations {
			names = append(names, name)
		}
		sort.Strings(names)
		fmt.Fprintf(os.Stderr, "usage: eval %v FOLDER\n", names)
		os.Exit(2)
	}
	if err := evaluations[os.Args[1]](ctx, os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}
