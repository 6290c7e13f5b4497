package newsstand

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// TestDialerServesInABubble watches one article for three days over HTTP, and meets a time-out, in no time.
func TestDialerServesInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Seed: 1})
		transport := &http.Transport{DialContext: s.Dialer(t)}
		client := &http.Client{Transport: transport, Timeout: 30 * time.Second}
		defer transport.CloseIdleConnections()
		s.site.truth(time.Now().Add(30 * time.Hour))
		var late *article
		for _, a := range s.site.(*world).articles {
			for _, e := range a.absences {
				if e.how == "time-out" {
					late = a
				}
			}
		}
		url := s.site.(*world).origin(late.house) + late.states[0].path
		states, timeOuts := map[int64]bool{}, 0
		for range 72 * 4 {
			time.Sleep(15 * time.Minute)
			res, err := client.Get(url)
			if errors.Is(err, context.DeadlineExceeded) {
				timeOuts++
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			n, err := io.Copy(io.Discard, res.Body)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			states[n] = true
		}
		if timeOuts < 2 || timeOuts > 6 || len(states) < 2 {
			t.Errorf("%d time-outs, %d lengths", timeOuts, len(states))
		}
	})
}
