package fetch

import (
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/newsstand"
)

func TestTimeLimits(t *testing.T) {
	s := newSite(t)
	s.mux.HandleFunc("/headers", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	drip := func(every time.Duration) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				io.WriteString(w, "<p>x")
				w.(http.Flusher).Flush()
				select {
				case <-time.After(every):
				case <-r.Context().Done():
				}
			}
		}
	}
	s.mux.HandleFunc("/idle", drip(time.Hour))
	s.mux.HandleFunc("/drip", drip(20*time.Millisecond))
	const short, long = 150 * time.Millisecond, 20 * time.Second
	for _, test := range []struct {
		path, reason string
		o            Options
	}{
		{"/headers", "no answer came in time", Options{Headers: short, Idle: long, Total: long}},
		{"/idle", "nothing came for 150ms in the middle of the answer", Options{Headers: long, Idle: short, Total: long}},
		{"/drip", "it took longer than 400ms", Options{Headers: long, Idle: long, Total: 400 * time.Millisecond}},
	} {
		start := time.Now()
		res := get(t, newClient(t, test.o), s.at("courier", test.path))
		if res.Outcome != news.TimedOut || res.Reason != test.reason || time.Since(start) > 10*time.Second {
			t.Errorf("%s: %s, %q after %v", test.path, res.Outcome, res.Reason, time.Since(start))
		}
	}
}

func TestNoProperAnswer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	answers := make(chan string, 1)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conn.Read(make([]byte, 4096)) // the request
			io.WriteString(conn, <-answers)
			conn.Close()
		}
	})
	_, port, _ := net.SplitHostPort(l.Addr().String())
	for _, test := range []struct{ name, answer, reason string }{
		{"HTTP/0.9", "<p>hello", "its robots.txt cannot be read: no proper answer: "},
		{"no answer", "", "its robots.txt cannot be read: no proper answer: "},
		{"flood of headers", "HTTP/1.1 200 OK\r\n" + strings.Repeat("X-A: "+strings.Repeat("a", 1000)+"\r\n", 400), "its robots.txt cannot be read: no proper answer: "},
	} {
		answers <- test.answer
		res := get(t, newClient(t, Options{}), "http://courier.localhost:"+port+"/")
		if res.Outcome != news.Failed || !strings.HasPrefix(res.Reason, test.reason) {
			t.Errorf("%s: %s, %q", test.name, res.Outcome, res.Reason)
		}
	}
	l.Close()
	wg.Wait()
	res := get(t, newClient(t, Options{}), "http://courier.localhost:"+port+"/")
	if res.Outcome != news.Failed || !strings.Contains(res.Reason, "no connection: ") {
		t.Errorf("closed port: %s, %q", res.Outcome, res.Reason)
	}
}

func TestInvalidEncryption(t *testing.T) {
	authority, err := newsstand.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<p>"+r.Proto) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it would complain that we hang up
	s.TLS = authority.Config()
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority.PEM())
	c := newClient(t, Options{Roots: roots})
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	at := func(name string) string { return "https://" + name + ".localhost:" + port + "/" }
	if res := get(t, c, at("courier")); res.Outcome != news.Good || string(res.Body) != "<p>HTTP/2.0" {
		t.Errorf("a host in order: %s, %q, %q", res.Outcome, res.Reason, res.Body)
	}
	for _, name := range newsstand.TLSTricks() {
		res := get(t, c, at(name))
		if res.Outcome != news.Failed || !strings.Contains(res.Reason, "certificate or encryption is not valid") || !res.Trouble {
			t.Errorf("%s: %s, %q", name, res.Outcome, res.Reason)
		}
	}
}

// TestRebinding holds that a name which changes its address between two looks gains nothing.
func TestRebinding(t *testing.T) {
	s := newSite(t)
	s.mux.HandleFunc("/fire", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		io.WriteString(w, "<p>text")
	})
	answers := []string{"127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1"} // the first for robots.txt too
	c := newClient(t, Options{Resolver: nameServer(t, &answers)})
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	for i, want := range []news.Outcome{news.Good, news.Refused, news.Refused, news.Refused} {
		res := get(t, c, "http://rebind.example:"+port+"/fire")
		if res.Outcome != want {
			t.Errorf("look %d: %s, %q; want %s", i, res.Outcome, res.Reason, want)
		}
	}
}

func TestReasonsOfErrors(t *testing.T) {
	c := newClient(t, Options{})
	for _, test := range []struct {
		err    error
		want   news.Outcome
		reason string
	}{
		{&net.DNSError{Name: "courier.example", IsNotFound: true}, news.Failed, "no such host: courier.example"},
		{&net.DNSError{Name: "courier.example", IsTimeout: true}, news.TimedOut, "the look-up of its name took too long"},
		{&net.DNSError{Name: "courier.example"}, news.Failed, "its name could not be looked up: courier.example"},
		{&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNRESET)}, news.Failed, "no connection: connection reset by peer"},
		{&net.OpError{Op: "dial", Err: errors.New("connection\nrefused")}, news.Failed, "no connection: connection refused"},
		{&url.Error{Op: "Get", URL: "http://courier.example/", Err: errors.New("odd")}, news.Failed, "no proper answer: odd"},
	} {
		if outcome, reason := c.classify(test.err); outcome != test.want || reason != test.reason {
			t.Errorf("%v: %s, %q; want %s, %q", test.err, outcome, reason, test.want, test.reason)
		}
	}
}
