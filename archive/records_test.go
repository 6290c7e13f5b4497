package archive_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stemma-news/stemma/archive"
)

// readAll reads a whole file: its records, and what was said about those that are broken.
func readFile(t *testing.T, path string) (records []archive.Record, broken []string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for r, err := range archive.Records(f) {
		var b *archive.BrokenError
		switch {
		case errors.As(err, &b):
			broken = append(broken, b.Error())
		case err != nil:
			t.Fatalf("%s: %v", path, err)
		default:
			records = append(records, r)
		}
	}
	return records, broken
}

// dataFiles gives the files of ../shared/data that match; it skips where the folder is missing.
func dataFiles(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "shared", "data", pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("../shared/data/%s is not here: the measurements on real files are left out", pattern)
	}
	return files
}

func TestRealFilesAreReadOrNamed(t *testing.T) {
	for _, path := range dataFiles(t, "warc/*/*") {
		records, broken := readFile(t, path)
		if len(records)+len(broken) == 0 {
			t.Errorf("%s: nothing was read and nothing was said", path)
		}
		t.Logf("%s: %d records, broken: %q", filepath.Base(path), len(records), broken)
	}
}

func TestRealSeriesAreReadFully(t *testing.T) {
	for _, path := range dataFiles(t, "series/*.warc.gz") {
		records, broken := readFile(t, path)
		if len(broken) > 0 {
			t.Errorf("%s: %q", path, broken)
		}
		for _, r := range records {
			if r.Kind != "response" || r.Status != 200 || r.At.IsZero() || "sha256:"+archive.Name(r.Body) != r.Digest {
				t.Errorf("%s at %d: %s, status %d, %v, %d bytes that are not %s", path, r.Offset, r.Kind, r.Status, r.At, len(r.Body), r.Digest)
			}
		}
	}
}
