package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

func TestSourceIsAFileToBeSaved(t *testing.T) {
	var kept *archive.Archive
	s := newSite(t, func(o *Options) {
		var err error
		if kept, err = archive.Open(t.Context(), o.DB.SQL(), o.DB.Postgres()); err != nil {
			t.Fatal(err)
		}
		o.Archive = kept
	})
	const page = "<html><script>alert(1)</script>Zw\xf6lf Verletzte"
	name, err := kept.Put(t.Context(), []byte(page), "")
	if err != nil {
		t.Fatal(err)
	}
	a := s.publish(courier, "/fire", fire()[:1]...)
	s.body("/articles/1/versions/1/source", http.StatusNotFound)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.AddCapture(ctx, news.Capture{ArticleID: a.ID, URL: a.URL, At: dawn.Add(time.Hour), Status: 200, Body: name, Read: dawn, Outcome: news.New, Version: 2})
		if err != nil {
			return err
		}
		_, err = tx.AddVersion(ctx, news.Version{ArticleID: a.ID, Edition: 1, Headline: "Two", FirstSeen: dawn.Add(time.Hour), CaptureID: c.ID})
		return err
	})
	response := s.do(httptest.NewRequest(http.MethodGet, "/articles/1/versions/2/source", nil))
	if got := response.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("Content-Disposition %q", got)
	}
	if got := response.Header.Get("Content-Type"); got != "application/octet-stream" {
		t.Errorf("Content-Type %q", got)
	}
	if got := s.body("/articles/1/versions/2/source", http.StatusOK); got != page {
		t.Errorf("source = %q, want %q", got, page)
	}
	s.body("/articles/1/versions/3/source", http.StatusNotFound)
	one(t, s.page("/articles/1/versions/2", http.StatusOK), "a[download]")
}
