package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/news"
)

// comments measures how many of the comments on real pages are found, and how many of those with author and time. It
// takes a folder with pages and an index.json that says how many comments each page has at least.
func comments(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("comments wants one folder")
	}
	data, err := os.ReadFile(filepath.Join(args[0], "index.json"))
	if err != nil {
		return err
	}
	var pages []struct {
		File    string
		AtLeast int `json:"comments_at_least"`
		URL     string
	}
	if err := json.Unmarshal(data, &pages); err != nil {
		return fmt.Errorf("index of %s: %w", args[0], err)
	}
	var sums commentSums
	for _, p := range pages {
		body, err := readPage(filepath.Join(args[0], p.File))
		if errors.Is(err, os.ErrNotExist) {
			continue // the index lists pages that are kept elsewhere
		} else if err != nil {
			return err
		}
		d := extract.Read(ctx, extract.Page{Body: body, ContentType: "text/html", URL: p.URL})
		sums.add(p.File, p.AtLeast, d.Comments)
		sums.addAnswers(body, d.Comments)
	}
	fmt.Printf("%d pages: all comments found on %.3f, at least half on %.3f; of %d found, %.3f have an author, %.3f a time, "+
		"%.3f an ID or permalink; of %d that stand in another, %.3f name it as their parent\n",
		sums.pages, share(sums.all, sums.pages), share(sums.half, sums.pages), sums.found, share(sums.signed, sums.found),
		share(sums.dated, sums.found), share(sums.named, sums.found), sums.nested, share(sums.answering, sums.nested))
	return nil
}

type commentSums struct{ pages, all, half, found, signed, dated, named, nested, answering int }

func (s *commentSums) add(file string, atLeast int, found []news.Comment) {
	s.pages++
	s.found += len(found)
	if len(found) >= atLeast {
		s.all++
	} else {
		fmt.Printf("   %s: %d of at least %d\n", file, len(found), atLeast)
	}
	if len(found)*2 >= atLeast {
		s.half++
	}
	for _, c := range found {
		if c.Author != "" {
			s.signed++
		}
		if !c.Posted.IsZero() {
			s.dated++
		}
		if c.ID != "" {
			s.named++
		}
	}
}

// addAnswers counts the comments whose element stands in that of another, and those that name that one as their parent.
func (s *commentSums) addAnswers(body []byte, found []news.Comment) {
	parents := map[string]string{}
	for _, c := range found {
		if c.ID != "" {
			parents[c.ID] = c.Parent
		}
	}
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return
	}
	counted := map[string]bool{}
	for n := range root.Descendants() {
		id := commentElement(n, parents)
		if id == "" || counted[id] {
			continue
		}
		for up := range n.Ancestors() {
			if around := commentElement(up, parents); around != "" && around != id {
				counted[id] = true
				s.nested++
				if parents[id] == around {
					s.answering++
				}
				break
			}
		}
	}
}

// commentElement gives the ID of the comment that an element is, "" when it is none of them.
func commentElement(n *html.Node, known map[string]string) string {
	for _, a := range n.Attr {
		if a.Key != "id" && a.Key != "data-comment-id" {
			continue
		}
		for _, before := range []string{"", "li-", "div-", "article-"} {
			if id, ok := strings.CutPrefix(a.Val, before); ok {
				if _, isOne := known[id]; isOne {
					return id
				}
			}
		}
	}
	return ""
}
