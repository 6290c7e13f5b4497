package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestEveryRouteAnswers(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	for _, test := range []struct {
		method, path string
		status       int
		says         string // somewhere in what came
	}{
		{"GET", "/", 200, "Latest changes"},
		{"GET", "/latest.json", 200, `"items"`},
		{"GET", "/outlets", 200, "The Harbour Courier"},
		{"GET", "/outlets.json", 200, `"key": "courier"`},
		{"GET", "/outlets/courier", 200, "The Harbour Courier"},
		{"GET", "/outlets/courier.json", 200, `"items"`},
		{"GET", "/outlets/nobody", 404, "Not found"},
		{"GET", "/articles/1", 200, "Changed 3 times"},
		{"GET", "/articles/1.json", 200, `"first_seen": "2026-03-03T06:00:00Z"`},
		{"GET", "/articles/2", 404, "Not found"},
		{"GET", "/articles/one", 400, "“one” is not the number of an article."},
		{"GET", "/articles/0", 400, "is not the number"},
		{"GET", "/articles/99999999999999999999", 400, "is not the number"},
		{"GET", "/articles/1/versions/2", 200, "injured 21"},
		{"GET", "/articles/1/versions/2.json", 200, `"n": 2`},
		{"GET", "/articles/1/versions/9", 404, "Not found"},
		{"GET", "/articles/1/versions/x", 400, "is not the number of a version"},
		{"GET", "/articles/1/changes/1", 200, "12"},
		{"GET", "/articles/1/changes/1.json", 200, `"seen_before"`},
		{"GET", "/articles/1/changes/4", 404, "Not found"},
		{"GET", "/articles/1/compare/1/4", 200, "Version 1 beside version 4"},
		{"GET", "/articles/1/compare/4/1", 200, "3 hours earlier"},
		{"GET", "/articles/1/compare/2/2", 200, "read the same"},
		{"GET", "/articles/1/compare/1/9", 404, "Not found"},
		{"GET", "/search", 200, "Every version of every article is searched"},
		{"GET", "/search?q=engines", 200, "engines"},
		{"GET", "/search.json?q=engines", 200, `"hits"`},
		{"GET", "/search?q=" + strings.Repeat("a", 500), 400, "too long"},
		{"GET", "/search/feed.atom", 400, "?q=words"},
		{"GET", "/article", 400, "Give the article’s address"},
		{"GET", "/opml", 200, "<opml"},
		{"GET", "/opml?of=changes", 200, "/outlets/courier/feed.atom"},
		{"GET", "/opml?of=fish", 400, "There is no list"},
		{"GET", "/healthz", 200, "ok"},
		{"GET", "/metrics", 200, `stemma_things{kind="versions"} 4`},
		{"GET", "/robots.txt", 200, "Disallow"},
		{"GET", "/static/nothing.css", 404, "nothing at this address"},
		{"GET", "/nowhere", 404, "There is nothing at this address."},
		{"GET", "/nowhere.json", 404, `"error": "There is nothing at this address."`},
		{"GET", "/metrics.json", 404, `"error": "There is nothing at this address."`},
		{"GET", "/healthz.json", 404, `"error"`},
		{"GET", "/feed.atom.json", 404, `"error"`},
		{"GET", "/articles/1/versions/2/source.json", 404, `"error"`},
		{"POST", "/outlets", 405, "answers only to GET, HEAD"},
		{"DELETE", "/articles/1", 405, "answers only to GET, HEAD"},
		{"GET", "/articles/1/check", 405, "answers only to POST"},
		{"HEAD", "/", 200, ""},
	} {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			w := httptest.NewRecorder()
			s.handler.ServeHTTP(w, httptest.NewRequest(test.method, test.path, nil))
			if w.Code != test.status {
				t.Errorf("status %d, want %d", w.Code, test.status)
			}
			if body := strings.ReplaceAll(w.Body.String(), "&#34;", `"`); !strings.Contains(body, test.says) {
				t.Errorf("%q is nowhere in:\n%s", test.says, body)
			}
		})
	}
}

func TestPagesAreWellMade(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	for _, path := range []string{
		"/", "/outlets", "/outlets/courier", "/articles/1", "/articles/1/versions/1", "/articles/1/changes/3",
		"/articles/1/changes/2?view=inline", "/articles/1/compare/1/3", "/search", "/search?q=engines", "/nowhere",
	} {
		response := s.do(httptest.NewRequest(http.MethodGet, path, nil))
		if got := response.Header.Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'") {
			t.Errorf("%s: policy %q", path, got)
		}
		root, err := htmlOf(response)
		if err != nil {
			t.Fatal(err)
		}
		for selector, want := range map[string]int{
			"h1": 1, "main#main": 1, "header.site nav": 1, "footer.site": 1, "a.skip": 1,
			"style": 0, "[style]": 0, "[onclick]": 0, "head title": 1, "html[lang=en]": 1, "img": 0,
		} {
			if got := len(find(root, selector)); got != want {
				t.Errorf("%s: %d of %q, want %d", path, got, selector, want)
			}
		}
		checkIDs(t, path, root)
		for _, script := range find(root, "script") {
			if !strings.HasPrefix(attr(script, "src"), "/static/") {
				t.Errorf("%s has a script of its own", path)
			}
		}
	}
}

func TestStaticFilesAreKeptForEver(t *testing.T) {
	s := newSite(t)
	href := attr(one(t, s.page("/", 200), "link[rel=stylesheet]"), "href")
	response := s.do(httptest.NewRequest(http.MethodGet, href, nil))
	if response.StatusCode != 200 || !strings.Contains(response.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %s, Cache-Control %q", href, response.Status, response.Header.Get("Cache-Control"))
	}
	if got := response.Header.Get("Content-Type"); got != "text/css; charset=utf-8" {
		t.Errorf("Content-Type %q", got)
	}
}

func TestPagesAreCompressedAndConditional(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	r := httptest.NewRequest(http.MethodGet, "/articles/1/changes/3", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	first := s.do(r)
	if got := first.Header.Get("Content-Encoding"); got != "gzip" {
		t.Errorf("Content-Encoding %q, want gzip", got)
	}
	r.Header.Set("If-None-Match", first.Header.Get("ETag"))
	if again := s.do(r); again.StatusCode != http.StatusNotModified {
		t.Errorf("the same page again: %s, want 304", again.Status)
	}
}

func TestAddressMustBeWhole(t *testing.T) {
	for address, ok := range map[string]bool{"": true, "https://stemma.example": true, "http://stemma.example/x/": true, "stemma.example": false, "ftp://x": false, "https://": false} {
		if _, err := baseURL(address); (err == nil) != ok {
			t.Errorf("baseURL(%q): %v", address, err)
		}
	}
	if _, err := New(Options{}); err == nil {
		t.Error("New without a database gave no error")
	}
}
