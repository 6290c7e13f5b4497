package main

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/stemma-news/stemma/store"
)

// calm keeps the log readable while the database is away: every worker, page and timer fails then, again and again and
// for one reason. It says so once a minute, with how many lines were left out since; all other lines pass.
type calm struct {
	slog.Handler
	said *lastSaid
}

// lastSaid is shared by the handlers that are made of one.
type lastSaid struct {
	mu   sync.Mutex
	at   time.Time
	left int
}

// calmFor is how long one line about a database that is away lasts.
const calmFor = time.Minute

func newCalm(inner slog.Handler) calm { return calm{inner, &lastSaid{}} }

// Handle implements [slog.Handler].
func (c calm) Handle(ctx context.Context, r slog.Record) error {
	why := awayIn(r)
	if why == "" {
		return c.Handler.Handle(ctx, r)
	}
	c.said.mu.Lock()
	defer c.said.mu.Unlock()
	if r.Time.Sub(c.said.at) < calmFor {
		c.said.left++
		return nil
	}
	line := slog.NewRecord(r.Time, r.Level, "the database does not answer", r.PC)
	line.AddAttrs(slog.String("err", lastLine(why)))
	if c.said.left > 0 {
		line.AddAttrs(slog.Int("left_out", c.said.left))
	}
	c.said.at, c.said.left = r.Time, 0
	return c.Handler.Handle(ctx, line)
}

// WithAttrs implements [slog.Handler].
func (c calm) WithAttrs(attrs []slog.Attr) slog.Handler {
	return calm{c.Handler.WithAttrs(attrs), c.said}
}

// WithGroup implements [slog.Handler].
func (c calm) WithGroup(name string) slog.Handler { return calm{c.Handler.WithGroup(name), c.said} }

// awayIn gives what a line says of a database that is away; "" when it speaks of something else. The job queue logs its
// errors as texts: of those only the driver's own words are left.
func awayIn(r slog.Record) string {
	why := ""
	r.Attrs(func(a slog.Attr) bool {
		text := a.Value.String()
		err, is := a.Value.Any().(error)
		if is && store.Away(err) || !is && saysAway(text) {
			why = text
		}
		return why == ""
	})
	return why
}

func saysAway(text string) bool {
	for _, words := range []string{"failed to connect to `", "(SQLSTATE 57P0", "(SQLSTATE 53300)", "driver: bad connection", "conn closed"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

// lastLine gives the last of the driver's lines, one for each attempt.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
