package fetch

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/stemma-news/stemma/news"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A pipeNet is a network of pipes for one handler, so that time in it is the bubble's.
type pipeNet struct{ conns chan net.Conn }

func (p pipeNet) Accept() (net.Conn, error) {
	conn, ok := <-p.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}
func (p pipeNet) Close() error   { return nil }
func (p pipeNet) Addr() net.Addr { return &net.TCPAddr{} }

func (p pipeNet) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// inBubble runs a test with a client whose requests a handler answers, in a bubble whose clock is free.
func inBubble(t *testing.T, handler http.HandlerFunc, test func(t *testing.T, c *Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := pipeNet{make(chan net.Conn)}
		server := &http.Server{Handler: handler}
		done := make(chan struct{})
		go func() {
			defer close(done)
			server.Serve(p)
		}()
		c := New(Options{Dial: p.dial})
		test(t, c)
		c.Close()
		close(p.conns)
		<-done
		server.Close()
		time.Sleep(time.Minute) // for handlers that sleep still; it costs nothing here
	})
}

func TestRobotsAreReadOnceADay(t *testing.T) {
	asked, rules := 0, "User-agent: *\nDisallow: /fire"
	inBubble(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked++
			io.WriteString(w, rules)
			return
		}
		io.WriteString(w, "<p>text")
	}, func(t *testing.T, c *Client) {
		for hour := range 48 {
			if hour == 1 {
				rules = ""
			}
			want := news.Refused
			if hour >= 24 {
				want = news.Good
			}
			if res := get(t, c, "http://courier.example/fire"); res.Outcome != want {
				t.Errorf("hour %d: %s, want %s", hour, res.Outcome, want)
			}
			time.Sleep(time.Hour)
		}
	})
	if asked != 2 {
		t.Errorf("robots.txt was asked for %d times in two days", asked)
	}
}

func TestBrokenRobotsAreTriedEverMoreSeldom(t *testing.T) {
	var asked []time.Duration
	start := time.Time{}
	inBubble(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			io.WriteString(w, "<p>text")
			return
		}
		asked = append(asked, time.Since(start).Round(time.Minute))
		if len(asked) < 9 {
			w.WriteHeader(http.StatusBadGateway)
		}
	}, func(t *testing.T, c *Client) {
		start = time.Now()
		for range 6 * 60 {
			res := get(t, c, "http://courier.example/fire")
			if good := len(asked) >= 9; good != (res.Outcome == news.Good) || !good && res.Outcome != news.Refused {
				t.Fatalf("after %v: %s, %s", time.Since(start), res.Outcome, res.Reason)
			}
			time.Sleep(time.Minute)
		}
	})
	minutes := []int{0, 1, 3, 7, 15, 31, 63, 123, 183}
	for i, want := range minutes {
		if len(asked) != len(minutes) || asked[i] != time.Duration(want)*time.Minute {
			t.Fatalf("asked after %v, want after %v minutes", asked, minutes)
		}
	}
}

func TestRetryAfterOfRobots(t *testing.T) {
	asked := 0
	inBubble(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusServiceUnavailable)
	}, func(t *testing.T, c *Client) {
		for minute := range 119 {
			res := get(t, c, "http://courier.example/fire")
			if want := 2*time.Hour - time.Duration(minute)*time.Minute; res.RetryAfter != want {
				t.Fatalf("retry after %v, want %v", res.RetryAfter, want)
			}
			time.Sleep(time.Minute)
		}
	})
	if asked != 1 {
		t.Errorf("asked %d times within the two hours that the server wants to be left alone", asked)
	}
}

func TestUnansweredRobotsIsATimeOut(t *testing.T) {
	inBubble(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, func(t *testing.T, c *Client) {
		start := time.Now()
		res := get(t, c, "http://courier.example/fire")
		if res.Outcome != news.TimedOut || !strings.HasPrefix(res.Reason, "its robots.txt cannot be read: ") {
			t.Errorf("%s, %q", res.Outcome, res.Reason)
		}
		if took := time.Since(start); took != 20*time.Second {
			t.Errorf("gave up after %v, want the 20 s for headers", took)
		}
	})
}

func TestTotalCountsAllRedirectsButNoWaiting(t *testing.T) {
	inBubble(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			time.Sleep(10 * time.Second)
			w.Header().Set("Location", r.URL.Path+"a")
			w.WriteHeader(http.StatusFound)
		}
	}, func(t *testing.T, c *Client) {
		waited := 0
		c.o.Before = func(context.Context, Step) error {
			waited++
			time.Sleep(time.Minute)
			return nil
		}
		res := get(t, c, "http://courier.example/fire")
		if res.Outcome != news.TimedOut || res.Took != 45*time.Second || waited != 6 {
			t.Errorf("%s, %q after %v and %d waits", res.Outcome, res.Reason, res.Took, waited)
		}
	})
}

// oneShot is a network in which robots.txt is missing and every other request is answered by a server that knows no HTTP.
func oneShot(serve func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		go func() {
			defer there.Close()
			request, err := http.ReadRequest(bufio.NewReader(there))
			if err != nil {
				return
			}
			if request.URL.Path == "/robots.txt" {
				io.WriteString(there, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
				return
			}
			serve(there)
		}()
		return here, nil
	}
}
