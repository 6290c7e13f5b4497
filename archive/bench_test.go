package archive_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/archive"
)

// series gives the bodies of one page in order: of the WARC file that STEMMA_SERIES names, else of our own making.
func series(b *testing.B) [][]byte {
	path := os.Getenv("STEMMA_SERIES")
	if path == "" {
		var bodies [][]byte
		for i := range 48 {
			bodies = append(bodies, page(i))
		}
		return bodies
	}
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var bodies [][]byte
	for r, err := range archive.Records(f) {
		if err != nil {
			b.Fatal(err)
		}
		bodies = append(bodies, r.Body)
	}
	return bodies
}

// BenchmarkGet reads bodies at every place of their chains. STEMMA_SERIES=FILE.warc.gz measures a real series.
func BenchmarkGet(b *testing.B) {
	a, _ := open(b)
	var names []string
	after := ""
	for _, body := range series(b) {
		after = put(b, a, body, after)
		names = append(names, after)
	}
	for i := 0; b.Loop(); i++ {
		if _, err := a.Get(b.Context(), names[i%len(names)]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPut keeps the bodies of a series, each after the one before, and prints what share of the bytes is kept.
func BenchmarkPut(b *testing.B) {
	bodies := series(b)
	a, _ := open(b)
	after := ""
	for i := 0; b.Loop(); i++ {
		if i == len(bodies) {
			b.StopTimer()
			size, err := a.Size(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(100*float64(size.Kept)/float64(size.Raw), "%kept")
			a, _ = open(b)
			i, after = 0, ""
			b.StartTimer()
		}
		after = put(b, a, bodies[i], after)
	}
}

// BenchmarkRecords reads a file of 200 gzipped records.
func BenchmarkRecords(b *testing.B) {
	var file strings.Builder
	for i := range 200 {
		file.WriteString(gz(response(fire, string(page(i)))))
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range archive.Records(strings.NewReader(file.String())) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
