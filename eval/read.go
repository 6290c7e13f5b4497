package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/news"
)

// readPages is what extraction starts in a process of its own: it answers questions on the standard input, with as long
// for each as args say.
func readPages(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("read wants a time limit for each page; extraction starts it")
	}
	limit, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	extract.Read(ctx, extract.Page{Body: []byte("<p>A page of one sentence.")}) // what is made once is not the first page's
	answers := json.NewEncoder(os.Stdout)
	for questions := json.NewDecoder(bufio.NewReader(os.Stdin)); ; {
		var q question
		if err := questions.Decode(&q); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("read a question: %w", err)
		}
		if err := answers.Encode(timed(ctx, q, limit)); err != nil {
			return err
		}
	}
}

// rounds is how often a short page is read, in turn with html.Parse; the quickest of each tells least of the machine's
// other work. What takes longer than enough is read once.
const (
	rounds = 3
	enough = 100 * time.Millisecond
)

func timed(ctx context.Context, q question, limit time.Duration) (a answer) {
	body, err := readPage(q.File)
	if err != nil {
		return answer{Error: err.Error()}
	}
	for i := range rounds {
		next := once(ctx, q, body, limit)
		if i == 0 {
			a = next
		}
		a.Took, a.Parsed = min(a.Took, next.Took), min(a.Parsed, next.Parsed)
		if next.Took > enough {
			break
		}
	}
	a.Peak = peak()
	return a
}

// once reads a page after html.Parse has.
func once(ctx context.Context, q question, body []byte, limit time.Duration) answer {
	start := time.Now()
	_, _ = html.Parse(strings.NewReader(string(body)))
	parsed := time.Since(start)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start = time.Now()
	d := extract.Read(ctx, extract.Page{Body: body, ContentType: "text/html; charset=utf-8", URL: q.URL, Printed: q.Printed})
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	a := answerOf(d)
	if ctx.Err() != nil {
		a.Error = "more than " + limit.String()
	}
	a.Took, a.Parsed = took, parsed
	a.Mallocs, a.Allocated = after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc
	return a
}

func answerOf(d news.Document) answer {
	a := answer{Text: d.Text(), Title: d.Headline, Author: d.Byline(), Outcome: string(d.Outcome)}
	if !d.Published.IsZero() {
		a.Date = d.Published.Format(time.DateOnly)
	}
	for _, c := range d.Comments {
		a.Comments = append(a.Comments, c.Text)
	}
	return a
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
