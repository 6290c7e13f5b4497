package main

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestADatabaseThatIsAwayIsToldOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		log := slog.New(newCalm(slog.NewTextHandler(&out, nil)))
		queue := log.With("part", "queue")
		for range 120 { // two minutes
			log.Error("page failed", "path", "/", "error", fmt.Errorf("list the latest: %w", driver.ErrBadConn))
			queue.Error("producer: Error fetching jobs", "err", "failed to connect to `user=me database=news`:\n\t127.0.0.1:5432: connection refused")
			time.Sleep(time.Second)
		}
		log.Error("page failed", "path", "/outlets", "error", errors.New("disk on fire"))
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(lines) != 3 {
			t.Fatalf("%d lines, want 3:\n%s", len(lines), out.String())
		}
		if !strings.Contains(lines[0], "the database or bucket does not answer") || !strings.Contains(lines[1], "left_out=119") {
			t.Errorf("of the database it says:\n%s\n%s", lines[0], lines[1])
		}
		if !strings.Contains(lines[2], "disk on fire") {
			t.Errorf("another failure: %s", lines[2])
		}
	})
}

func TestAFullDiskIsToldOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		log := slog.New(newCalm(slog.NewTextHandler(&out, nil)))
		for range 60 * 20 { // a minute of the queue's attempts
			log.Error("producer: Error fetching jobs", "err", "database or disk is full (13)")
			time.Sleep(50 * time.Millisecond)
		}
		log.Error("page failed", "error", fmt.Errorf("keep body: %w", syscall.ENOSPC))
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(lines) != 2 || !strings.Contains(lines[0], "the disk is full") || !strings.Contains(lines[1], "left_out=1199") {
			t.Errorf("want two lines about the disk:\n%s", out.String())
		}
	})
}
