package web

import (
	"fmt"
	"testing"

	"github.com/stemma-news/stemma/news"
)

func TestArticlesOfAnOutlet(t *testing.T) {
	s := newSite(t)
	for i := range 35 {
		s.publish(courier, fmt.Sprintf("/fire-%d", i), fire()[:1]...)
	}
	s.publish(news.Outlet{Name: "Lindenbrook Post", Language: "en", Hosts: []string{"lindenpost.example"}}, "/library", fire()[:1]...)
	seen := map[string]bool{}
	path, pages := "/outlets/courier/articles", 0
	for ; path != ""; pages++ {
		root := s.page(path, 200)
		for _, link := range find(root, ".item h2 a") {
			seen[attr(link, "href")] = true
		}
		path = nextPage(root)
	}
	if len(seen) != 35 || pages != 2 || seen["/articles/36"] {
		t.Errorf("%d articles on %d pages, want 35 on 2", len(seen), pages)
	}
	s.body("/outlets/courier/articles?cursor=x", 400)
	s.body("/outlets/courier/articles.json", 200)
	s.body("/outlets/nobody/articles", 404)
}
