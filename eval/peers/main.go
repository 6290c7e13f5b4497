// Command peers reads pages with the open extractors that extract is measured against. It is a module of its own, so
// that Stemma does not depend on them; `go run ./eval extraction --peers FOLDER` builds and starts it.
//
//	peers trafilatura|readability LIMIT
//
// It takes questions as lines of JSON on its standard input, answers each with a line of JSON, and ends with its
// input. The peers take no context: when one takes longer than LIMIT, the program answers that and ends.
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"runtime"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// A question names a page: a file, packed or not, and the address that it was found at.
type question struct{ File, URL string }

// An answer is what was read, and what it took. Package main of ../ has the same, with what each field means.
type answer struct {
	Text, Title, Author, Date string
	Comments                  []string
	Error                     string
	Took, Parsed              time.Duration
	Mallocs, Allocated, Peak  uint64
}

// A peer fills an answer from a parsed page.
type peer func(root *html.Node, address *url.URL, a *answer) error

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	peers := map[string]peer{"trafilatura": readTrafilatura, "readability": readReadability}
	if len(args) != 2 || peers[args[0]] == nil {
		return fmt.Errorf("usage: peers trafilatura|readability LIMIT")
	}
	limit, err := time.ParseDuration(args[1])
	if err != nil {
		return err
	}
	read := peers[args[0]]
	warmUp(read)
	answers := json.NewEncoder(out)
	for questions := json.NewDecoder(bufio.NewReader(in)); ; {
		var q question
		if err := questions.Decode(&q); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("read a question: %w", err)
		}
		tooLate := time.AfterFunc(limit, func() { giveUp(answers, limit) })
		a := timed(read, q)
		if !tooLate.Stop() {
			select {} // giveUp is answering
		}
		if err := answers.Encode(a); err != nil {
			return err
		}
	}
}

// warmUp lets a peer set up what it makes once, so that this is not counted with its first page.
func warmUp(read peer) {
	root, err := html.Parse(strings.NewReader("<p>A page of one sentence."))
	if err == nil {
		_ = read(root, &url.URL{Scheme: "https", Host: "outlet.example"}, &answer{})
	}
}

func giveUp(answers *json.Encoder, limit time.Duration) {
	_ = answers.Encode(answer{Error: "more than " + limit.String(), Took: limit, Peak: peak()})
	os.Exit(0)
}

// How often a page is read is that of package main of ../, see there.
const (
	rounds = 3
	enough = 100 * time.Millisecond
)

func timed(read peer, q question) (a answer) {
	body, err := readFile(q.File)
	if err != nil {
		return answer{Error: err.Error()}
	}
	address, err := url.Parse(q.URL)
	if err != nil || address.Host == "" {
		address = &url.URL{Scheme: "https", Host: "outlet.example"}
	}
	for i := range rounds {
		next := once(read, body, address)
		if i == 0 {
			a = next
		}
		a.Took, a.Parsed = min(a.Took, next.Took), min(a.Parsed, next.Parsed)
		if next.Took > enough || next.Error != "" {
			break
		}
	}
	a.Peak = peak()
	return a
}

// once reads a page after html.Parse has.
func once(read peer, body string, address *url.URL) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a.Error = fmt.Sprint("panic: ", p)
		}
	}()
	start := time.Now()
	_, _ = html.Parse(strings.NewReader(body))
	a.Parsed = time.Since(start)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start = time.Now()
	root, err := html.Parse(strings.NewReader(body))
	if err == nil {
		err = read(root, address, &a)
	}
	a.Took = time.Since(start)
	runtime.ReadMemStats(&after)
	a.Mallocs, a.Allocated = after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc
	if err != nil {
		a.Error = err.Error()
	}
	return a
}

func readFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return "", err
		}
	}
	data, err := io.ReadAll(r)
	return string(data), err
}

// peak gives the most memory that the process ever held, in bytes; 0 where the system has no /proc.
func peak() uint64 {
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	var kilobytes uint64
	if _, rest, ok := strings.Cut(string(data), "VmHWM:"); ok {
		_, _ = fmt.Sscan(rest, &kilobytes)
	}
	return kilobytes << 10
}
