package feed

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	ext "github.com/mmcdole/gofeed/extensions"

	"github.com/stemma-news/stemma/news"
)

// parseSyndication reads RSS and Atom. What is not well-formed is read by the loose scanner, which finds what it can.
func parseSyndication(text, base, root string) Found {
	head := scanHead(text, base)
	kind := news.RSS
	if root == "feed" {
		kind = news.Atom
	}
	parsed, err := parseStrictly(text)
	if err != nil || len(parsed.Items) == 0 {
		return parseLoosely(text, base, kind, head)
	}
	found := Found{
		Kind: kind, Title: plainTitle(parsed.Title), Language: strings.TrimSpace(parsed.Language),
		Hub: head.hub, Self: head.self,
	}
	found.Home, _ = news.ResolveURL(base, parsed.Link)
	for _, item := range parsed.Items[:min(len(parsed.Items), MaxLinks)] {
		if link, ok := linkOf(item, base); ok {
			found.Links = append(found.Links, link)
		}
	}
	return found
}

var declaredEncoding = regexp.MustCompile(`^<\?xml[^>]*\?>`)

// parseStrictly runs the library, which has been seen to panic on hostile input in earlier versions; the text is UTF-8
// already, so the declaration that may say otherwise is cut off.
func parseStrictly(text string) (parsed *gofeed.Feed, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("cannot be read: %v", p)
		}
	}()
	text = declaredEncoding.ReplaceAllString(text, "")
	return gofeed.NewParser().Parse(strings.NewReader(text))
}

// linkOf gives the article that an item speaks of; not ok if it names none.
func linkOf(item *gofeed.Item, base string) (news.Link, bool) {
	if item == nil {
		return news.Link{}, false
	}
	original := extension(item.Extensions, "feedburner", "origLink") // instead of a redirect that counts readers
	url, ok := firstURL(base, append([]string{original, item.Link}, item.Links...)...)
	if !ok {
		if url, ok = firstURL("", item.GUID); !ok {
			return news.Link{}, false
		}
	}
	link := news.Link{
		URL: url, Title: plainTitle(item.Title), Published: utc(item.PublishedParsed), Modified: utc(item.UpdatedParsed),
	}
	if modified := extension(item.Extensions, "dcterms", "modified"); modified != "" {
		link.Modified = parseTime(modified)
	}
	return link, true
}

// firstURL gives the first of several references that leads to a page.
func firstURL(base string, refs ...string) (string, bool) {
	for _, ref := range refs {
		if url, err := news.ResolveURL(base, ref); err == nil {
			return url, true
		}
	}
	return "", false
}

func extension(all ext.Extensions, space, name string) string {
	if values := all[space][name]; len(values) > 0 {
		return values[0].Value
	}
	return ""
}

func utc(t *time.Time) time.Time {
	if t == nil || t.Year() < 1980 || t.Year() > 2200 {
		return time.Time{}
	}
	return t.UTC()
}

// timeLayouts are the forms in which feeds and sitemaps write times, the usual ones first.
var timeLayouts = []string{
	time.RFC3339Nano, time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST",
	"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 MST", "Mon, 2 Jan 2006 15:04 -0700", "2006-01-02T15:04:05-0700",
	"2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02T15:04",
	"2006-01-02 15:04", "2006-01-02", "Mon, 2 Jan 06 15:04:05 -0700", "Monday, 2 January 2006 15:04:05 -0700",
	"2006-01", "2006",
}

// parseTime reads a time as feeds write it; zero if it cannot be read. Without a zone it is taken for UTC.
func parseTime(s string) time.Time {
	s = strings.Join(strings.Fields(s), " ")
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return utc(&t)
		}
	}
	return time.Time{}
}
