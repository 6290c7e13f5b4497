package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
	jsonfeed "github.com/mmcdole/gofeed/json"

	"github.com/stemma-news/stemma/news"
)

func TestFeedsHoldTheChange(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Address = "https://stemma.example/" })
	s.publish(courier, "/fire", fire()...)
	for _, path := range []string{"/feed", "/outlets/courier/feed", "/articles/1/feed", "/search/feed"} {
		for _, extension := range []string{".atom", ".rss", ".json"} {
			address := path + extension
			if path == "/search/feed" {
				address += "?q=engines"
			}
			checkFeed(t, address, s.body(address, 200))
		}
	}
}

// parseFeed reads a feed as gofeed does, which by itself recognises a JSON feed only when it is shorter than 4 KB.
func parseFeed(body string) (*gofeed.Feed, error) {
	if !strings.HasPrefix(body, "{") {
		return gofeed.NewParser().ParseString(body)
	}
	feed, err := (&jsonfeed.Parser{}).Parse(strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	return (&gofeed.DefaultJSONTranslator{}).Translate(feed)
}

func checkFeed(t *testing.T, address, body string) {
	t.Helper()
	feed, err := parseFeed(body)
	if err != nil {
		t.Fatalf("%s: %v\n%s", address, err, body)
	}
	if len(feed.Items) != 3 {
		t.Fatalf("%s has %d entries, want 3", address, len(feed.Items))
	}
	item := feed.Items[2]
	if item.Link != "https://stemma.example/articles/1/changes/1" || item.Title != "Many hurt in harbour fire [changed, no notice]" {
		t.Errorf("%s: %q leads to %s", address, item.Title, item.Link)
	}
	if !strings.HasPrefix(item.GUID, "urn:uuid:") || item.PublishedParsed == nil || !item.PublishedParsed.Equal(dawn.Add(3600e9)) {
		t.Errorf("%s: id %q, published %v", address, item.GUID, item.PublishedParsed)
	}
	if want := "<del>12</del> <ins>21</ins>"; !strings.Contains(item.Content, want) {
		t.Errorf("%s: no %q in %q", address, want, item.Content)
	}
	if text := item.Description; strings.HasSuffix(address, ".rss") && !strings.Contains(text, "[-12-] {+21+}") {
		t.Errorf("%s: no text in %q", address, text)
	}
	if !strings.HasPrefix(feed.Link, "https://stemma.example/") || !strings.HasPrefix(feed.FeedLink, "https://stemma.example"+strings.SplitN(address, "?", 2)[0]) {
		t.Errorf("%s: is the feed of %q, at %q", address, feed.Link, feed.FeedLink)
	}
}

func TestJSONFeedHasEditsAsData(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	var feed struct {
		Items []struct {
			ID     string `json:"id"`
			Text   string `json:"content_text"`
			Stemma struct {
				From, To int
				Edits    []news.Edit
				Meanings []news.Meaning
				Weight   float64
			} `json:"_stemma"`
		}
	}
	if err := json.Unmarshal([]byte(s.body("/feed.json", 200)), &feed); err != nil {
		t.Fatal(err)
	}
	first := feed.Items[2].Stemma
	if first.From != 1 || first.To != 2 || len(first.Edits) != 1 || first.Edits[0].Kind != news.Replace || first.Weight != 0.9 {
		t.Errorf("_stemma = %+v", first)
	}
	if !strings.Contains(feed.Items[2].Text, "[-12-] {+21+}") {
		t.Errorf("text = %q", feed.Items[2].Text)
	}
}

func TestFeedIDsStay(t *testing.T) {
	here, there := newSite(t), newSite(t, func(o *Options) { o.Address = "https://elsewhere.example" })
	ids := func(s *site) (all []string) {
		s.publish(courier, "/fire", fire()...)
		feed, err := parseFeed(s.body("/feed.atom", 200))
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range feed.Items {
			all = append(all, item.GUID)
		}
		return all
	}
	a, b := strings.Join(ids(here), " "), strings.Join(ids(there), " ")
	if a != b || a == "" {
		t.Errorf("after moving to another address the ids are %q, not %q", b, a)
	}
}

func TestFeedsAreConditional(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()[:2]...)
	for _, path := range []string{"/feed.atom", "/feed.rss", "/feed.json", "/articles/1/feed.atom"} {
		first := s.do(httptest.NewRequest(http.MethodGet, path, nil))
		again := httptest.NewRequest(http.MethodGet, path, nil)
		again.Header.Set("If-None-Match", first.Header.Get("ETag"))
		if got := s.do(again); got.StatusCode != http.StatusNotModified {
			t.Errorf("%s again: %s, want 304", path, got.Status)
		}
	}
	before := s.do(httptest.NewRequest(http.MethodGet, "/feed.atom", nil)).Header.Get("ETag")
	s.publish(courier, "/flood", fire()[:2]...)
	if after := s.do(httptest.NewRequest(http.MethodGet, "/feed.atom", nil)).Header.Get("ETag"); after == before {
		t.Error("a new change did not change the feed's tag")
	}
}

