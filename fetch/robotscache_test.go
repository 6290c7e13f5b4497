package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
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
	only := Options{Before: func(_ context.Context, host string) error {
		if strings.HasPrefix(host, "www.") {
			return errors.New("not our turn")
		}
		return nil
	}}
	if res := get(t, newClient(t, only), s.at("courier", "/fire")); res.Outcome != news.Good {
		t.Errorf("when the other host may not be asked: %s, %s", res.Outcome, res.Reason)
	}
}

func TestRobotsCacheForgets(t *testing.T) {
	c := newRobotsCache()
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	for i := range firstSweep {
		c.put(fmt.Sprintf("http://%d.example", i), &rules{until: now.Add(time.Duration(i%2) * time.Hour)}, now.Add(time.Minute))
	}
	if n := len(c.byHost); n != firstSweep/2 {
		t.Errorf("%d hosts are remembered, want the half whose rules still hold", n)
	}
	if c.get("http://1.example") == nil || c.get("http://2.example") != nil {
		t.Error("the wrong half is remembered")
	}
}
