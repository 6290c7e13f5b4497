package revisit

import (
	"testing"
	"time"
)

func TestWorthOfHints(t *testing.T) {
	for _, test := range []struct {
		name  string
		hints Hints
		want  Worth
	}{
		{"nobody knows yet", Hints{}, Trusted},
		{"the first few were wrong", Hints{0, 6}, Trusted},
		{"ten were wrong", Hints{0, 10}, Doubtful},
		{"forty were wrong", Hints{0, 40}, Worthless},
		{"every one was right", Hints{50, 0}, Trusted},
		{"one in four is right", Hints{12, 36}, Trusted},
		{"one in ten is right", Hints{5, 45}, Doubtful},
		{"one in fifty is right", Hints{2, 98}, Worthless},
	} {
		if got := test.hints.Worth(); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestTrustIsNeverLostByBeingRight(t *testing.T) {
	rank := map[Worth]int{Worthless: 0, Doubtful: 1, Trusted: 2}
	for right := range 60 {
		for wrong := range 60 {
			now := rank[Hints{right, wrong}.Worth()]
			if rank[Hints{right + 1, wrong}.Worth()] < now || rank[Hints{right, wrong + 1}.Worth()] > now {
				t.Fatalf("%d right, %d wrong: one more right lowers the worth, or one more wrong raises it", right, wrong)
			}
		}
	}
}

func TestHinted(t *testing.T) {
	const rest = -1
	for _, test := range []struct {
		name      string
		worth     Worth
		due, want time.Duration // from now; rest: not due
	}{
		{"trusted: now", Trusted, 4 * time.Hour, 0},
		{"trusted, at rest: now", Trusted, rest, 0},
		{"trusted, overdue already", Trusted, -time.Minute, -time.Minute},
		{"doubtful: half of the time", Doubtful, 4 * time.Hour, 2 * time.Hour},
		{"doubtful, at rest: within half a day", Doubtful, rest, 12 * time.Hour},
		{"doubtful, overdue already", Doubtful, -2 * time.Minute, -2 * time.Minute},
		{"worthless: as without it", Worthless, 4 * time.Hour, 4 * time.Hour},
		{"worthless, at rest", Worthless, rest, rest},
	} {
		var due, want time.Time
		if test.due != rest {
			due = at(test.due)
		}
		if test.want != rest {
			want = at(test.want)
		}
		if got := News().Hinted(test.worth, due, at(0)); !got.Equal(want) {
			t.Errorf("%s: %v, want %v", test.name, got, want)
		}
	}
}

func TestToldAlready(t *testing.T) {
	for _, test := range []struct {
		name          string
		dated, looked time.Time
		want          bool
	}{
		{"changed after the last look", at(0), at(-time.Hour), false},
		{"changed just before it", at(0), at(4 * time.Minute), false},
		{"changed long before it", at(0), at(6 * time.Minute), true},
		{"never looked at", at(0), time.Time{}, false},
		{"a date without a time", at(0).Truncate(24 * time.Hour), at(0), false},
		{"no date", time.Time{}, at(0), false},
	} {
		if got := ToldAlready(test.dated, test.looked, 5*time.Minute); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}
