package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma/newsstand"
	"github.com/stemma-news/stemma/watch"
)

// demoCmd is the whole product over a simulated web.
type demoCmd struct {
	outside
	Listen string        `default:"localhost:8080" placeholder:"ADDR" help:"Address of the pages (${default})."`
	Pace   float64       `default:"120" placeholder:"N" help:"How much faster than ours the stories unfold; all intervals shrink with it (${default})."`
	Seed   int64         `default:"1" placeholder:"N" help:"The same seed tells the same stories (${default})."`
	For    time.Duration `placeholder:"DURATION" help:"Stop by itself after so long, such as 3m."`
	Data   string        `placeholder:"DIR" help:"Keep what was seen in this folder; without it nothing is left behind."`
	Truth  string        `placeholder:"FILE" help:"At the end write every edit that the simulated outlets made, as JSON lines."`
}

// Run shows the demo until it is interrupted or its time is over.
func (c *demoCmd) Run(s *session) (err error) {
	if err := checkPace(c.Pace); err != nil {
		return err
	}
	if c.For < 0 {
		return misuse("--for %v is over already; give a time such as 3m", c.For)
	}
	l, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer l.Close()
	truth, err := createIfNamed(c.Truth)
	if err != nil {
		return err
	}
	st := storage{Data: c.Data}
	if st.Data == "" {
		if st.Data, err = os.MkdirTemp("", "stemma-demo-"); err != nil {
			return fmt.Errorf("cannot make a temporary folder (%w); name one with --data", reason(err))
		}
		defer os.RemoveAll(st.Data)
	}
	if err := ownFolder(st.Data); err != nil {
		return err
	}
	p, err := st.open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if err := p.claim(st); err != nil {
		return err
	}
	stand, err := c.show(s, p, l)
	if stand == nil || truth == nil {
		return err
	}
	return errors.Join(err, stand.WriteTruth(truth, time.Now()), truth.Close())
}

// ownFolder keeps invented news out of a folder with real ones: it marks a new folder as the demo's, and refuses one
// that has a database without the mark.
func ownFolder(dir string) error {
	mark := filepath.Join(dir, "demo")
	_, marked := os.Stat(mark)
	_, used := os.Stat(filepath.Join(dir, databaseFile))
	if used == nil && marked != nil {
		return misuse("%s holds news that are no demo's; name another folder with --data", dir)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("cannot make the data folder %s (%w); name another with --data", dir, reason(err))
	}
	if err := os.WriteFile(mark, []byte("What is in this folder was invented by stemma demo.\n"), 0o600); err != nil {
		return fmt.Errorf("cannot write in the data folder %s (%w); name another with --data", dir, reason(err))
	}
	return nil
}

// show runs the newsstand, the watcher and the pages, until the demo's time is over.
func (c *demoCmd) show(s *session, p *program, pages net.Listener) (*newsstand.Stand, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("cannot open a port for the simulated web: %w", reason(err))
	}
	stand := openStand(l, c.Seed, c.Pace)
	ctx, cancel := context.WithCancel(s)
	if c.For > 0 {
		ctx, cancel = context.WithTimeout(s, c.For)
	}
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)
	timed := s.within(ctx)
	address := cmp.Or(c.Address, publicAddress(strings.TrimRight(pageAddress(pages), "/")))
	w := p.watcher(manners{AllowLoopback: true, HostPace: time.Duration(float64(2*time.Second) / c.Pace), Pace: c.Pace}, address)
	defer w.Close()
	group.Go(func() error { return serveHTTP(ctx, l, stand) })
	group.Go(func() error { return runHub(ctx, stand, c.Pace) })
	group.Go(func() error {
		defer cancel()
		return p.watchAndServe(timed, w, pages, "", address, c.refresh(), func(s *session) error { return addStand(s, w, stand) })
	})
	if err := group.Wait(); err != nil {
		return stand, err
	}
	return stand, w.ReadAll(context.WithoutCancel(s)) // what was fetched and not yet read when the time was over
}

// refresh is how often an open front page asks for news.
func (c *demoCmd) refresh() time.Duration {
	return max(time.Duration(float64(5*time.Minute)/c.Pace), 2*time.Second)
}

// addStand has the feeds of all simulated outlets watched.
func addStand(s *session, w *watch.Watcher, stand *newsstand.Stand) error {
	for _, o := range stand.Outlets() {
		if err := addOne(s, w, o.Feed); err != nil && s.Err() == nil {
			return err
		}
	}
	return nil
}

// createIfNamed makes a file early, so that a name that cannot be written is told before the demo has run.
func createIfNamed(name string) (*os.File, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // no name, no file
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", name, reason(err))
	}
	return f, nil
}
