package feed

import (
	"cmp"
	"encoding/xml"
	"errors"
	"slices"
	"strings"
	"time"

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
	var more []subSitemap
	for len(found.Links)+len(more) < MaxLinks {
		token, err := d.Token()
		if err != nil {
			break
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "url" && start.Name.Local != "sitemap" {
			continue
		}
		var e sitemapEntry
		if d.DecodeElement(&e, &start) != nil {
			continue
		}
		url, err := news.ResolveURL(base, e.Loc)
		if err == nil && start.Name.Local == "sitemap" {
			more = append(more, subSitemap{url, parseTime(e.LastMod)})
		} else if err == nil {
			found.see(e, url)
		}
	}
	if len(found.Links)+len(more) == 0 && !strings.Contains(text, "</") {
		return Found{}, errors.New("this is a sitemap that was cut short before its first link")
	}
	slices.SortStableFunc(found.Links, func(a, b news.Link) int { return latest(b).Compare(latest(a)) })
	found.More = newestLast(more)
	return found, nil
}

func latest(l news.Link) time.Time {
	if l.Modified.After(l.Published) {
		return l.Modified
	}
	return l.Published
}

// A subSitemap is one that an index names.
type subSitemap struct {
	url      string
	modified time.Time
}

// newestLast puts those last that most likely hold new articles: modified last, and named after the news.
func newestLast(more []subSitemap) []string {
	slices.SortStableFunc(more, func(a, b subSitemap) int {
		return cmp.Or(a.newsRank()-b.newsRank(), a.modified.Compare(b.modified))
	})
	var urls []string
	for _, m := range more {
		urls = append(urls, m.url)
	}
	return urls
}

func (s subSitemap) newsRank() int {
	file := s.url[strings.LastIndexByte(s.url, '/')+1:]
	if strings.Contains(strings.ToLower(file), "news") {
		return 1
	}
	return 0
}

func (f *Found) see(e sitemapEntry, url string) {
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
