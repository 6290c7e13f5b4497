package web

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/store"
)

// searchPage is the model of what a search found.
type searchPage struct {
	Query       string
	Hits        []found
	First, Next string
}

// found is one hit with its words marked.
type found struct {
	store.Hit
	Marked template.HTML
}

// URL leads to a version that has the words.
func (f found) URL() string { return versionURL(f.Article.ID, f.Version) }

// mostQuery is how long a search may be, in bytes.
const mostQuery = 400

func (s *server) search(w http.ResponseWriter, r *http.Request) error {
	query, err := readQuery(r)
	if err != nil {
		return err
	}
	if strings.HasPrefix(query, "http://") || strings.HasPrefix(query, "https://") {
		http.Redirect(w, r, "/article?url="+url.QueryEscape(query), http.StatusSeeOther)
		return nil
	}
	page := searchPage{Query: query}
	v := view{Name: "search", Title: "Search", NoIndex: true}
	var hits []store.Hit
	next := ""
	if query != "" {
		if hits, next, err = s.hits(r, query); err != nil {
			return err
		}
		v.Title = "Search: " + query
		v.Feed, v.FeedQuery = "/search/feed", url.Values{"q": {query}}.Encode()
	}
	for _, hit := range hits {
		page.Hits = append(page.Hits, found{hit, marked(hit.Passage, hit.Marks)})
	}
	page.First, page.Next = pager(r.URL, next)
	v.Body, v.Data = page, func() any { return hitsJSON(s.base(r), query, hits, next) }
	return s.show(w, r, v)
}

func (s *server) hits(r *http.Request, query string) ([]store.Hit, string, error) {
	hits, next, err := s.DB.Search(r.Context(), query, r.URL.Query().Get("cursor"), pageLimit)
	if err != nil {
		return nil, "", fmt.Errorf("search: %w", err)
	}
	return slices.DeleteFunc(hits, func(h store.Hit) bool { return !h.Article.Hidden.IsZero() }), next, nil
}

func readQuery(r *http.Request) (string, error) {
	query := strings.TrimSpace(r.URL.Query().Get("q"))
	if len(query) > mostQuery {
		return "", wrong("That search is too long: use a few words.")
	}
	return query, nil
}

// marked gives a passage with the words that were found. Marks that do not fit it are left out.
func marked(passage string, marks [][2]int) template.HTML {
	var b strings.Builder
	at := 0
	for _, m := range marks {
		if m[0] < at || m[1] < m[0] || m[1] > len(passage) {
			continue
		}
		b.WriteString(template.HTMLEscapeString(passage[at:m[0]]))
		b.WriteString("<mark>" + template.HTMLEscapeString(passage[m[0]:m[1]]) + "</mark>")
		at = m[1]
	}
	b.WriteString(template.HTMLEscapeString(passage[at:]))
	return template.HTML(b.String()) // every part was escaped
}
