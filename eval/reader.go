package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
)

// A question names a page: a file, packed or not, and the address that it was found at.
type question struct {
	File, URL string
	Printed   []news.Printed // ours alone takes that
}

// An answer is what a reader read on a page, and what that took. Package main of peers has the same.
type answer struct {
	Text, Title, Author, Date string // Date begins with the day, 2006-01-02
	Comments                  []string
	Outcome                   string        // of ours only
	Error                     string        // why there is no text
	Took, Parsed              time.Duration // by the reader, and by html.Parse alone just before; the quickest of a few rounds
	Mallocs, Allocated, Peak  uint64        // objects and bytes that were allocated; the most that the process ever held, in bytes
}

// A reader reads pages in a process of its own, so that its memory can be told from anybody else's and that a page that
// it cannot get done with costs no more than the time limit.
type reader struct {
	name    string
	command []string

	cmd     *exec.Cmd
	in      io.WriteCloser
	answers *json.Decoder
}

// readers gives ours and, if they are wanted, the peers, which are built for that. The function that it gives removes
// what was built.
func readers(ctx context.Context, limit time.Duration, peers bool) (all []*reader, clean func(), err error) {
	own, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	all = []*reader{{name: "stemma", command: []string{own, "read", limit.String()}}}
	if !peers {
		return all, func() {}, nil
	}
	folder, err := os.MkdirTemp("", "stemma-peers")
	if err != nil {
		return nil, nil, err
	}
	clean = func() { _ = os.RemoveAll(folder) }
	program := filepath.Join(folder, "peers")
	if err := buildPeers(ctx, program); err != nil {
		clean()
		return nil, nil, err
	}
	for _, name := range []string{"trafilatura", "readability"} {
		all = append(all, &reader{name: name, command: []string{program, name, limit.String()}})
	}
	return all, clean, nil
}

// buildPeers builds the module of the peers, which stands beside this package.
func buildPeers(ctx context.Context, program string) error {
	module, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return fmt.Errorf("ask where the module is: %w", err)
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", program, ".")
	build.Dir = filepath.Join(filepath.Dir(strings.TrimSpace(string(module))), "eval", "peers")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build the peers in %s (run eval inside the repository): %w\n%s", build.Dir, err, out)
	}
	return nil
}

// read asks for one page. A reader that gave up, or died of the page, is started again for the next.
func (r *reader) read(ctx context.Context, q question) (answer, error) {
	if r.cmd == nil {
		if err := r.start(ctx); err != nil {
			return answer{}, fmt.Errorf("start the reader %s: %w", r.name, err)
		}
	}
	var a answer
	line, err := json.Marshal(q)
	if err != nil {
		return a, err
	}
	_, asked := r.in.Write(append(line, '\n'))
	if err := errors.Join(asked, r.answers.Decode(&a)); err != nil {
		a.Error = fmt.Sprintf("the reader died: %v", errors.Join(err, r.stop()))
		return a, ctx.Err()
	}
	if strings.HasPrefix(a.Error, "more than ") {
		return a, r.stop()
	}
	return a, nil
}

func (r *reader) start(ctx context.Context) (err error) {
	r.cmd = exec.CommandContext(ctx, r.command[0], r.command[1:]...)
	r.cmd.Stderr = os.Stderr
	if r.in, err = r.cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	r.answers = json.NewDecoder(bufio.NewReader(out))
	return r.cmd.Start()
}

// stop ends the process, if there is one.
func (r *reader) stop() error {
	if r.cmd == nil {
		return nil
	}
	_ = r.in.Close() // at which it ends
	err := r.cmd.Wait()
	r.cmd = nil
	return err
}
