package watch_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/news"
)

// followed watches for so long, and checks the alarms every hour.
func (w *watching) followed(d time.Duration) {
	w.t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); {
		w.follow(time.Hour)
		must(w.t, w.CheckAlarms(w.t.Context()))
	}
}

// lasting gives the kinds of the alarms that have not ended.
func (w *watching) lasting() (kinds []news.AlarmKind) {
	w.t.Helper()
	all, err := w.db.LastingAlarms(w.t.Context())
	must(w.t, err)
	for _, a := range all {
		kinds = append(kinds, a.Kind)
	}
	return kinds
}

// troubleStory is an outlet that has something new every three hours. On the second day what stands in its articles'
// place is bad, on the third it is good again. From the fourth on the feed stands still, then it is gone for half a day,
// and after that it has news again.
func troubleStory(bad string) *story {
	const day = 24 * time.Hour
	s := &story{}
	zero := func(int) time.Duration { return 0 }
	n := 0
	for at := time.Duration(0); at < 3*day; at += 3 * time.Hour {
		n++
		url := fmt.Sprintf("http://daily.example/ferry-%d", n-1)
		s.tell(0, url, asHTML, articleText(n-1, 0))
		s.tell(day, url, bad, "<!doctype html><html><head><title>The Daily</title></head><body><div id=app></div></body></html>")
		s.tell(2*day, url, asHTML, articleText(n-1, 0))
		s.tell(at, "http://daily.example/feed.xml", asXML, sitemap(n, zero))
	}
	s.tell(4*day+6*time.Hour, "http://daily.example/feed.xml", "404 Not Found\nContent-Type: text/plain", "no such page")
	s.tell(4*day+18*time.Hour, "http://daily.example/feed.xml", asXML, sitemap(n+1, zero))
	return s
}

func TestTroubleRaisesAlarmsThatEndWithIt(t *testing.T) {
	notUnderRace(t)
	for _, test := range []struct {
		bad   string
		kind  news.AlarmKind
		steps int // how many of those below
	}{
		{asHTML, news.AlarmUnreadable, 6},
		{"403 Forbidden\nContent-Type: text/html\nServer: cloudflare\ncf-mitigated: challenge", news.AlarmBlocked, 3},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := troubleStory(test.bad).open(t, "http://daily.example/feed.xml")
			const day = 24 * time.Hour
			for _, step := range []struct {
				until time.Duration
				want  []news.AlarmKind
			}{
				{day - time.Hour, nil},
				{day + 18*time.Hour, []news.AlarmKind{test.kind}},
				{2*day + 20*time.Hour, nil},
				{4 * day, []news.AlarmKind{news.AlarmSilent}},
				{4*day + 12*time.Hour, []news.AlarmKind{news.AlarmDeadFeed, news.AlarmSilent}},
				{5 * day, nil},
			}[:test.steps] {
				w.followed(time.Until(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(step.until)))
				if got := w.lasting(); !slices.Equal(got, step.want) {
					t.Errorf("after %v: alarms %v, want %v", step.until, got, step.want)
				}
			}
			all, err := w.db.Alarms(t.Context(), w.only().OutletID, 10)
			must(t, err)
			for _, a := range all {
				t.Logf("%s, %s to %s: %s", a.Kind, a.Since.Format("02 15:04"), a.Ended.Format("02 15:04"), a.Detail)
				if a.Ended.IsZero() || a.Detail == "" {
					t.Errorf("alarm %+v, want it told and ended", a)
				}
			}
			if want := test.steps / 2; len(all) != want {
				t.Errorf("%d alarms were raised, want %d", len(all), want)
			}
		})
	}
}
