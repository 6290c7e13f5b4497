package web

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/stemma-news/stemma/store"
)

// checkPause is how long after a look nobody can ask for another: the outlet's patience is everybody's.
const checkPause = 30 * time.Second

// check writes down that an article should be looked at now. Who watches finds it there, and keeps to the host's pace.
func (s *server) check(w http.ResponseWriter, r *http.Request) error {
	a, _, err := s.shownArticle(r)
	if err != nil {
		return err
	}
	now, asked := time.Now(), "now"
	if now.Sub(a.Looked) < checkPause {
		asked = "already"
	} else if err := s.DB.Tx(r.Context(), func(tx *store.Tx) error { return tx.CheckNow(r.Context(), a.ID, now) }); err != nil {
		return fmt.Errorf("ask for a look at article %d: %w", a.ID, err)
	}
	http.Redirect(w, r, articleURL(a.ID)+"?asked="+asked, http.StatusSeeOther)
	return nil
}

func askedWords(asked string) string {
	switch asked {
	case "now":
		return "It will be looked at as soon as its outlet's turn comes. Come back in a minute."
	case "already":
		return "It was looked at a moment ago, so no new look was asked for."
	default:
		return ""
	}
}

// health says that pages can be served: the database answers.
func (s *server) health(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, err := s.DB.Outlet(r.Context(), 0)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		s.Log.Error("health check failed", "error", err)
		return send(w, r, http.StatusServiceUnavailable, []byte("the database does not answer\n"))
	}
	return send(w, r, http.StatusOK, []byte("ok\n"))
}
