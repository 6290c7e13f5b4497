package watch

import (
	"fmt"
	"iter"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// discuss keeps that a look showed these comments and no others. That some are gone is told.
func (w *weave) discuss(comments []news.Comment, at, before time.Time) {
	if len(comments)+len(w.comments) == 0 {
		return
	}
	there := map[*remark]bool{}
	known := w.knownRemarks(comments)
	for key, c := range eachByKey(comments) {
		m := known[key]
		if m == nil {
			m = &remark{store.CommentRow{Comment: c, FirstSeen: at, LastSeen: at}, key, true, true}
			w.comments = append(w.comments, m)
		} else {
			m.touched = m.touched || !m.Gone.IsZero()
			m.Gone, m.LastSeen = time.Time{}, at
		}
		there[m] = true
	}
	gone := 0
	for _, m := range w.comments {
		if !there[m] && m.Gone.IsZero() {
			m.Gone, m.touched = at, true
			gone++
		}
	}
	switch {
	case gone == 1:
		w.tell(news.Event{Kind: news.CommentGone, SeenBefore: before, SeenAfter: at, Detail: "a comment is no longer on the page"})
	case gone > 1:
		w.tell(news.Event{Kind: news.CommentGone, SeenBefore: before, SeenAfter: at, Detail: fmt.Sprintf("%d comments are no longer on the page", gone)})
	}
}

// eachByKey gives the comments of a page with their keys, in order, each key once.
func eachByKey(comments []news.Comment) iter.Seq2[string, news.Comment] {
	return func(yield func(string, news.Comment) bool) {
		met := make(map[string]bool, len(comments))
		for _, c := range comments {
			key := store.CommentKey(c)
			if !met[key] && !yield(key, c) {
				return
			}
			met[key] = true
		}
	}
}

// knownRemarks finds a page's comments, by their keys, among those that the article had. A new template often numbers
// them anew: a comment whose key nobody knows is the one of the same person with the same words whose key the page does
// not have any more.
func (w *weave) knownRemarks(comments []news.Comment) map[string]*remark {
	known := make(map[string]*remark, len(comments))
	for _, m := range w.comments {
		known[m.key] = m
	}
	shown := make(map[string]bool, len(comments))
	for key := range eachByKey(comments) {
		shown[key] = true
	}
	lost := map[string][]*remark{}
	for _, m := range w.comments {
		if !shown[m.key] {
			lost[said(m.Comment)] = append(lost[said(m.Comment)], m)
		}
	}
	for key, c := range eachByKey(comments) {
		if again := lost[said(c)]; known[key] == nil && len(again) > 0 {
			known[key], lost[said(c)] = again[0], again[1:]
		}
	}
	return known
}

// said is who says what, whatever number the page gives it.
func said(c news.Comment) string {
	return store.CommentKey(news.Comment{Author: c.Author, Text: c.Text})
}
