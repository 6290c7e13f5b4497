package newsstand

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"
	"github.com/stemma-news/stemma/news"
	"golang.org/x/net/html/charset"
)

// away gives a world in whose present something else is answered in an article's place, and that article's URL.
func away(t *testing.T, how string) (*world, string) {
	t.Helper()
	plan := testWorld(1)
	for _, e := range plan.truth(start.Add(30 * time.Hour)) {
		if e.How == how {
			w := newWorld(Options{Seed: 1, Start: time.Now().Add(-e.Time.Sub(start) - time.Minute), Pace: 1})
			return w, absentURL(t, w, how)
		}
	}
	t.Fatalf("nothing answers %s", how)
	return nil, ""
}

func absentURL(t *testing.T, w *world, how string) string {
	t.Helper()
	now := time.Now()
	w.truth(now)
	for _, a := range w.articles {
		if a.absent(now) == how {
			return w.origin(a.house) + a.state(now).path
		}
	}
	t.Fatalf("nothing answers %s now", how)
	return ""
}

// browser serves the stand on a real port and gives a client that finds every host there.
func browser(t *testing.T, s *Stand) *http.Client {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	proxy, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{Proxy: http.ProxyURL(proxy), DisableKeepAlives: true}
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
}

func TestAnswersInTheArticlesPlace(t *testing.T) {
	for _, test := range []struct {
		how    string
		status int
		text   string
	}{
		{"403", 403, "Forbidden"},
		{"captcha", 200, "verify that you are a human"},
		{"consent", 200, `id="consent-dialog"`},
		{"soft 404", 200, "<h1>"},
		{"404", 404, "<h1>"},
		{"410", 410, "<h1>"},
		{"home", 302, `href="/"`},
		{"500", 500, "Internal Server Error"},
		{"503", 503, "Service Unavailable"},
	} {
		t.Run(test.how, func(t *testing.T) {
			w, url := away(t, test.how)
			res, err := browser(t, newStand(w)).Get(url)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil || res.StatusCode != test.status || !strings.Contains(string(body), test.text) {
				t.Errorf("%s: status %d, %v, %s", url, res.StatusCode, err, body)
			}
			if strings.Contains(string(body), "articleBody") {
				t.Error("the article is there")
			}
		})
	}
}

func TestTruncatedBody(t *testing.T) {
	w, url := away(t, "truncated")
	res, err := browser(t, newStand(w)).Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); !errors.Is(err, io.ErrUnexpectedEOF) || len(body) < 500 {
		t.Errorf("%d bytes, error %v", len(body), err)
	}
}

