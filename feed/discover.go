package feed

import (
	"regexp"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// A Ref names a feed that was not read yet.
type Ref struct {
	URL   string // clean
	Title string
	Kind  news.FeedKind // as announced, empty when that is not said
}

// Discover finds the feeds that a site's page names: first those in its head, then links to what looks like a feed;
// feeds of comments come last.
func Discover(pageBody []byte, contentType, base string) []Ref {
	text, _ := prose.Decode(pageBody, contentType)
	p := readPage(text, base)
	var refs []Ref
	for _, link := range p.links {
		if kind, ok := announced(link); ok {
			refs = append(refs, Ref{link.url, link.title, kind})
		}
	}
	for _, a := range p.anchors {
		if sameSite(a.url, base) && feedAddress.MatchString(a.url) {
			refs = append(refs, Ref{URL: a.url, Title: a.text})
		}
	}
	return inOrder(refs)
}

// announced says whether a <link> names a feed, and of which kind.
func announced(link pageLink) (news.FeedKind, bool) {
	rels := strings.Fields(link.rel)
	if slices.Contains(rels, "sitemap") {
		return news.Sitemap, true
	}
	if !slices.Contains(rels, "alternate") && !slices.Contains(rels, "feed") {
		return "", false
	}
	switch link.mediaType {
	case "application/rss+xml", "application/rdf+xml", "application/x-rss+xml", "text/rss+xml", "text/rss":
		return news.RSS, true
	case "application/atom+xml", "text/atom+xml":
		return news.Atom, true
	case "application/feed+json":
		return news.JSONFeed, true
	case "application/json": // also what some software calls its programming interface
		return news.JSONFeed, strings.Contains(link.url, "feed")
	case "application/xml", "text/xml":
		return "", feedAddress.MatchString(link.url)
	default:
		return "", slices.Contains(rels, "feed")
	}
}

var (
	feedAddress = regexp.MustCompile(`(?i)/(feeds?|rss|atom)(/|$|\?)|\.(rss|atom|rdf)(\?|$)|` +
		`/(feed|rss|atom|index|news)\.(xml|json|rdf)(\?|$)|[?&](feed|format|type)=(rss2?|atom|json)|/sitemap[^/]*\.xml`)
	commentsAddress = regexp.MustCompile(`(?i)comment`)
)

// once drops what is named twice.
func once(refs []Ref) []Ref {
	seen := make(map[string]bool, len(refs))
	return slices.DeleteFunc(refs, func(r Ref) bool {
		twice := seen[r.URL]
		seen[r.URL] = true
		return twice
	})
}

// inOrder drops what is named twice and puts feeds of comments last.
func inOrder(refs []Ref) []Ref {
	refs = once(refs)
	slices.SortStableFunc(refs, func(a, b Ref) int { return commentRank(a) - commentRank(b) })
	return refs
}

func commentRank(r Ref) int {
	if commentsAddress.MatchString(r.URL) || commentsAddress.MatchString(r.Title) {
		return 1
	}
	return 0
}

// WellKnown gives the addresses at which sites of the usual software keep their feeds, worth trying in this order when a
// page names none.
func WellKnown(base string) []string {
	var urls []string
	for _, path := range []string{
		"/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/feed.json", "/rss", "/index.xml", "/feeds/posts/default",
		"/sitemap-news.xml", "/news-sitemap.xml", "/sitemap_news.xml", "/sitemap.xml", "/sitemap_index.xml",
	} {
		if url, err := news.ResolveURL(base, path); err == nil {
			urls = append(urls, url)
		}
	}
	return urls
}

// InRobots gives the sitemaps that a robots.txt names, those first that most likely hold new articles.
func InRobots(robots []byte, base string) []Ref {
	var refs []Ref
	for line := range strings.Lines(string(robots)) {
		name, value, _ := strings.Cut(line, ":")
		if !strings.EqualFold(strings.TrimSpace(name), "sitemap") {
			continue
		}
		value, _, _ = strings.Cut(value, " #")
		if url, err := news.ResolveURL(base, value); err == nil {
			refs = append(refs, Ref{URL: url, Kind: news.Sitemap})
		}
	}
	slices.SortStableFunc(refs, func(a, b Ref) int { return subSitemap{url: b.URL}.newsRank() - subSitemap{url: a.URL}.newsRank() })
	return inOrder(refs)
}
