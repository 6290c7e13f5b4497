package web

import (
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

func TestAgo(t *testing.T) {
	for _, test := range []struct {
		d    time.Duration
		want string
	}{
		{0, "just now"},
		{-3 * time.Minute, "in 3 minutes"},
		{20 * time.Second, "20 seconds ago"},
		{time.Minute, "1 minute ago"},
		{59*time.Minute + 50*time.Second, "59 minutes ago"},
		{80 * time.Minute, "1 hour ago"},
		{95 * time.Minute, "2 hours ago"},
		{2*time.Hour + 20*time.Minute, "2 hours ago"},
		{3 * 24 * time.Hour, "3 days ago"},
		{90 * 24 * time.Hour, "3 months ago"},
		{3 * 366 * 24 * time.Hour, "3 years ago"},
	} {
		if got := ago(noon, noon.Add(-test.d)); got != test.want {
			t.Errorf("ago(%v) = %q, want %q", test.d, got, test.want)
		}
	}
}

func TestLater(t *testing.T) {
	for _, test := range []struct {
		d    time.Duration
		want string
	}{
		{2 * time.Hour, "about 2 hours later"},
		{30 * time.Second, "30 seconds later"},
		{-2 * time.Hour, "2 hours earlier"},
	} {
		if got := later(noon, noon.Add(test.d)); got != test.want {
			t.Errorf("later(%v) = %q, want %q", test.d, got, test.want)
		}
	}
	if got := later(time.Time{}, noon); got != "" {
		t.Errorf("later than an unknown time = %q, want nothing", got)
	}
}

func TestBetween(t *testing.T) {
	for _, test := range []struct {
		a, b time.Time
		want string
	}{
		{noon, noon.Add(31 * time.Minute), "between 12:00 and 12:31 UTC, 3 March 2026"},
		{noon, noon.Add(8 * time.Second), "between 12:00:00 and 12:00:08 UTC, 3 March 2026"},
		{noon, noon.Add(24 * time.Hour), "between 3 March 2026, 12:00 UTC and 4 March 2026, 12:00 UTC"},
		{noon, noon, "at 3 March 2026, 12:00 UTC"},
		{time.Time{}, noon, "before 3 March 2026, 12:00 UTC"},
		{noon, time.Time{}, "after 3 March 2026, 12:00 UTC"},
	} {
		if got := between(test.a, test.b); got != test.want {
			t.Errorf("between = %q, want %q", got, test.want)
		}
		html := string(betweenTimes(test.a, test.b))
		if got := textOf(parseHTML(t, html)); got != test.want {
			t.Errorf("betweenTimes says %q, want %q", got, test.want)
		}
	}
}

func TestPlural(t *testing.T) {
	for n, want := range map[int]string{0: "0 looks", 1: "1 look", 2: "2 looks", 1234: "1,234 looks", 1002003: "1,002,003 looks"} {
		if got := plural(n, "look"); got != want {
			t.Errorf("plural(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestTimes(t *testing.T) {
	for n, want := range map[int]string{1: "once", 2: "twice", 3: "3 times", 1200: "1,200 times"} {
		if got := times(n); got != want {
			t.Errorf("times(%d) = %q, want %q", n, got, want)
		}
	}
}
