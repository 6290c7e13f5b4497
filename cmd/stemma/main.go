// Command stemma watches the news, keeps every version of every article, and shows what changed.
package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"unicode"

	"golang.org/x/term"
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50) // reading large pages leaves much behind, and half of the usual is cheap beside reading
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryAim)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends it at once, whatever it waits for
	status := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(status)
}

// memoryAim is the bytes of memory from which on the collector works harder, so that the process stays below 200 MB on a
// machine that is busy with other things, where it would come too late. It is no bound: what is needed is had.
const memoryAim = 140 << 20

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// A printout remembers that something could not be written to it, so that a command whose words are lost fails. Those who
// serve and those who add write to it at the same time.
type printout struct {
	io.Writer
	turn   sync.Mutex
	failed error // guarded by turn
}

// Write writes, and keeps the first error.
func (o *printout) Write(b []byte) (int, error) {
	o.turn.Lock()
	defer o.turn.Unlock()
	n, err := o.Writer.Write(b)
	o.failed = cmp.Or(o.failed, err)
	return n, err
}

// err is why something could not be written, nil where all was.
func (o *printout) err() error {
	o.turn.Lock()
	defer o.turn.Unlock()
	return o.failed
}

// isTerminal says that somebody looks at what is written to w.
func isTerminal(w io.Writer) bool {
	if o, ok := w.(*printout); ok {
		w = o.Writer
	}
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// complain says what went wrong. It may name what a stranger wrote, such as an address in a file that is imported, so
// nothing of it may steer the terminal.
func (s streams) complain(text string) {
	fmt.Fprintln(s.err, "stemma:", strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return unicode.ReplacementChar
		}
		return r
	}, text))
}
