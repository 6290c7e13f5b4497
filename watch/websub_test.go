package watch_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/newsstand"
	"github.com/stemma-news/stemma/web"
)

const hubHead = asXML + "\nLink: <http://hub.example/>; rel=\"hub\", <http://daily.example/feed.xml>; rel=\"self\""

// A subscribing is a watcher whose pages a hub can call.
type subscribing struct {
	*watching
	pages *http.Client // reaches the pages
}

// subscribe opens the story with pages and a hub around it, which run until the test ends.
func subscribe(t *testing.T, s *story) *subscribing {
	t.Helper()
	return s.openAt(t, "http://daily.example/feed.xml", "http://stemma.example").withHub()
}

// withHub runs pages and a hub around a watcher until the test ends.
func (w *watching) withHub() *subscribing {
	t := w.t
	pages, err := web.New(web.Options{DB: w.db, Address: "http://stemma.example"})
	must(t, err)
	client := &http.Client{Transport: &http.Transport{DialContext: newsstand.Dialer(t, pages)}}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.stand.RunHub(ctx, client, time.Minute)
	}()
	t.Cleanup(func() {
		stop()
		<-ended
		client.CloseIdleConnections()
	})
	return &subscribing{w, client}
}

// A hub that moved to another host is asked there, and not while another process asks that host.
func TestAHubThatMovedIsFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &story{}
		zero := func(int) time.Duration { return 0 }
		s.tell(0, "http://daily.example/feed.xml", strings.Replace(hubHead, "http://hub.example/", "http://daily.example/hub", 1), sitemap(1, zero))
		s.tell(0, "http://daily.example/ferry-0", asHTML, articleText(0, 0))
		stand := s.stand(t)
		w := watchOver(t, newsstand.Dialer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Host == "daily.example" && r.URL.Path == "/hub" {
				http.Redirect(w, r, "http://hub.example/", http.StatusPermanentRedirect)
				return
			}
			stand.ServeHTTP(w, r)
		})))
		w.stand, w.Address = stand, "http://stemma.example"
		_, err := w.Add(t.Context(), "http://daily.example/feed.xml")
		must(t, err)
		hub := w.withHub()
		free := w.lease("hub.example")
		hub.follow(30*time.Minute, 5*time.Minute)
		if s := hub.subscription(); s.State != news.Asked || !strings.Contains(s.Reason, "cannot be asked now") || stand.Requests()["hub.example"].Count != 0 {
			t.Errorf("while another process asks the hub's host: %+v", s)
		}
		free()
		hub.follow(3*time.Hour, 5*time.Minute)
		if s := hub.subscription(); s.State != news.Subscribed || s.Hub != "http://daily.example/hub" {
			t.Errorf("subscription %+v, want it at the hub that the feed names", s)
		}
		w.lease("hub.example")() // it was given back
	})
}

// openAt is open for a watcher that hubs can call.
func (s *story) openAt(t *testing.T, feed, address string) *watching {
	t.Helper()
	w := s.open(t, feed)
	w.Address = address
	return w
}

// follow watches outlet and hub for so long, looking around every so often.
func (w *subscribing) follow(d, step time.Duration) {
	w.t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(step) {
		for _, host := range []string{"daily.example", "hub.example"} {
			_, err := w.Visit(w.t.Context(), host)
			must(w.t, err)
		}
		must(w.t, w.ReadAll(w.t.Context()))
	}
}

// subscription gives the only subscription, or none.
func (w *subscribing) subscription() news.Subscription {
	w.t.Helper()
	all, err := w.db.Subscriptions(w.t.Context(), w.only().OutletID)
	must(w.t, err)
	if len(all) == 0 {
		return news.Subscription{}
	}
	return all[0]
}

// pushStory is a feed that offers a hub and has one article more after ten hours; it is gone after twelve days.
func pushStory() *story {
	s := &story{}
	zero := func(int) time.Duration { return 0 }
	s.tell(0, "http://daily.example/feed.xml", hubHead, sitemap(1, zero))
	s.tell(10*time.Hour, "http://daily.example/feed.xml", hubHead, sitemap(2, zero))
	s.tell(12*24*time.Hour, "http://daily.example/feed.xml", "410 Gone\nContent-Type: text/plain", "gone")
	for n := range 2 {
		s.tell(0, fmt.Sprintf("http://daily.example/ferry-%d", n), asHTML, articleText(n, 0))
	}
	return s
}

