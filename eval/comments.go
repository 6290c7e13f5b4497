package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

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
	}
	fmt.Printf("%d pages: all comments found on %.3f, at least half on %.3f; of %d found, %.3f have an author, %.3f a time\n",
		sums.pages, share(sums.all, sums.pages), share(sums.half, sums.pages), sums.found, share(sums.signed, sums.found), share(sums.dated, sums.found))
	return nil
}

type commentSums struct{ pages, all, half, found, signed, dated int }

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
	}
}
