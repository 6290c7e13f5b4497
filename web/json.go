package web

import (
	"strconv"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// What the pages' JSON holds. Versions and changes are lines of "stemma export"; times are RFC 3339 in UTC, and one that
// is not known is left out.

type outletData struct {
	Key      string     `json:"key"`
	Name     string     `json:"name"`
	Language string     `json:"language,omitempty"`
	Home     string     `json:"home,omitempty"`
	Page     string     `json:"page"`
	Articles int        `json:"articles,omitempty"`
	Versions int        `json:"versions,omitempty"`
	Changes  int        `json:"changes,omitempty"`
	Looked   time.Time  `json:"looked,omitzero"`
	Changed  time.Time  `json:"changed,omitzero"`
	Feeds    []feedData `json:"feeds,omitempty"`
	Resting  []restData `json:"resting,omitempty"`

	Patterns []patternData `json:"patterns,omitempty"`
	Alarms   []alarmData   `json:"alarms,omitempty"`
	*itemsData
}

// restData is a host that is left alone for a while because it failed again and again.
type restData struct {
	Host     string    `json:"host"`
	Until    time.Time `json:"until"`
	Failures int       `json:"failures"`
	Reason   string    `json:"reason"`
}

type feedData struct {
	URL     string        `json:"url"`
	Kind    news.FeedKind `json:"kind"`
	Title   string        `json:"title,omitempty"`
	Looked  time.Time     `json:"looked,omitzero"`
	Outcome news.Outcome  `json:"outcome,omitempty"`
	Reason  string        `json:"reason,omitempty"`
	Failing time.Time     `json:"failing,omitzero"`
	Links   int           `json:"links,omitempty"`
	ShutOut int           `json:"shut_out,omitempty"`
	Hints   *hintsData    `json:"hints,omitempty"`
	Hub     *hubData      `json:"hub,omitempty"`
}

type articleData struct {
	ID        int64              `json:"id"`
	URL       string             `json:"url"`
	Outlet    string             `json:"outlet"`
	Page      string             `json:"page"`
	Headline  string             `json:"headline"`
	Language  string             `json:"language,omitempty"`
	Published time.Time          `json:"published,omitzero"`
	FirstSeen time.Time          `json:"first_seen,omitzero"`
	Looked    time.Time          `json:"looked,omitzero"`
	Changed   time.Time          `json:"changed,omitzero"`
	Due       time.Time          `json:"due,omitzero"`
	Outcome   news.Outcome       `json:"outcome,omitempty"`
	Gone      time.Time          `json:"gone,omitzero"`
	Current   int                `json:"current,omitempty"`
	Versions  []news.VersionLine `json:"versions,omitempty"`
	Changes   []news.ChangeLine  `json:"changes,omitempty"`
	Events    []eventData        `json:"events,omitempty"`
}

type eventData struct {
	Kind       news.EventKind `json:"kind"`
	SeenBefore time.Time      `json:"seen_before,omitzero"`
	SeenAfter  time.Time      `json:"seen_after,omitzero"`
	Detail     string         `json:"detail,omitempty"`
}

type itemData struct {
	ID       string           `json:"id"`
	At       time.Time        `json:"at"`
	Kind     string           `json:"kind"`
	Outlet   string           `json:"outlet"`
	Article  int64            `json:"article"`
	URL      string           `json:"url"`
	Headline string           `json:"headline"`
	Page     string           `json:"page"`
	Change   *news.ChangeLine `json:"change,omitempty"`
	Event    *eventData       `json:"event,omitempty"`
}

// itemsData is a page of a list; Next is the cursor of the earlier page.
type itemsData struct {
	Items []itemData `json:"items"`
	Next  string     `json:"next,omitempty"`
}

type hitData struct {
	Article    int64     `json:"article"`
	URL        string    `json:"url"`
	Outlet     string    `json:"outlet"`
	Headline   string    `json:"headline"`
	Page       string    `json:"page"`
	Passage    string    `json:"passage"`
	Version    int       `json:"version"`
	Removed    bool      `json:"removed"`
	SeenBefore time.Time `json:"seen_before,omitzero"`
	SeenAfter  time.Time `json:"seen_after,omitzero"`
}

type hitsData struct {
	Query string    `json:"query"`
	Hits  []hitData `json:"hits"`
	Next  string    `json:"next,omitempty"`
}

// lookData is one look: what came of it and why.
type lookData struct {
	At       time.Time    `json:"at"`
	URL      string       `json:"url"`
	FinalURL string       `json:"final_url,omitempty"`
	Status   int          `json:"status,omitempty"`
	Outcome  news.Outcome `json:"outcome"`
	Reason   string       `json:"reason,omitempty"`
	Body     string       `json:"body,omitempty"` // SHA-256, its name in the archive
	Size     int64        `json:"size,omitempty"`
	Version  int          `json:"version,omitempty"`
	Read     time.Time    `json:"read,omitzero"`
	Imported bool         `json:"imported,omitempty"`
	Raw      string       `json:"raw,omitempty"` // address of the page as it came
}

func (s *server) looksJSON(base string, a news.Article, looks []news.Capture, next string) any {
	data := struct {
		Article int64      `json:"article"`
		URL     string     `json:"url"`
		Page    string     `json:"page"`
		Looks   []lookData `json:"looks"`
		Next    string     `json:"next,omitempty"`
	}{a.ID, a.URL, base + articleURL(a.ID) + "/looks", []lookData{}, next}
	for _, c := range looks {
		raw := s.rawOf(a, c)
		if raw != "" {
			raw = base + raw
		}
		data.Looks = append(data.Looks, lookData{
			c.At.UTC(), c.URL, c.FinalURL, c.Status, c.Outcome, c.Reason, c.Body, c.Size, c.Version, c.Read, c.Imported, raw,
		})
	}
	return data
}

func dataOf(base string, o news.Outlet) outletData {
	return outletData{Key: o.Key, Name: o.Name, Language: o.Language, Home: o.Home, Page: base + "/outlets/" + o.Key}
}

func outletsJSON(base string, rows []store.OutletRow, alarms map[int64][]news.Alarm) any {
	all := make([]outletData, len(rows))
	for i, row := range rows {
		all[i] = dataOf(base, row.Outlet)
		all[i].Articles, all[i].Versions, all[i].Changes = row.Articles, row.Versions, row.Changes
		all[i].Looked, all[i].Changed = row.Looked, row.Changed
		standing{Lasting: alarms[row.ID]}.fill(&all[i])
	}
	return map[string]any{"outlets": all}
}

func outletJSON(base string, o news.Outlet, st standing, items []store.Item, next string) any {
	data := dataOf(base, o)
	st.fill(&data)
	list := itemsJSON(base, items, next)
	data.itemsData = &list
	return data
}

func articleJSON(base string, a news.Article, o news.Outlet, versions []news.Version, changes []news.Change, events []toldEvent) articleData {
	data := articleData{
		ID: a.ID, URL: a.URL, Outlet: o.Key, Page: base + articleURL(a.ID), Headline: a.Headline, Language: a.Language,
		Published: a.Published, FirstSeen: a.FirstSeen, Looked: a.Looked, Changed: a.Changed, Due: a.Due, Outcome: a.Outcome,
		Gone: a.Gone, Current: a.Current,
	}
	for _, v := range versions {
		v.Blocks = nil // the list names them; each has its own address
		data.Versions = append(data.Versions, v.Line(a.URL))
	}
	for _, c := range changes {
		data.Changes = append(data.Changes, c.Line(a.URL))
	}
	for _, e := range events {
		data.Events = append(data.Events, eventJSON(e.Event))
	}
	return data
}

// articlesJSON lists articles without what happened to them, which each tells at its own address.
func articlesJSON(base string, o news.Outlet, articles []news.Article, next string) any {
	all := []articleData{}
	for _, a := range articles {
		all = append(all, articleJSON(base, a, o, nil, nil, nil))
	}
	return struct {
		Articles []articleData `json:"articles"`
		Next     string        `json:"next,omitempty"`
	}{all, next}
}

func eventJSON(e news.Event) eventData { return eventData{e.Kind, e.SeenBefore, e.SeenAfter, e.Detail} }

func itemsJSON(base string, items []store.Item, next string) itemsData {
	list := itemsData{Items: []itemData{}, Next: next}
	for _, item := range items {
		e := entryOf(item, item.At)
		data := itemData{
			ID: e.ID, At: item.At, Kind: e.Kind, Outlet: item.Outlet.Key, Article: item.Article.ID, URL: item.Article.URL,
			Headline: item.Article.Headline, Page: base + e.URL,
		}
		if item.Change != nil {
			change := item.Change.Line(item.Article.URL)
			data.Change = &change
		} else {
			event := eventJSON(*item.Event)
			data.Event = &event
		}
		list.Items = append(list.Items, data)
	}
	return list
}

func hitsJSON(base, query string, hits []store.Hit, next string) any {
	data := hitsData{Query: query, Hits: []hitData{}, Next: next}
	for _, h := range hits {
		data.Hits = append(data.Hits, hitData{
			h.Article.ID, h.Article.URL, h.Outlet.Key, h.Article.Headline,
			base + articleURL(h.Article.ID) + "/versions/" + strconv.Itoa(h.Version), h.Passage, h.Version, h.Removed, h.SeenBefore, h.SeenAfter,
		})
	}
	return data
}