func TestNewsIsSeenEarlierWhenAHubTellsOfIt(t *testing.T) {
	seen := map[bool]time.Duration{}
	for _, told := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			w := subscribe(t, pushStory())
			if !told {
				w.Address = ""
			}
			w.follow(12*time.Hour, 30*time.Second)
			seen[told] = w.article("http://daily.example/ferry-1").FirstSeen.Sub(time.Date(2000, 1, 1, 10, 0, 0, 0, time.UTC))
			s := w.subscription()
			if told && (s.State != news.Subscribed || s.Pushes != 1) || !told && s.ID != 0 {
				t.Errorf("told %v: subscription %+v", told, s)
			}
		})
	}
	if seen[true] > 3*time.Minute || seen[false] < 5*time.Minute {
		t.Errorf("the news was seen after %v with the hub and %v without", seen[true], seen[false])
	}
}

func TestAForgedMessageDoesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := subscribe(t, pushStory())
		w.follow(5*time.Hour, time.Minute)
		before, s := w.only(), w.subscription()
		push := func(signature string) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://stemma.example/websub/"+s.Token, strings.NewReader("news"))
			must(t, err)
			r.Header.Set("X-Hub-Signature", signature)
			res, err := w.pages.Do(r)
			must(t, err)
			res.Body.Close()
			if res.StatusCode/100 != 2 {
				t.Errorf("%q is answered %s", signature, res.Status)
			}
		}
		push("")
		push(newsstand.Signature("another secret", []byte("news")))
		push(newsstand.Signature(s.Secret, []byte("other news")))
		if after := w.only(); !after.Due.Equal(before.Due) || w.subscription().Pushes != 0 {
			t.Errorf("the feed is due at %v, was at %v: a forged message was believed", after.Due, before.Due)
		}
		push(newsstand.Signature(s.Secret, []byte("news")))
		if after := w.only(); after.Due.After(time.Now()) {
			t.Errorf("the feed is due at %v after a true message, want now", after.Due)
		}
	})
}

func TestALeaseIsRenewedAndEndsWithItsFeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := subscribe(t, pushStory())
		w.follow(time.Hour, 10*time.Minute)
		first := w.subscription()
		if first.State != news.Subscribed || first.Expires.Sub(first.Verified) != 10*24*time.Hour {
			t.Fatalf("subscription %+v, want one of ten days", first)
		}
		w.follow(11*24*time.Hour, 20*time.Minute)
		renewed := w.subscription()
		if renewed.State != news.Subscribed || !renewed.Verified.Before(first.Expires) || !renewed.Expires.After(first.Expires) || renewed.Token != first.Token {
			t.Errorf("after its lease: %+v, want it renewed before %v", renewed, first.Expires)
		}
		w.follow(3*24*time.Hour, 20*time.Minute)
		if s := w.subscription(); s.ID != 0 {
			t.Errorf("the feed is gone, and still subscribed: %+v", s)
		}
	})
}

// TestAHubThatRedirectsAsPagesDo: only 307 and 308 send a request to a hub on; whoever looks is told what to do.
func TestAHubThatRedirectsAsPagesDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &story{}
		s.tell(0, "http://daily.example/feed.xml", asXML+"\nLink: <http://daily.example/hub>; rel=hub", sitemap(1, func(int) time.Duration { return 0 }))
		s.tell(0, "http://daily.example/hub", "301 Moved Permanently\nLocation: http://hub.example/", "")
		stand := s.stand(t)
		w := &subscribing{watching: watchOver(t, newsstand.Dialer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Method = http.MethodGet // it answers forms as it answers pages
			stand.ServeHTTP(w, r)
		})))}
		w.stand, w.Address = stand, "http://stemma.example"
		_, err := w.Add(t.Context(), "http://daily.example/feed.xml")
		must(t, err)
		w.follow(time.Hour, 5*time.Minute)
		const want = "it redirects with 301, and forms go on with 307 or 308 only; tell the feed's publisher that the hub is elsewhere: " +
			"until then the feed is looked at as often as without one"
		if sub := w.subscription(); sub.Reason != want || stand.Requests()["hub.example"].Count != 0 {
			t.Errorf("subscription %+v, the hub was asked %d times", sub, stand.Requests()["hub.example"].Count)
		}
	})
}

func TestAHubThatRefusesIsAskedEverMoreSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &story{}
		s.tell(0, "http://daily.example/feed.xml", asXML+"\nLink: <http://daily.example/no-hub>; rel=hub", sitemap(1, func(int) time.Duration { return 0 }))
		s.tell(0, "http://daily.example/ferry-0", asHTML, articleText(0, 0))
		w := &subscribing{watching: s.openAt(t, "http://daily.example/feed.xml", "http://stemma.example")}
		w.follow(24*time.Hour, 5*time.Minute)
		sub := w.subscription()
		if sub.Asks < 5 || sub.Asks > 8 || sub.State != news.Asked || !strings.Contains(sub.Reason, "405") {
			t.Errorf("%d requests in a day (%s: %s), want some seven with growing waits", sub.Asks, sub.State, sub.Reason)
		}
	})
}
