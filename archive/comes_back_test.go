package archive_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/http/httpguts"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
)

// FuzzRecordsOfWriteWARC holds the law of export: what WriteWARC writes, Records reads back byte for byte, whatever
// the bodies are and whatever the site said of them in its header.
func FuzzRecordsOfWriteWARC(f *testing.F) {
	f.Add([]byte(story), []byte("<p>Three hurt</p>"), "Content-Encoding", "gzip", 200, "no answer")
	f.Add([]byte("WARC/1.1\r\n\r\n"), []byte("\r\n\r\nWARC/1.1\r\n"), "Content-Length", "7", 404, "a\r\nb: c")
	f.Add([]byte{}, []byte("HTTP/1.1 200 OK\r\n\r\n"), "Transfer-Encoding", "chunked", 304, "")
	f.Add([]byte("\x1f\x8b\x08\x00"), []byte("5\r\nhello\r\n0\r\n\r\n"), "X-Archive-Orig-Content-Length", "x", 599, "\x00")
	f.Fuzz(func(t *testing.T, first, second []byte, name, value string, status int, reason string) {
		if status < 100 || status > 999 || len(first)+len(second) > 1<<20 {
			return // fetch gives no such answer
		}
		header := http.Header{"Content-Type": {"text/html"}}
		if value = strings.TrimSpace(value); httpguts.ValidHeaderFieldName(name) && httpguts.ValidHeaderFieldValue(value) {
			header.Set(name, strings.ToValidUTF8(value, ""))
		}
		one, two := archive.Name(first), archive.Name(second)
		bodies := map[string][]byte{one: first, two: second}
		captures := []news.Capture{
			{URL: fire, FinalURL: fire, At: minute(0), Status: status, Body: one, Outcome: news.New},
			{URL: flood, FinalURL: harbour, At: minute(1), Status: status, Body: two, Outcome: news.Blocked, Reason: reason},
			{URL: fire, FinalURL: fire, At: minute(2), Status: status, Body: one, Outcome: news.SameText},
			{URL: fire, FinalURL: fire, At: minute(3), Status: 304, Outcome: news.NotModified},
			{URL: fire, At: minute(4), Outcome: news.TimedOut, Reason: reason},
			{URL: fire, FinalURL: fire, At: minute(5), Status: status, Body: two, Outcome: news.New},
		}
		for i := range captures {
			captures[i].Header = headerJSON(t, header)
			if i%2 == 0 && header.Get("Host") == "" { // which is that of the address
				captures[i].Request = captures[i].Header
			}
		}
		var file bytes.Buffer
		get := func(_ context.Context, name string) ([]byte, error) { return bodies[name], nil }
		if err := archive.WriteWARC(t.Context(), archive.WARC{File: &file, At: minute(9)}, get, all(captures)); err != nil {
			t.Fatal(err)
		}
		checkComesBack(t, captures, bodies, &file)
	})
}

// checkComesBack reads an export and compares each record with the capture that it was made of.
func checkComesBack(t *testing.T, captures []news.Capture, want map[string][]byte, file io.Reader) {
	t.Helper()
	bodies := map[string][]byte{}
	n := -1 // the first record speaks of the file
	asked := ""
	for r, err := range archive.Records(file) {
		if err != nil {
			t.Fatalf("record %d: %v", n, err)
		}
		if r.Kind == "request" {
			asked = requestOf(t, r)
			continue
		}
		if n++; n == 0 {
			continue
		}
		if asked != captures[n-1].Request {
			t.Errorf("request %d comes back as %s, want %s", n, asked, captures[n-1].Request)
		}
		asked = ""
		c := captures[n-1]
		if r.Status != c.Status || !r.At.Equal(c.At) {
			t.Errorf("capture %d comes back with status %d of %v, want %d of %v", n, r.Status, r.At, c.Status, c.At)
		}
		if r.Kind == "response" {
			bodies[r.Digest] = r.Body
		}
		if c.Body == "" {
			continue
		}
		if !bytes.Equal(bodies[r.Digest], want[c.Body]) {
			t.Errorf("body %d comes back as %q, want %q", n, bodies[r.Digest], want[c.Body])
		}
		if got, _ := json.Marshal(r.Header); string(got) != c.Header {
			t.Errorf("header %d comes back as %s, want %s", n, got, c.Header)
		}
	}
	if n != len(captures) {
		t.Errorf("%d records, want %d", n, len(captures))
	}
}

// requestOf gives the header of a request as a capture has it.
func requestOf(t *testing.T, r archive.Record) string {
	t.Helper()
	if r.Method != http.MethodGet || r.Concurrent == "" || len(r.Body) > 0 {
		t.Errorf("request %+v", r)
	}
	r.Header.Del("Host")
	return headerJSON(t, r.Header)
}
