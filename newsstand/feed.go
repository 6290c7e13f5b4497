package newsstand

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"time"

	"github.com/stemma-news/stemma/news"
)

const (
	feedLength = 30             // items in a feed
	newsDays   = 48 * time.Hour // a news sitemap lists what is younger
)

// feed answers with the house's feed.
func (v *visit) feed(now time.Time) {
	all := v.world.standing(v.house, now)
	if v.house.hub && v.house.feed != news.Atom { // which says so itself
		v.rw.Header().Add("Link", fmt.Sprintf("<%s>; rel=\"hub\", <%s>; rel=\"self\"", v.world.hubURL(), v.world.origin(v.house)+v.house.feedPath))
	}
	switch v.house.feed {
	case news.Atom:
		v.sendXML("application/atom+xml", v.atom(all))
	case news.JSONFeed:
		v.sendJSON(all)
	case news.Sitemap:
		v.sendXML("application/xml", v.sitemap(all))
	default:
		v.sendXML("application/rss+xml", v.rss(all))
	}
}

func (v *visit) sendXML(kind string, doc any) {
	body, err := xml.MarshalIndent(doc, "", " ")
	if err != nil {
		panic(err) // our own types
	}
	head := fmt.Sprintf("<?xml version=\"1.0\" encoding=%q?>\n", v.house.charset())
	v.rw.Header().Set("Content-Type", v.contentType(kind))
	v.rw.WriteHeader(http.StatusOK)
	v.rw.Write(v.encode(append([]byte(head), body...)))
}

type rssFeed struct {
	XMLName xml.Name  `xml:"rss"`
	Version string    `xml:"version,attr"`
	DC      string    `xml:"xmlns:dc,attr"`
	Title   string    `xml:"channel>title"`
	Link    string    `xml:"channel>link"`
	About   string    `xml:"channel>description"`
	Lang    string    `xml:"channel>language"`
	Built   string    `xml:"channel>lastBuildDate"`
	Items   []rssItem `xml:"channel>item"`
}

type rssItem struct {
	Title       string  `xml:"title"`
	Link        string  `xml:"link"`
	Description string  `xml:"description"`
	Creator     string  `xml:"dc:creator,omitempty"`
	Category    string  `xml:"category"`
	GUID        rssGUID `xml:"guid"`
	Published   string  `xml:"pubDate"`
}

type rssGUID struct {
	Permanent bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

func (v *visit) rss(all []*article) rssFeed {
	h, origin := v.house, v.world.origin(v.house)
	f := rssFeed{
		Version: "2.0", DC: "http://purl.org/dc/elements/1.1/", Title: h.name, Link: origin + "/", About: h.motto, Lang: h.lang,
		Built: v.now.UTC().Format(time.RFC1123Z),
	}
	for _, a := range all[:min(len(all), feedLength)] {
		s, t := a.state(v.now), v.teaser(a)
		f.Items = append(f.Items, rssItem{
			t.Title, origin + s.path, t.Lead, textOf(s.blocks, "by"), a.section,
			rssGUID{false, fmt.Sprintf("%s:%d", h.key, a.id)},
			a.published.UTC().Format(time.RFC1123Z),
		})
	}
	return f
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Title     string   `xml:"title"`
	ID        string   `xml:"id"`
	Link      atomLink `xml:"link"`
	Published string   `xml:"published"`
	Updated   string   `xml:"updated"`
	Author    string   `xml:"author>name"`
	Summary   string   `xml:"summary"`
}

func (v *visit) atom(all []*article) atomFeed {
	h, origin := v.house, v.world.origin(v.house)
	f := atomFeed{
		Lang: h.lang, Title: h.name, ID: origin + "/", Updated: v.now.UTC().Format(time.RFC3339),
		Links: []atomLink{{"self", origin + h.feedPath}, {"alternate", origin + "/"}},
	}
	if h.hub {
		f.Links = append(f.Links, atomLink{"hub", v.world.hubURL()})
	}
	for _, a := range all[:min(len(all), feedLength)] {
		s, t := a.state(v.now), v.teaser(a)
		f.Entries = append(f.Entries, atomEntry{
			t.Title, fmt.Sprintf("tag:%s.localhost,2026:%d", h.key, a.id),
			atomLink{"alternate", origin + s.path},
			a.published.UTC().Format(time.RFC3339), s.modified.UTC().Format(time.RFC3339), textOf(s.blocks, "by"), t.Lead,
		})
	}
	return f
}

type jsonItem struct {
	ID        string           `json:"id"`
	URL       string           `json:"url"`
	Title     string           `json:"title"`
	Summary   string           `json:"summary"`
	Text      string           `json:"content_text"`
	Published string           `json:"date_published"`
	Modified  string           `json:"date_modified"`
	Authors   []map[string]any `json:"authors,omitempty"`
}

func (v *visit) sendJSON(all []*article) {
	h, origin := v.house, v.world.origin(v.house)
	items := []jsonItem{}
	for _, a := range all[:min(len(all), feedLength)] {
		s, t := a.state(v.now), v.teaser(a)
		items = append(items, jsonItem{
			ID: fmt.Sprint(a.id), URL: origin + s.path, Title: t.Title, Summary: t.Lead, Text: t.Lead,
			Published: a.published.UTC().Format(time.RFC3339), Modified: s.modified.UTC().Format(time.RFC3339),
			Authors: []map[string]any{{"name": textOf(s.blocks, "by")}},
		})
	}
	v.rw.Header().Set("Content-Type", "application/feed+json")
	enc := json.NewEncoder(v.rw)
	enc.SetIndent("", " ")
	// An error here is the client's leaving.
	_ = enc.Encode(map[string]any{
		"version": "https://jsonfeed.org/version/1.1", "title": h.name, "home_page_url": origin + "/",
		"feed_url": origin + h.feedPath, "language": h.lang, "items": items,
	})
}

type urlSet struct {
	XMLName xml.Name  `xml:"urlset"`
	XMLNS   string    `xml:"xmlns,attr"`
	News    string    `xml:"xmlns:news,attr"`
	URLs    []siteURL `xml:"url"`
}

type siteURL struct {
	Loc       string `xml:"loc"`
	Modified  string `xml:"lastmod"`
	Name      string `xml:"news:news>news:publication>news:name"`
	Language  string `xml:"news:news>news:publication>news:language"`
	Published string `xml:"news:news>news:publication_date"`
	Title     string `xml:"news:news>news:title"`
}

func (v *visit) sitemap(all []*article) urlSet {
	h, origin := v.house, v.world.origin(v.house)
	set := urlSet{
		XMLNS: "http://www.sitemaps.org/schemas/sitemap/0.9", News: "http://www.google.com/schemas/sitemap-news/0.9",
	}
	for _, a := range all {
		if v.world.clock.offset(v.now)-v.world.clock.offset(a.published) > newsDays {
			break
		}
		s := a.state(v.now)
		set.URLs = append(set.URLs, siteURL{
			origin + s.path, s.modified.UTC().Format(time.RFC3339), h.name, h.lang[:2],
			a.published.UTC().Format(time.RFC3339), textOf(s.blocks, "h"),
		})
	}
	return set
}
