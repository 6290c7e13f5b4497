package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// largePages are pages that no newsroom sends and that a reader must survive all the same, by name.
func largePages() []struct{ name, page string } {
	sentence := "<p>The harbour office said on Monday that the ferry to the islands would run again from the end of the week."
	deep := strings.Repeat("<div>", 40) + sentence + strings.Repeat("</div>", 40)
	return []struct{ name, page string }{
		{"20 MB flat", fill(20<<20, sentence)},
		{"2 MB nested", fill(2<<20, deep)},
		{"20 MB nested", fill(20<<20, deep)},
	}
}

// fill repeats a piece until the page has as many bytes.
func fill(size int, piece string) string {
	return "<title>The ferry</title><h1>The ferry</h1>" + strings.Repeat(piece, size/len(piece)+1)
}

// measureLarge prints what each reader needs for the large pages, each in a new process.
func measureLarge(ctx context.Context, w io.Writer, all []*reader) error {
	folder, err := os.MkdirTemp("", "stemma-large")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	for _, large := range largePages() {
		file := filepath.Join(folder, strings.ReplaceAll(large.name, " ", "-")+".html")
		if err := os.WriteFile(file, []byte(large.page), 0o600); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s\n", large.name)
		for _, r := range all {
			a, err := r.read(ctx, question{File: file})
			if err == nil {
				err = r.stop()
			}
			if err != nil {
				return fmt.Errorf("%s on the page of %s: %w", r.name, large.name, err)
			}
			fmt.Fprintf(w, "   %-12s %.2f s (html.Parse %.2f s), peak memory %d MB %s\n", r.name, a.Took.Seconds(),
				a.Parsed.Seconds(), a.Peak>>20, a.Error)
		}
	}
	return nil
}
