package web

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// latestPage is the model of the front page.
type latestPage struct {
	Filter  filter
	Outlets []choice
	list
	Refresh int // milliseconds between two questions for news
	Empty   bool
}

// A list is a page of entries, newest first.
type list struct {
	Entries []entry
	Newest  string // ID of the first entry, by which the script knows what is news
	Next    string // address of the earlier page; empty: there is none
	First   string // address of the newest page; empty: this is it
}

// An entry is one change or event in a list.
type entry struct {
	ID       string
	Kind     string // "change", or the event's kind
	At       time.Time
	Now      time.Time
	Outlet   news.Outlet
	Article  news.Article
	URL      string
	Line     string // what happened, in words
	Snippet  template.HTML
	Meanings []news.Meaning
	Labels   []string // what a change does
	Label    string   // of an event
	Silent   bool
	Grave    bool
	AtHome   bool // on the page of its outlet, which need not be named there
}

// Language is the article's, as far as it is known.
func (e entry) Language() string {
	if e.Article.Language != "" {
		return e.Article.Language
	}
	return e.Outlet.Language
}

func (s *server) latest(w http.ResponseWriter, r *http.Request) error {
	f, err := readFilter(r, time.Now())
	if err != nil {
		return err
	}
	items, next, err := s.items(r.Context(), f.Filter)
	if err != nil {
		return err
	}
	outlets, err := s.DB.OutletNames(r.Context())
	if err != nil {
		return err
	}
	page := latestPage{
		Filter: f, Outlets: outletChoices(outlets, f.Outlet), list: s.list(items, r, next),
		Refresh: int(s.Refresh / time.Millisecond), Empty: len(outlets) == 0,
	}
	return s.show(w, r, view{
		Name: "latest", Title: "Latest changes", Feed: "/feed", FeedQuery: f.query(true), Body: page,
		Description: "What newspapers changed in articles that they had published, as it is seen.",
		Data:        func() any { return itemsJSON(s.base(r), items, next) },
	})
}

func outletChoices(outlets []news.Outlet, chosen string) []choice {
	all := []choice{{"", "all outlets", chosen == ""}}
	for _, o := range outlets {
		all = append(all, choice{o.Key, nameOf(o), chosen == o.Key})
	}
	return all
}

// rounds is how often items asks the store to fill one page.
const rounds = 5

// items gives a page of the latest. Rests and redesigns are told only to those who ask for them, since they happen
// without any editor's doing; hidden articles are told to nobody. A page may therefore need more than one question.
func (s *server) items(ctx context.Context, f store.Filter) (items []store.Item, next string, err error) {
	limit := f.Limit
	for range rounds {
		f.Limit = limit - len(items)
		found, more, err := s.DB.Latest(ctx, f)
		if err != nil {
			return nil, "", fmt.Errorf("list the latest: %w", err)
		}
		for _, item := range found {
			if shown(item, f) {
				items = append(items, item)
			}
		}
		if f.Cursor = more; more == "" || len(items) >= limit {
			break
		}
	}
	return items, f.Cursor, nil
}

func shown(item store.Item, f store.Filter) bool {
	if !item.Article.Hidden.IsZero() || item.Change == nil && item.Event == nil {
		return false
	}
	asked := f.Kind != "" || f.Article != 0
	return asked || item.Event == nil || item.Event.Kind != news.WasRested && item.Event.Kind != news.Redesigned
}

func (s *server) list(items []store.Item, r *http.Request, next string) list {
	l, now := list{}, time.Now()
	for _, item := range items {
		l.Entries = append(l.Entries, entryOf(item, now))
	}
	if len(l.Entries) > 0 {
		l.Newest = l.Entries[0].ID
	}
	l.First, l.Next = pager(r.URL, next)
	return l
}

// pager gives the addresses of the first and of the next page; empty where this is the one, or there is none.
func pager(u *url.URL, cursor string) (first, next string) {
	q := u.Query()
	if cursor != "" {
		q.Set("cursor", cursor)
		next = u.Path + "?" + q.Encode()
	}
	if u.Query().Get("cursor") != "" {
		q.Del("cursor")
		first = u.Path + "?" + q.Encode()
	}
	return first, next
}

func entryOf(item store.Item, now time.Time) entry {
	e := entry{ID: itemID(item), At: item.At, Now: now, Outlet: item.Outlet, Article: item.Article}
	if item.Change == nil {
		e.Kind, e.Line, e.Label = string(item.Event.Kind), eventLine(*item.Event), eventLabels[item.Event.Kind]
		e.URL = articleURL(item.Article.ID) + "#events"
		e.Grave = item.Event.Kind == news.WasGone || item.Event.Kind == news.CommentGone
		return e
	}
	c := *item.Change
	e.Kind, e.Line, e.URL, e.Meanings, e.Silent = "change", summaryLine(&c), changeURL(c), c.Meanings, unnoticed(c)
	e.Grave, e.Labels = grave(c.Meanings), changeLabels(c)
	switch {
	case !c.Alternates.IsZero():
		e.Kind, e.Label, e.Line = string(news.Alternates), eventLabels[news.Alternates], inTurn(c)
	case c.Confirmed.IsZero():
		e.Label = unconfirmedLabel
	}
	if best := weightiest(c.Edits); best != nil {
		e.Snippet = both(snippet(*best))
	}
	return e
}

func grave(meanings []news.Meaning) bool {
	for _, m := range meanings {
		if !slight(m) {
			return true
		}
	}
	return false
}

// itemID is unique within this Stemma, and the same whenever the item is listed.
func itemID(item store.Item) string {
	if item.Change != nil {
		return fmt.Sprintf("change-%d-%d", item.Change.ArticleID, item.Change.N)
	}
	return fmt.Sprintf("event-%d", item.Event.ID)
}

// unconfirmedLabel marks a change that no second look has borne out yet.
const unconfirmedLabel = "seen once, not yet confirmed"

// inTurn says how often each of two alternating texts was seen.
func inTurn(c news.Change) string {
	return fmt.Sprintf("Two wordings in turn: version %d at %s, version %d at %s.", c.From, plural(c.FromLooks, "look"), c.To,
		plural(c.ToLooks, "look"))
}

func eventLine(e news.Event) string {
	switch {
	case e.Detail == "":
		return eventWords[e.Kind] + "."
	case e.Kind == news.CommentGone: // the detail says the same, and how many
		return capital(e.Detail)
	}
	return eventWords[e.Kind] + ": " + e.Detail
}

func articleURL(id int64) string     { return fmt.Sprintf("/articles/%d", id) }
func changeURL(c news.Change) string { return fmt.Sprintf("/articles/%d/changes/%d", c.ArticleID, c.N) }
func versionURL(article int64, n int) string {
	return fmt.Sprintf("/articles/%d/versions/%d", article, n)
}
