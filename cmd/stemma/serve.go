package main

import (
	"errors"
	"fmt"
	"net"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma/watch"
)

// serveCmd watches and serves in one process.
type serveCmd struct {
	storage
	manners
	outside
	Listen string   `default:"localhost:8080" placeholder:"ADDR" help:"Address of the pages (${default})."`
	Add    []string `placeholder:"URL" sep:"none" help:"Watch this feed, site, article or OPML file; may be repeated."`
}

// Run serves until it is interrupted.
func (c *serveCmd) Run(s *session) error {
	return c.listening(s, c.Listen, func(p *program, l net.Listener) error {
		if err := p.claim(c.storage); err != nil {
			return err
		}
		w := p.watcher(c.manners, c.Address)
		defer w.Close()
		return p.watchAndServe(s, w, l, c.Operator, c.Address, 0, func(s *session) error { return addAll(s, w, c.Add) })
	})
}

// listening runs do with the port open, and the database.
func (st storage) listening(s *session, address string, do func(*program, net.Listener) error) (err error) {
	l, err := listen(address)
	if err != nil {
		return err
	}
	defer l.Close()
	p, err := st.open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if err := p.hasBodies(); err != nil {
		return err
	}
	return do(p, l)
}

// watchAndServe runs the watcher and the pages until the context ends or one of them fails; first is done once both
// run, ends with them, and is waited for.
func (p *program) watchAndServe(s *session, w *watch.Watcher, l net.Listener, operator contact, address publicAddress, refresh time.Duration, first func(*session) error) error {
	handler, err := p.pages(operator, address, refresh)
	if err != nil {
		return fmt.Errorf("set up the pages: %w", err)
	}
	group, ctx := errgroup.WithContext(s)
	group.Go(func() error { return w.Run(ctx) })
	group.Go(func() error { return serveHTTP(ctx, l, handler) })
	group.Go(func() error { return first(s.within(ctx)) })
	fmt.Fprintln(s.out, "Stemma is at", pageAddress(l))
	return group.Wait()
}

// addAll adds each address and says what it found. One that cannot be added is told, and the others go on.
func addAll(s *session, w *watch.Watcher, addresses []string) error {
	for _, address := range addresses {
		if err := addOne(s, w, address); err != nil && s.Err() == nil {
			s.complain(err.Error())
		}
	}
	return nil
}

// workCmd only watches.
type workCmd struct {
	storage
	manners
	outside
}

// Run watches until it is interrupted.
func (c *workCmd) Run(s *session) error {
	if c.Database == "" {
		return misuse("work shares a PostgreSQL database with others: give --database postgres://…; on one machine use stemma serve")
	}
	return c.withWatcher(s, c.manners, c.Address, func(_ *program, w *watch.Watcher) error {
		fmt.Fprintln(s.out, "Stemma is watching.")
		return w.Run(s)
	})
}

// webCmd only serves the pages.
type webCmd struct {
	storage
	outside
	Listen   string  `default:"localhost:8080" placeholder:"ADDR" help:"Address of the pages (${default})."`
	Operator contact `placeholder:"URL" help:"Page or mailto: of whoever runs this, named at the foot of the pages."`
}

// Run serves until it is interrupted.
func (c *webCmd) Run(s *session) error {
	if c.Database == "" {
		return misuse("web shares a PostgreSQL database with others: give --database postgres://…; on one machine use stemma serve")
	}
	return c.listening(s, c.Listen, func(p *program, l net.Listener) error {
		handler, err := p.pages(c.Operator, c.Address, 0)
		if err != nil {
			return fmt.Errorf("set up the pages: %w", err)
		}
		fmt.Fprintln(s.out, "Stemma is at", pageAddress(l))
		return serveHTTP(s, l, handler)
	})
}
