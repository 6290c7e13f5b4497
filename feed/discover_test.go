package feed

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

func TestDiscover(t *testing.T) {
	const body = `<!doctype html><html><head>
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
<link rel="ALTERNATE" type="application/rss+xml; charset=utf-8" title="Courier" href="/feed?utm_source=x">
<link rel="alternate home" type="application/atom+xml" href="//courier.example/atom.xml">
<link rel="alternate" type="application/feed+json" href="feed.json">
<link rel="alternate" type="application/json" href="/wp-json/posts/1">
<link rel="alternate" hreflang="de" href="/de/">
<link rel="sitemap" href="/sitemap.xml">
<link rel="stylesheet" href="/feed.css">
</head><body><a href="/world/rss">World as RSS</a><a href="/feed">RSS</a><a href="https://other.example/rss.xml">other</a>
<a href="/feedback">Feedback</a></body></html>`
	want := []Ref{
		{"https://courier.example/feed", "Courier", news.RSS},
		{"https://courier.example/atom.xml", "", news.Atom},
		{"https://courier.example/world/feed.json", "", news.JSONFeed},
		{"https://courier.example/sitemap.xml", "", news.Sitemap},
		{"https://courier.example/world/rss", "World as RSS", ""},
		{"https://courier.example/comments/feed", "Comments", news.RSS},
	}
	got := Discover([]byte(body), "text/html", "https://courier.example/world/")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestDiscoverFindsNothing(t *testing.T) {
	for _, body := range []string{"", "\x89PNG", "<p>no links"} {
		if got := Discover([]byte(body), "", "https://courier.example/"); len(got) != 0 {
			t.Errorf("Discover(%q) = %v", body, got)
		}
	}
}

func TestWellKnown(t *testing.T) {
	urls := WellKnown("https://courier.example/world/page?x=1")
	if len(urls) < 10 || urls[0] != "https://courier.example/feed" {
		t.Errorf("WellKnown = %v", urls)
	}
	if urls := WellKnown("no URL"); len(urls) != 0 {
		t.Errorf("WellKnown of no URL = %v", urls)
	}
}

func TestInRobots(t *testing.T) {
	const robots = "User-agent: *\nDisallow: /x\nsitemap: /b.xml\r\nSITEMAP: https://courier.example/news.xml # daily\nSitemap:\nSitemap: /b.xml\n"
	want := []Ref{{"https://courier.example/news.xml", "", news.Sitemap}, {"https://courier.example/b.xml", "", news.Sitemap}}
	if diff := cmp.Diff(want, InRobots([]byte(robots), "https://courier.example/robots.txt")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func FuzzDiscover(f *testing.F) {
	f.Add([]byte(`<base href="//x"><link rel=alternate type=application/rss+xml href=feed><a href=/rss.xml>RSS</a>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		seen := map[string]bool{}
		for _, ref := range Discover(body, "text/html", "https://courier.example/") {
			if clean, err := news.CleanURL(ref.URL); err != nil || clean != ref.URL || seen[ref.URL] {
				t.Errorf("%q is not clean, or stands twice: %v", ref.URL, err)
			}
			seen[ref.URL] = true
		}
	})
}
