package newsstand

import (
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

func TestOpenTellsAStoryByTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := Open(t, "testdata/harbour.txtar")
		var states []string
		for range 72 {
			rec := httptest.NewRecorder()
			s.ServeHTTP(rec, httptest.NewRequest("GET", "http://daily.example/fire?id=1", nil))
			if state := rec.Result().Status + " " + rec.Body.String(); len(states) == 0 || states[len(states)-1] != state {
				states = append(states, state)
			}
			time.Sleep(time.Hour)
		}
		want := []string{
			"404 Not Found 404 page not found\n", "200 OK <h1>Two hurt in harbour fire</h1>\n",
			"200 OK <h1>Three hurt in harbour fire</h1>\n", "410 Gone ",
		}
		if diff := cmp.Diff(want, states); diff != "" {
			t.Errorf("states: -want +got\n%s", diff)
		}
		if got, want := s.Requests()["daily.example"], (Load{72, 0, time.Hour}); got != want {
			t.Errorf("load %+v, want %+v", got, want)
		}
		if len(s.Outlets()) != 1 || len(s.Truth()) != 0 {
			t.Errorf("outlets %v, truth %v", s.Outlets(), s.Truth())
		}
	})
}

func TestBadStoriesAreRefused(t *testing.T) {
	for _, text := range []string{
		"-- yesterday http://a.example/ --\nHTTP/1.1 200 OK\n",
		"-- 2000-01-01T00:00:00Z nowhere --\nHTTP/1.1 200 OK\n",
		"-- 2000-01-01T00:00:00Z http://a.example/ --\n<h1>no head</h1>\n",
	} {
		if _, err := parseTold(txtar.Parse([]byte(text))); err == nil {
			t.Errorf("%q was taken for a story", text)
		}
	}
}
