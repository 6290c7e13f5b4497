package web_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stemma-news/stemma/store/storetest"
	"github.com/stemma-news/stemma/web"
)

// BenchmarkLarge serves pages from a database of 100,000 versions. Run it with
//
//	go test ./web -run '^$' -bench Large
func BenchmarkLarge(b *testing.B) {
	db := storetest.Open(b, storetest.File(b))
	storetest.Fill(b, db)
	handler, err := web.New(web.Options{DB: db})
	if err != nil {
		b.Fatal(err)
	}
	article := func() int { return 1 + rand.IntN(storetest.LargeArticles) }
	for _, page := range []struct {
		name string
		path func() string
	}{
		{"front", func() string { return "/" }},
		{"front of an outlet", func() string { return fmt.Sprintf("/?outlet=outlet-%d", 1+rand.IntN(storetest.LargeOutlets)) }},
		{"change", func() string {
			return fmt.Sprintf("/articles/%d/changes/%d", article(), 1+rand.IntN(storetest.LargeVersions-1))
		}},
		{"card", func() string {
			return fmt.Sprintf("/articles/%d/changes/%d/card.png", article(), 1+rand.IntN(storetest.LargeVersions-1))
		}},
		{"outlets", func() string { return "/outlets" }},
		{"article", func() string { return fmt.Sprintf("/articles/%d", article()) }},
		{"feed", func() string { return "/feed.atom" }},
		{"search", func() string { return "/search?q=w9000" }},
	} {
		b.Run(page.name, func(b *testing.B) {
			for b.Loop() {
				answer := httptest.NewRecorder()
				handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, page.path(), nil))
				if answer.Code != http.StatusOK {
					b.Fatalf("%s: status %d: %s", page.path(), answer.Code, answer.Body)
				}
			}
		})
	}
}
