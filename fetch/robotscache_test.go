package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
)

func TestRobots(t *testing.T) {
	s := newSite(t)
	state := http.StatusOK
	s.mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(state)
		io.WriteString(w, "User-agent: Stemma\nDisallow: /private\nCrawl-delay: 7\n")
	})
	s.page("/", "<p>text")
	s.page("/private", "<p>text")
	s.redirect("/to-private", "/private")
	c := newClient(t, Options{})
	for _, test := range []struct {
		host, path string
		state      int
		want       news.Outcome
		reason     string
	}{
		{"a", "/", 200, news.Good, ""},
		{"a", "/private", 200, news.Refused, "robots.txt does not allow it"},
		{"a", "/to-private", 200, news.Refused, "it redirects to a page for which robots.txt does not allow it"},
		{"a", "/", 503, news.Good, ""}, // still known
		{"b", "/private", 403, news.Good, ""},
		{"c", "/", 503, news.Refused, "its robots.txt answers 503, so nothing is asked until that is over"},
		{"c", "/", 200, news.Refused, "its robots.txt answers 503, so nothing is asked until that is over"}, // not asked again at once
	} {
		state = test.state
		res := get(t, c, s.at(test.host, test.path))
		if res.Outcome != test.want || res.Reason != test.reason {
			t.Errorf("%s%s with %d: %s, %q; want %s, %q", test.host, test.path, test.state, res.Outcome, res.Reason, test.want, test.reason)
		}
		if test.host == "a" && res.CrawlDelay != 7*time.Second {
			t.Errorf("crawl delay %v", res.CrawlDelay)
		}
	}
	asked := 0
	for _, path := range s.seen {
		if strings.HasSuffix(path, "/robots.txt") {
			asked++
		}
	}
	if asked != 3 {
		t.Errorf("robots.txt was asked for %d times by three hosts", asked)
	}
}

// TestAPersonIsNotToldOfAnOldFailure: who has mended a site asks for it again at once.
func TestAPersonIsNotToldOfAnOldFailure(t *testing.T) {
	s := newSite(t)
	state := http.StatusServiceUnavailable
	s.mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(state) })
	s.page("/", "<p>text")
	c := newClient(t, Options{})
	get(t, c, s.at("courier", "/"))
	state = http.StatusNotFound
	if res := get(t, c, s.at("courier", "/")); res.Outcome != news.Refused {
		t.Errorf("a machine that asks within the minute: %s, want refused", res.Outcome)
	}
	res, err := c.Get(t.Context(), Request{URL: s.at("courier", "/"), Anew: true})
	if err != nil || res.Outcome != news.Good {
		t.Errorf("a person who asks within the minute: %s, %q, %v; want the page", res.Outcome, res.Reason, err)
	}
}

func TestRobotsElsewhere(t *testing.T) {
	s := newSite(t)
	s.mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Host, "courier.") {
			http.Redirect(w, r, s.at("www", "/robots.txt"), http.StatusMovedPermanently)
			return
		}
		io.WriteString(w, "User-agent: *\nDisallow: /fire")
	})
	s.page("/fire", "<p>text")
	if res := get(t, newClient(t, Options{}), s.at("courier", "/fire")); res.Outcome != news.Refused {
		t.Errorf("the other host's rules were not read: %s", res.Outcome)
	}
	turn := errors.New("not our turn")
	only := Options{Before: func(_ context.Context, step Step) error {
		if strings.HasPrefix(step.Host, "www.") {
			return turn
		}
		return nil
	}}
	res := get(t, newClient(t, only), s.at("courier", "/fire"))
	if res.Outcome != news.Refused || !strings.Contains(res.Reason, "which cannot be asked now") || res.RetryAfter <= 0 {
		t.Errorf("when the other host may not be asked: %s, %s, again after %v", res.Outcome, res.Reason, res.RetryAfter)
	}
}

func TestRobotsAreFollowedFiveTimes(t *testing.T) {
	for hops, want := range map[int]news.Outcome{5: news.Refused, 6: news.Good} { // the sixth is not followed: as no file
		s := newSite(t)
		s.mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, r *http.Request) {
			at := 0
			fmt.Sscanf(r.Host, "h%d.", &at)
			if at < hops {
				http.Redirect(w, r, s.at(fmt.Sprintf("h%d", at+1), "/robots.txt"), http.StatusFound)
				return
			}
			io.WriteString(w, "User-agent: *\nDisallow: /fire")
		})
		s.page("/fire", "<p>text")
		if res := get(t, newClient(t, Options{}), s.at("h0", "/fire")); res.Outcome != want {
			t.Errorf("after %d redirects: %s, want %s", hops, res.Outcome, want)
		}
	}
}

