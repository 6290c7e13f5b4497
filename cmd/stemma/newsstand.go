package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma/newsstand"
)

// newsstandCmd serves only the simulated web.
type newsstandCmd struct {
	Listen string  `default:"localhost:8090" placeholder:"ADDR" help:"Address of the simulated web (${default}). Its outlets are hosts below localhost."`
	Pace   float64 `default:"60" placeholder:"N" help:"How much faster than ours its clock runs (${default})."`
	Seed   int64   `default:"1" placeholder:"N" help:"The same seed tells the same stories (${default})."`
}

// Run serves until it is interrupted.
func (c *newsstandCmd) Run(s *session) error {
	if err := checkPace(c.Pace); err != nil {
		return err
	}
	l, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer l.Close()
	stand := openStand(l, c.Seed, c.Pace)
	for _, o := range stand.Outlets() {
		fmt.Fprintf(s.out, "%s (%s)\n  %s\n  %s\n", o.Name, o.Language, o.Home, o.Feed)
	}
	group, ctx := errgroup.WithContext(s)
	group.Go(func() error { return serveHTTP(ctx, l, stand) })
	group.Go(func() error { return runHub(ctx, stand, c.Pace) })
	return group.Wait()
}

// runHub lets the simulated web's hub tell of news, once in half a minute of its own time.
func runHub(ctx context.Context, stand *newsstand.Stand, pace float64) error {
	stand.RunHub(ctx, &http.Client{}, max(time.Duration(float64(30*time.Second)/pace), 100*time.Millisecond))
	return nil
}

// openStand makes a newsstand whose addresses name the listener's port.
func openStand(l net.Listener, seed int64, pace float64) *newsstand.Stand {
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		port = "80" // unreachable: a TCP listener's address always has a port
	}
	return newsstand.New(newsstand.Options{Seed: seed, Start: time.Now(), Pace: pace, Port: port})
}
