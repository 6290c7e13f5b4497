package golden

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCases(t *testing.T) {
	files, err := filepath.Glob("../testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		archive, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := Read(filepath.Base(file), archive)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			t.Run(c.Name, func(t *testing.T) {
				if diff := cmp.Diff(c.Want, c.Got()); diff != "" {
					t.Errorf("-want +got\n%s%s", diff, c.Verdict().Summary)
				}
			})
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for _, archive := range []string{"-- nameless --\n", "-- a/other --\n", "-- a/old --\nmodified: yesterday\n"} {
		if _, err := Read("bad.txt", []byte(archive)); err == nil || !strings.Contains(err.Error(), "bad.txt") {
			t.Errorf("Read(%q) = %v, want an error that names the file", archive, err)
		}
	}
}
