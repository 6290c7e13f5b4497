package web

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"html"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
)

// The three forms of a feed.
var (
	atom     = form{"atom", "application/atom+xml; charset=utf-8", writeAtom}
	rss      = form{"rss", "application/rss+xml; charset=utf-8", writeRSS}
	jsonFeed = form{"json", "application/feed+json; charset=utf-8", writeJSONFeed}
)

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr,omitempty"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Gen     string      `xml:"generator"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published"`
	Author     string         `xml:"author>name"`
	Link       []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary"`
	Content    atomContent    `xml:"content"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	Body string `xml:",chardata"`
}

func writeAtom(f outgoing) ([]byte, error) {
	out := atomFeed{
		Lang: f.Language, ID: f.ID, Title: f.Title, Updated: stamp(f.Updated), Gen: "Stemma",
		Links: []atomLink{{"self", "application/atom+xml", f.Self}, {"alternate", "text/html", f.Home}},
	}
	for _, e := range f.Entries {
		entry := atomEntry{
			ID: e.ID, Title: e.Title, Updated: stamp(e.Told), Published: stamp(e.At), Author: e.Author,
			Link: []atomLink{{"alternate", "text/html", e.URL}, {"related", "text/html", e.Article.URL}}, Summary: e.Text, Content: atomContent{"html", e.HTML},
		}
		for _, label := range e.Labels {
			entry.Categories = append(entry.Categories, atomCategory{label})
		}
		out.Entries = append(out.Entries, entry)
	}
	return withHeader(out)
}

// stamp writes a time as Atom wants it. A feed without entries has not been updated since the epoch: the answer must not
// change by itself, or nobody could ask for it conditionally.
func stamp(t time.Time) string {
	if t.IsZero() {
		t = time.Unix(0, 0)
	}
	return t.UTC().Format(time.RFC3339)
}

type rssDoc struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Content string     `xml:"xmlns:content,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language,omitempty"`
	Updated     string    `xml:"lastBuildDate,omitempty"`
	Generator   string    `xml:"generator"`
	Self        atomLink  `xml:"atom:link"`
	Items       []rssItem `xml:"item"`
}

type rssItem struct {
	Title       string   `xml:"title"`
	Link        string   `xml:"link"`
	GUID        rssGUID  `xml:"guid"`
	Date        string   `xml:"pubDate"`
	Creator     string   `xml:"dc:creator"`
	Categories  []string `xml:"category"`
	Description string   `xml:"description"`
	Content     string   `xml:"content:encoded"`
}

type rssGUID struct {
	Permalink bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

func writeRSS(f outgoing) ([]byte, error) {
	out := rssDoc{
		Version: "2.0", Atom: "http://www.w3.org/2005/Atom", Content: "http://purl.org/rss/1.0/modules/content/",
		DC: "http://purl.org/dc/elements/1.1/",
	}
	out.Channel = rssChannel{
		Title: f.Title, Link: f.Home, Description: "What was changed in published articles, as it is seen.",
		Language: f.Language, Generator: "Stemma", Self: atomLink{"self", "application/rss+xml", f.Self},
	}
	if !f.Updated.IsZero() {
		out.Channel.Updated = f.Updated.UTC().Format(time.RFC1123Z)
	}
	for _, e := range f.Entries {
		out.Channel.Items = append(out.Channel.Items, rssItem{
			Title: e.Title, Link: e.URL, GUID: rssGUID{false, e.ID},
			Date: e.At.Format(time.RFC1123Z), Creator: e.Author, Categories: e.Labels, Description: paragraphs(e.Text), Content: e.HTML,
		})
	}
	return withHeader(out)
}

// paragraphs writes a text as the HTML that readers of RSS take a description for.
func paragraphs(text string) string {
	return "<p>" + strings.ReplaceAll(html.EscapeString(text), "\n\n", "</p><p>") + "</p>"
}

func withHeader(doc any) ([]byte, error) {
	out := bytes.NewBufferString(xml.Header)
	encoder := xml.NewEncoder(out)
	encoder.Indent("", " ")
	if err := encoder.Encode(doc); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

type jsonFeedDoc struct {
	Version  string         `json:"version"`
	Title    string         `json:"title"`
	Home     string         `json:"home_page_url"`
	Self     string         `json:"feed_url"`
	Language string         `json:"language,omitempty"`
	Items    []jsonFeedItem `json:"items"`
}

type jsonFeedItem struct {
	ID       string           `json:"id"`
	URL      string           `json:"url"`
	External string           `json:"external_url"`
	Title    string           `json:"title"`
	HTML     string           `json:"content_html"`
	Text     string           `json:"content_text"`
	At       time.Time        `json:"date_published"`
	Told     time.Time        `json:"date_modified"`
	Authors  []jsonFeedAuthor `json:"authors"`
	Tags     []string         `json:"tags,omitempty"`
	Stemma   *news.ChangeLine `json:"_stemma,omitempty"`
}

type jsonFeedAuthor struct {
	Name string `json:"name"`
}

// writeJSONFeed writes version 1.1 of https://www.jsonfeed.org; under "_stemma" each entry has its change as data.
func writeJSONFeed(f outgoing) ([]byte, error) {
	out := jsonFeedDoc{Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Home: f.Home, Self: f.Self, Language: f.Language, Items: []jsonFeedItem{}}
	for _, e := range f.Entries {
		item := jsonFeedItem{
			ID: e.ID, URL: e.URL, External: e.Article.URL, Title: e.Title, HTML: e.HTML, Text: e.Text, At: e.At, Told: e.Told,
			Authors: []jsonFeedAuthor{{e.Author}}, Tags: e.Labels,
		}
		if e.Change != nil {
			data := e.Change.Line(e.Article.URL)
			item.Stemma = &data
		}
		out.Items = append(out.Items, item)
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err := encoder.Encode(out)
	return body.Bytes(), err
}
