package feed

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// A feedHead is what stands in a feed before its items and what the library leaves out or does not find in broken XML.
type feedHead struct {
	title, home, hub, self, language string
}

// scanHead reads the head of a feed up to its first item.
func scanHead(text, base string) feedHead {
	s := newScanner(text)
	var head feedHead
	for s.next() && s.name != "item" && s.name != "entry" {
		switch {
		case s.name == "title" && head.title == "":
			head.title = plainTitle(s.text())
		case s.name == "language" || s.name == "feed" && s.attr["xml:lang"] != "":
			head.language = firstOf(s.attr["xml:lang"], prose.Normal(s.text()))
		case s.name == "link":
			head.see(s, base)
		}
	}
	return head
}

func (h *feedHead) see(s *scanner, base string) {
	href := firstOf(s.attr["href"], s.text())
	url, err := news.ResolveURL(base, href)
	if err != nil {
		return
	}
	switch rel := strings.ToLower(s.attr["rel"]); {
	case rel == "hub":
		h.hub = url
	case rel == "self":
		h.self = url
	case h.home == "" && (rel == "" || rel == "alternate"):
		h.home = url
	}
}

func firstOf(values ...string) string {
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return v
		}
	}
	return ""
}

// parseLoosely reads the items of a feed that is not well-formed: bare ampersands, tags that nobody closed, an end that
// never came.
func parseLoosely(text, base string, kind news.FeedKind, head feedHead) Found {
	found := Found{Kind: kind, Title: head.title, Home: head.home, Language: head.language, Hub: head.hub, Self: head.self}
	s := newScanner(text)
	var item *looseItem
	keep := func() {
		if item != nil {
			if link, ok := item.link(base); ok && len(found.Links) < MaxLinks {
				found.Links = append(found.Links, link)
			}
		}
	}
	for s.next() {
		switch {
		case s.name == "item" || s.name == "entry":
			keep()
			item = &looseItem{about: s.attr["rdf:about"]}
		case item != nil:
			item.see(s)
		}
	}
	keep()
	return found
}

type looseItem struct {
	title, url, guid, about, published, modified string
}

func (i *looseItem) see(s *scanner) {
	switch s.full {
	case "title", "atom:title", "rss:title":
		i.title = firstOf(i.title, s.text())
	case "link", "atom:link", "rss:link":
		if rel := s.attr["rel"]; rel == "" || rel == "alternate" {
			i.url = firstOf(i.url, s.attr["href"], s.text())
		}
	case "feedburner:origlink":
		i.url = firstOf(s.text(), i.url)
	case "guid", "id", "atom:id":
		i.guid = firstOf(i.guid, s.text())
	case "pubdate", "published", "issued", "dc:date", "created":
		i.published = firstOf(i.published, s.text())
	case "updated", "modified", "dcterms:modified", "atom:updated":
		i.modified = firstOf(i.modified, s.text())
	}
}

func (i *looseItem) link(base string) (news.Link, bool) {
	url, ok := firstURL(base, i.url)
	if !ok {
		if url, ok = firstURL("", i.guid, i.about); !ok {
			return news.Link{}, false
		}
	}
	return news.Link{
		URL: url, Title: plainTitle(i.title), Published: parseTime(i.published), Modified: parseTime(i.modified),
	}, true
}

// A scanner walks over the start tags of a document that need not be well-formed.
type scanner struct {
	z       *html.Tokenizer
	full    string            // name of the tag that it stands on, in lower case, with its prefix
	name    string            // without it
	attr    map[string]string // its attributes
	empty   bool              // it closes itself
	pending bool              // text has read on to the next tag already
}

func newScanner(text string) *scanner {
	z := html.NewTokenizer(strings.NewReader(text))
	z.AllowCDATA(true)
	return &scanner{z: z}
}

// next goes on to the next start tag; false at the end.
func (s *scanner) next() bool {
	if s.pending {
		s.pending = false
		return true
	}
	for {
		switch s.z.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.SelfClosingTagToken:
			s.take()
			return true
		}
	}
}

func (s *scanner) take() {
	t := s.z.Token()
	s.full, s.name, s.empty = t.Data, localName(t.Data), t.Type == html.SelfClosingTagToken
	s.attr = make(map[string]string, len(t.Attr))
	for _, a := range t.Attr {
		s.attr[a.Key] = a.Val
	}
}

// text gives the text inside the current tag, up to the next tag.
func (s *scanner) text() string {
	if s.empty || s.pending {
		return ""
	}
	var b strings.Builder
	for {
		switch s.z.Next() {
		case html.TextToken:
			b.Write(s.z.Text())
		case html.CommentToken, html.DoctypeToken:
		case html.StartTagToken, html.SelfClosingTagToken:
			s.take()
			s.pending = true
			return uncovered(b.String())
		default:
			return uncovered(b.String())
		}
	}
}

// uncovered takes the CDATA marks off a text: inside <title> HTML knows no markup, so they are still there.
func uncovered(s string) string {
	s = strings.TrimSpace(s)
	s = strings.TrimPrefix(s, "<![CDATA[")
	return strings.TrimSpace(strings.TrimSuffix(s, "]]>"))
}
