package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/stemma-news/stemma/news"
)

// looksPage is the model of the list of all looks at an article.
type looksPage struct {
	Article     news.Article
	Outlet      news.Outlet
	Looks       []toldLook
	First, Next string
	Now         time.Time
}

// A toldLook is one look with what came of it in words.
type toldLook struct {
	news.Capture
	Words   string
	Trouble bool   // it did not show the article
	Raw     string // address of the page as it looked; empty when none is kept
}

// VersionURL leads to the version that the look showed; empty when it showed none.
func (l toldLook) VersionURL() string {
	if l.Version == 0 {
		return ""
	}
	return versionURL(l.ArticleID, l.Version)
}

// Why is the reason of a look that did not show the article; of one that did, its words say all.
func (l toldLook) Why() string {
	if !l.Trouble {
		return ""
	}
	return l.Reason
}

func (s *server) looks(w http.ResponseWriter, r *http.Request) error {
	a, o, err := s.shownArticle(r)
	if err != nil {
		return err
	}
	looks, next, err := s.DB.Looks(r.Context(), a.ID, r.URL.Query().Get("cursor"), looksLimit)
	if err != nil {
		return fmt.Errorf("list looks: %w", err)
	}
	page := looksPage{Article: a, Outlet: o, Now: time.Now()}
	for _, c := range looks {
		page.Looks = append(page.Looks, toldLook{c, lookWords(c), !c.Outcome.Readable(), s.rawOf(a, c)})
	}
	page.First, page.Next = pager(r.URL, next)
	return s.show(w, r, view{
		Name: "looks", Title: "Looks at " + headlineOf(a), Feed: articleURL(a.ID) + "/feed", Body: page, NoIndex: true,
		Data: func() any { return s.looksJSON(s.base(r), a, looks, next) },
	})
}

// rawOf gives the address of the page as it came with a look; empty when it brought none, or none is kept here.
func (s *server) rawOf(a news.Article, c news.Capture) string {
	if s.Archive == nil || c.Body == "" {
		return ""
	}
	return rawURL(c.At, a.URL)
}

// looksLimit is how many looks one page lists.
const looksLimit = 100

// lookWords says what came of a look, as a sentence without its reason.
func lookWords(c news.Capture) string {
	switch {
	case c.Outcome == news.New:
		return "A new text"
	case c.Outcome == news.SameText:
		return "The same text"
	case c.Outcome == news.NotModified:
		return "Not modified since"
	case c.Outcome == news.Good && c.Read.IsZero():
		return "An answer that is not read yet"
	case c.Outcome == news.Good:
		return "An article"
	case outcomeWords[c.Outcome] != "":
		return capital(outcomeWords[c.Outcome])
	default:
		return capital(string(c.Outcome))
	}
}
