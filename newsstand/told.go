package newsstand

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// Open gives a stand that tells one story out of a txtar archive. A file's name is a time and a URL, its text the raw
// HTTP response that the URL gives from that time on:
//
//	-- 2000-01-01T06:00:00Z http://daily.example/fire --
//	HTTP/1.1 200 OK
//	Content-Type: text/html
//
//	<h1>Two hurt in harbour fire</h1>
//	-- 2000-01-03T00:00:00Z http://daily.example/fire --
//	HTTP/1.1 410 Gone
//
// Host, path and query tell URLs apart, not the scheme. Before its first time, a URL answers 404. A Content-Length that
// is longer than the text makes a truncated body. The times are absolute: a synctest bubble begins at 2000-01-01. Such a
// stand has no truth but the archive.
func Open(tb testing.TB, file string) *Stand {
	tb.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		tb.Fatalf("open story: %v", err)
	}
	t, err := parseTold(archive)
	if err != nil {
		tb.Fatalf("open story %s: %v", file, err)
	}
	return newStand(t)
}

// told is a site that answers from an archive.
type told struct {
	answers map[string][]answer // by host, path and query; in order of time
	hosts   []string
}

type answer struct {
	from   time.Time
	status int
	header http.Header
	body   []byte
}

func parseTold(archive *txtar.Archive) (*told, error) {
	t := &told{answers: map[string][]answer{}}
	for _, f := range archive.Files {
		when, where, _ := strings.Cut(f.Name, " ")
		from, err := time.Parse(time.RFC3339, when)
		if err != nil {
			return nil, fmt.Errorf("%q does not begin with a time", f.Name)
		}
		u, err := url.Parse(where)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("%q does not end with a URL", f.Name)
		}
		a, err := parseAnswer(f.Data)
		if err != nil {
			return nil, fmt.Errorf("answer of %q: %w", f.Name, err)
		}
		a.from = from
		key := u.Host + u.RequestURI()
		t.answers[key] = append(t.answers[key], a)
		if !slices.Contains(t.hosts, u.Host) {
			t.hosts = append(t.hosts, u.Host)
		}
	}
	for _, all := range t.answers {
		slices.SortStableFunc(all, func(a, b answer) int { return a.from.Compare(b.from) })
	}
	return t, nil
}

func parseAnswer(data []byte) (answer, error) {
	head, body, found := bytes.Cut(data, []byte("\n\n"))
	if !found {
		head, body = bytes.TrimRight(data, "\n"), nil
	}
	r, err := http.ReadResponse(bufio.NewReader(io.MultiReader(bytes.NewReader(head), strings.NewReader("\n\n"))), nil)
	if err != nil {
		return answer{}, fmt.Errorf("read response: %w", err)
	}
	defer r.Body.Close()
	return answer{status: r.StatusCode, header: r.Header, body: body}, nil
}

// current gives what a URL answers at the moment, nil before its first time.
func (t *told) current(host string, u *url.URL, now time.Time) (current *answer) {
	for _, a := range t.answers[host+u.RequestURI()] {
		if !a.from.After(now) {
			current = &a
		}
	}
	return current
}

func (t *told) edition(u *url.URL, now time.Time) string {
	if a := t.current(u.Host, u, now); a != nil {
		return a.from.String()
	}
	return ""
}

func (t *told) answer(w http.ResponseWriter, r *http.Request, now time.Time) {
	current := t.current(r.Host, r.URL, now)
	if current == nil {
		http.NotFound(w, r)
		return
	}
	for name, values := range current.header {
		w.Header()[name] = values
	}
	w.WriteHeader(current.status)
	w.Write(current.body) // an error here is the client's leaving
}

func (t *told) outlets() []Outlet {
	var all []Outlet
	for _, host := range t.hosts {
		all = append(all, Outlet{Name: host, Host: host, Home: "http://" + host + "/"})
	}
	return all
}

func (t *told) truth(time.Time) []Edit { return nil }
