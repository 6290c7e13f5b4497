package web

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// look keeps one more look at an article.
func (s *site) look(a news.Article, at time.Time, outcome news.Outcome, reason string) {
	s.Helper()
	s.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.AddCapture(ctx, news.Capture{ArticleID: a.ID, URL: a.URL, At: at, Status: 503, Size: 14200, Outcome: outcome, Reason: reason, Read: at})
		return err
	})
}

func TestLooksSayWhatCameOfThemAndWhy(t *testing.T) {
	s := newSite(t)
	a := s.publish(courier, "/fire", fire()[:2]...)
	s.look(a, dawn.Add(3*time.Hour), news.Blocked, "the title says “Just a moment”")
	root := s.page("/articles/1/looks", 200)
	got := textsOf(root, ".looks li")
	if len(got) != 3 {
		t.Fatalf("%d looks, want 3: %q", len(got), got)
	}
	if want := "3 March 2026, 09:00 UTC The outlet did not let us in (the title says “Just a moment”) HTTP 503 · 14 kB"; got[0] != want {
		t.Errorf("the newest look: %q, want %q", got[0], want)
	}
	if !strings.Contains(got[1], "A new text: version 2") || !strings.Contains(got[2], "A new text: version 1") {
		t.Errorf("the others: %q", got[1:])
	}
	if link := find(s.page("/articles/1", 200), "a[href=/articles/1/looks]"); len(link) != 1 {
		t.Errorf("the article's page has %d links to its looks", len(link))
	}
}

func TestLooksComeInPages(t *testing.T) {
	s := newSite(t)
	a := s.publish(courier, "/fire", fire()[:1]...)
	for i := range 2 * looksLimit {
		s.look(a, dawn.Add(time.Duration(i+1)*time.Second), news.Failed, fmt.Sprint(i))
	}
	looks, pages := map[string]bool{}, 0
	for path := "/articles/1/looks"; path != ""; pages++ {
		root := s.page(path, 200)
		for _, text := range textsOf(root, ".looks li") {
			looks[text] = true
		}
		path = nextPage(root)
	}
	if pages != 3 || len(looks) != 2*looksLimit+1 {
		t.Errorf("%d looks on %d pages", len(looks), pages)
	}
	var data struct {
		Looks []struct{ Outcome, Reason string }
		Next  string
	}
	if err := json.Unmarshal([]byte(s.body("/articles/1/looks.json", 200)), &data); err != nil {
		t.Fatal(err)
	}
	if len(data.Looks) != looksLimit || data.Next == "" || data.Looks[0].Outcome != "error" {
		t.Errorf("as JSON: %d looks, next %q", len(data.Looks), data.Next)
	}
	s.body("/articles/1/looks?cursor=x", 400)
	s.body("/articles/9/looks", 404)
}

func TestLooksLeadToThePagesThatTheyBrought(t *testing.T) {
	k := keepPages(t, "/fire")
	links := find(k.page("/articles/1/looks", 200), ".looks li a[href]")
	raw := 0
	for _, link := range links {
		if address := attr(link, "href"); strings.HasPrefix(address, "/raw/") {
			raw++
			if r := k.get(address); r.Header.Get("Memento-Datetime") == "" { // its status is the one that came with it
				t.Errorf("%s is no kept page: %s", address, r.Status)
			}
		}
	}
	if raw != 2 {
		t.Errorf("%d looks lead to the page that they brought, want 2", raw)
	}
	if data := k.body("/articles/1/looks.json", 200); !strings.Contains(data, `"raw": "`+firstRaw+`"`) {
		t.Errorf("the JSON does not lead there: %s", data)
	}
}
