package feed

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

// FuzzParseSitemap holds three laws: what a well-formed sitemap lists is found, all of it and nothing else; packed it is
// the same; and whatever comes after a mistake, links are clean, once each and newest first.
func FuzzParseSitemap(f *testing.F) {
	f.Add("/fire-12\n/bridge-13?a=1&b=2\n/fire-12", "2026-11-21T08:00:00Z", "</loc><url>")
	f.Add("https://other.example/a\nmailto:desk", "yesterday", "<sitemap><loc>/news.xml</loc></sitemap>")
	f.Add("/<b>\n/\x00", "2026-11-21", "<!--")
	f.Fuzz(func(t *testing.T, paths, lastmod, broken string) {
		list := strings.Split(paths, "\n")
		text := sitemapOf(list, lastmod)
		found, err := Parse([]byte("<urlset>"+text+"</urlset>"), "text/xml; charset=utf-8", base)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(keysOf(list), keysFound(found)); diff != "" {
			t.Errorf("links: -listed +found\n%s", diff)
		}
		for _, body := range []string{"<urlset>" + text + "</urlset>", "<urlset>" + text + broken, "<sitemapindex>" + broken + text} {
			plain, err := Parse([]byte(body), "text/xml; charset=utf-8", base)
			again, packedErr := Parse(packed(t, body), "text/xml; charset=utf-8", base)
			if (err == nil) != (packedErr == nil) || !cmp.Equal(plain, again) {
				t.Errorf("plain %v, %v; packed %v, %v", plain, err, again, packedErr)
			}
			checkSitemap(t, plain)
		}
	})
}

func checkSitemap(t *testing.T, found Found) {
	t.Helper()
	seen := map[string]bool{}
	for i, link := range found.Links {
		if clean, err := news.CleanURL(link.URL); err != nil || clean != link.URL || seen[news.URLKey(link.URL)] {
			t.Errorf("%q is not clean, or stands twice: %v", link.URL, err)
		}
		seen[news.URLKey(link.URL)] = true
		if found.Kind == news.Sitemap && i > 0 && latest(found.Links[i-1]).Before(latest(link)) {
			t.Errorf("%q is newer than the one before it", link.URL)
		}
	}
	for _, url := range found.More {
		if clean, err := news.CleanURL(url); err != nil || clean != url {
			t.Errorf("%q is not clean: %v", url, err)
		}
	}
}

func sitemapOf(paths []string, lastmod string) string {
	var b strings.Builder
	for _, path := range paths {
		b.WriteString("<url><loc>")
		escape(&b, path)
		b.WriteString("</loc><lastmod>")
		escape(&b, lastmod)
		b.WriteString("</lastmod></url>")
	}
	return b.String()
}

func escape(b *strings.Builder, text string) { _ = xml.EscapeText(b, []byte(text)) } // a Builder takes everything

// keysOf gives the articles that a list of references names, as a writer of XML can write them.
func keysOf(paths []string) map[string]bool {
	keys := map[string]bool{}
	for _, path := range paths {
		var b strings.Builder
		escape(&b, path)
		var written string
		if xml.Unmarshal([]byte("<a>"+b.String()+"</a>"), &written) != nil {
			continue
		}
		if url, err := news.ResolveURL(base, written); err == nil {
			keys[news.URLKey(url)] = true
		}
	}
	return keys
}

func keysFound(found Found) map[string]bool {
	keys := map[string]bool{}
	for _, link := range found.Links {
		keys[news.URLKey(link.URL)] = true
	}
	return keys
}

func packed(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.HuffmanOnly) // the others take a megabyte each time
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzInRobots holds that every sitemap found stands in the file, clean and once.
func FuzzInRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nSitemap: https://courier.example/news.xml # daily\nsitemap:/b.xml\r\n"))
	f.Fuzz(func(t *testing.T, robots []byte) {
		refs := InRobots(robots, "https://courier.example/robots.txt")
		if lines := strings.Count(strings.ToLower(string(robots)), "sitemap"); len(refs) > lines {
			t.Errorf("%d sitemaps in a file that says the word %d times", len(refs), lines)
		}
		seen := map[string]bool{}
		for _, ref := range refs {
			if clean, err := news.CleanURL(ref.URL); err != nil || clean != ref.URL || seen[ref.URL] {
				t.Errorf("%q is not clean, or stands twice: %v", ref.URL, err)
			}
			seen[ref.URL] = true
		}
	})
}
