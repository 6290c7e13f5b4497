package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// A problem is an error that the visitor may read: its status, what happened, and what to do.
type problem struct {
	Status int
	Title  string
	Text   string
}

func (p problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Title, p.Text) }

// elsewhere is no failure but the address that answers now.
type elsewhere string

func (e elsewhere) Error() string { return "it is at " + string(e) }

// wrong is bad input, told in one sentence.
func wrong(format string, args ...any) error {
	return problem{http.StatusBadRequest, "That cannot be read", fmt.Sprintf(format, args...)}
}

// hidden answers for an article that may not be shown.
func hidden(a news.Article) error {
	text := "This article is not shown any more."
	if a.HiddenReason != "" {
		text = "This article is not shown any more. The reason: " + a.HiddenReason
	}
	return problem{http.StatusGone, "Hidden", text}
}

// problemOf says what a visitor is told of an error. Whatever is not known here is a failure of ours, without details.
func problemOf(err error) problem {
	if p, ok := errors.AsType[problem](err); ok {
		return p
	}
	if errors.Is(err, store.ErrCursor) {
		return problem{http.StatusBadRequest, "That cannot be read", "The cursor in the address is none that was given out here: begin at the first page."}
	}
	if errors.Is(err, store.ErrNotFound) {
		return problem{http.StatusNotFound, "Not found", "Nothing like that has been seen here. It may have another address now: try the search."}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return problem{http.StatusServiceUnavailable, "That took too long", "The database is busy. Please try again in a moment."}
	}
	if store.Away(err) {
		return problem{http.StatusServiceUnavailable, "The storage does not answer", "What was seen is safe, but cannot be read just now: please try again in a minute."}
	}
	if store.Full(err) {
		return problem{http.StatusServiceUnavailable, "The disk is full", "What was seen is safe, but nothing can be written just now; whoever runs this must make room."}
	}
	return problem{http.StatusInternalServerError, "That went wrong", "The fault is on our side and has been written down. Please try again in a moment."}
}

// fail is the one place where errors become pages, and where failures of ours are logged.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody waits for the answer
	}
	if to, ok := errors.AsType[elsewhere](err); ok {
		http.Redirect(w, r, string(to), http.StatusMovedPermanently)
		return
	}
	p := problemOf(err)
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "30")
	}
	switch {
	case errors.Is(err, errCrowded): // as it should be
		s.Log.Warn("too many large pages at once", "path", r.URL.Path)
	case p.Status >= http.StatusInternalServerError:
		s.Log.Error("page failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	shown := s.show(w, r, view{
		Name: "problem", Title: p.Title, Status: p.Status, NoIndex: true, Body: p,
		Data: func() any { return map[string]string{"error": p.Text} },
	})
	if shown != nil {
		s.Log.Error("error page failed", "path", r.URL.Path, "error", shown)
		http.Error(w, p.Text, p.Status)
	}
}
