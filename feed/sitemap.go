package feed

import (
	"encoding/xml"
	"errors"
	"strings"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// sitemapEntry is one <url> or <sitemap>. Elements are named without their name space, since many sitemaps declare it
// wrongly or not at all.
type sitemapEntry struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	News    struct {
		Title       string `xml:"title"`
		Date        string `xml:"publication_date"`
		Publication struct {
			Name     string `xml:"name"`
			Language string `xml:"language"`
		} `xml:"publication"`
	} `xml:"news"`
}

// parseSitemap reads a sitemap, a news sitemap or an index of sitemaps. What comes before a mistake in the XML counts.
func parseSitemap(text, base string) (Found, error) {
	d := xml.NewDecoder(strings.NewReader(declaredEncoding.ReplaceAllString(text, "")))
	d.Strict = false
	found := Found{Kind: news.Sitemap}
	for len(found.Links)+len(found.More) < MaxLinks {
		token, err := d.Token()
		if err != nil {
			break
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "url" && start.Name.Local != "sitemap" {
			continue
		}
		var e sitemapEntry
		if d.DecodeElement(&e, &start) == nil {
			found.see(e, start.Name.Local, base)
		}
	}
	if len(found.Links)+len(found.More) == 0 && !strings.Contains(text, "</") {
		return Found{}, errors.New("this is a sitemap that was cut short before its first link")
	}
	return found, nil
}

func (f *Found) see(e sitemapEntry, name, base string) {
	url, err := news.ResolveURL(base, e.Loc)
	if err != nil {
		return
	}
	if name == "sitemap" {
		f.More = append(f.More, url)
		return
	}
	f.Title = firstOf(f.Title, prose.Normal(e.News.Publication.Name))
	f.Language = firstOf(f.Language, prose.Normal(e.News.Publication.Language))
	f.Links = append(f.Links, news.Link{
		URL: url, Title: plainTitle(e.News.Title), Published: parseTime(e.News.Date), Modified: parseTime(e.LastMod),
	})
}

// parseURLList reads the plainest of sitemaps: one URL a line.
func parseURLList(text, base string) (Found, error) {
	found := Found{Kind: news.Sitemap}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		url, err := news.CleanURL(line)
		if err != nil {
			return Found{}, errors.New("this is plain text, not a feed")
		}
		if found.Links = append(found.Links, news.Link{URL: url}); len(found.Links) == MaxLinks {
			break
		}
	}
	return found, nil
}
