package feed

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

const base = "https://courier.example/feeds/world.xml"

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

const rssText = `<?xml version="1.0" encoding="windows-1252"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Courier &amp; Post</title><link>https://courier.example/</link><language>en-GB</language>
<atom:link rel="self" href="https://courier.example/feeds/world.xml"/><atom:link rel="hub" href="https://hub.example/"/>
<item><title><![CDATA[Two hurt in <b>harbour</b> fire]]></title><link>/world/fire-12?utm_source=rss</link>
<pubDate>Sat, 21 Nov 2026 08:30:00 +0100</pubDate></item>
<item><title>Bridge “closed”</title><guid>https://courier.example/world/bridge-13</guid><dc:date>2026-11-21T09:00:00Z</dc:date></item>
<item><title>Fire again</title><link>https://www.courier.example/world/fire-12/</link></item>
<item><title>Nowhere</title><guid isPermaLink="false">abc</guid></item>
</channel></rss>`

var rssFound = Found{
	Kind: news.RSS, Title: "Harbour Courier & Post", Language: "en-GB", Home: "https://courier.example/",
	Hub: "https://hub.example/", Self: "https://courier.example/feeds/world.xml",
	Links: []news.Link{
		{URL: "https://courier.example/world/fire-12", Title: "Two hurt in harbour fire", Published: at("2026-11-21T07:30:00Z")},
		{
			URL: "https://courier.example/world/bridge-13", Title: "Bridge “closed”",
			Published: at("2026-11-21T09:00:00Z"), Modified: at("2026-11-21T09:00:00Z"),
		},
	},
}

func TestParseRSS(t *testing.T) {
	body := []byte(strings.NewReplacer("“", "\x93", "”", "\x94").Replace(rssText))
	found, err := Parse(body, "text/xml", base)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rssFound, found); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestParseBrokenRSS(t *testing.T) {
	broken := strings.NewReplacer("&amp;", "&", "</channel></rss>", "", "<channel>", "<channel><br>", "windows-1252", "utf-8").Replace(rssText)
	broken = strings.Replace(broken, "<item><title>Bridge", "<item></b><title>Bridge", 1)
	found, err := Parse([]byte(broken), "text/xml", base)
	if err != nil {
		t.Fatal(err)
	}
	want := rssFound
	want.Links = append([]news.Link{}, rssFound.Links...)
	want.Links[1].Modified = time.Time{} // the loose scanner takes dc:date for the day of publication only
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestParseAtom(t *testing.T) {
	const body = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">Hafen&amp;shy;bote</title>
<link href="/"/><link rel="self" href="/atom.xml"/>
<entry><title>Brücke gesperrt</title><link rel="enclosure" href="/bild.jpg"/><link rel="alternate" href="/bruecke-gesperrt"/>
<published>2026-11-21T10:00:00+01:00</published><updated>2026-11-21T11:00:00+01:00</updated></entry></feed>`
	found, err := Parse([]byte(body), "application/atom+xml", "https://hafenbote.example/atom.xml")
	if err != nil {
		t.Fatal(err)
	}
	want := Found{
		Kind: news.Atom, Title: "Hafenbote", Language: "de", Home: "https://hafenbote.example/",
		Self: "https://hafenbote.example/atom.xml", Links: []news.Link{{
			URL: "https://hafenbote.example/bruecke-gesperrt", Title: "Brücke gesperrt",
			Published: at("2026-11-21T09:00:00Z"), Modified: at("2026-11-21T10:00:00Z"),
		}},
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestParseOtherFeeds(t *testing.T) {
	fire := news.Link{URL: "https://courier.example/fire-12", Title: "Two hurt in fire", Published: at("2026-11-21T08:00:00Z")}
	bare := news.Link{URL: "https://courier.example/fire-12"}
	for _, test := range []struct {
		name, body string
		want       Found
	}{
		{
			"RDF", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel>
			<title>Courier</title><link>https://courier.example/</link></channel><item rdf:about="https://courier.example/fire-12">
			<title>Two hurt in fire</title><link>https://courier.example/fire-12</link></item></rdf:RDF>`,
			Found{Kind: news.RSS, Title: "Courier", Home: "https://courier.example/", Links: []news.Link{{URL: fire.URL, Title: fire.Title}}},
		},
		{"RSS without items", `<rss version="2.0"><channel><title>Courier</title></channel></rss>`, Found{Kind: news.RSS, Title: "Courier"}},
		{
			"warnings before it", "<br />\n<b>Warning</b>: headers sent in /srv/feed.php\n<?xml version=\"1.0\"?>\n" + `<rss version="2.0">
			<channel><title>Courier</title><item><link>https://courier.example/fire-12</link></item></channel></rss>`,
			Found{Kind: news.RSS, Title: "Courier", Links: []news.Link{bare}},
		},
		{
			"JSON Feed", `{"version":"https://jsonfeed.org/version/1.1","title":"Courier","home_page_url":"/","language":"en",
			"hubs":[{"type":"WebSub","url":"https://hub.example/"}],"items":[{"id":12,"url":"/fire-12","title":"Two hurt in fire",
			"date_published":"2026-11-21T08:00:00Z"},{"id":"https://courier.example/b","url":"","title":[5]},17]}`,
			Found{
				Kind: news.JSONFeed, Title: "Courier", Language: "en", Home: "https://courier.example/", Hub: "https://hub.example/",
				Links: []news.Link{fire, {URL: "https://courier.example/b"}},
			},
		},
		{
			"sitemap", `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://courier.example/fire-12
			</loc><lastmod>2026-11-21T08:00:00+00:00</lastmod></url><url><loc>nonsense:</loc></url></urlset>`,
			Found{Kind: news.Sitemap, Links: []news.Link{{URL: fire.URL, Modified: fire.Published}}},
		},
		{
			"sitemap cut short, bare ampersand", `<urlset><url><loc>https://courier.example/fire-12?utm_a=1&utm_b=2</loc></url><url><loc>htt`,
			Found{Kind: news.Sitemap, Links: []news.Link{bare}},
		},
		{
			"news sitemap", `<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://courier.example/fire-12</loc>
			<news:news><news:publication><news:name>Courier</news:name><news:language>en</news:language></news:publication>
			<news:publication_date>2026-11-21T08:00:00Z</news:publication_date><news:title>Two hurt in fire</news:title></news:news></url></urlset>`,
			Found{Kind: news.Sitemap, Title: "Courier", Language: "en", Links: []news.Link{fire}},
		},
		{
			"index", `<sitemapindex><sitemap><loc>https://courier.example/news-sitemap.xml</loc></sitemap><sitemap>
			<loc>https://courier.example/2.xml.gz</loc><lastmod>2026-11-21</lastmod></sitemap><sitemap><loc>https://courier.example/1.xml</loc>
			<lastmod>2026-10-21</lastmod></sitemap></sitemapindex>`,
			Found{Kind: news.Sitemap, More: []string{
				"https://courier.example/1.xml", "https://courier.example/2.xml.gz",
				"https://courier.example/news-sitemap.xml",
			}},
		},
		{
			"oldest first", `<urlset><url><loc>https://courier.example/a</loc></url><url><loc>https://courier.example/b</loc>
			<lastmod>2026-11-20T08:00:00Z</lastmod></url><url><loc>https://courier.example/fire-12</loc><lastmod>2026-11-21T08:00:00Z</lastmod></url></urlset>`,
			Found{Kind: news.Sitemap, Links: []news.Link{
				{URL: fire.URL, Modified: fire.Published},
				{URL: "https://courier.example/b", Modified: at("2026-11-20T08:00:00Z")},
				{URL: "https://courier.example/a"},
			}},
		},
		{
			"list of URLs", "https://courier.example/fire-12\r\n\r\nhttps://courier.example/b\n",
			Found{Kind: news.Sitemap, Links: []news.Link{bare, {URL: "https://courier.example/b"}}},
		},
	} {
		found, err := Parse([]byte(test.body), "", base)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, found); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

