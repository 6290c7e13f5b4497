package web

import (
	"fmt"
	"net/http"

	"github.com/stemma-news/stemma/news"
)

// versionPage is the model of one version as it was.
type versionPage struct {
	Article  news.Article
	Outlet   news.Outlet
	Version  news.Version
	Previous string // address of the change that led here; empty for the first
	Next     string // address of the change that led on; empty when none did
	Source   bool   // the page as it came may be had
}

func (s *server) version(w http.ResponseWriter, r *http.Request) error {
	a, o, v, err := s.shownVersion(r)
	if err != nil {
		return err
	}
	page := versionPage{Article: a, Outlet: o, Version: v, Source: s.Archive != nil}
	if v.SameAs != 0 {
		return elsewhere(versionURL(a.ID, v.SameAs) + ending(r))
	}
	changes, err := s.DB.ChangeSteps(r.Context(), a.ID)
	if err != nil {
		return fmt.Errorf("list changes: %w", err)
	}
	for _, c := range changes {
		if c.To == v.N && page.Previous == "" {
			page.Previous = changeURL(c)
		}
		if c.From == v.N && page.Next == "" {
			page.Next = changeURL(c)
		}
	}
	return s.show(w, r, view{
		Name: "version", Title: fmt.Sprintf("%s (version %d)", v.Headline, v.N), Feed: articleURL(a.ID) + "/feed",
		NoIndex: true, Body: page, Data: func() any { return v.Line(a.URL) },
	})
}

// shownVersion gives the version that an address names, its article and its outlet, unless the article is hidden.
func (s *server) shownVersion(r *http.Request) (news.Article, news.Outlet, news.Version, error) {
	a, o, err := s.shownArticle(r)
	if err != nil {
		return a, o, news.Version{}, err
	}
	n, err := number(r, "n", "a version")
	if err != nil {
		return a, o, news.Version{}, err
	}
	if err := s.room(r.Context(), a.ID, oneText, n); err != nil {
		return a, o, news.Version{}, err
	}
	v, err := s.DB.Version(r.Context(), a.ID, n)
	if err != nil {
		return a, o, v, fmt.Errorf("find version %d of article %d: %w", n, a.ID, err)
	}
	return a, o, v, nil
}
