package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

func TestOutletShowsOnlyItsOwn(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	s.publish(news.Outlet{Name: "Lindenbrook Post", Language: "en", Hosts: []string{"lindenpost.example"}}, "/library", fire()[:2]...)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		_, _, err := tx.AddFeed(ctx, news.Feed{OutletID: 1, URL: "https://courier.example/feed.xml", Kind: news.RSS, Title: "All news"})
		return err
	})
	root := s.page("/outlets/courier", 200)
	if got := len(find(root, "article.item")); got != 3 {
		t.Errorf("%d entries, want 3", got)
	}
	if got := len(find(root, "article.item .source a")); got != 0 {
		t.Errorf("%d entries name the outlet whose page it is", got)
	}
	if got := textOf(one(t, root, ".feeds li a")); got != "All news" {
		t.Errorf("feed %q", got)
	}
	if got := len(find(root, "select[name=outlet]")); got != 0 {
		t.Error("the page of an outlet lets one choose another outlet")
	}
	for _, link := range find(root, "link[rel=alternate]") {
		s.body(attr(link, "href"), 200)
	}
}

func TestOutletTellsThatItsHostRests(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	if got := find(s.page("/outlets/courier", 200), ".resting"); len(got) != 0 {
		t.Errorf("a host is said to rest: %q", textOf(got[0]))
	}
	until := time.Now().Add(time.Hour)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		lease, _, err := tx.Lease(ctx, courier.Hosts[0], time.Now(), time.Minute)
		if err != nil {
			return err
		}
		return tx.KeepHost(ctx, lease, news.Host{Failures: 12, Rests: 3, Until: until, Reason: "no answer came in time"})
	})
	got := textOf(one(t, s.page("/outlets/courier", 200), ".resting"))
	if !strings.Contains(got, "failed 12 times in a row (no answer came in time)") {
		t.Errorf("the page says %q", got)
	}
	if data := s.body("/outlets/courier.json", 200); !strings.Contains(data, `"failures": 12`) && !strings.Contains(data, `"failures":12`) {
		t.Errorf("its JSON does not tell: %s", data)
	}
	if metrics := s.body("/metrics", 200); !strings.Contains(metrics, "stemma_hosts_resting 1") {
		t.Error("/metrics does not tell")
	}
}

func TestOutletsCount(t *testing.T) {
	s := newSite(t)
	if got := textsOf(s.page("/outlets", 200), "main .lead"); len(got) != 1 {
		t.Errorf("no outlets: the page says %q", got)
	}
	s.publish(courier, "/fire", fire()...)
	cells := textsOf(s.page("/outlets", 200), "tbody td.n")
	if len(cells) != 2 || cells[0] != "1" || cells[1] != "3" {
		t.Errorf("articles and changes %q, want 1 and 3", cells)
	}
}

func TestOutletWithoutNameIsCalledByItsKey(t *testing.T) {
	s := newSite(t)
	s.publish(news.Outlet{Language: "en", Hosts: []string{"nameless.example"}}, "/fire", fire()[:2]...)
	for path, selector := range map[string]string{"/": ".item .source a", "/outlets": "tbody th a", "/outlets/nameless": "h1"} {
		if got := textOf(one(t, s.page(path, 200), selector)); got != "nameless" {
			t.Errorf("%s calls it %q", path, got)
		}
	}
}

func TestOutletTellsHowItIsWatched(t *testing.T) {
	s := newSite(t)
	f := s.subscribed(news.Subscribed)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		f.Links, f.ShutOut = 30, 4
		for _, err := range []error{
			tx.FeedLooked(ctx, f),
			tx.PutPattern(ctx, f.OutletID, news.Pattern{Text: "*/live/*"}),
			tx.RaiseAlarm(ctx, news.Alarm{OutletID: f.OutletID, Kind: news.AlarmUnreadable, Since: dawn, Detail: "of its last 40 pages 2 could be read"}),
			tx.RaiseAlarm(ctx, news.Alarm{OutletID: f.OutletID, Kind: news.AlarmSilent, Since: dawn, Detail: "nothing new"}),
			tx.EndAlarm(ctx, 2, dawn.Add(time.Hour)),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	root := s.page("/outlets/courier", 200)
	if got := textOf(one(t, root, "p.alarm")); !strings.Contains(got, "of its last 40 pages 2 could be read") {
		t.Errorf("the alarm reads %q", got)
	}
	if got := textOf(one(t, root, ".ended li")); !strings.Contains(got, "nothing new") {
		t.Errorf("what is over reads %q", got)
	}
	feeds := textOf(one(t, root, ".feeds"))
	for _, want := range []string{"4 of its 30 links left out", "the hub https://hub.example/ tells of its news", "left out that match */live/*"} {
		if !strings.Contains(feeds, want) {
			t.Errorf("its feeds read %q, want %q in it", feeds, want)
		}
	}
	if got := textOf(one(t, s.page("/outlets", 200), "span.alarm")); got != "pages cannot be read" {
		t.Errorf("the list of outlets says %q", got)
	}
	if got := s.body("/metrics", 200); !strings.Contains(got, `stemma_alarm{kind="unreadable",outlet="courier"} 1`) || strings.Contains(got, `kind="silent"`) {
		t.Error("the metrics do not tell of the alarm, or of one that is over")
	}
	for path, want := range map[string][]string{
		"/outlets/courier.json": {`"pattern":"*/live/*"`, `"kind":"unreadable"`, `"kind":"silent"`, `"shut_out":4`, `"state":"subscribed"`},
		"/outlets.json":         {`"kind":"unreadable"`},
	} {
		got := strings.Join(strings.Fields(s.body(path, 200)), "")
		for _, part := range want {
			if !strings.Contains(got, part) {
				t.Errorf("%s has no %s: %s", path, part, got)
			}
		}
	}
}
