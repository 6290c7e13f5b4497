package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestSmallAnswersDoNotWaitForLargeOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		large := &share{gate: g}
		if err := large.widen(t.Context(), largeRoom); err != nil {
			t.Fatal(err)
		}
		begun, told := time.Now(), make(chan error)
		for range 2 * smallOnes { // more than could be made at once if those that wait held anything
			go func() {
				waiting := &share{gate: g}
				defer waiting.leave()
				told <- errors.Join(waiting.enter(t.Context()), waiting.widen(t.Context(), smallAnswer+1))
			}()
		}
		synctest.Wait()
		small := &share{gate: g}
		if err := small.enter(t.Context()); err != nil || time.Since(begun) > 0 {
			t.Errorf("a small answer waited for %v: %v", time.Since(begun), err)
		}
		for range 2 * smallOnes {
			if err := <-told; !errors.Is(err, errCrowded) {
				t.Errorf("who waited for too long is told %v", err)
			}
		}
		if waited := time.Since(begun); waited != gateWait {
			t.Errorf("waited for %v", waited)
		}
	})
}

func TestLargeAnswersShareTheRoom(t *testing.T) {
	g := newGate()
	first, second := &share{gate: g}, &share{gate: g}
	if err := first.widen(t.Context(), 10*largeRoom); err != nil {
		t.Fatalf("one that is larger than the room has it alone: %v", err)
	}
	first.made(largeRoom / 4)
	if err := second.widen(t.Context(), largeRoom/2); err != nil {
		t.Fatalf("a made answer keeps no more than its own bytes: %v", err)
	}
	first.leave()
	second.leave()
	first.leave()
	if !g.large.TryAcquire(largeRoom) {
		t.Error("not all was given back")
	}
}

func TestWhoLeavesWaitsNoLonger(t *testing.T) {
	g := newGate()
	if err := (&share{gate: g}).widen(t.Context(), largeRoom); err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if err := (&share{gate: g}).widen(ctx, largeRoom); !errors.Is(err, context.Canceled) {
		t.Errorf("a reader who left is told %v", err)
	}
}

// TestCompressedAnswersAreWhole wants the length of what is sent: nothing is sent before all of it is there.
func TestCompressedAnswersAreWhole(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	for path, length := range map[string]bool{"/articles/1": true, "/articles/1.json": true, "/healthz": false} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		packed := w.Header().Get("Content-Encoding") == "gzip"
		if w.Code != http.StatusOK || packed != length || (w.Header().Get("Content-Length") != "") != length {
			t.Errorf("%s: %d, %v", path, w.Code, w.Header())
		}
	}
	crowded := problemOf(errCrowded)
	if crowded.Status != http.StatusServiceUnavailable || !strings.Contains(crowded.Text, "half a minute") {
		t.Errorf("who waited is told %v", crowded)
	}
}
