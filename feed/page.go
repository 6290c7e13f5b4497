package feed

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// A page is what is needed of a web page here: its title, language and links.
type page struct {
	title, language string
	anchors         []anchor // <a>, each address once with its longest text
	links           []pageLink
}

// An anchor is a link that a reader can follow.
type anchor struct {
	url, text string
}

// A pageLink is a <link> element: one that software can follow.
type pageLink struct {
	url, rel, mediaType, title string
}

// maxAnchors bounds what is read of a page that is nothing but links.
const maxAnchors = 10_000

func readPage(text, base string) page {
	var p page
	s := newScanner(text)
	s.z.AllowCDATA(false)
	for s.next() && len(p.anchors) < maxAnchors {
		switch s.full {
		case "html":
			p.language = s.attr["lang"]
		case "title":
			p.title = firstOf(p.title, prose.Normal(s.text()))
		case "base":
			if url, err := news.ResolveURL(base, s.attr["href"]); err == nil {
				base = url
			}
		case "link":
			p.addLink(s, base)
		case "a", "area":
			p.addAnchor(s, base)
		}
	}
	p.anchors = longestTexts(p.anchors)
	return p
}

func (p *page) addLink(s *scanner, base string) {
	if url, err := news.ResolveURL(base, s.attr["href"]); err == nil {
		mediaType, _, _ := strings.Cut(strings.ToLower(s.attr["type"]), ";")
		p.links = append(p.links, pageLink{
			url, strings.ToLower(s.attr["rel"]), strings.TrimSpace(mediaType), prose.Normal(s.attr["title"]),
		})
	}
}

func (p *page) addAnchor(s *scanner, base string) {
	href := strings.TrimSpace(s.attr["href"])
	url, err := news.ResolveURL(base, href)
	if err != nil || strings.HasPrefix(href, "#") {
		return
	}
	p.anchors = append(p.anchors, anchor{url, s.anchorText()})
}

// anchorText gives the text up to the end of the link that the scanner stands on.
func (s *scanner) anchorText() string {
	if s.empty {
		return ""
	}
	var b strings.Builder
	for {
		switch s.z.Next() {
		case html.ErrorToken:
			return prose.Normal(b.String())
		case html.TextToken:
			b.Write(s.z.Text())
		case html.EndTagToken:
			if name, _ := s.z.TagName(); string(name) == "a" {
				return prose.Normal(b.String())
			}
			b.WriteByte(' ')
		case html.StartTagToken, html.SelfClosingTagToken:
			s.take()
			switch s.full {
			case "a", "base":
				s.pending = true
				return prose.Normal(b.String())
			case "noscript", "script", "style": // their text is markup or code, and no tag to the tokenizer
				s.z.Next()
			}
		}
	}
}

// longestTexts keeps each address once, with the longest of its texts: the same article is often linked by a picture,
// a headline and "read more".
func longestTexts(anchors []anchor) []anchor {
	place := make(map[string]int, len(anchors))
	kept := anchors[:0]
	for _, a := range anchors {
		i, twice := place[a.url]
		if !twice {
			place[a.url] = len(kept)
			kept = append(kept, a)
		} else if len(a.text) > len(kept[i].text) {
			kept[i].text = a.text
		}
	}
	return kept
}
