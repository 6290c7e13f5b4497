package fetch

import (
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/news"
)

// write sends text and stops at the first error, since the other end hangs up on us.
func write(conn net.Conn, text string) bool {
	_, err := io.WriteString(conn, text)
	return err == nil
}

// drip sends one byte of a text after each pause, over and over.
func drip(conn net.Conn, text string, pause time.Duration) {
	for i := 0; write(conn, text[i%len(text):i%len(text)+1]); i++ {
		time.Sleep(pause)
	}
}

const okHeader = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

// hostile are servers that mean no good, or cannot help it: what each sends after the request, what must come of it, and
// the longest time that it may take.
var hostile = []struct {
	name   string
	serve  func(net.Conn)
	want   news.Outcome
	within time.Duration
}{
	{"hangs up", func(net.Conn) {}, news.Failed, time.Second},
	{"never answers", func(net.Conn) { time.Sleep(time.Hour) }, news.TimedOut, 20 * time.Second},
	{"headers byte by byte", func(c net.Conn) { drip(c, "HTTP/1.1 200 OK\r\nX-A: "+strings.Repeat("a", 5000), time.Second) }, news.TimedOut, 20 * time.Second},
	{"headers without end", func(c net.Conn) {
		write(c, okHeader)
		for write(c, "X-A: "+strings.Repeat("a", 1000)+"\r\n") {
		}
	}, news.Failed, time.Second},
	{"one header without end", func(c net.Conn) {
		write(c, okHeader+"X-A: ")
		for write(c, strings.Repeat("a", 1000)) {
		}
	}, news.Failed, time.Second},
	{"interim answers without end", func(c net.Conn) {
		for write(c, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n") {
		}
	}, news.Failed, 20 * time.Second},
	{"body byte by byte, a minute apart", func(c net.Conn) { write(c, okHeader+"\r\n"); drip(c, "<p>", time.Minute) }, news.TimedOut, 15 * time.Second},
	{"body byte by byte, ten seconds apart", func(c net.Conn) { write(c, okHeader+"\r\n"); drip(c, "<p>", 10*time.Second) }, news.TimedOut, 45 * time.Second},
	{"body without end", func(c net.Conn) {
		write(c, okHeader+"\r\n")
		for write(c, strings.Repeat("<p>", 10_000)) {
		}
	}, news.TooLarge, time.Second},
	{"says 20 MB", func(c net.Conn) { write(c, okHeader+"Content-Length: 20971520\r\n\r\n<p>") }, news.TooLarge, time.Second},
	{"says more than it sends", func(c net.Conn) { write(c, okHeader+"Content-Length: 1000\r\n\r\n<p>half") }, news.Failed, time.Second},
	{"says less than it sends", func(c net.Conn) { write(c, okHeader+"Content-Length: 3\r\n\r\n<p>whole") }, news.Good, time.Second},
	{"two lengths", func(c net.Conn) { write(c, okHeader+"Content-Length: 3\r\nContent-Length: 5\r\n\r\n<p>ab") }, news.Failed, time.Second},
	{"negative length", func(c net.Conn) { write(c, okHeader+"Content-Length: -3\r\n\r\n<p>ab") }, news.Failed, time.Second},
	{"broken chunks", func(c net.Conn) { write(c, okHeader+"Transfer-Encoding: chunked\r\n\r\nzz\r\n<p>\r\n0\r\n\r\n") }, news.Failed, time.Second},
	{"chunks cut short", func(c net.Conn) { write(c, okHeader+"Transfer-Encoding: chunked\r\n\r\n5\r\n<p>ab\r\n") }, news.Failed, time.Second},
	{"chunk of 16 exabytes", func(c net.Conn) {
		write(c, okHeader+"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n<p>")
	}, news.Failed, time.Second},
	{"HTTP/0.9", func(c net.Conn) { write(c, "<html><p>hello") }, news.Failed, time.Second},
	{"status that is no number", func(c net.Conn) { write(c, "HTTP/1.1 abc Fine\r\n\r\n") }, news.Failed, time.Second},
	{"status 999", func(c net.Conn) { write(c, "HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n") }, news.Blocked, time.Second},
	{"redirect without a place", func(c net.Conn) { write(c, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n") }, news.Failed, time.Second},
	{"redirect to metadata", func(c net.Conn) {
		write(c, "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n")
	}, news.Moved, time.Second}, // not followed here; who follows is refused
	{"redirect to a file", func(c net.Conn) {
		write(c, "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n")
	}, news.Failed, time.Second},
	{"redirect to itself", func(c net.Conn) {
		write(c, "HTTP/1.1 302 Found\r\nLocation: /fire\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
	}, news.Failed, time.Second},
	{"redirect with a body without end", func(c net.Conn) {
		write(c, "HTTP/1.1 302 Found\r\nLocation: /fire\r\n\r\n")
		for write(c, strings.Repeat("<p>", 10_000)) {
		}
	}, news.Failed, time.Second}, // in a circle
	{"nothing but zeros", func(c net.Conn) { write(c, okHeader+"Content-Length: 1000\r\n\r\n"+strings.Repeat("\x00", 1000)) }, news.Good, time.Second},
	{"not modified, unasked", func(c net.Conn) { write(c, "HTTP/1.1 304 Not Modified\r\n\r\n") }, news.Failed, time.Second},
	{"no content", func(c net.Conn) { write(c, "HTTP/1.1 204 No Content\r\n\r\n") }, news.Failed, time.Second},
	{"switches protocols", func(c net.Conn) {
		write(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
	}, news.Failed, time.Second},
	{"gzip that is cut", func(c net.Conn) {
		write(c, okHeader+"Content-Encoding: gzip\r\nContent-Length: 10\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03")
	}, news.Failed, time.Second},
}

func TestHostileServers(t *testing.T) {
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := New(Options{Dial: oneShot(h.serve)})
				start := time.Now()
				res := get(t, c, "http://courier.example/fire")
				if res.Outcome != h.want || time.Since(start) > h.within {
					t.Errorf("%s, %q after %v; want %s within %v", res.Outcome, res.Reason, time.Since(start), h.want, h.within)
				}
				if res.Outcome != news.Good && (res.Reason == "" || strings.ContainsAny(res.Reason, "\r\n")) {
					t.Errorf("the reason is %q", res.Reason)
				}
				c.Close()
				time.Sleep(2 * time.Hour) // until all of them have noticed
			})
		})
	}
}
