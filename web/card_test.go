package web

import (
	"context"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stemma-news/stemma/card"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

func TestCardOfAChange(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	for _, path := range []string{"/articles/1/changes/1/card.png", "/articles/1/changes/2/card.png", "/articles/1/changes/3/card.png"} {
		response := s.do(httptest.NewRequest(http.MethodGet, path, nil))
		picture, err := png.Decode(response.Body)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if size := picture.Bounds().Size(); size.X != 1200 || size.Y != 630 || response.Header.Get("Content-Type") != "image/png" {
			t.Errorf("%s: %v, %s", path, size, response.Header.Get("Content-Type"))
		}
	}
	s.body("/articles/1/changes/9/card.png", http.StatusNotFound)
}

func TestCardShowsTheWeightiestEdit(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	asked := httptest.NewRequest(http.MethodGet, "/articles/1/changes/2/card.png", nil)
	asked.SetPathValue("id", "1")
	asked.SetPathValue("n", "2")
	srv := &server{Options: Options{DB: s.db, Title: "Stemma"}}
	asked = asked.WithContext(context.WithValue(t.Context(), shareKey{}, &share{gate: newGate()}))
	c, err := srv.cardOf(asked)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Titled || plain(c.Words) != "[-Twelve-] {+Many+} hurt in harbour fire" {
		t.Errorf("the card says %q", plain(c.Words))
	}
	if c.Outlet != "The Harbour Courier" || c.Host != "courier.example" || c.Labels != "no notice · number" || c.When != "Changed between 07:59 and 08:00 UTC, 3 March 2026" {
		t.Errorf("the card says %q, %q, %q", c.Outlet, c.Labels, c.When)
	}
}

func TestCardIsNotDrawnForWhoHasIt(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	first := s.do(httptest.NewRequest(http.MethodGet, "/articles/1/changes/1/card.png", nil))
	again := httptest.NewRequest(http.MethodGet, "/articles/1/changes/1/card.png", nil)
	again.Header.Set("If-None-Match", first.Header.Get("ETag"))
	if response := s.do(again); response.StatusCode != http.StatusNotModified {
		t.Errorf("asked with its tag: %s", response.Status)
	}
	if cache := first.Header.Get("Cache-Control"); !strings.Contains(cache, "public, max-age=") {
		t.Errorf("Cache-Control: %q", cache)
	}
}

func TestCardOfAHiddenArticleIsGone(t *testing.T) {
	s := newSite(t)
	a := s.publish(courier, "/fire", fire()...)
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.Hide(ctx, a.ID, time.Now(), "right of reply") })
	s.body("/articles/1/changes/1/card.png", http.StatusGone)
}

func TestOnlyAFewCardsAreDrawnAtOnce(t *testing.T) {
	p := newPainters()
	a, b := <-p.idle, <-p.idle
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.draw(ctx, card.Card{}); err == nil {
		t.Error("a third card is drawn at once")
	}
	p.idle <- a
	p.idle <- b
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if _, err := p.draw(t.Context(), card.Card{Headline: "Many hurt"}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func TestLinksToAChangeHaveAPreview(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Address = "https://stemma.example" })
	s.publish(courier, "/fire", fire()...)
	root := s.page("/articles/1/changes/2", http.StatusOK)
	for property, want := range map[string]string{
		"og:title":              "What changed: Many hurt in harbour fire",
		"og:description":        "change 2: a number went up",
		"og:image":              "https://stemma.example/articles/1/changes/2/card.png",
		"og:image:width":        "1200",
		"og:image:height":       "630",
		"og:type":               "article",
		"og:url":                "https://stemma.example/articles/1/changes/2",
		"article:modified_time": "2026-03-03T08:00:00Z",
	} {
		if got := attr(one(t, root, "meta[property="+property+"]"), "content"); got != want {
			t.Errorf("%s is %q, want %q", property, got, want)
		}
	}
	if got := attr(one(t, root, "meta[name=twitter:card]"), "content"); got != "summary_large_image" {
		t.Errorf("twitter:card is %q", got)
	}
	alt := attr(one(t, root, "meta[property=og:image:alt]"), "content")
	if !strings.Contains(alt, "The Harbour Courier") || !strings.Contains(alt, "[-Twelve-] {+Many+}") {
		t.Errorf("og:image:alt is %q", alt)
	}
}

func TestCardSaysHowAChangeStands(t *testing.T) {
	for want, c := range map[string]news.Change{
		"no notice": {Silent: true, Confirmed: dawn},
		"seen once, not yet confirmed · no notice": {Silent: true},
		"alternates": {Alternates: dawn},
		"withdrawn":  {Withdrawn: dawn, Confirmed: dawn},
	} {
		if got := strings.Join(cardLabels(c), " · "); got != want {
			t.Errorf("the card says %q, want %q", got, want)
		}
	}
}
