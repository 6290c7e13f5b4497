package main

import (
	"net/url"
	"strings"
	"time"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
)

// readReadability reads with readeck's go-readability, the lightest of the well-kept ones. It knows no comments.
func readReadability(root *html.Node, address *url.URL, a *answer) error {
	parser := readability.NewParser()
	article, err := parser.ParseAndMutate(root, address)
	if err != nil {
		return err
	}
	a.Title, a.Author = article.Title(), article.Byline()
	if published, err := article.PublishedTime(); err == nil {
		a.Date = published.Format(time.DateOnly)
	}
	if article.Node == nil {
		return nil
	}
	var text strings.Builder
	err = article.RenderText(&text)
	a.Text = text.String()
	return err
}
