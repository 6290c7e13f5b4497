package extract

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/prose"
)

// authors gives the persons that the page names as its authors.
func (s *sheet) authors(art thing) []string {
	names := []string{}
	add := func(name string) {
		name = prose.Normal(name)
		if name != "" && len(name) < 80 && !strings.Contains(name, "://") {
			names = append(names, name)
		}
	}
	for _, v := range list(art["author"]) {
		switch v := v.(type) {
		case string:
			add(v)
		case map[string]any:
			add(thing(v).text("name"))
		}
	}
	if len(names) == 0 {
		add(s.head.first("author", "article:author", "dc.creator", "parsely-author", "sailthru.author"))
	}
	return names
}

// namesAuthor says that an element holds an author's name and nothing else, by what it is called.
func namesAuthor(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "rel":
			if strings.Contains(a.Val, "author") {
				return true
			}
		case "itemprop":
			if a.Val == "author" || a.Val == "creator" {
				return true
			}
		case "class":
			for name := range strings.FieldsSeq(a.Val) {
				if authorNames[strings.ToLower(name)] {
					return true
				}
			}
		}
	}
	return false
}

// authorNames are the classes of elements that hold nothing but a name.
var authorNames = labelSet(`author|fn|username|user-name|nickname|nick|author-name|authorname|comment-author|comment__author|commenter|
	poster|comment-author-name|comment_author|author_name|byline-name|byline__name|article-author|post-author|user|
	comment-author-link|url fn|commentauthor|userlink|screen-name|display-name|comment-name|comment__author-name|comment-user`)