func TestParseSectionPage(t *testing.T) {
	const body = `<!doctype html><html lang="en"><head><title>World – Courier</title><base href="https://courier.example/world/"></head><body>
<nav><a href="/">Home</a><a href="/world">World</a><a href="/tag/harbour-fire-and-more-words">Harbour fire and more</a></nav>
<a href="two-hurt-in-harbour-fire"><img src=a.jpg></a><h2><a href="two-hurt-in-harbour-fire#c">Two hurt in <b>harbour</b> fire</a></h2>
<a href="/2026/11/21/bridge">Bridge closed for two weeks</a>
<a href="/a/1234567.html">12</a><a href="/letters-to-the-editor">Letters to the editor</a><a href="/world/">The whole world of today's news</a>
<a href="/mayor-steps-down"><noscript><img src="/a.jpg"></noscript>The mayor of the harbour town steps down</a><a href="https://jobs.courier.example/a-b-c-d-e-1234567">Harbour master wanted</a><a href="/video/clip-1234567.mp4">Watch the clip of the harbour</a>
<a href="https://other.example/2026/11/21/elsewhere-and-far-away">Elsewhere and far away today</a>
<a href="/privacy/our-privacy-notice-for-you">Our privacy notice for you</a><a href="javascript:void(0)">x</a>
<a href="https://news.courier.example/c/1234567">大桥还要关闭两个星期</a></body>`
	found, err := Parse([]byte(body), "text/html; charset=utf-8", "https://courier.example/world/")
	if err != nil {
		t.Fatal(err)
	}
	want := Found{
		Kind: news.SectionPage, Title: "World – Courier", Language: "en", Home: "https://courier.example/world/",
		Links: []news.Link{
			{URL: "https://courier.example/world/two-hurt-in-harbour-fire", Title: "Two hurt in harbour fire"},
			{URL: "https://courier.example/2026/11/21/bridge", Title: "Bridge closed for two weeks"},
			{URL: "https://courier.example/mayor-steps-down", Title: "The mayor of the harbour town steps down"},
			{URL: "https://news.courier.example/c/1234567", Title: "大桥还要关闭两个星期"},
		},
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestParseSaysWhatElseItIs(t *testing.T) {
	for _, test := range []struct{ body, want string }{
		{"", "this is empty, not a feed"},
		{" \n", "this is empty, not a feed"},
		{"\x89PNG\r\n\x1a\n", "this is a PNG picture, not a feed"},
		{"%PDF-1.7", "this is a PDF document, not a feed"},
		{"\x1f\x8bnot really", "this is a broken gzip file, not a feed"},
		{"Hello there", "this is plain text, not a feed"},
		{`{"a":1}`, "this is JSON, but no JSON Feed"},
		{`{"items":[`, "this is JSON or looks like it, but no JSON Feed"},
		{"<svg/>", "this is a document of another kind (<svg>), not a feed"},
		{"<opml></opml>", "this is a list of feeds (OPML), not a feed itself"},
		{"<!doctype html><p>Nothing", "this is a web page without links that look like articles, not a feed"},
	} {
		if _, err := Parse([]byte(test.body), "", base); err == nil || err.Error() != test.want {
			t.Errorf("Parse(%q): %v, want %q", test.body, err, test.want)
		}
	}
}

func TestParseGzip(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write([]byte("<urlset><url><loc>https://courier.example/fire-12</loc></url></urlset>"))
	w.Close()
	found, err := Parse(packed.Bytes(), "application/gzip", base)
	if err != nil || len(found.Links) != 1 {
		t.Errorf("found %v, %v", found.Links, err)
	}
}

func TestParseStopsAtGzipBomb(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write(make([]byte, maxUnpacked+1))
	w.Close()
	_, err := Parse(packed.Bytes(), "application/gzip", base)
	if err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("a bomb gives %v", err)
	}
}

func TestParseBoundsTimeAndLinks(t *testing.T) {
	for name, body := range map[string]string{
		"deep":  "<rss><channel>" + strings.Repeat("<item><a>", 20_000),
		"deep2": "<feed>" + strings.Repeat("<entry>", 20_000),
		"wide":  "<rss><channel>" + strings.Repeat("<item><link>https://courier.example/a</link></item>", 2_000) + "</channel></rss>",
		"index": "<sitemapindex>" + strings.Repeat("<sitemap><loc>https://courier.example/a</loc></sitemap>", MaxLinks+1),
	} {
		start := time.Now()
		found, err := Parse([]byte(body), "", base)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		}
		if err != nil || len(found.Links) > MaxLinks || len(found.More) > MaxLinks {
			t.Errorf("%s: %d links, %v", name, len(found.Links), err)
		}
	}
}

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"Sat, 21 Nov 2026 08:30:00 GMT": "2026-11-21T08:30:00Z", "2026-11-21T08:30:00.5+01:00": "2026-11-21T07:30:00.5Z",
		"2026-11-21": "2026-11-21T00:00:00Z", "21 Nov 2026  08:30:00 +0100": "2026-11-21T07:30:00Z",
	} {
		if got := parseTime(in); !got.Equal(at(want)) {
			t.Errorf("parseTime(%q) = %v, want %s", in, got, want)
		}
	}
	for _, in := range []string{"", "yesterday", "0001-01-01", "9999-01-01"} {
		if got := parseTime(in); !got.IsZero() {
			t.Errorf("parseTime(%q) = %v, want none", in, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		rssText, `<feed><entry><link href="/a"/></entry></feed>`, `{"version":"https://jsonfeed.org/version/1","items":[{"url":"/a"}]}`,
		`<urlset><url><loc>/a</loc></url></urlset>`, `<html><a href="/2026/11/21/a-b-c-d">A b c d</a>`, "https://courier.example/a",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		found, err := Parse(body, "", base)
		if err != nil && (len(found.Links) > 0 || strings.ContainsAny(err.Error(), "\n\r")) {
			t.Errorf("links beside an error, or no single sentence: %v", err)
		}
		seen := map[string]bool{}
		for _, link := range found.Links {
			if clean, err := news.CleanURL(link.URL); err != nil || clean != link.URL {
				t.Errorf("link %q is not clean: %v", link.URL, err)
			}
			if seen[news.URLKey(link.URL)] {
				t.Errorf("link %q stands twice", link.URL)
			}
			seen[news.URLKey(link.URL)] = true
		}
	})
}
