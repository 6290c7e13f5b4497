package watch

import (
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

var (
	usualLimits = (&Watcher{Options: Options{Speed: 1}}).limits()
	noon        = time.Date(2031, 3, 4, 12, 0, 0, 0, time.UTC)
)

func TestSilence(t *testing.T) {
	for _, test := range []struct {
		name     string
		arrivals int
		longest  time.Duration
		quiet    time.Duration
		want     verdict
	}{
		{"nothing is known of it yet", 2, time.Hour, 90 * 24 * time.Hour, keep},
		{"news every few minutes, a night", 500, 8 * time.Hour, 9 * time.Hour, end},
		{"news every few minutes, more than a day", 500, 8 * time.Hour, 25 * time.Hour, raise},
		{"a weekly, eight days", 30, 7 * 24 * time.Hour, 8 * 24 * time.Hour, end},
		{"a weekly, fifteen days", 30, 7 * 24 * time.Hour, 15 * 24 * time.Hour, raise},
	} {
		h := news.Habit{Arrivals: test.arrivals, Longest: test.longest, Newest: noon.Add(-test.quiet)}
		if got, detail := usualLimits.silent(h, noon); got != test.want || (got == raise) != (detail != "") {
			t.Errorf("%s: %v (%s), want %v", test.name, got, detail, test.want)
		}
	}
}

func TestALongSilenceFades(t *testing.T) {
	h := news.Habit{Arrivals: 9, Longest: 10 * 24 * time.Hour, Newest: noon}
	for i := range 28 * 24 {
		h = usualLimits.arrived(h, noon.Add(time.Duration(i+1)*time.Hour))
	}
	if h.Longest < 2*24*time.Hour || h.Longest > 3*24*time.Hour {
		t.Errorf("after four weeks of hourly news the longest silence counts as %v, want a quarter of ten days", h.Longest)
	}
	h = usualLimits.arrived(h, h.Newest.Add(5*24*time.Hour))
	if h.Longest != 5*24*time.Hour || h.Arrivals != 9+28*24+1 {
		t.Errorf("after five days of silence: %+v", h)
	}
}

func TestDeadFeeds(t *testing.T) {
	for _, test := range []struct {
		name    string
		outcome news.Outcome
		failing time.Duration // for so long; 0: not at all
		want    verdict
	}{
		{"it can be read", news.Good, 0, end},
		{"it fails for an hour", news.TimedOut, time.Hour, keep},
		{"it fails for a day", news.TimedOut, 24 * time.Hour, raise},
		{"it is no feed any more", news.Failed, 25 * time.Hour, raise},
		{"it is gone for half an hour", news.Gone, 30 * time.Minute, keep},
		{"it is gone for an hour", news.Gone, time.Hour, raise},
	} {
		f := news.Feed{URL: "https://courier.example/feed", Outcome: test.outcome}
		if test.failing > 0 {
			f.Failing = noon.Add(-test.failing)
		}
		got, detail := usualLimits.dead(f, noon)
		if got != test.want || got == raise && !strings.Contains(detail, f.URL) {
			t.Errorf("%s: %v (%s), want %v", test.name, got, detail, test.want)
		}
	}
}

func TestADropInWhatCanBeRead(t *testing.T) {
	tally := func(readable, unreadable int) news.Tally {
		return news.Tally{Readable: readable, Unreadable: unreadable}
	}
	for _, test := range []struct {
		name         string
		then, before news.Tally
		usual        float64 // of the alarm that lasts; 0: none does
		want         verdict
	}{
		{"as ever", tally(95, 5), tally(950, 50), 0, end},
		{"a new template", tally(10, 90), tally(950, 50), 0, raise},
		{"too few looks to tell", tally(1, 9), tally(950, 50), 0, keep},
		{"too little is known of before", tally(0, 90), tally(20, 0), 0, keep},
		{"it was never better", tally(10, 90), tally(100, 900), 0, end},
		{"the past has become as bad, the alarm goes on", tally(10, 90), tally(100, 900), 0.95, keep},
		{"half of it can be read again", tally(50, 50), tally(100, 900), 0.95, keep},
		{"all of it can be read again", tally(90, 10), tally(100, 900), 0.95, end},
	} {
		got, usual, detail := unreadable(store.Tallied{Then: test.then, Before: test.before}, test.usual)
		if got != test.want || (got == raise) != (usual > 0 && detail != "") {
			t.Errorf("%s: %v, usual %v (%s), want %v", test.name, got, usual, detail, test.want)
		}
	}
}

func TestBlocks(t *testing.T) {
	for _, test := range []struct {
		name              string
		readable, blocked int
		want              verdict
	}{
		{"none", 100, 0, end},
		{"some", 80, 20, keep},
		{"many", 60, 40, raise},
		{"all", 0, 12, raise},
		{"too few looks to tell", 0, 9, keep},
	} {
		got, detail := blocked(store.Tallied{Then: news.Tally{Readable: test.readable, Blocked: test.blocked}})
		if got != test.want || (got == raise) != (detail != "") {
			t.Errorf("%s: %v (%s), want %v", test.name, got, detail, test.want)
		}
	}
}
