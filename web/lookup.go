package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// lookup finds the article that an address of its outlet leads to, and goes to its page.
func (s *server) lookup(w http.ResponseWriter, r *http.Request) error {
	raw := r.URL.Query().Get("url")
	if raw == "" {
		return wrong("Give the article’s address: /article?url=https://newspaper.example/story")
	}
	clean, err := news.CleanURL(raw)
	if err != nil {
		return wrong("%s", sentence(err.Error()))
	}
	a, err := s.DB.ArticleByURL(r.Context(), clean)
	if errors.Is(err, store.ErrNotFound) {
		return problem{http.StatusNotFound, "Not watched", "No article at " + clean + " is watched here. The command “stemma add '" + strings.ReplaceAll(clean, "'", "%27") + "'” makes it one."}
	}
	if err != nil {
		return fmt.Errorf("find article by address: %w", err)
	}
	http.Redirect(w, r, articleURL(a.ID), http.StatusSeeOther)
	return nil
}
