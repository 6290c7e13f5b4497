package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
)

// realData gives a folder of the real data that stands beside the repository where there is any.
func realData(t *testing.T, folder string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", folder)
	if _, err := os.Stat(dir); err != nil {
		missing(t, "the real data: "+err.Error())
	}
	return dir
}

// A snapshot is one look at a page of a series, and the number of the text that it shows.
type snapshot struct {
	Time    time.Time `json:"time"`
	Version int       `json:"text_version"`
	Unsure  bool      `json:"unsure"`
}

// TestRealSeries imports pages that were kept for years: a version at each look at which the text changed, none missed,
// and at most two where nothing did, over all of them.
func TestRealSeries(t *testing.T) {
	invented := 0
	files, err := filepath.Glob(filepath.Join(realData(t, "series"), "*.warc.gz"))
	must(t, err)
	for _, file := range files {
		versions := importedVersions(t, file)
		text, err := os.ReadFile(strings.TrimSuffix(file, ".warc.gz") + ".truth.json")
		must(t, err)
		var truth struct{ Snapshots []snapshot }
		must(t, json.Unmarshal(text, &truth))
		shown := 0
		for _, s := range truth.Snapshots {
			switch changed := s.Version != shown; {
			case s.Unsure:
			case changed && !versions[s.Time]:
				t.Errorf("%s: the text changed at %v, and no version came", filepath.Base(file), s.Time)
			case !changed && versions[s.Time]:
				t.Logf("%s: a version came at %v, where the text did not change", filepath.Base(file), s.Time)
				invented++
			}
			shown = s.Version
		}
	}
	if invented > 2 || len(files) == 0 {
		t.Errorf("%d versions of %d series are invented, want at most 2", invented, len(files))
	}
}

// importedVersions imports a file and gives the moments at which its versions were first seen.
func importedVersions(t *testing.T, file string) map[time.Time]bool {
	t.Helper()
	data := t.TempDir()
	var out, failures bytes.Buffer
	if status := run(t.Context(), []string{"import", "--data", data, file}, streams{nil, &out, &failures}); status != 0 {
		t.Fatalf("import %s: status %d: %s", file, status, failures.String())
	}
	out.Reset()
	if status := run(t.Context(), []string{"export", "versions", "--data", data}, streams{nil, &out, &failures}); status != 0 {
		t.Fatalf("export: status %d: %s", status, failures.String())
	}
	first := map[time.Time]bool{}
	for dec := json.NewDecoder(&out); dec.More(); {
		var line news.VersionLine
		must(t, dec.Decode(&line))
		first[line.FirstSeen] = true
	}
	return first
}
