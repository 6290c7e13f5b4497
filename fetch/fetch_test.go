package fetch

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

// A site is a server on loopback with the answers of one test, reached as courier.localhost.
type site struct {
	*httptest.Server
	mux  *http.ServeMux
	mu   sync.Mutex
	seen []string // host and path of every request
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{mux: http.NewServeMux()}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.seen = append(s.seen, r.Host[:strings.IndexByte(r.Host, ':')]+r.URL.Path)
		s.mu.Unlock()
		s.mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// at gives the URL of a path on a host of the site.
func (s *site) at(host, path string) string {
	u, _ := url.Parse(s.URL)
	return "http://" + host + ".localhost:" + u.Port() + path
}

func (s *site) page(path, body string) {
	s.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, body)
	})
}

func (s *site) redirect(path, target string) {
	s.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", target)
		w.WriteHeader(http.StatusFound)
	})
}

func newClient(t *testing.T, o Options) *Client {
	t.Helper()
	o.AllowLoopback = true
	o.UserAgent = "stemma/1.0 (+https://operator.example/)"
	c := New(o)
	t.Cleanup(c.Close)
	return c
}

func get(t *testing.T, c *Client, url string) Response {
	t.Helper()
	res, err := c.Get(context.Background(), Request{URL: url})
	if err != nil {
		t.Fatalf("get %s: %v", url, err)
	}
	return res
}

