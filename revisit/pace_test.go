package revisit

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
)

var evening = time.Date(2031, 3, 4, 18, 0, 0, 0, time.UTC)

// times gives the same answer so often.
func times(n int, a Answer) []Answer {
	all := make([]Answer, n)
	for i := range all {
		all[i] = a
	}
	return all
}

func TestPaceFollowsTheAnswers(t *testing.T) {
	quick := Answer{Took: 100 * time.Millisecond}
	slow := Answer{Took: 4 * time.Second}
	dead := Answer{Took: 45 * time.Second}
	busy := Answer{Took: 100 * time.Millisecond, Busy: true}
	for _, test := range []struct {
		name     string
		answers  [][]Answer
		from, to time.Duration
	}{
		{"nothing known", nil, 2 * time.Second, 2 * time.Second},
		{"quick", [][]Answer{times(50, quick)}, 2 * time.Second, 2 * time.Second},
		{"slow from the start: five times its answers", [][]Answer{times(1, slow)}, 20 * time.Second, 20 * time.Second},
		{"slower at once", [][]Answer{times(50, quick), times(3, slow)}, 10 * time.Second, 13 * time.Second},
		{"faster again, but slowly", [][]Answer{times(50, slow), times(8, quick)}, 8 * time.Second, 10 * time.Second},
		{"in the end as before", [][]Answer{times(50, slow), times(60, quick)}, 2 * time.Second, 2 * time.Second},
		{"never slower than the bound", [][]Answer{times(50, dead)}, 2 * time.Minute, 2 * time.Minute},
		{"too fast for it", [][]Answer{times(9, quick), times(1, busy)}, 4 * time.Second, 4 * time.Second},
		{"again too fast", [][]Answer{times(9, quick), times(3, busy)}, 16 * time.Second, 16 * time.Second},
		{"bounded too", [][]Answer{times(30, busy)}, 2 * time.Minute, 2 * time.Minute},
		{"it recovers", [][]Answer{times(3, busy), times(10, quick)}, 5 * time.Second, 6 * time.Second},
	} {
		rule, h := Polite(2*time.Second), news.Host{}
		for _, answers := range test.answers {
			for _, a := range answers {
				h = rule.After(h, a)
			}
		}
		if got := rule.Between(h); got < test.from || got > test.to {
			t.Errorf("%s: %v between two requests, want %v to %v", test.name, got, test.from, test.to)
		}
	}
	if got := Polite(0).Between(Polite(0).After(news.Host{}, dead)); got != 0 {
		t.Errorf("without a pace: %v between two requests", got)
	}
}

func TestAHostThatFailsRests(t *testing.T) {
	rule, h := Polite(2*time.Second), news.Host{}
	failed := Answer{At: evening, Took: time.Second, Failed: true, Reason: "no answer"}
	for range 9 {
		h = rule.After(h, failed)
	}
	if h.Resting(evening) {
		t.Fatal("it rests after nine failures")
	}
	if h = rule.After(rule.After(h, Answer{Took: time.Second}), failed); h.Failures != 1 {
		t.Errorf("%d failures in a row after a good answer and a bad one", h.Failures)
	}
	for range 9 {
		h = rule.After(h, failed)
	}
	for i, minutes := range []int{5, 10, 20, 40, 80, 160, 320, 360, 360} {
		want := failed.At.Add(time.Duration(minutes) * time.Minute)
		if !h.Until.Equal(want) || h.Rests != i+1 || h.Reason != "no answer" || !h.Resting(want.Add(-1)) || h.Resting(want) {
			t.Fatalf("rest %d is until %v (%d, %q), want %v", i+1, h.Until, h.Rests, h.Reason, want)
		}
		failed.At = h.Until // the one trial that follows
		h = rule.After(h, failed)
	}
	h = rule.After(h, Answer{At: h.Until, Took: time.Second})
	if h.Resting(evening) || h.Rests != 0 || h.Failures != 0 || h.Reason != "" {
		t.Errorf("after a good answer: %+v", h)
	}
}

func TestFasterPace(t *testing.T) {
	got, want := Polite(time.Second).Faster(60), Pace{
		Base: time.Second, Share: 5.0 / 60, Longest: 2 * time.Second, Failures: 10, Rest: 5 * time.Second, LongestRest: 6 * time.Minute,
	}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// FuzzPace holds that a host is never asked faster than the base nor slower than the bound, that only failures make it
// rest, and that no rest is longer than the longest.
func FuzzPace(f *testing.F) {
	f.Add(uint64(1), uint16(3), uint8(4))
	f.Fuzz(func(t *testing.T, took uint64, failures uint16, kinds uint8) {
		rule, h := Polite(2*time.Second), news.Host{Failures: int(failures), Rests: int(failures / 100)}
		for i := range 20 {
			a := Answer{
				At: evening, Took: time.Duration(took % uint64(time.Hour)), Failed: kinds>>(i%8)&1 == 1, Busy: kinds>>(i%7)&1 == 1,
			}
			h = rule.After(h, a)
			if between := rule.Between(h); between < rule.Base || between > rule.Longest {
				t.Fatalf("%v between two requests", between)
			}
			if h.Resting(evening) && !a.Failed || h.Until.After(evening.Add(rule.LongestRest)) {
				t.Fatalf("after %+v it rests until %v", a, h.Until)
			}
		}
	})
}
