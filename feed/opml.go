package feed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// ErrNoFeeds says that a file is OPML and lists no feed.
var ErrNoFeeds = errors.New("this OPML file lists no feed")

// ReadOPML gives the feeds that an OPML file lists, each once and at least one. The file need not be well-formed XML, for
// most are not: a bare ampersand, a tag that nobody closed or an end that is missing lose nothing that comes before or
// after. Outlines that link to another OPML file are left out. The error says why there is nothing to read; it is
// ErrNoFeeds when that is all that is wrong.
func ReadOPML(body []byte) ([]Ref, error) {
	body, err := unpacked(body)
	if err != nil {
		return nil, err
	}
	text, _ := prose.Decode(body, "")
	s := newScanner(text)
	var refs []Ref
	for s.next() {
		if ref, ok := outlineRef(s); ok {
			refs = append(refs, ref)
		}
	}
	switch {
	case len(refs) > 0:
		return once(refs), nil
	case rootElement(strings.TrimSpace(text)) == "opml":
		return nil, ErrNoFeeds
	default:
		return nil, errors.New("this is no OPML file: it holds no outline of a feed")
	}
}

func outlineRef(s *scanner) (Ref, bool) {
	if s.name != "outline" {
		return Ref{}, false
	}
	kind := strings.ToLower(s.attr["type"])
	address := s.attr["xmlurl"]
	if address == "" && (kind == "rss" || kind == "atom") {
		address = s.attr["url"]
	}
	url, err := news.CleanURL(feedScheme(address))
	if err != nil {
		return Ref{}, false
	}
	return Ref{url, prose.Normal(firstOf(s.attr["title"], s.attr["text"])), outlineKind(kind)}, true
}

// feedScheme reads feed://, which some readers write for http.
func feedScheme(address string) string {
	address = strings.TrimSpace(address)
	if rest, ok := strings.CutPrefix(address, "feed:"); ok {
		if strings.HasPrefix(rest, "//") {
			return "http:" + rest
		}
		return rest
	}
	return address
}

func outlineKind(kind string) news.FeedKind {
	switch kind {
	case "rss", "rss1", "rdf":
		return news.RSS
	case "atom", "atom1":
		return news.Atom
	case "json":
		return news.JSONFeed
	default:
		return ""
	}
}

type opmlFile struct {
	XMLName xml.Name      `xml:"opml"`
	Version string        `xml:"version,attr"`
	Title   string        `xml:"head>title"`
	Feeds   []opmlOutline `xml:"body>outline"`
}

type opmlOutline struct {
	Type  string `xml:"type,attr"`
	Text  string `xml:"text,attr"`
	Title string `xml:"title,attr"`
	URL   string `xml:"xmlUrl,attr"`
}

// WriteOPML writes feeds as OPML 2.0, which other readers import.
func WriteOPML(w io.Writer, title string, refs []Ref) error {
	file := opmlFile{Version: "2.0", Title: title}
	for _, r := range refs {
		kind := string(r.Kind)
		if kind != string(news.Atom) && kind != string(news.JSONFeed) {
			kind = "rss" // what OPML calls every feed
		}
		name := firstOf(r.Title, r.URL)
		file.Feeds = append(file.Feeds, opmlOutline{kind, name, name, r.URL})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("write OPML: %w", err)
	}
	e := xml.NewEncoder(w)
	e.Indent("", "\t")
	if err := e.Encode(file); err != nil {
		return fmt.Errorf("write OPML: %w", err)
	}
	return nil
}
