package extract

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/stemma-news/stemma/news"
)

var update = flag.Bool("update", false, "write what was read into the golden files")

// TestGolden reads the pages of testdata, one class of page a file, and compares with what stands beside them.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil || len(archive.Files) != 2 {
				t.Fatalf("%s wants page.html and want: %v", file, err)
			}
			page := Page{Body: archive.Files[0].Data, ContentType: "text/html; charset=utf-8", URL: "https://gazette.example/2020/tanker"}
			got := describe(Read(t.Context(), page))
			if *update {
				archive.Files[1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// describe writes a document as a person would check it: a line for each thing that it says.
func describe(d news.Document) string {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	line("outcome", string(d.Outcome))
	line("reason", d.Reason)
	line("headline", d.Headline)
	line("byline", d.Byline())
	line("outlet", d.Outlet)
	line("section", d.Section)
	line("published", stampOf(d.Published))
	line("modified", stampOf(d.Modified))
	line("language", d.Language)
	line("canonical", d.Canonical)
	line("credit", d.Credit)
	for _, block := range d.Blocks {
		kind := "  " + string(block.Kind)
		if !block.At.IsZero() {
			kind += " at " + stampOf(block.At)
		}
		line(kind, block.Text)
	}
	for _, c := range d.Comments {
		line("comment", fmt.Sprintf("%s by %s, %s, to %q: %q", c.ID, c.Author, stampOf(c.Posted), c.Parent, c.Text))
	}
	return b.String()
}

func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
