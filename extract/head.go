package extract

import (
	"cmp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/prose"
)

// A head is what a page says of itself outside its text: <title>, <meta>, <link>, <base>.
type head struct {
	title     string
	canonical string
	base      string // against which links are meant
	metas     []meta
}

type meta struct{ name, content string }

// read collects a <head>. Pages also have such tags in their body, by mistake or as microdata: see tag.
func (h *head) read(n *html.Node, s *sheet) {
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.Title:
			if h.title == "" {
				h.title = prose.Normal(textOf(d))
			}
		case atom.Script:
			s.scripts = append(s.scripts, d)
		case atom.Meta, atom.Link:
			h.tag(d)
		case atom.Base:
			h.base = cmp.Or(h.base, strings.TrimSpace(attr(d, "href")))
		}
	}
}

// tag takes one <meta> or <link>.
func (h *head) tag(n *html.Node) {
	if n.DataAtom == atom.Link {
		if strings.EqualFold(attr(n, "rel"), "canonical") && h.canonical == "" {
			h.canonical = strings.TrimSpace(attr(n, "href"))
		}
		return
	}
	content := prose.Normal(attr(n, "content"))
	if content == "" {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		if name := attr(n, key); name != "" {
			h.metas = append(h.metas, meta{strings.ToLower(strings.TrimSpace(name)), content})
		}
	}
}

// first gives the content of the first of these tags that the page has, in the order of the names.
func (h *head) first(names ...string) string {
	for _, name := range names {
		for _, m := range h.metas {
			if m.name == name {
				return m.content
			}
		}
	}
	return ""
}

// all gives the contents of all tags of one name.
func (h *head) all(name string) []string {
	var contents []string
	for _, m := range h.metas {
		if m.name == name {
			contents = append(contents, m.content)
		}
	}
	return contents
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// textOf gives all text below a node, as it stands there.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
