package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/store"
)

func TestProblemOf(t *testing.T) {
	for _, test := range []struct {
		err    error
		status int
	}{
		{fmt.Errorf("find article: %w", store.ErrNotFound), http.StatusNotFound},
		{fmt.Errorf("list: %w", store.ErrCursor), http.StatusBadRequest},
		{fmt.Errorf("list: %w", context.DeadlineExceeded), http.StatusServiceUnavailable},
		{fmt.Errorf("read: %w", wrong("no")), http.StatusBadRequest},
		{errors.New("disk on fire"), http.StatusInternalServerError},
	} {
		if got := problemOf(test.err); got.Status != test.status || strings.Contains(got.Text, "fire") {
			t.Errorf("%v becomes %v", test.err, got)
		}
	}
}

// TestFailuresAreLoggedOnceAndNotShown takes the database away, and lets a handler panic.
func TestFailuresAreLoggedOnceAndNotShown(t *testing.T) {
	var log bytes.Buffer
	s := newSite(t, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	s.publish(courier, "/fire", fire()[:2]...)
	if err := s.db.Close(); err != nil {
		t.Fatal(err)
	}
	body := s.body("/articles/1", http.StatusInternalServerError)
	if strings.Contains(body, "sql") || !strings.Contains(body, "The fault is on our side") {
		t.Errorf("the visitor reads:\n%s", body)
	}
	if got := strings.Count(log.String(), "page failed"); got != 1 {
		t.Errorf("logged %d times:\n%s", got, log.String())
	}
	if got := s.body("/healthz", http.StatusServiceUnavailable); !strings.Contains(got, "does not answer") {
		t.Errorf("health says %q", got)
	}
}

func TestPanicBecomesAPage(t *testing.T) {
	var log bytes.Buffer
	s := &server{Options: Options{Title: "Stemma", Log: slog.New(slog.NewTextHandler(&log, nil))}, meter: newMeter(nil)}
	var err error
	if s.static, err = loadStatic(); err != nil {
		t.Fatal(err)
	}
	if s.pages, err = s.parse(); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	faulty := s.serve(route{"GET /", func(http.ResponseWriter, *http.Request) error { panic("out of range") }})
	s.sharing(faulty).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "out of range") || !strings.Contains(log.String(), "out of range") {
		t.Errorf("status %d; logged %q", w.Code, log.String())
	}
}
