package watch_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/newsstand"
)

// A desk answers for all hosts and notes when it was asked for what.
type desk struct {
	robots string
	answer http.HandlerFunc // for all but robots.txt
	asked  []string         // host and path
	at     []time.Time
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.asked, d.at = append(d.asked, r.Host+r.URL.Path), append(d.at, time.Now())
	if r.URL.Path == "/robots.txt" {
		io.WriteString(w, d.robots)
		return
	}
	d.answer(w, r)
}

// watchDesk watches pages of daily.example, due at once, inside a bubble.
func watchDesk(t *testing.T, d *desk, pages int, test func(w *watching)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := watchOver(t, newsstand.Dialer(t, d))
		for i := range pages {
			w.add(fmt.Sprintf("http://daily.example/fire-%d", 1000+i))
		}
		test(w)
	})
}

// add has one article watched, which is not asked for yet.
func (w *watching) add(address string) {
	w.t.Helper()
	_, err := w.AddArticle(w.t.Context(), address)
	must(w.t, err)
}

// visit visits once and says how long it is until the next time.
func (w *watching) visit() time.Duration {
	w.t.Helper()
	next, err := w.Visit(w.t.Context(), "daily.example")
	must(w.t, err)
	return time.Until(next)
}

func page(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<p>text") }

func TestAHostThatFailsRestsAndIsTriedOnce(t *testing.T) {
	up := false
	d := &desk{answer: func(w http.ResponseWriter, r *http.Request) {
		if !up {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		page(w, r)
	}}
	watchDesk(t, d, 30, func(w *watching) {
		for i, rest := range []time.Duration{5 * time.Minute, 10 * time.Minute, 20 * time.Minute} {
			before := len(d.asked)
			if wait := w.visit(); wait != rest {
				w.t.Errorf("rest %d lasts %v, want %v", i, wait, rest)
			}
			want := 1 // the trial
			if i == 0 {
				want = 11 // robots.txt and ten failures
			}
			if got := len(d.asked) - before; got != want {
				w.t.Errorf("asked %d times before rest %d, want %d", got, i, want)
			}
			resting, err := w.db.RestingHosts(w.t.Context(), time.Now())
			if err != nil || len(resting) != 1 || resting[0].Name != "daily.example" || resting[0].Reason != "the server says 502 Bad Gateway" {
				w.t.Errorf("resting hosts: %v, %v", resting, err)
			}
			w.restart() // which another process may be
			if w.visit(); len(d.asked) != before+want {
				w.t.Error("asked while it rests")
			}
			time.Sleep(rest)
		}
		up = true
		before := len(d.asked)
		w.visit()
		if got := len(d.asked) - before; got < 15 {
			w.t.Errorf("asked %d times after it came back, want for everything that is due", got)
		}
		if resting, err := w.db.RestingHosts(w.t.Context(), time.Now()); err != nil || len(resting) != 0 {
			w.t.Errorf("resting hosts: %v, %v", resting, err)
		}
	})
}

func TestALongCrawlDelayIsHonoured(t *testing.T) {
	d := &desk{robots: "User-agent: *\nCrawl-delay: 3600"}
	d.answer = func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/fire-1001" {
			http.Redirect(w, r, "/fire-1001/", http.StatusMovedPermanently)
			return
		}
		page(w, r)
	}
	watchDesk(t, d, 3, func(w *watching) {
		for range 6 {
			if wait := w.visit(); wait > 0 && len(d.asked) < 5 {
				time.Sleep(wait)
				w.restart() // robots.txt is not asked for again
			}
		}
		var since []time.Duration
		for _, at := range d.at[1:5] {
			since = append(since, at.Sub(d.at[0]))
		}
		// The redirect cannot wait for an hour; the page after it waits for two.
		want := []time.Duration{time.Hour, 2 * time.Hour, 2*time.Hour + 20*time.Second, 4 * time.Hour}
		if !slices.Equal(since, want) || !strings.HasSuffix(d.asked[4], "/fire-1002") {
			w.t.Errorf("asked for %q after %v, want %v", d.asked, since, want)
		}
	})
}

func TestASlowHostIsAskedSlowly(t *testing.T) {
	d := &desk{answer: func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(3 * time.Second)
		page(w, r)
	}}
	watchDesk(t, d, 5, func(w *watching) {
		for range 5 {
			time.Sleep(w.visit())
		}
		for i, at := range d.at[3:] {
			if gap := at.Sub(d.at[i+2]); gap < 6*time.Second {
				w.t.Errorf("request %d came %v after the one before it, whose answer took 3 s", i+3, gap)
			}
		}
	})
}

// TestRobotsElsewhereAreReadInTheirHostsTurn holds that a robots.txt on another host is asked for under that host's
// lease, and that without it nothing is asked.
func TestRobotsElsewhereAreReadInTheirHostsTurn(t *testing.T) {
	d := &desk{answer: page}
	rules := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "daily.example" && r.URL.Path == "/robots.txt" {
			d.asked = append(d.asked, r.Host+r.URL.Path)
			http.Redirect(w, r, "http://rules.example/robots.txt", http.StatusFound)
			return
		}
		d.ServeHTTP(w, r)
	})
	synctest.Test(t, func(t *testing.T) {
		w := watchOver(t, newsstand.Dialer(t, rules))
		w.add("http://daily.example/fire-1000")
		free := w.lease("rules.example")
		w.visit()
		if want := []string{"daily.example/robots.txt"}; !slices.Equal(d.asked, want) {
			t.Errorf("asked for %q while another process has the host of the rules, want %q", d.asked, want)
		}
		looks, err := w.db.Captures(t.Context(), w.article("http://daily.example/fire-1000").ID, 10)
		if err != nil || len(looks) != 1 || looks[0].Outcome != news.Refused {
			t.Errorf("looks: %v, %v", looks, err)
		}
		free()
		time.Sleep(10 * time.Minute)
		w.visit()
		want := []string{"daily.example/robots.txt", "daily.example/robots.txt", "rules.example/robots.txt", "daily.example/fire-1000"}
		if !slices.Equal(d.asked, want) {
			t.Errorf("asked for %q, want %q", d.asked, want)
		}
		w.lease("rules.example")() // it was given back
	})
}
