package main

import (
	"os"
	"testing"
	"time"

	"github.com/stemma-news/stemma/newsstand"
	"github.com/stemma-news/stemma/store/storetest"
)

// TestTwoWorkersShareHosts runs two watching programs on one PostgreSQL and kills one of them.
func TestTwoWorkersShareHosts(t *testing.T) {
	t.Parallel()
	database := storetest.Postgres(t)
	if os.Getenv("CI") == "" && os.Getenv("STEMMA_SLOW") == "" {
		t.Skip("it waits up to three minutes for a killed worker's hosts; set STEMMA_SLOW=1 to run it")
	}
	program, stand := build(t), openTestStand(t, 600)
	var feeds []string
	for _, o := range stand.Outlets() {
		feeds = append(feeds, o.Feed)
	}
	if err := start(t, program, stand, append([]string{"add", "--database", database}, feeds...)...).Wait(); err != nil {
		t.Fatalf("add: %v", err)
	}
	one := start(t, program, stand, "work", "--database", database)
	two := start(t, program, stand, "work", "--database", database)
	t.Cleanup(func() { kill(two) })
	awaitRequests(t, stand, nil, 20, time.Minute)
	kill(one)
	before := stand.Requests()
	awaitRequests(t, stand, before, 2, 3*time.Minute)
	for host, load := range stand.Requests() {
		if load.Overlaps != 0 {
			t.Errorf("%s was asked by two at once %d times", host, load.Overlaps)
		}
	}
}

// awaitRequests waits until every host has had so many requests more than before.
func awaitRequests(t *testing.T, stand *newsstand.Stand, before map[string]newsstand.Load, more int, within time.Duration) {
	t.Helper()
	deadline := time.After(within)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		waiting := ""
		for host, load := range stand.Requests() {
			if load.Count < before[host].Count+more {
				waiting = host
			}
		}
		if waiting == "" && len(stand.Requests()) > 0 {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%s has had only %d requests more within %v", waiting, stand.Requests()[waiting].Count-before[waiting].Count, within)
		}
	}
}
