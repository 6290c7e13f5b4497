package extract

import (
	"iter"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mostLooked bounds how many nodes of a comment are looked at for its address, so that comments in comments in comments
// are not walked over and over.
const mostLooked = 150

// complete gives the comments what stands in a box of its own before their text, as in <dt> and <dd>, and an ID to those
// whose box has none.
func (s *sheet) complete(items []item) {
	boxes := nodesOf(s, items)
	for i := range items {
		it := &items[i]
		if i > 0 && len(it.text) > 0 && it.author == "" {
			if head := &items[i-1]; len(head.text) == 0 && s.boxes[head.box].end == it.box && s.boxes[head.box].parent == s.boxes[it.box].parent {
				it.author, it.posted, it.id = head.author, head.posted, firstOf(it.id, head.id)
			}
		}
		if it.id == "" {
			it.id = s.permalink(s.boxes[it.box].node, boxes)
		}
	}
}

// nodesOf gives the elements of the comments.
func nodesOf(s *sheet, items []item) map[*html.Node]bool {
	nodes := make(map[*html.Node]bool, len(items))
	for _, it := range items {
		nodes[s.boxes[it.box].node] = true
	}
	return nodes
}

// within gives the elements with attributes of a comment, up to the first comment in it.
func within(n *html.Node, items map[*html.Node]bool) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		looked := 0
		for c := range n.Descendants() {
			if looked++; looked > mostLooked || items[c] {
				return
			}
			if len(c.Attr) > 0 && !yield(c) {
				return
			}
		}
	}
}

// permalink gives the ID that a comment's box has under another name: in an attribute, on an element within or right
// before, or as the address to which a link of the comment leads.
func (s *sheet) permalink(n *html.Node, items map[*html.Node]bool) string {
	for _, a := range n.Attr {
		if idKeys.MatchString(a.Key) && lastNumber(a.Val) != "" && len(a.Val) < 40 {
			return a.Val
		}
	}
	found := ""
	for c := range within(n, items) {
		if id := attr(c, "id"); id != "" && commentIDs.MatchString(id) {
			return commentID(c)
		}
		if found == "" {
			found = s.linkToItself(c)
		}
	}
	if found != "" {
		return found
	}
	for before, steps := n.PrevSibling, 0; before != nil && steps < 3; before, steps = before.PrevSibling, steps+1 {
		if id := attr(before, "id"); commentIDs.MatchString(id) && before.FirstChild == nil {
			return id
		}
	}
	return ""
}

var idKeys = regexp.MustCompile(`^(data-(pid|cid|post-?id|comment-?id|message-?id|entry-?id|reply-?id)|about)$`)

// linkToItself gives the place or the address that a link names which leads to the comment that it stands in.
func (s *sheet) linkToItself(n *html.Node) string {
	if n.DataAtom != atom.A && attr(n, "itemprop") != "url" || attr(n, "itemprop") == "author" {
		return ""
	}
	href := firstOf(attr(n, "href"), attr(n, "content"))
	if _, place, _ := strings.Cut(href, "#"); commentIDs.MatchString(place) || len(place) > 4 && strings.Trim(place, "0123456789") == "" {
		return place
	}
	if names := attr(n, "class") + " " + attr(n, "rel"); href != "" && (strings.Contains(names, "permalink") || strings.Contains(names, "bookmark")) {
		return absolute(s.page.URL, href)
	}
	return ""
}