func TestGetAPage(t *testing.T) {
	s := newSite(t)
	s.mux.HandleFunc("/fire", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` && r.Header.Get("If-Modified-Since") == "yesterday" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprintf(w, "<p>%s asks %s</p>", r.UserAgent(), r.Header.Get("Accept"))
	})
	c := newClient(t, Options{})
	before := time.Now()
	res := get(t, c, s.at("courier", "/fire"))
	if res.Outcome != news.Good || res.Status != 200 || res.Reason != "" || res.FinalURL != res.URL {
		t.Errorf("%+v", res)
	}
	if want := "<p>stemma/1.0 (+https://operator.example/) asks text/html,application/xhtml+xml;q=0.9,*/*;q=0.1</p>"; string(res.Body) != want {
		t.Errorf("body %q, want %q", res.Body, want)
	}
	if res.At.Before(before) || res.At.Location() != time.UTC || res.Took <= 0 || res.Header.Get("Etag") != `"1"` {
		t.Errorf("at %v, took %v, header %v", res.At, res.Took, res.Header)
	}
	again, err := c.Get(context.Background(), Request{URL: s.at("courier", "/fire"), ETag: `"1"`, LastModified: "yesterday"})
	if err != nil || again.Outcome != news.NotModified || len(again.Body) != 0 {
		t.Errorf("again: %+v, %v", again, err)
	}
	want := []string{"courier.localhost/robots.txt", "courier.localhost/fire", "courier.localhost/fire"}
	if diff := cmp.Diff(want, s.seen); diff != "" {
		t.Errorf("requests: -want +got\n%s", diff)
	}
}

// outcomeSite answers each path in another way.
func outcomeSite(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	s.page("/", "<title>Courier</title>")
	s.page("/captcha", "<title>Security check</title>")
	s.redirect("/old", "/")
	s.redirect("/moved", "/renamed?utm_source=x")
	s.page("/renamed", "<p>text")
	s.redirect("/elsewhere", "https://other.example/fire#top")
	s.redirect("/circle", "/circle2")
	s.redirect("/circle2", "/circle")
	s.redirect("/mail", "mailto:desk@courier.example")
	s.mux.HandleFunc("/far/{n}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Path+"1", http.StatusMovedPermanently)
	})
	s.mux.HandleFunc("/gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	s.mux.HandleFunc("/busy", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	s.mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, "<p>half")
	})
	s.mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 200<<10)) })
	s.mux.HandleFunc("/film", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "video/mp4")
		w.Write(make([]byte, 10))
	})
	s.mux.HandleFunc("/cookie", func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("seen"); err != nil || c.Value != "yes" {
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes"})
			http.Redirect(w, r, "/cookie", http.StatusFound)
			return
		}
		io.WriteString(w, "<p>text")
	})
	return s
}

// TestWhatWasSentIsTold: byte for byte what the server got with the request that it answered last.
func TestWhatWasSentIsTold(t *testing.T) {
	s := newSite(t)
	var got http.Header
	s.mux.HandleFunc("/fire", func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		fmt.Fprint(w, "<p>Two hurt")
	})
	s.redirect("/old", s.at("courier", "/fire"))
	c := newClient(t, Options{})
	for _, path := range []string{"/fire", "/old"} {
		r, err := c.Get(t.Context(), Request{URL: s.at("courier", path), ETag: `"x"`, LastModified: "Tue, 04 Mar 2031 11:00:00 GMT"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, r.Sent); diff != "" {
			t.Errorf("%s: -got by the server +told\n%s", path, diff)
		}
		if conditional := r.Sent.Get("If-None-Match") != ""; conditional != (path == "/fire") {
			t.Errorf("%s was asked for with %v; the conditions belong to the first address alone", path, r.Sent)
		}
	}
	if r := get(t, c, "http://courier.localhost:1/"); r.Sent != nil {
		t.Errorf("nobody answered, and %v is told to have been sent", r.Sent)
	}
}

func TestOutcomes(t *testing.T) {
	s := outcomeSite(t)
	c := newClient(t, Options{MaxBody: 100 << 10})
	for _, test := range []struct {
		path   string
		want   news.Outcome
		reason string
	}{
		{"/", news.Good, ""},
		{"/captcha", news.Blocked, "the page is titled “Security check”"},
		{"/old", news.SoftGone, "it redirects to the home page"},
		{"/moved", news.Good, ""},
		{"/elsewhere", news.Moved, "it redirects to other.example"},
		{"/circle", news.Failed, "it redirects in a circle"},
		{"/far/1", news.Failed, "it redirects more than 10 times"},
		{"/mail", news.Failed, "it redirects to what is no web address"},
		{"/gone", news.Gone, "the server says 410"},
		{"/busy", news.Failed, "the server says 503 Service Unavailable"},
		{"/cut", news.Failed, "the answer was cut short"},
		{"/large", news.TooLarge, "it is larger than 0.0977 MB"},
		{"/film", news.NotHTML, "it is video/mp4"},
		{"/cookie", news.Good, ""},
	} {
		res := get(t, c, s.at("courier", test.path))
		if res.Outcome != test.want || res.Reason != test.reason {
			t.Errorf("%s: %s, %q; want %s, %q", test.path, res.Outcome, res.Reason, test.want, test.reason)
		}
		switch test.path {
		case "/moved":
			if target := s.at("courier", "/renamed"); res.FinalURL != target || len(res.Hops) != 1 {
				t.Fatalf("moved to %s by %v", res.FinalURL, res.Hops)
			}
			hop := res.Hops[0]
			if hop.URL != res.URL || hop.Status != 302 || hop.Header.Get("Location") == "" || hop.Sent.Get("Accept") != AcceptPage {
				t.Errorf("on the way there: %+v", hop)
			}
			if !hop.At.Equal(res.At) || res.Landed.Before(hop.At) {
				t.Errorf("asked at %v, on the way at %v, there at %v", res.At, hop.At, res.Landed)
			}
		case "/elsewhere":
			if res.Elsewhere != "https://other.example/fire" || res.FinalURL != res.URL {
				t.Errorf("elsewhere %q, final %q", res.Elsewhere, res.FinalURL)
			}
		case "/busy":
			if res.RetryAfter != 2*time.Minute {
				t.Errorf("retry after %v", res.RetryAfter)
			}
		case "/cut", "/large":
			if res.Body != nil {
				t.Errorf("%s: a body of %d bytes was kept", test.path, len(res.Body))
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	s := newSite(t)
	c := New(Options{})
	t.Cleanup(c.Close)
	for _, test := range []struct{ url, reason string }{
		{s.at("courier", "/"), "not"},
		{s.URL, ""},
		{"ftp://courier.example/", "no http or https"},
		{"http://127.0.0.1/", "its address is not a public one"},
		{"http://[::1]/", "its address is not a public one"},
		{"http://[::ffff:127.0.0.1]/", "its address is not a public one"},
		{"http://10.0.0.1/", "its address is not a public one"},
		{"http://169.254.169.254/latest/meta-data/", "its address is not a public one"},
		{"http://100.64.0.1/", "its address is not a public one"},
		{"http://192.168.1.1/", "its address is not a public one"},
		{"http://0.0.0.0/", "its address is not a public one"},
		{"http://[fd00::1]/", "its address is not a public one"},
		{"http://[64:ff9b::7f00:1]/", "its address is not a public one"},
		{"http://localhost/", "its address is not a public one"},
		{"http://8.8.8.8:22/", "its port is not allowed"},
	} {
		res := get(t, c, test.url)
		if res.Outcome != news.Refused || !strings.Contains(res.Reason, test.reason) || res.Status != 0 {
			t.Errorf("%s: %s, %q; want refused, %q", test.url, res.Outcome, res.Reason, test.reason)
		}
	}
	if len(s.seen) != 0 {
		t.Errorf("requests went out: %v", s.seen)
	}
}

// TestRedirectsToPrivatePlaces holds that no redirect makes a place of our own network known as where a page is.
func TestRedirectsToPrivatePlaces(t *testing.T) {
	for target, want := range map[string]news.Outcome{
		"http://127.0.0.1/admin":                   news.Good, // loopback is allowed here; it is the guard's to refuse
		"http://169.254.169.254/latest/meta-data/": news.Refused,
		"http://10.0.0.1/":                         news.Refused,
		"http://100.64.0.1/":                       news.Refused,
		"http://[fd00::1]/":                        news.Refused,
		"http://[::ffff:10.0.0.1]/":                news.Refused,
		"http://[64:ff9b::a00:1]/":                 news.Refused,
		"http://[2002:a00:1::]/":                   news.Refused,
		"http://mail.example:25/":                  news.Refused,
		"http://8.8.8.8/":                          news.Good,
		"http://courier.example/":                  news.Good,
	} {
		allowed := Options{AllowLoopback: true}.mayLead(target)
		if allowed != (want == news.Good) {
			t.Errorf("a redirect to %s is followed: %v", target, allowed)
		}
	}
	if (Options{}).mayLead("http://127.0.0.1/") || (Options{}).mayLead("http://a.localhost/") || (Options{}).mayLead("http://[::1]/") {
		t.Error("a redirect to loopback is followed")
	}
	s := newSite(t)
	s.mux.HandleFunc("/out", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://10.0.0.1/admin", http.StatusMovedPermanently)
	})
	if res := get(t, newClient(t, Options{}), s.at("courier", "/out")); res.Outcome != news.Refused || res.Elsewhere != "" {
		t.Errorf("%s to %q", res.Outcome, res.Elsewhere)
	}
}

func TestBeforeIsAskedBeforeEveryRequest(t *testing.T) {
	s := newSite(t)
	s.redirect("/a", "/b")
	s.page("/b", "<p>text")
	var asked []string
	refuse := errors.New("lease lost")
	c := newClient(t, Options{Before: func(_ context.Context, step Step) error {
		asked = append(asked, fmt.Sprint(step.Host, " ", step.Again, " ", step.Robots))
		if len(asked) > 3 {
			return refuse
		}
		return nil
	}})
	if res := get(t, c, s.at("courier", "/a")); res.Outcome != news.Good {
		t.Errorf("%+v", res)
	}
	host := news.HostOf(s.at("courier", "/"))
	if diff := cmp.Diff([]string{host + " false true", host + " false false", host + " true false"}, asked); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if _, err := c.Get(context.Background(), Request{URL: s.at("courier", "/b")}); !errors.Is(err, refuse) {
		t.Errorf("a refusal gives %v", err)
	}
}

func TestGetEndsWithItsContext(t *testing.T) {
	s := newSite(t)
	started := make(chan struct{})
	s.mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) {
		close(started)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-started
		cancel()
	}()
	if _, err := newClient(t, Options{}).Get(ctx, Request{URL: s.at("courier", "/slow")}); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}

func TestHTTP2AndIDN(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "<p>%s for %s", r.Proto, r.Host)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	c := newClient(t, Options{})
	c.transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	c.transport.TLSClientConfig.RootCAs.AddCert(s.Certificate())
	c.transport.TLSClientConfig.ServerName = "example.com" // the certificate's
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "https://"), ":")
	clean, err := news.CleanURL("https://Süd.localhost:" + port + "/")
	if err != nil {
		t.Fatal(err)
	}
	res := get(t, c, clean)
	if want := "<p>HTTP/2.0 for xn--sd-xka.localhost:" + port; string(res.Body) != want {
		t.Errorf("%s, %q: body %q, want %q", res.Outcome, res.Reason, res.Body, want)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "30": 30 * time.Second, "-5": 0, "soon": 0, "99999999999": 24 * time.Hour, "9999999": 24 * time.Hour,
		"Sat, 21 Nov 2026 08:05:00 GMT": 5 * time.Minute, "Sat, 21 Nov 2020 08:05:00 GMT": 0,
	} {
		h := http.Header{}
		h.Set("Retry-After", value)
		if got := retryAfter(h, now); got != want {
			t.Errorf("Retry-After %q = %v, want %v", value, got, want)
		}
	}
}
