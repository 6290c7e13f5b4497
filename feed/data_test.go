package feed

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"github.com/stemma-news/stemma/news"
)

// dataFiles gives the files of a folder of real data, or skips the test.
func dataFiles(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../../shared/data", folder, "*"))
	if err != nil || len(files) == 0 {
		if os.Getenv("CI") != "" {
			t.Fatalf("no files in %s", folder)
		}
		t.Skipf("the real files are not here: ../shared/data/%s", folder)
	}
	return files
}

// TestRealFeeds reads every feed in bounded time, and finds at least what the library alone finds.
func TestRealFeeds(t *testing.T) {
	const base = "https://courier.example/feeds/feed.xml"
	for _, file := range dataFiles(t, "feeds") {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		found, err := Parse(body, "", base)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s took %v", filepath.Base(file), took)
		}
		want := libraryLinks(body, base)
		have := map[string]bool{}
		for _, link := range found.Links {
			have[link.URL] = true
		}
		for _, url := range want {
			if !have[url] {
				t.Errorf("%s: %s is not found (%v)", filepath.Base(file), url, err)
			}
		}
		if err != nil {
			t.Logf("%s: %v", filepath.Base(file), err)
		}
	}
}

func libraryLinks(body []byte, base string) []string {
	parsed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		return nil
	}
	var urls []string
	seen := map[string]bool{}
	for _, item := range parsed.Items {
		if extension(item.Extensions, "feedburner", "origLink") != "" {
			continue // we take the article's own address, the library the redirect to it
		}
		if url, err := news.ResolveURL(base, item.Link); err == nil && !seen[news.URLKey(url)] {
			seen[news.URLKey(url)] = true
			urls = append(urls, url)
		}
	}
	return urls
}

// TestRealOPML reads all lists, of which most are not well-formed.
func TestRealOPML(t *testing.T) {
	all := 0
	for _, file := range dataFiles(t, "opml") {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		refs, err := ReadOPML(body)
		if err != nil || len(refs) == 0 {
			t.Errorf("%s: %d feeds, %v", filepath.Base(file), len(refs), err)
		}
		if written := bytes.Count(bytes.ToLower(body), []byte("xmlurl=\"http")); len(refs) < written*9/10 {
			t.Errorf("%s: %d feeds of %d", filepath.Base(file), len(refs), written)
		}
		all += len(refs)
	}
	t.Logf("%d feeds", all)
}
