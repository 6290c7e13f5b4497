package feed

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/stemma-news/stemma/news"
)

// jsonFeed is what is read of a JSON Feed, https://www.jsonfeed.org/version/1.1/.
type jsonFeed struct {
	Version  string `json:"version"`
	Title    string `json:"title"`
	Home     string `json:"home_page_url"`
	Self     string `json:"feed_url"`
	Language string `json:"language"`
	Hubs     []struct {
		URL string `json:"url"`
	} `json:"hubs"`
	Items []json.RawMessage `json:"items"`
}

type jsonItem struct {
	ID        any    `json:"id"` // a string by the rules, a number in some feeds
	URL       string `json:"url"`
	External  string `json:"external_url"`
	Title     string `json:"title"`
	Published string `json:"date_published"`
	Modified  string `json:"date_modified"`
}

func parseJSON(text, base string) (Found, error) {
	var f jsonFeed
	if err := json.Unmarshal([]byte(text), &f); err != nil && len(f.Items) == 0 {
		return Found{}, errors.New("this is JSON or looks like it, but no JSON Feed")
	}
	if !strings.Contains(f.Version, "jsonfeed.org") && f.Items == nil {
		return Found{}, errors.New("this is JSON, but no JSON Feed")
	}
	found := Found{Kind: news.JSONFeed, Title: plainTitle(f.Title), Language: f.Language}
	found.Home, _ = news.ResolveURL(base, f.Home)
	found.Self, _ = news.ResolveURL(base, f.Self)
	if len(f.Hubs) > 0 {
		found.Hub, _ = news.ResolveURL(base, f.Hubs[0].URL)
	}
	for _, raw := range f.Items[:min(len(f.Items), MaxLinks)] {
		var item jsonItem
		_ = json.Unmarshal(raw, &item) // a field of a wrong form is left empty and does not spoil the others
		if link, ok := item.link(base); ok {
			found.Links = append(found.Links, link)
		}
	}
	return found, nil
}

func (i jsonItem) link(base string) (news.Link, bool) {
	url, ok := firstURL(base, i.URL, i.External)
	if !ok {
		id, _ := i.ID.(string)
		if url, ok = firstURL("", id); !ok {
			return news.Link{}, false
		}
	}
	return news.Link{
		URL: url, Title: plainTitle(i.Title), Published: parseTime(i.Published), Modified: parseTime(i.Modified),
	}, true
}