// TestRobotsOutliveTheClient holds that what one client read, the next one knows, of another process too.
func TestRobotsOutliveTheClient(t *testing.T) {
	s := newSite(t)
	s.mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "User-agent: *\nDisallow: /private\nCrawl-delay: 9")
	})
	s.page("/", "<p>text")
	kept := map[string]news.Robots{}
	var delays []time.Duration
	o := Options{
		LoadRobots: func(_ context.Context, origin string) (news.Robots, error) { return kept[origin], nil },
		KeepRobots: func(_ context.Context, r news.Robots) error { kept[r.Origin] = r; return nil },
		Before: func(_ context.Context, step Step) error {
			delays = append(delays, step.CrawlDelay)
			return nil
		},
	}
	for range 2 {
		c := newClient(t, o)
		if res := get(t, c, s.at("courier", "/private")); res.Outcome != news.Refused || res.Trouble {
			t.Errorf("%+v", res)
		}
		get(t, c, s.at("courier", "/"))
	}
	if want := []time.Duration{0, 9 * time.Second, 9 * time.Second}; !slices.Equal(delays, want) {
		t.Errorf("asked with Crawl-delays %v, want %v: robots.txt once, then the page twice", delays, want)
	}
	broken := errors.New("disk full")
	o.LoadRobots = func(context.Context, string) (news.Robots, error) { return news.Robots{}, broken }
	if _, err := newClient(t, o).Get(t.Context(), Request{URL: s.at("courier", "/")}); !errors.Is(err, broken) {
		t.Errorf("kept rules that cannot be had give %v", err)
	}
}

func TestRobotsCacheIsBounded(t *testing.T) {
	c := newRobotsCache()
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	large := robotsFile{rules: []robotsRule{{pattern: strings.Repeat("x", mostRules/100)}}}
	for i := range 500 {
		c.put(fmt.Sprintf("http://%d.example", i), &rules{file: large, until: now.Add(time.Hour)}, now)
		if c.get(fmt.Sprintf("http://%d.example", i)) == nil {
			t.Fatal("what was just learnt is forgotten")
		}
	}
	total := 0
	for _, r := range c.byHost {
		total += r.size()
	}
	if total != c.size || total > mostRules || len(c.byHost) < 40 {
		t.Errorf("%d hosts with %d bytes are remembered, counted as %d", len(c.byHost), total, c.size)
	}
}

func TestTrouble(t *testing.T) {
	s := newSite(t)
	status := func(path string, code int) {
		s.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(code)
			io.WriteString(w, "<p>text")
		})
	}
	for path, code := range map[string]int{"/404": 404, "/410": 410, "/418": 418, "/429": 429, "/403": 403, "/500": 500, "/503": 503} {
		status(path, code)
	}
	s.page("/200", "<p>text")
	s.page("/empty", "")
	s.mux.HandleFunc("/hangs-up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	c := newClient(t, Options{})
	for path, want := range map[string]bool{
		"/200": false, "/404": false, "/410": false, "/418": false, "/empty": false, "/429": true, "/403": true, "/500": true,
		"/503": true, "/hangs-up": true,
	} {
		if res := get(t, c, s.at("courier", path)); res.Trouble != want {
			t.Errorf("%s (%s, %s): trouble %v", path, res.Outcome, res.Reason, res.Trouble)
		}
	}
	if res := get(t, c, "http://10.0.0.1/fire"); !res.Trouble || res.Asked != 1 {
		t.Errorf("an address that is not public: %+v", res)
	}
}

func TestNotModifiedUnasked(t *testing.T) {
	s := newSite(t)
	s.mux.HandleFunc("/fire", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) })
	c := newClient(t, Options{})
	for tag, want := range map[string]news.Outcome{"": news.Failed, `"a"`: news.NotModified} {
		res, err := c.Get(t.Context(), Request{URL: s.at("courier", "/fire"), ETag: tag})
		if err != nil || res.Outcome != want || want == news.Failed && res.Reason == "" {
			t.Errorf("304 to %q: %s, %q, %v", tag, res.Outcome, res.Reason, err)
		}
	}
}
