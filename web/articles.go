package web

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/stemma-news/stemma/news"
)

// articlesPage is the model of the list of an outlet's articles, changed or not.
type articlesPage struct {
	Outlet      news.Outlet
	Articles    []news.Article
	First, Next string
	Now         time.Time
}

func (s *server) articles(w http.ResponseWriter, r *http.Request) error {
	o, err := s.DB.OutletByKey(r.Context(), r.PathValue("key"))
	if err != nil {
		return fmt.Errorf("find outlet: %w", err)
	}
	before, err := readArticleCursor(r.URL.Query().Get("cursor"))
	if err != nil {
		return err
	}
	all, err := s.DB.OutletArticles(r.Context(), o.ID, before, pageLimit+1)
	if err != nil {
		return err
	}
	next := ""
	if len(all) > pageLimit {
		all = all[:pageLimit]
		next = strconv.FormatInt(all[pageLimit-1].ID, 10)
	}
	page := articlesPage{Outlet: o, Articles: all, Now: time.Now()}
	page.First, page.Next = pager(r.URL, next)
	return s.show(w, r, view{
		Name: "articles", Title: "Articles of " + nameOf(o), Feed: "/outlets/" + o.Key + "/feed", Body: page, NoIndex: true,
		Data: func() any { return articlesJSON(s.base(r), o, all, next) },
	})
}

// readArticleCursor reads the id of the article before the first of a page.
func readArticleCursor(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, wrong("The cursor in the address is none that was given out here: begin at the first page.")
	}
	return id, nil
}
