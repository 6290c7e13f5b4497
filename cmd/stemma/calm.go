package main

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stemma-news/stemma/store"
)

// calm keeps the log readable while the database is away or its disk is full: every worker, page and timer fails then,
// again and again and for one reason. It says so once a minute, with how many lines were left out since; all other lines
// pass.
type calm struct {
	slog.Handler
	said *said
}

// said is what was said last of each trouble, shared by the handlers that are made of one.
type said struct {
	mu   sync.Mutex
	last map[trouble]*lastSaid
}

type lastSaid struct {
	at   time.Time
	left int
}

// A trouble is a lasting one, in the words of the log.
type trouble string

const (
	away trouble = "the database or bucket does not answer"
	full trouble = "the disk is full; nothing is kept until there is room"
)

// calmFor is how long one line about a trouble lasts.
const calmFor = time.Minute

func newCalm(inner slog.Handler) calm {
	return calm{inner, &said{last: map[trouble]*lastSaid{away: {}, full: {}}}}
}

// Handle implements [slog.Handler].
func (c calm) Handle(ctx context.Context, r slog.Record) error {
	of, why := troubleIn(r)
	if of == "" {
		return c.Handler.Handle(ctx, r)
	}
	c.said.mu.Lock()
	defer c.said.mu.Unlock()
	last := c.said.last[of]
	if r.Time.Sub(last.at) < calmFor {
		last.left++
		return nil
	}
	line := slog.NewRecord(r.Time, r.Level, string(of), r.PC)
	line.AddAttrs(slog.String("err", lastLine(why)))
	if last.left > 0 {
		line.AddAttrs(slog.Int("left_out", last.left))
	}
	last.at, last.left = r.Time, 0
	return c.Handler.Handle(ctx, line)
}

// WithAttrs implements [slog.Handler].
func (c calm) WithAttrs(attrs []slog.Attr) slog.Handler {
	return calm{c.Handler.WithAttrs(attrs), c.said}
}

// WithGroup implements [slog.Handler].
func (c calm) WithGroup(name string) slog.Handler { return calm{c.Handler.WithGroup(name), c.said} }

// troubleIn gives the trouble that a line speaks of, and its error; "" when it speaks of something else. The job queue
// logs its errors as texts: of those only the driver's own words are left.
func troubleIn(r slog.Record) (of trouble, why string) {
	r.Attrs(func(a slog.Attr) bool {
		why = a.Value.String()
		err, is := a.Value.Any().(error)
		switch {
		case is && store.Away(err), !is && says(why, "failed to connect to `", "(SQLSTATE 57P0", "(SQLSTATE 53300)", "driver: bad connection", "conn closed"):
			of = away
		case is && store.Full(err), !is && says(why, "database or disk is full", "(SQLSTATE 53100)"):
			of = full
		}
		return of == ""
	})
	return of, why
}

func says(text string, any ...string) bool {
	return slices.ContainsFunc(any, func(words string) bool { return strings.Contains(text, words) })
}

// lastLine gives the last of the driver's lines, one for each attempt.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
