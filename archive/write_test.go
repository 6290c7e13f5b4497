package archive_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
)

func minute(n int) time.Time { return time.Date(2031, 5, 4, 10, n, 0, 123456000, time.UTC) }

func headerJSON(t testing.TB, h http.Header) string {
	t.Helper()
	text, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// looks keeps two bodies and gives the captures of a morning, one of each kind.
func looks(t *testing.T, a *archive.Archive) []news.Capture {
	t.Helper()
	one, two := put(t, a, []byte(story), ""), put(t, a, page(2), "")
	html := headerJSON(t, http.Header{
		"Content-Type": {"text/html; charset=utf-8"}, "Content-Encoding": {"gzip"}, "Content-Length": {"7"},
		"Set-Cookie": {"a=1", "b=2"}, "Etag": {`"x"`},
	})
	return []news.Capture{
		{URL: fire, FinalURL: fire, At: minute(0), Status: 200, Header: html, Body: one, Outcome: news.New},
		{URL: fire, FinalURL: fire, At: minute(1), Status: 304, Header: `{"Etag":["\"x\""]}`, Outcome: news.NotModified},
		{URL: fire, FinalURL: fire, At: minute(2), Status: 200, Header: html, Body: one, Outcome: news.SameText},
		{URL: fire, FinalURL: harbour, At: minute(3), Status: 200, Header: html, Body: two, Outcome: news.New},
		{URL: fire, At: minute(4), Outcome: news.TimedOut, Reason: "no answer\nwithin 30 s"},
		{URL: fire, FinalURL: fire, At: minute(5), Status: 410, Header: `{}`, Outcome: news.Gone},
		{URL: flood, FinalURL: flood, At: minute(6), Header: `{"Content-Type":["text/html"]}`, Body: two, Outcome: news.New},
		{URL: flood, FinalURL: flood, At: minute(7), Status: 200, Body: put(t, a, []byte("<p>Riv"), ""), Outcome: news.Failed},
	}
}

func all(captures []news.Capture) iter.Seq2[news.Capture, error] {
	return func(yield func(news.Capture, error) bool) {
		for _, c := range captures {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func export(t testing.TB, a *archive.Archive, captures []news.Capture) (file, index string) {
	t.Helper()
	var f, i bytes.Buffer
	to := archive.WARC{File: &f, Name: "x.warc.gz", Index: &i, Software: "stemma test", Operator: "The Harbour Watch", At: minute(9)}
	if err := archive.WriteWARC(t.Context(), to, a.Get, all(captures)); err != nil {
		t.Fatal(err)
	}
	return f.String(), i.String()
}

func TestExportComesBack(t *testing.T) {
	a, _ := open(t)
	captures := looks(t, a)
	file, _ := export(t, a, captures)
	var records []archive.Record
	for r, err := range archive.Records(strings.NewReader(file)) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	if len(records) != len(captures)+1 || records[0].Kind != "warcinfo" {
		t.Fatalf("%d records, the first of kind %s, want a warcinfo and %d", len(records), records[0].Kind, len(captures))
	}
	kinds := []string{"response", "revisit", "revisit", "response", "metadata", "response", "resource", "response"}
	for i, c := range captures {
		r := records[i+1]
		if r.Kind != kinds[i] || !r.At.Equal(c.At) || r.Status != c.Status {
			t.Errorf("capture %d comes back as %s of %v, status %d, want %s, %v, %d", i, r.Kind, r.At, r.Status, kinds[i], c.At, c.Status)
		}
		if r.URL != c.FinalURL && c.FinalURL != "" || r.AskedURL != "" && r.AskedURL != c.URL {
			t.Errorf("capture %d of %s (%s) comes back as of %s (%s)", i, c.URL, c.FinalURL, r.AskedURL, r.URL)
		}
		checkPayload(t, a, c, r)
	}
	if r := records[3]; r.RefersTo != records[1].ID || r.RefersToURL != fire || !r.RefersToDate.Equal(minute(0)) {
		t.Errorf("the same body again refers to %s of %s at %v", r.RefersTo, r.RefersToURL, r.RefersToDate)
	}
	if got := string(records[5].Body); got != "outcome: time-out\r\nreason: no answer within 30 s\r\n" {
		t.Errorf("the look that brought nothing is told as %q", got)
	}
	if records[8].Truncated == "" {
		t.Error("a body that was cut off comes back as whole")
	}
}

func TestRequestsAreExportedBeforeTheirAnswers(t *testing.T) {
	a, _ := open(t)
	captures := looks(t, a)[:3]
	captures[0].Request = `{"User-Agent":["stemma/1"],"Accept":["text/html","*/*;q=0.1"]}`
	captures[1].Request = `{"User-Agent":["stemma/1"],"If-None-Match":["\"x\""]}`
	file, index := export(t, a, captures)
	var kinds, told []string
	var before archive.Record
	for r, err := range archive.Records(strings.NewReader(file)) {
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, r.Kind)
		if before.Kind == "request" && (before.Concurrent != r.ID || before.URL != r.URL || !before.At.Equal(r.At)) {
			t.Errorf("the request for %s at %v stands before %s at %v, %s", before.URL, before.At, r.URL, r.At, r.Kind)
		}
		if r.Kind == "request" {
			told = append(told, r.Method+" "+headerJSON(t, r.Header))
		}
		before = r
	}
	if want := []string{"warcinfo", "request", "response", "request", "revisit", "revisit"}; !slices.Equal(kinds, want) {
		t.Errorf("records %q, want %q", kinds, want)
	}
	want := []string{
		`GET {"Accept":["text/html","*/*;q=0.1"],"Host":["courier.example"],"User-Agent":["stemma/1"]}`,
		`GET {"Host":["courier.example"],"If-None-Match":["\"x\""],"User-Agent":["stemma/1"]}`,
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("requests: -want +got\n%s", diff)
	}
	z, err := gzip.NewReader(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	block := "\r\n\r\nGET /fire HTTP/1.1\r\nHost: courier.example\r\nAccept: text/html\r\nAccept: */*;q=0.1\r\nUser-Agent: stemma/1\r\n\r\n\r\n\r\nWARC"
	if err != nil || !strings.Contains(string(text), block) {
		t.Errorf("no %q in the file: %v", block, err)
	}
	if n := strings.Count(index, "\n"); n != 3 {
		t.Errorf("the index has %d lines, want those of the answers", n)
	}
}

// TestRedirectsAreExported: each as an answer under its own address and at its own time, and in the index, so that the old
// address leads to the new one.
func TestRedirectsAreExported(t *testing.T) {
	a, _ := open(t)
	c := looks(t, a)[3] // of fire, which leads to harbour
	c.Landed, c.Request = c.At.Add(4*time.Second), `{"User-Agent":["stemma/2"]}`
	c.Hops = []news.Hop{
		{URL: fire, At: c.At, Status: 301, Header: `{"Content-Length":["170"],"Location":["/old/"]}`, Request: `{"User-Agent":["stemma/1"]}`},
		{URL: fire + "/old/", At: c.At.Add(2 * time.Second), Status: 302, Header: `{"Location":["` + harbour + `"]}`},
	}
	file, index := export(t, a, []news.Capture{c})
	var got []string
	var records []archive.Record
	for r, err := range archive.Records(strings.NewReader(file)) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
		got = append(got, fmt.Sprint(r.Kind, " ", r.URL, " ", r.At.Second(), " ", r.Status, " ", r.Header.Get("Location"), r.Header.Get("User-Agent")))
	}
	want := []string{
		"warcinfo  0 0 ",
		"request " + fire + " 0 0 stemma/1", "response " + fire + " 0 301 /old/", "response " + fire + "/old/ 2 302 " + harbour,
		"request " + harbour + " 4 0 stemma/2", "response " + harbour + " 4 200 ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("records: -want +got\n%s", diff)
	}
	look := records[5]
	if records[2].LedTo != look.ID || records[3].LedTo != look.ID || look.LedTo != "" || records[2].ID == records[3].ID {
		t.Errorf("the redirects %q and %q led to %q and %q, want %q", records[2].ID, records[3].ID, records[2].LedTo, records[3].LedTo, look.ID)
	}
	if records[2].Noted != nil || look.Noted == nil || records[2].Truncated != "" || records[2].Header.Get("Content-Length") != "170" {
		t.Errorf("a redirect comes back as %+v", records[2])
	}
	for _, line := range []string{
		`example,courier)/fire 20310504100300 {"url":"` + fire + `","mime":"unk","status":"301","length"`,
		`example,courier)/fire/old 20310504100302 {"url":"` + fire + `/old/","mime":"unk","status":"302","length"`,
		`example,courier)/harbour 20310504100304 {"url":"` + harbour + `","mime":"text/html","status":"200","digest"`,
	} {
		if !strings.Contains(index, line) {
			t.Errorf("no line %s in the index:\n%s", line, index)
		}
	}
}

// checkPayload compares what a record brings back with the capture that it was made of.
func checkPayload(t *testing.T, a *archive.Archive, c news.Capture, r archive.Record) {
	t.Helper()
	if r.Kind == "response" || r.Kind == "revisit" {
		want := http.Header{}
		if c.Header != "" {
			if err := json.Unmarshal([]byte(c.Header), &want); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, r.Header); diff != "" {
			t.Errorf("header of %s at %v: -want +got\n%s", c.URL, c.At, diff)
		}
	}
	if c.Body == "" {
		return
	}
	if r.Digest != "sha256:"+c.Body {
		t.Errorf("digest of %s at %v is %s, want %s", c.URL, c.At, r.Digest, c.Body)
	}
	if r.Kind != "revisit" && archive.Name(r.Body) != c.Body {
		t.Errorf("body of %s at %v comes back as %q", c.URL, c.At, r.Body)
	}
}

func TestIndexFindsEveryRecord(t *testing.T) {
	a, _ := open(t)
	file, index := export(t, a, looks(t, a))
	lines := strings.Split(strings.TrimSpace(index), "\n")
	if len(lines) != 7 || !slices.IsSorted(lines) {
		t.Errorf("%d lines, want 7 that are sorted:\n%s", len(lines), index)
	}
	for _, line := range lines {
		parts := strings.SplitN(line, " ", 3)
		var at struct{ URL, Offset, Length, Filename string }
		if err := json.Unmarshal([]byte(parts[2]), &at); err != nil {
			t.Fatal(err)
		}
		offset, _ := strconv.Atoi(at.Offset)
		length, _ := strconv.Atoi(at.Length)
		z, err := gzip.NewReader(strings.NewReader(file[offset : offset+length]))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		record, err := io.ReadAll(z)
		if err != nil || !strings.Contains(string(record), "WARC-Target-URI: "+at.URL+"\r\n") {
			t.Errorf("%s: no such record there: %v, %.200q", line, err, record)
		}
		if !strings.HasPrefix(parts[0], "example,courier)/") || !strings.HasPrefix(parts[1], "2031050410") || at.Filename != "x.warc.gz" {
			t.Errorf("line %q", line)
		}
	}
}

func TestExportIsTheSameEachTime(t *testing.T) {
	a, _ := open(t)
	captures := looks(t, a)
	one, _ := export(t, a, captures)
	two, _ := export(t, a, captures)
	if one != two {
		t.Error("two exports of the same captures differ")
	}
}

func TestExportStopsWithTheReason(t *testing.T) {
	a, _ := open(t)
	lost := []news.Capture{{URL: fire, At: minute(0), Status: 200, Body: archive.Name([]byte("never put"))}}
	err := archive.WriteWARC(t.Context(), archive.WARC{File: io.Discard}, a.Get, all(lost))
	if !errors.Is(err, archive.ErrNotFound) || !strings.Contains(err.Error(), fire) {
		t.Errorf("a capture whose body is lost: %v", err)
	}
	failed := errors.New("database on fire")
	err = archive.WriteWARC(t.Context(), archive.WARC{File: io.Discard}, a.Get, func(yield func(news.Capture, error) bool) {
		yield(news.Capture{}, failed)
	})
	if !errors.Is(err, failed) {
		t.Errorf("captures that cannot be read: %v", err)
	}
}