func TestFeedOfNothing(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/feed.atom", "/feed.rss", "/feed.json"} {
		feed, err := parseFeed(s.body(path, 200))
		if err != nil || len(feed.Items) != 0 {
			t.Errorf("%s: %v, %+v", path, err, feed)
		}
	}
}

func TestFeedTakesTheFilterOfItsPage(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	root := s.page("/?meaning=number&since=2026-03-03T07:30:00Z", 200)
	for _, link := range find(root, "link[rel=alternate]") {
		if !strings.Contains(attr(link, "href"), "feed") {
			continue
		}
		feed, err := parseFeed(s.body(attr(link, "href"), 200))
		if err != nil || len(feed.Items) != 2 {
			t.Errorf("%s: %d entries (%v), want 2", attr(link, "href"), len(feed.Items), err)
		}
	}
}

func TestFeedEscapes(t *testing.T) {
	s := newSite(t)
	versions := fire()[:2]
	versions[1].lines[0] += ` <script>alert(1)</script> ]]> & so on`
	versions[1].headline = "Less < more & ]]> \x01"
	s.publish(courier, "/nasty", versions...)
	for _, path := range []string{"/feed.atom", "/feed.rss", "/feed.json"} {
		feed, err := parseFeed(s.body(path, 200))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if strings.Contains(feed.Items[0].Content, "<script") {
			t.Errorf("%s lets a script through: %s", path, feed.Items[0].Content)
		}
		if !strings.Contains(feed.Items[0].Title, "Less < more & ]]>") {
			t.Errorf("%s: title %q", path, feed.Items[0].Title)
		}
	}
}

// TestAHugeChangeIsNotInEveryList: no list carries the edits of a page of megabytes; its own page does, and two such
// versions are not compared while a visitor waits.
func TestAHugeChangeIsNotInEveryList(t *testing.T) {
	s := newSite(t)
	var before, after []string
	for i := range 150 {
		night := strings.Repeat(fmt.Sprintf(" On that night %d boats lay in the harbour and more came in.", i), 150)
		before = append(before, fmt.Sprintf("The mast of boat %d leaned to the west.", i)+night)
		after = append(after, fmt.Sprintf("The mast of boat %d leaned to the east.", i)+night)
	}
	s.publish(courier, "/fleet", printed{"The fleet after the storm", "", before}, printed{"The fleet after the storm", "", after})
	for _, path := range []string{"/feed.atom", "/feed.rss", "/feed.json", "/latest.json"} {
		body := s.body(path, 200)
		if told := strings.Contains(body, "too many to be told here") || strings.Contains(body, `"edits_left_out": true`); !told || len(body) > 100_000 {
			t.Errorf("%s: %d bytes, and says that the edits are left out: %v", path, len(body), told)
		}
	}
	if body := s.body("/articles/1/changes/1.json", 200); len(body) < 1_000_000 || strings.Contains(body, "edits_left_out") {
		t.Errorf("the change itself has %d bytes", len(body))
	}
	if got := textOf(one(t, s.page("/articles/1/compare/1/2", 422), "main .lead")); !strings.Contains(got, "too long to be compared") {
		t.Errorf("comparing says %q", got)
	}
}
