package web

import (
	"context"
	"testing"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

func TestOutletShowsOnlyItsOwn(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	s.publish(news.Outlet{Name: "Lindenbrook Post", Language: "en", Hosts: []string{"lindenpost.example"}}, "/library", fire()[:2]...)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		_, _, err := tx.AddFeed(ctx, news.Feed{OutletID: 1, URL: "https://courier.example/feed.xml", Kind: news.RSS, Title: "All news"})
		return err
	})
	root := s.page("/outlets/courier", 200)
	if got := len(find(root, "article.item")); got != 3 {
		t.Errorf("%d entries, want 3", got)
	}
	if got := textOf(one(t, root, ".feeds li a")); got != "All news" {
		t.Errorf("feed %q", got)
	}
	if got := len(find(root, "select[name=outlet]")); got != 0 {
		t.Error("the page of an outlet lets one choose another outlet")
	}
	for _, link := range find(root, "link[rel=alternate]") {
		s.body(attr(link, "href"), 200)
	}
}

func TestOutletsCount(t *testing.T) {
	s := newSite(t)
	if got := textsOf(s.page("/outlets", 200), "main .lead"); len(got) != 1 {
		t.Errorf("no outlets: the page says %q", got)
	}
	s.publish(courier, "/fire", fire()...)
	cells := textsOf(s.page("/outlets", 200), "tbody td.n")
	if len(cells) != 2 || cells[0] != "1" || cells[1] != "3" {
		t.Errorf("articles and changes %q, want 1 and 3", cells)
	}
}

func TestOutletWithoutNameIsCalledByItsKey(t *testing.T) {
	s := newSite(t)
	s.publish(news.Outlet{Language: "en", Hosts: []string{"nameless.example"}}, "/fire", fire()[:2]...)
	for path, selector := range map[string]string{"/": ".item .source a", "/outlets": "tbody th a", "/outlets/nameless": "h1"} {
		if got := textOf(one(t, s.page(path, 200), selector)); got != "nameless" {
			t.Errorf("%s calls it %q", path, got)
		}
	}
}
