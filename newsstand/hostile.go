package newsstand

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
	"github.com/stemma-news/stemma/news"
)

// A Trick is one way in which a server may harm who asks it.
type Trick struct {
	Name string         // also its path: "/gzip-bomb"
	Want []news.Outcome // what a look at it may come to, fetched and read: Good where an article is there in spite of it
	play func(t *table)
}

// Tricks lists all the tricks, in an order of kinds: time, size, redirects, broken HTTP, broken encodings, odd answers.
func Tricks() []Trick {
	var all []Trick
	for _, of := range [][]Trick{timeTricks(), sizeTricks(), redirectTricks(), protocolTricks(), encodingTricks(), oddTricks()} {
		all = append(all, of...)
	}
	return all
}

// Hostile gives a server that plays the trick that the path names, and 404 for other paths. It must be served over
// HTTP/1. A trick ends when its client leaves, at the latest after five minutes.
func Hostile() http.Handler {
	tricks := map[string]Trick{}
	for _, t := range Tricks() {
		tricks["/"+t.Name] = t
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		trick, ok := tricks[r.URL.Path]
		hijacker, can := w.(http.Hijacker)
		if !ok || !can {
			http.NotFound(w, r)
			return
		}
		conn, buffer, err := hijacker.Hijack()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(longestTrick)); err != nil {
			return
		}
		trick.play(&table{conn, buffer.Reader, r})
	})
}

const (
	longestTrick = 5 * time.Minute
	bombSize     = 1 << 30 // bytes of a body that is too large, once decoded
	bombPart     = 1 << 20 // of which so many are packed, and sent again and again
)

// A table is where a trick is played: the client's connection. Errors of writing are the client's leaving.
type table struct {
	conn    net.Conn
	reader  *bufio.Reader
	request *http.Request
}

// Write sends raw bytes.
func (t *table) Write(p []byte) (int, error) { return t.conn.Write(p) }

func (t *table) say(format string, args ...any) { fmt.Fprintf(t, format, args...) }

// wait holds the connection, silent, until the client leaves.
func (t *table) wait() { _, _ = io.Copy(io.Discard, t.reader) }

// drip sends one piece after the other with a pause between them, until the client leaves.
func (t *table) drip(pause time.Duration, piece func(i int) string) {
	left := make(chan struct{})
	go func() {
		defer close(left)
		t.wait()
	}()
	for i := 0; ; i++ {
		if _, err := io.WriteString(t, piece(i)); err != nil {
			break
		}
		select {
		case <-left:
			return
		case <-time.After(pause):
		}
	}
	t.conn.Close() // which ends the waiting
	<-left
}

