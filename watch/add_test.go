package watch_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/store"
)

// hold lets somebody else ask a host for so long.
func (w *watching) hold(host string, d time.Duration) {
	w.t.Helper()
	must(w.t, w.db.Tx(w.t.Context(), func(tx *store.Tx) error {
		_, _, err := tx.Lease(w.t.Context(), host, time.Now(), d)
		return err
	}))
}

func TestAPersonIsToldWhatIsWaitedForAndNotForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, "fire.txtar")
		var told []string
		w.Waiting = func(host string) { told = append(told, host) }
		w.hold("daily.example", 30*time.Second)
		start := time.Now()
		if _, err := w.Add(t.Context(), "http://daily.example/feed.xml"); err != nil || time.Since(start) > 40*time.Second {
			t.Errorf("after %v: %v; want the feed once the host is free", time.Since(start), err)
		}
		if len(told) != 1 || told[0] != "daily.example" {
			t.Errorf("told of %q, want the host, once", told)
		}
		w.hold("daily.example", time.Hour)
		start = time.Now()
		_, err := w.Add(t.Context(), "http://daily.example/feed.xml")
		if err == nil || !strings.Contains(err.Error(), "try again later") || time.Since(start) > 3*time.Minute {
			t.Errorf("after %v: %v; want a sentence within 3 minutes", time.Since(start), err)
		}
	})
}
