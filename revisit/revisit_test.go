package revisit

import (
	"testing"
	"time"
)

func at(d time.Duration) time.Time {
	return time.Date(2031, 3, 4, 6, 0, 0, 0, time.UTC).Add(d)
}

func TestNext(t *testing.T) {
	const never = -1
	for _, test := range []struct {
		name            string
		changed, looked time.Duration // after the first sight; never: not yet
		want            time.Duration // never: at rest
	}{
		{"found in a feed: at once", never, never, 0},
		{"after the first look: 5 minutes after the first sight", never, 10 * time.Second, 5 * time.Minute},
		{"after the second look", never, 5 * time.Minute, 21 * time.Minute},
		{"an hour later", never, time.Hour, time.Hour + 27*time.Minute},
		{"a change brings it back to the base", 10 * time.Hour, 10 * time.Hour, 10*time.Hour + 15*time.Minute},
		{"at most a day apart", never, 20 * 24 * time.Hour, 21 * 24 * time.Hour},
		{"at rest after 40 days", never, 40 * 24 * time.Hour, never},
		{"a late change wakes it", 39 * 24 * time.Hour, 41 * 24 * time.Hour, 41*24*time.Hour + 15*time.Minute + 576*time.Minute},
	} {
		page := Page{First: at(0)}
		if test.changed != never {
			page.Changed = at(test.changed)
		}
		if test.looked != never {
			page.Looked = at(test.looked)
		}
		due, ok := News().Next(page)
		if want := test.want != never; ok != want || ok && !due.Equal(at(test.want)) {
			t.Errorf("%s: due %v, %v; want %v, %v", test.name, due, ok, at(test.want), want)
		}
	}
}

func TestNextFeed(t *testing.T) {
	for _, test := range []struct {
		name          string
		brought, want time.Duration // before and after the look
	}{
		{"brought something just now", 0, 5 * time.Minute},
		{"two hours ago", 2 * time.Hour, 30 * time.Minute},
		{"a week ago", 7 * 24 * time.Hour, time.Hour},
	} {
		got := News().NextFeed(Feed{Looked: at(0), Brought: at(-test.brought)})
		if !got.Equal(at(test.want)) {
			t.Errorf("%s: next look %v, want %v", test.name, got, at(test.want))
		}
	}
	if got := News().NextFeed(Feed{Looked: at(0)}); !got.Equal(at(time.Hour)) {
		t.Errorf("a feed that never brought anything: next look %v, want %v", got, at(time.Hour))
	}
}

func FuzzNext(f *testing.F) {
	f.Add(int64(0), int64(time.Hour), int64(2*time.Hour))
	f.Fuzz(func(t *testing.T, changed, looked, longer int64) {
		const year = int64(365 * 24 * time.Hour)
		bound := func(n int64) time.Duration { return time.Duration(n&(1<<62-1)) % time.Duration(year) }
		page := Page{First: at(0), Changed: at(bound(changed)), Looked: at(bound(changed) + bound(looked))}
		due, ok := News().Next(page)
		if !ok {
			return
		}
		if !due.After(page.Looked) {
			t.Fatalf("%v: due %v, not after the last look", page, due)
		}
		if wait := due.Sub(page.Looked); wait > News().Longest {
			t.Fatalf("%v: waits %v", page, wait)
		}
		quieter := page
		quieter.Looked = page.Looked.Add(bound(longer))
		if later, ok := News().Next(quieter); ok && page.Looked.After(page.First.Add(News().Second)) &&
			later.Sub(quieter.Looked) < due.Sub(page.Looked) {
			t.Fatalf("%v waits longer than %v, which is quieter", page, quieter)
		}
	})
}
