package web

import (
	"bytes"
	"crypto/sha1" // RFC 9562 says so, and nothing is kept secret by it
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// An outgoing is a feed of changes, in any of its forms.
type outgoing struct {
	ID       string
	Title    string
	Home     string // the page that it is the feed of
	Self     string
	Updated  time.Time
	Language string
	Entries  []feedEntry
}

// A feedEntry holds the change itself, so that nobody needs to follow a link to learn what happened.
type feedEntry struct {
	ID      string
	URL     string
	Title   string
	Author  string    // the outlet
	At      time.Time // when it was seen
	Told    time.Time // when it was told, which is later for what needed a second look
	HTML    string
	Text    string
	Labels  []string
	Article news.Article
	Change  *news.Change // nil for an event
}

// A form writes a feed in one of the ways that readers know.
type form struct {
	extension, contentType string
	write                  func(outgoing) ([]byte, error)
}

func (s *server) latestFeed(as form) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.feed(w, r, as, outgoing{Title: s.Title + ": changes", Home: "/"}, func(*filter) {})
	}
}

func (s *server) outletFeed(as form) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		o, err := s.DB.OutletByKey(r.Context(), r.PathValue("key"))
		if err != nil {
			return fmt.Errorf("find outlet: %w", err)
		}
		return s.feed(w, r, as, outgoing{Title: nameOf(o) + ": changes", Home: "/outlets/" + o.Key, Language: o.Language},
			func(f *filter) { f.Outlet = o.Key })
	}
}

func (s *server) articleFeed(as form) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		a, o, err := s.shownArticle(r)
		if err != nil {
			return err
		}
		return s.feed(w, r, as, outgoing{Title: nameOf(o) + ": " + headlineOf(a), Home: articleURL(a.ID), Language: a.Language},
			func(f *filter) { f.Article = a.ID })
	}
}

func (s *server) searchFeed(as form) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		query, err := readQuery(r)
		if err != nil {
			return err
		}
		if query == "" {
			return wrong("Say what the feed should look for: /search/feed.%s?q=words", as.extension)
		}
		return s.feed(w, r, as, outgoing{Title: s.Title + ": changes with “" + query + "”", Home: "/search?" + url.Values{"q": {query}}.Encode()},
			func(f *filter) { f.Query = query })
	}
}

// feed answers with the latest entries that the address's filter and narrow let through.
func (s *server) feed(w http.ResponseWriter, r *http.Request, as form, f outgoing, narrow func(*filter)) error {
	chosen, err := readFilter(r, time.Now())
	if err != nil {
		return err
	}
	narrow(&chosen)
	chosen.Confirmed = true // what was seen once only is told to nobody yet
	items, _, err := s.items(r.Context(), chosen.Filter)
	if err != nil {
		return err
	}
	base := s.base(r)
	f.Self = base + r.URL.RequestURI()
	f.Home = base + f.Home
	f.ID = uuid("feed " + s.Address + " " + s.Title + " " + r.URL.Path + "?" + chosen.query(true))
	for _, item := range items {
		entry, err := s.feedEntry(base, item)
		if err != nil {
			return err
		}
		f.Entries = append(f.Entries, entry)
		if entry.Told.After(f.Updated) {
			f.Updated = entry.Told
		}
	}
	body, err := as.write(f)
	if err != nil {
		return fmt.Errorf("write %s: %w", as.extension, err)
	}
	w.Header().Set("Content-Type", as.contentType)
	w.Header().Set("Access-Control-Allow-Origin", "*")
	if !f.Updated.IsZero() {
		w.Header().Set("Last-Modified", f.Updated.UTC().Format(http.TimeFormat))
	}
	return send(w, r, http.StatusOK, body)
}

// feedItem is what the template of an entry's HTML is given.
type feedItem struct {
	Base  string
	Line  string
	Item  store.Item
	Edits []news.Edit
}

func (s *server) feedEntry(base string, item store.Item) (feedEntry, error) {
	e := entryOf(item, item.At)
	out := feedEntry{
		ID: entryID(item), URL: base + e.URL, Title: feedTitle(e), Author: nameOf(item.Outlet), At: item.At.UTC(), Told: item.Told.UTC(),
		Article: item.Article, Change: item.Change, Text: feedText(item, e),
	}
	for _, m := range e.Meanings {
		out.Labels = append(out.Labels, string(m))
	}
	if e.Label != "" {
		out.Labels = append(out.Labels, e.Kind)
	}
	about := feedItem{Base: base, Line: e.Line, Item: item}
	if item.Change != nil {
		about.Edits = item.Change.Edits
	}
	var html bytes.Buffer
	if err := s.pages["feedentry"].ExecuteTemplate(&html, "main", about); err != nil {
		return out, fmt.Errorf("render a feed's entry: %w", err)
	}
	out.HTML = strings.TrimSpace(html.String())
	return out, nil
}

func feedTitle(e entry) string {
	title := headlineOf(e.Article)
	switch {
	case e.Label != "":
		return title + " [" + e.Label + "]"
	case e.Silent:
		return title + " [changed, no notice]"
	default:
		return title + " [changed]"
	}
}

// feedText tells the change without any markup, for readers that show none: [-removed-] {+added+}.
func feedText(item store.Item, e entry) string {
	parts := []string{e.Line}
	if item.Change != nil {
		if item.Change.Alternates.IsZero() {
			parts = append(parts, "Changed "+between(item.Change.SeenBefore, item.Change.SeenAfter)+".")
		}
		parts = append(parts, fmt.Sprintf("Weight %.2f, from 0 to 1.", item.Change.Weight))
		if item.Change.EditsLeftOut {
			parts = append(parts, "Its edits are too many to be told here.")
		}
		for _, edit := range item.Change.Edits {
			text := plain(edit.Spans)
			if labels := editLabels(edit); len(labels) > 0 {
				text = "(" + strings.Join(labels, ", ") + ") " + text
			}
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n\n")
}

// entryID names an item for ever, also when the site moves to another address, the article is joined to another one or
// its history is made anew: it is made of the item's own name in the database, and of when the outlet was added to it, so
// that no other Stemma gives the same.
func entryID(item store.Item) string {
	outlet := fmt.Sprintf("%s since %d", item.Outlet.Key, item.Outlet.Added.UnixMicro())
	if item.Change != nil {
		return uuid(fmt.Sprintf("%s change %d", outlet, item.Change.ID))
	}
	return uuid(fmt.Sprintf("%s event %d", outlet, item.Event.ID))
}

// uuid gives a URN of version 5 of RFC 9562 for a name.
func uuid(name string) string {
	sum := sha1.Sum([]byte("https://stemma.example/ " + name))
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
