// Package feed reads where an outlet's links are found: RSS, Atom, JSON Feed, sitemaps and their indexes, section pages,
// and lists of feeds (OPML). Bytes go in, links with dates come out. What feeds say is a hint: their dates are the
// publisher's claims, their titles may differ from the page's headline. The package knows nothing of how bytes are
// fetched or how links are kept.
package feed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// MaxLinks is how many links are read of one feed, the first ones: sitemaps may hold no more by their own rules.
const MaxLinks = 50_000

// maxUnpacked bounds a sitemap that is packed with gzip.
const maxUnpacked = 32 << 20

// Found is what one feed holds.
type Found struct {
	Kind     news.FeedKind
	Title    string
	Language string      // BCP 47 as claimed, empty when it does not say
	Home     string      // clean URL of the page that it is the feed of, or empty
	Links    []news.Link // with clean URLs, each article once, in the feed's order; a sitemap's newest first
	More     []string    // further sitemaps that an index names; those that most likely hold new articles last
	Hub      string      // WebSub hub, or empty
	Self     string      // the feed's own address by its own claim, or empty
}

// Parse reads a feed of any kind. The contentType is the HTTP header's, base the URL that the body came from. The error
// is one sentence that says what the body is instead of a feed.
func Parse(body []byte, contentType, base string) (Found, error) {
	body, err := unpacked(body)
	if err != nil {
		return Found{}, err
	}
	if kind := binaryKind(body); kind != "" {
		return Found{}, fmt.Errorf("this is %s, not a feed", kind)
	}
	text, _ := prose.Decode(body, contentType)
	text = withoutJunk(strings.TrimLeft(text, " \t\r\n\ufeff\x00"))
	if text == "" {
		return Found{}, errors.New("this is empty, not a feed")
	}
	found, err := parseText(text, base)
	if err != nil {
		return Found{}, err
	}
	found.Links = eachOnce(found.Links)
	return found, nil
}

var feedStart = regexp.MustCompile(`(?i)<\?xml\s|<(rss|feed|rdf:rdf|urlset|sitemapindex)[\s>]`)

// withoutJunk cuts off what broken software prints before a feed: warnings, mostly.
func withoutJunk(text string) string {
	start := feedStart.FindStringIndex(text[:min(len(text), 4096)])
	if start == nil || strings.Contains(strings.ToLower(text[:start[0]]), "<html") {
		return text
	}
	return text[start[0]:]
}

func parseText(text, base string) (Found, error) {
	if text[0] == '{' || text[0] == '[' {
		return parseJSON(text, base)
	}
	switch root := rootElement(text); root {
	case "rss", "rdf", "feed", "channel":
		return parseSyndication(text, base, root), nil
	case "urlset", "sitemapindex":
		return parseSitemap(text, base)
	case "opml":
		return Found{}, errors.New("this is a list of feeds (OPML), not a feed itself")
	case "":
		return parseURLList(text, base)
	case "html", "head", "body", "meta", "title", "div", "p", "a", "main", "table", "script", "link", "nav":
		return parseSection(text, base)
	default:
		return Found{}, fmt.Errorf("this is a document of another kind (<%s>), not a feed", root)
	}
}

// unpacked undoes gzip, as often as sitemaps are packed on disk.
func unpacked(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		return body, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("this is a broken gzip file, not a feed")
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	if len(plain) > maxUnpacked {
		return nil, fmt.Errorf("this unpacks to more than %d MB, which is too large for a feed", maxUnpacked>>20)
	}
	if err != nil && len(plain) == 0 {
		return nil, errors.New("this is a broken gzip file, not a feed")
	}
	return plain, nil // of a file that was cut short, what could be read
}

// binaryKind names what a body is by its first bytes, or gives "".
func binaryKind(body []byte) string {
	for _, kind := range []struct{ magic, name string }{
		{"\x89PNG", "a PNG picture"},
		{"\xff\xd8\xff", "a JPEG picture"},
		{"GIF8", "a GIF picture"},
		{"%PDF", "a PDF document"},
		{"PK\x03\x04", "a ZIP archive"},
		{"RIFF", "a WebP picture, sound or film"},
		{"\x00\x00\x01\x00", "an icon"},
		{"ID3", "an MP3 sound"},
		{"OggS", "an Ogg sound or film"},
		{"\x00\x00\x00\x18ftyp", "an MP4 film"},
		{"\x00\x00\x00\x20ftyp", "an MP4 film"},
		{"BZh", "a bzip2 archive"},
		{"\x28\xb5\x2f\xfd", "a zstd archive"},
		{"\x7fELF", "a program"},
		{"SQLite format 3", "an SQLite database"},
	} {
		if bytes.HasPrefix(body, []byte(kind.magic)) {
			return kind.name
		}
	}
	return ""
}

// rootElement gives the local name of the first element in lower case; "" if there is no markup before text.
func rootElement(text string) string {
	z := html.NewTokenizer(strings.NewReader(text))
	declared := strings.HasPrefix(text, "<")
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.DoctypeToken:
			if name := strings.Fields(strings.ToLower(string(z.Text()))); len(name) > 0 && name[0] == "html" {
				return "html"
			}
		case html.TextToken:
			if !declared && strings.TrimSpace(string(z.Raw())) != "" {
				return ""
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			return localName(string(name))
		}
	}
}

func localName(name string) string {
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// eachOnce keeps the first link to each article, with what later ones add to it.
func eachOnce(links []news.Link) []news.Link {
	place := make(map[string]int, len(links))
	kept := links[:0]
	for _, link := range links {
		key := news.URLKey(link.URL)
		i, twice := place[key]
		if !twice {
			place[key] = len(kept)
			kept = append(kept, link)
			continue
		}
		kept[i] = merged(kept[i], link)
	}
	return kept
}

func merged(a, b news.Link) news.Link {
	if a.Title == "" {
		a.Title = b.Title
	}
	if a.Published.IsZero() {
		a.Published = b.Published
	}
	if b.Modified.After(a.Modified) {
		a.Modified = b.Modified
	}
	return a
}

// plainTitle gives the text of a title that may hold markup and entities.
func plainTitle(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return prose.Normal(s)
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return prose.Normal(b.String())
		case html.TextToken:
			b.Write(z.Text())
		}
	}
}
