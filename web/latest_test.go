package web

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

func TestLatestTellsAChange(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()[:2]...)
	entry := one(t, s.page("/", 200), "article.item")
	if got := textOf(one(t, entry, "h2 a")); got != "Twelve hurt in harbour fire" {
		t.Errorf("headline %q", got)
	}
	if got := attr(one(t, entry, "h2 a"), "href"); got != "/articles/1/changes/1" {
		t.Errorf("leads to %s", got)
	}
	if got := attr(one(t, entry, "time"), "datetime"); got != "2026-03-03T07:00:00Z" {
		t.Errorf("time %s", got)
	}
	if del, ins := textOf(one(t, entry, ".snippet del")), textOf(one(t, entry, ".snippet ins")); del != "12" || ins != "21" {
		t.Errorf("snippet strikes %q and adds %q, want 12 and 21", del, ins)
	}
	if got := strings.Join(textsOf(entry, ".labels li"), ", "); got != "no notice, number" {
		t.Errorf("labels %q", got)
	}
}

func TestLatestOfNothing(t *testing.T) {
	s := newSite(t)
	if got := textOf(one(t, s.page("/", 200), "main .lead")); !strings.Contains(got, "Paste the address of a newspaper") {
		t.Errorf("an empty site says %q", got)
	}
	s.publish(courier, "/fire", fire()[:1]...)
	if got := textOf(one(t, s.page("/", 200), "main .lead")); !strings.Contains(got, "Nothing has changed yet") {
		t.Errorf("a site without changes says %q", got)
	}
	if got := textOf(one(t, s.page("/?kind=gone", 200), "main .lead")); !strings.Contains(got, "Show everything") {
		t.Errorf("a filter that finds nothing says %q", got)
	}
}

func TestLatestFilters(t *testing.T) {
	s := newSite(t)
	a := s.publish(courier, "/fire", fire()...)
	s.publish(news.Outlet{Name: "Lindenbrook Post", Language: "en", Hosts: []string{"lindenpost.example"}}, "/library", fire()[:2]...)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		for _, kind := range []news.EventKind{news.WasGone, news.WasRested} {
			if err := tx.AddEvent(ctx, news.Event{ArticleID: a.ID, Kind: kind, SeenBefore: dawn, SeenAfter: dawn.Add(9)}); err != nil {
				return err
			}
		}
		return nil
	})
	for query, want := range map[string]int{
		"":                           5, // four changes and the going; the rest is not told unasked
		"kind=change":                4,
		"kind=gone":                  1,
		"kind=rest":                  1,
		"kind=back":                  0,
		"outlet=lindenpost":          1,
		"meaning=number":             4,
		"meaning=byline":             0,
		"weight=much":                4,
		"weight=0.95":                0,
		"since=2026-03-03T07:30:00Z": 2,
		"since=2026-03-03T07:30&until=2027-01-01": 2,
		"until=2026-03-03":                        0,
		"limit=2":                                 2,
	} {
		if got := len(find(s.page("/?"+query, 200), "article.item")); got != want {
			t.Errorf("/?%s shows %d entries, want %d", query, got, want)
		}
	}
	chosen := one(t, s.page("/?meaning=number", 200), "select[name=meaning] option[selected]")
	if got := attr(chosen, "value"); got != "number" {
		t.Errorf("the filter shows %q as chosen", got)
	}
}

func TestLatestRefusesWhatItCannotRead(t *testing.T) {
	s := newSite(t)
	for query, says := range map[string]string{
		"kind=fish":                         "There is no kind “fish”",
		"meaning=fish":                      "There is no meaning “fish”: use negation, number,",
		"weight=fish":                       "“fish” is no weight",
		"weight=NaN":                        "is no weight",
		"since=yesterday":                   "“yesterday” is no time",
		"limit=0":                           "is no number of items",
		"limit=1000":                        "is no number of items",
		"cursor=!!":                         "begin at the first page",
		"q=" + strings.Repeat("fish+", 100): "use a few words",
	} {
		if got := textOf(one(t, s.page("/?"+query, 400), "main .lead")); !strings.Contains(got, says) {
			t.Errorf("/?%s says %q, want %q", query, got, says)
		}
	}
}

func TestLatestPages(t *testing.T) {
	s := newSite(t)
	for i := range 5 {
		s.publish(courier, fmt.Sprintf("/fire-%d", i), fire()...)
	}
	seen := map[string]bool{}
	path, pages := "/?limit=4&kind=change", 0
	for path != "" {
		root := s.page(path, 200)
		for _, entry := range find(root, "article.item") {
			if id := attr(entry, "id"); seen[id] {
				t.Errorf("%s stands on two pages", id)
			} else {
				seen[id] = true
			}
		}
		pages++
		if first := find(root, ".pager a"); pages > 1 && attr(first[0], "href") != "/?kind=change&limit=4" {
			t.Errorf("Newest leads to %s", attr(first[0], "href"))
		}
		path = nextPage(root)
	}
	if len(seen) != 15 || pages != 4 {
		t.Errorf("%d entries on %d pages, want 15 on 4", len(seen), pages)
	}
}

func nextPage(root *html.Node) string {
	for _, a := range find(root, ".pager a[rel=next]") {
		return attr(a, "href")
	}
	return ""
}

func TestHeadlinesAreText(t *testing.T) {
	s := newSite(t)
	nasty := `<script>alert("1")</script> & <b>more`
	versions := fire()[:2]
	versions[0].headline, versions[1].headline = nasty, nasty+" now"
	versions[1].lines[0] = `<img src=x onerror=alert(1)> ` + versions[1].lines[0]
	s.publish(courier, "/nasty", versions...)
	for _, path := range []string{"/", "/articles/1", "/articles/1/changes/1", "/articles/1/versions/2", "/search?q=script"} {
		root := s.page(path, 200)
		if n := len(find(root, "main script")) + len(find(root, "main img")); n > 0 {
			t.Errorf("%s: a headline became %d elements", path, n)
		}
		if !strings.Contains(textOf(root), `alert("1")`) {
			t.Errorf("%s does not show the headline as text", path)
		}
	}
}
