package revisit

import (
	"testing"
	"time"
)

func TestAskHubWaitsLongerEachTime(t *testing.T) {
	for asks, want := range map[int]time.Duration{
		0: 10 * time.Minute, 1: 20 * time.Minute, 3: 80 * time.Minute, 7: 1280 * time.Minute, 8: 24 * time.Hour, 1000: 24 * time.Hour,
	} {
		if got := News().AskHub(asks); got != want {
			t.Errorf("after %d: %v, want %v", asks, got, want)
		}
	}
}

func TestRenewLeavesTimeToTryAgain(t *testing.T) {
	for _, lease := range []time.Duration{time.Minute, time.Hour, 240 * time.Hour} {
		if due := Renew(at(0), lease); !due.After(at(0)) || at(lease).Sub(due) < lease/4 {
			t.Errorf("a lease of %v is renewed at %v", lease, due)
		}
	}
}