// flood sends a piece over and over, until size bytes are written or the client leaves.
func flood(w io.Writer, piece string, size int) {
	block := []byte(strings.Repeat(piece, 1+32<<10/len(piece)))
	for sent := 0; sent < size; sent += len(block) {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

// again sends one packed part until they make a bomb, or the client leaves.
func again(w io.Writer, part string) {
	for range bombSize / bombPart {
		if _, err := io.WriteString(w, part); err != nil {
			return
		}
	}
}

// head gives the head of an answer that ends with the connection.
func head(status string, fields ...string) string {
	return "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + strings.Join(append(fields, ""), "\r\n") + "\r\n"
}

const isHTML = "Content-Type: text/html; charset=utf-8"

// fine is a page without any trick.
const fine = `<!DOCTYPE html><html lang="en"><head><title>Ferry back in service</title></head><body><article>
<h1>Ferry back in service</h1>
<p>The ferry to the outer islands is running again after a pause of three days, the harbour office said on Monday.</p>
<p>A rope had wound itself around the propeller. Divers cut it away by hand, which took them the better part of a day.</p>
<p>"We are sorry for the trouble, and we thank the islanders for their patience," the office said in a short statement.</p>
</article></body></html>
`

// raw plays a fixed answer.
func raw(answer string) func(*table) {
	return func(t *table) { fmt.Fprint(t, answer) }
}

func timeTricks() []Trick {
	late := []news.Outcome{news.TimedOut}
	return []Trick{
		{"silence", late, func(t *table) { t.wait() }},
		{"slow-headers", late, func(t *table) {
			t.say("HTTP/1.1 200 OK\r\n")
			t.drip(time.Second, func(i int) string { return fmt.Sprintf("X-%d: a\r\n", i) })
		}},
		{"byte-by-byte-headers", late, func(t *table) {
			slow := head("200 OK", isHTML, "X-Pad: "+strings.Repeat("a", 1000))
			t.drip(time.Second, func(i int) string { return string(slow[i%len(slow)]) })
		}},
		{"byte-a-minute", late, func(t *table) {
			t.say("%s", head("200 OK", isHTML))
			t.drip(time.Minute, func(i int) string { return string(fine[i%len(fine)]) })
		}},
		{"stops-midway", late, func(t *table) {
			t.say("%s%s", head("200 OK", isHTML, "Content-Length: 100000"), fine[:300])
			t.wait()
		}},
		{"endless-drip", late, func(t *table) {
			t.say("%s%s", head("200 OK", isHTML), fine[:300])
			t.drip(time.Second, func(int) string { return "<p>And another word.</p>" })
		}},
		{"endless-informational", late, func(t *table) {
			t.drip(10*time.Millisecond, func(int) string { return "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" })
		}},
	}
}

func sizeTricks() []Trick {
	large, wrong := []news.Outcome{news.TooLarge}, []news.Outcome{news.Failed}
	return []Trick{
		{"endless-body", large, func(t *table) {
			t.say("%s", head("200 OK", isHTML))
			flood(t, "<p>There is no end to this page.</p>\n", bombSize)
		}},
		{"twenty-megabytes", large, func(t *table) {
			t.say("%s", head("200 OK", isHTML, "Content-Length: 20971520"))
			flood(io.Writer(t), "<p>A large page, honestly declared.", 20<<20)
		}},
		{"gzip-bomb", large, func(t *table) {
			t.say("%s", head("200 OK", isHTML, "Content-Encoding: gzip"))
			again(t, zipped(strings.Repeat("\x00", bombPart)))
		}},
		{"gzip-twice", large, func(t *table) {
			t.say("%s", head("200 OK", isHTML, "Content-Encoding: gzip, gzip"))
			again(t, zipped(zipped(strings.Repeat("\x00", bombPart))))
		}},
		{"brotli-bomb", large, func(t *table) {
			t.say("%s", head("200 OK", isHTML, "Content-Encoding: br"))
			z := brotli.NewWriterLevel(t, 1)
			flood(z, "\x00", bombSize/8) // its streams cannot be joined, and making one costs us too
			z.Close()
		}},
		{"zstd-bomb", large, func(t *table) {
			t.say("%s", head("200 OK", isHTML, "Content-Encoding: zstd"))
			z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
			if err != nil {
				panic(err) // our own options
			}
			again(t, string(z.EncodeAll(make([]byte, bombPart), nil)))
		}},
		{"header-flood", wrong, func(t *table) {
			t.say("HTTP/1.1 200 OK\r\n")
			flood(t, "X-Flood: and one more of these\r\n", 64<<20)
		}},
		{"huge-header", wrong, func(t *table) {
			t.say("HTTP/1.1 200 OK\r\nX-Huge: ")
			flood(t, "a", 64<<20)
		}},
		{"huge-status-line", wrong, func(t *table) {
			t.say("HTTP/1.1 200 ")
			flood(t, "OK", 64<<20)
		}},
		{"chunk-extension-flood", wrong, func(t *table) {
			t.say("%s5;x=", head("200 OK", isHTML, "Transfer-Encoding: chunked"))
			flood(t, "a", 64<<20)
		}},
		{"trailer-flood", wrong, func(t *table) {
			t.say("%s%x\r\n%s\r\n0\r\n", head("200 OK", isHTML, "Transfer-Encoding: chunked"), len(fine), fine)
			flood(t, "X-Trailer: and one more of these\r\n", 64<<20)
		}},
	}
}