func TestTimeOutLastsUntilTheClientLeaves(t *testing.T) {
	w, url := away(t, "time-out")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := browser(t, newStand(w)).Do(r); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

func TestOldURLsRedirect(t *testing.T) {
	w := testWorld(1)
	moved := 0
	for _, e := range w.truth(start.Add(30 * time.Hour)) {
		if e.Kind != Moved {
			continue
		}
		moved++
		old := get(w, e.Before, e.Time)
		if old.Code != http.StatusMovedPermanently || !strings.HasSuffix(e.After, old.Header().Get("Location")) {
			t.Errorf("%s: %d to %q", e.Before, old.Code, old.Header().Get("Location"))
		}
		if early := get(w, e.After, e.Time.Add(-time.Second)); early.Code != http.StatusNotFound {
			t.Errorf("%s answers %d before it was there", e.After, early.Code)
		}
	}
	if moved < 3 {
		t.Errorf("only %d moves", moved)
	}
}

func TestConditionalRequests(t *testing.T) {
	w := testWorld(1)
	var edit Edit
	for _, e := range w.truth(start.Add(30 * time.Hour)) {
		if e.Block != "" && e.Outlet == "Fellwire" {
			edit = e
		}
	}
	before := edit.Time.Add(-10 * time.Minute)
	first := get(w, edit.URL, before)
	ask := func(name, value string, at time.Time) int {
		r := httptest.NewRequest(http.MethodGet, edit.URL, nil)
		r.Header.Set(name, value)
		rec := httptest.NewRecorder()
		w.answer(rec, r, at)
		return rec.Code
	}
	for _, test := range []struct {
		name, header string
		at           time.Time
		want         int
	}{
		{"If-None-Match", "ETag", before.Add(time.Minute), 304},
		{"If-Modified-Since", "Last-Modified", before.Add(time.Minute), 304},
		{"If-None-Match", "ETag", edit.Time, 200},
		{"If-Modified-Since", "Last-Modified", edit.Time.Add(time.Second), 200},
	} {
		value := first.Header().Get(test.header)
		if got := ask(test.name, value, test.at); value == "" || got != test.want {
			t.Errorf("%s: %q at %s answers %d, want %d", test.name, value, test.at, got, test.want)
		}
	}
}

func TestFurnitureChangesAndTextDoesNot(t *testing.T) {
	w := testWorld(3)
	now := start.Add(20 * time.Hour)
	for _, h := range w.houses {
		a := w.standing(h, now)[0]
		url := w.origin(h) + a.state(now).path
		one, two := get(w, url, now), get(w, url, now)
		if same := one.Body.String() == two.Body.String(); same != h.quiet {
			t.Errorf("%s: two requests bring the same: %t", h.key, same)
		}
		for _, page := range []string{text(t, one), text(t, two)} {
			for _, b := range a.state(now).blocks {
				if a.absent(now) == "" && !stands(page, b.text) {
					t.Errorf("%s lacks %q", url, b.text)
				}
			}
		}
	}
}

func TestBeaconPrintsItsTextTwice(t *testing.T) {
	w := testWorld(3)
	now := start.Add(26 * time.Hour)
	for _, a := range w.standing(w.house("beacon"), now) {
		if a.absent(now) != "" {
			continue
		}
		page := text(t, get(w, w.origin(a.house)+a.state(now).path, now))
		if n := times(page, textOf(a.state(now).blocks, "1")); n != 2 {
			t.Errorf("%s stands %d times", a.headline(now), n)
		}
	}
}

func TestRedesignLeavesTheTextAlone(t *testing.T) {
	w := testWorld(3)
	for _, e := range w.truth(start.Add(30 * time.Hour)) {
		if e.Kind != Redesign {
			continue
		}
		before := e.Time.Add(-time.Millisecond)
		h := w.houseOf(strings.TrimPrefix(e.URL, "http://"))
		for _, a := range w.standing(h, before) {
			if a.absent(before) != "" || a.absent(e.Time) != "" {
				continue
			}
			url := w.origin(h) + a.state(e.Time).path
			old, renewed := get(w, url, before), get(w, url, e.Time)
			for _, b := range a.state(e.Time).blocks {
				if !stands(text(t, old), b.text) || !stands(text(t, renewed), b.text) {
					t.Errorf("%s: %q does not stand in both designs", url, b.text)
				}
			}
			if classes(old) == classes(renewed) {
				t.Errorf("%s looks as it did before", url)
			}
		}
	}
}

// classes gives the class names of a page in order.
func classes(rec *httptest.ResponseRecorder) string {
	return strings.Join(regexp.MustCompile(`class="[^"]*"`).FindAllString(rec.Body.String(), -1), " ")
}

func TestCommentsComeAndVanish(t *testing.T) {
	w := testWorld(2)
	vanished := 0
	for _, e := range w.truth(start.Add(30 * time.Hour)) {
		if e.Kind != CommentGone {
			continue
		}
		if stands(text(t, get(w, e.URL, e.Time.Add(-time.Millisecond))), e.Before) {
			vanished++
		}
		if stands(text(t, get(w, e.URL, e.Time)), e.Before) {
			t.Errorf("%q still stands under %s", e.Before, e.URL)
		}
	}
	if vanished < 5 {
		t.Errorf("only %d comments were seen to vanish", vanished)
	}
}

func TestFeedsParse(t *testing.T) {
	w := testWorld(2)
	now := start.Add(25 * time.Hour)
	for _, o := range w.outlets() {
		h := w.houseOf(o.Host)
		rec := get(w, o.Feed, now)
		want := w.standing(h, now)
		if h.feed == news.Sitemap {
			checkSitemap(t, rec, want[0].headline(now))
			continue
		}
		f, err := gofeed.NewParser().Parse(rec.Body)
		if err != nil {
			t.Fatalf("%s: %v", o.Feed, err)
		}
		if len(f.Items) != min(len(want), feedLength) || f.Title != o.Name {
			t.Errorf("%s: %d items of %d, title %q", o.Feed, len(f.Items), len(want), f.Title)
		}
		if first := f.Items[0]; first.Title != want[0].headline(now) || !first.PublishedParsed.Equal(want[0].published.Truncate(time.Second)) {
			t.Errorf("%s begins with %q of %s", o.Feed, first.Title, first.PublishedParsed)
		}
	}
}

func checkSitemap(t *testing.T, rec *httptest.ResponseRecorder, headline string) {
	t.Helper()
	var set struct {
		URLs []struct {
			Loc   string `xml:"loc"`
			Title string `xml:"news>title"`
			Date  string `xml:"news>publication_date"`
		} `xml:"url"`
	}
	dec := xml.NewDecoder(rec.Body)
	dec.CharsetReader = charset.NewReaderLabel
	if err := dec.Decode(&set); err != nil || len(set.URLs) == 0 {
		t.Fatalf("%d URLs in the sitemap, %v", len(set.URLs), err)
	}
	first := set.URLs[0]
	if _, err := time.Parse(time.RFC3339, first.Date); err != nil || first.Title != headline || first.Loc == "" {
		t.Errorf("sitemap begins with %+v, want %q", first, headline)
	}
}

func TestHomePagesLeadToArticles(t *testing.T) {
	w := testWorld(2)
	now := start.Add(2 * time.Hour)
	for _, o := range w.outlets() {
		h := w.houseOf(o.Host)
		home := get(w, o.Home, now)
		if home.Code != http.StatusOK || !stands(text(t, home), w.standing(h, now)[0].headline(now)) {
			t.Errorf("%s: status %d, without its newest story", o.Home, home.Code)
		}
		if h.feed != news.Sitemap && !strings.Contains(home.Body.String(), `<link rel="alternate"`) {
			t.Errorf("%s names no feed", o.Home)
		}
		for _, path := range []string{"/robots.txt", "/about", "/media/1.svg", "/section/" + url.PathEscape(w.sections(h)[0])} {
			if rec := get(w, o.Home+path[1:], now); rec.Code != http.StatusOK || rec.Body.Len() == 0 {
				t.Errorf("%s%s: status %d", o.Home, path[1:], rec.Code)
			}
		}
		if rec := get(w, o.Home+"nothing/here", now); rec.Code != http.StatusNotFound {
			t.Errorf("%s has what it has not: %d", o.Home, rec.Code)
		}
	}
	if kiosk := get(w, "http://localhost/", now); !strings.Contains(kiosk.Body.String(), "courier.localhost") {
		t.Error("the kiosk does not list the outlets")
	}
}

func TestWireStoriesAreCarried(t *testing.T) {
	w := testWorld(1)
	w.truth(start.Add(30 * time.Hour))
	now := start.Add(30 * time.Hour)
	carried := map[string]int{}
	for _, a := range w.articles {
		if a.source != "" && !a.published.After(now) {
			carried[textOf(a.states[0].blocks, "1")]++
		}
	}
	three := 0
	for _, n := range carried {
		if n == 3 {
			three++
		}
	}
	if three < 2 {
		t.Errorf("%d wire stories are carried by three outlets", three)
	}
}

func TestOnlyGETIsAnswered(t *testing.T) {
	rec := httptest.NewRecorder()
	New(Options{}).ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "http://courier.localhost/consent", nil))
	if rec.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d", rec.Code)
	}
}

func TestRequestsAreCounted(t *testing.T) {
	s := newStand(testWorld(1))
	first := s.loads.begin("a.localhost", start)
	second := s.loads.begin("a.localhost", start.Add(3*time.Second))
	first()
	second()
	s.loads.begin("a.localhost", start.Add(5*time.Second))()
	s.loads.begin("b.localhost", start)()
	want := map[string]Load{"a.localhost": {3, 1, 2 * time.Second}, "b.localhost": {1, 0, 0}}
	if diff := cmp.Diff(want, s.Requests()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestManyVisitorsAtOnce(t *testing.T) {
	w := testWorld(4)
	var visitors sync.WaitGroup
	for i := range 8 {
		visitors.Go(func() {
			for hour := range 12 {
				now := start.Add(time.Duration(6*hour+i) * time.Hour)
				for _, o := range w.outlets() {
					if rec := get(w, o.Home, now); rec.Code != http.StatusOK {
						t.Errorf("%s: status %d", o.Home, rec.Code)
					}
				}
			}
		})
	}
	visitors.Wait()
}
