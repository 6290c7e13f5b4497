package main

import (
	"net/url"
	"time"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

// readTrafilatura reads with go-trafilatura and its fallback, which is the best of the open extractors.
func readTrafilatura(root *html.Node, address *url.URL, a *answer) error {
	r, err := trafilatura.ExtractDocument(root, trafilatura.Options{OriginalURL: address, EnableFallback: true})
	if err != nil {
		return err
	}
	a.Text, a.Title, a.Author = r.ContentText, r.Metadata.Title, r.Metadata.Author
	if r.CommentsText != "" {
		a.Comments = []string{r.CommentsText}
	}
	if !r.Metadata.Date.IsZero() {
		a.Date = r.Metadata.Date.Format(time.DateOnly)
	}
	return nil
}
