package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// verifyCmd reads everything that is kept once more.
type verifyCmd struct{ storage }

// Run names what is damaged or missing, and fails if anything is.
func (c *verifyCmd) Run(s *session) (err error) {
	p, err := c.openToRead(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	out := bufio.NewWriter(s.out)
	defer func() { err = errors.Join(err, out.Flush()) }()
	return p.verify(out)
}

// An inspection is what verify found so far.
type inspection struct {
	bodies, captures int
	damaged          map[string]error // by the body's name
	without          int              // captures whose body cannot be had
}

// verify reads the tables first: where they are damaged, reading what they hold may not come to its end.
func (p *program) verify(out io.Writer) error {
	tables := p.db.CheckIntegrity(p.s)
	if p.s.Err() != nil {
		return p.s.Err()
	}
	if tables != nil {
		fmt.Fprintln(out, tables)
	}
	if err := p.verifyArchive(out); err != nil || tables == nil {
		return err
	}
	return errors.New("the database is damaged: what is wrong stands above; restore it from a copy of the data")
}

// verifyArchive reads every body, and asks of every capture whether its body is among them.
func (p *program) verifyArchive(out io.Writer) error {
	found := inspection{damaged: map[string]error{}}
	if err := p.verifyBodies(&found); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(found.damaged)) {
		fmt.Fprintln(out, found.damaged[name])
	}
	if err := p.verifyCaptures(&found, out); err != nil {
		return err
	}
	fmt.Fprintf(out, "bodies %d, damaged %d; captures %d, without their body %d\n",
		found.bodies, len(found.damaged), found.captures, found.without)
	if len(found.damaged)+found.without > 0 {
		return errors.New("the archive is damaged: what is wrong stands above; restore it from a copy of the data")
	}
	return nil
}

// verifyBodies reads every body, with a bar where somebody looks at a terminal.
func (p *program) verifyBodies(found *inspection) error {
	size, err := p.archive.Size(p.s)
	if err != nil {
		return err
	}
	bars := progress(p.s)
	var bar *mpb.Bar
	if bars != nil {
		defer bars.Shutdown()
		bar = bars.AddBar(size.Bodies, mpb.PrependDecorators(decor.Name("bodies ")),
			mpb.AppendDecorators(decor.CountersNoUnit("%d of %d")))
	}
	err = p.archive.Verify(p.s, func(name string, err error) {
		found.bodies++
		if err != nil {
			found.damaged[name] = err
		}
		if bar != nil {
			bar.Increment()
		}
	})
	if err != nil {
		return fmt.Errorf("verify the bodies: %w", err)
	}
	return nil
}

// verifyCaptures asks of every capture whether its body can be had.
func (p *program) verifyCaptures(found *inspection, out io.Writer) error {
	for c, err := range p.db.EachCapture(p.s, store.Export{}) {
		if err != nil {
			return fmt.Errorf("verify the captures: %w", err)
		}
		found.captures++
		why, err := p.lost(c, found.damaged)
		if err != nil {
			return fmt.Errorf("verify the captures: %w", err)
		}
		if why != "" {
			found.without++
			fmt.Fprintf(out, "capture %d of %s at %s: its body %s is %s\n", c.ID, c.URL, c.At.Format(time.RFC3339), c.Body, why)
		}
	}
	return nil
}

// lost says in a word why a capture's body cannot be had; "" when it can, or when there never was one.
func (p *program) lost(c news.Capture, damaged map[string]error) (string, error) {
	switch {
	case c.Body == "":
		return "", nil
	case damaged[c.Body] != nil:
		return "damaged", nil
	}
	there, err := p.archive.Has(p.s, c.Body)
	if err != nil || there {
		return "", err
	}
	return "missing", nil
}
