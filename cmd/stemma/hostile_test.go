package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/newsstand"
	"github.com/stemma-news/stemma/store"
)

// A street is where a hostile crowd and a few good neighbours live: every trick has a host of its own, and so has every
// neighbour, with several articles. A feed on a further host names all of them, the tricks first.
type street struct {
	port    string
	pages   []string                  // their URLs, in the feed's order
	wants   map[string][]news.Outcome // what a look at each may come to
	trusted string                    // file of the authority whose certificates are in order

	mu    sync.Mutex
	begun time.Time                // when the feed was asked for
	took  map[string]time.Duration // from then until a neighbour's article was asked for
}

const (
	goodNeighbours = 5
	articlesOfEach = 4
)

func openStreet(t *testing.T) *street {
	t.Helper()
	s := &street{wants: map[string][]news.Outcome{}, took: map[string]time.Duration{}}
	hostile := newsstand.Hostile()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch host, _, _ := strings.Cut(r.Host, "."); {
		case host == "front":
			s.feed(w, r)
		case strings.HasPrefix(host, "neighbour-"):
			s.neighbour(w, r)
		default:
			hostile.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	_, s.port, _ = strings.Cut(server.Listener.Addr().String(), ":")
	for _, trick := range newsstand.Tricks() {
		s.add(s.at(trick.Name, trick.Name), trick.Want...)
	}
	s.openEncrypted(t)
	for i := range goodNeighbours * articlesOfEach {
		s.add(s.at(fmt.Sprintf("neighbour-%d", i%goodNeighbours), fmt.Sprintf("story-%d", 2000+i)), news.Good)
	}
	return s
}

func (s *street) add(page string, want ...news.Outcome) {
	s.pages = append(s.pages, page)
	s.wants[page] = want
}

// openEncrypted serves the hosts whose encryption is wrong, and one whose is in order.
func (s *street) openEncrypted(t *testing.T) {
	t.Helper()
	authority, err := newsstand.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	s.trusted = filepath.Join(t.TempDir(), "trusted.pem")
	if err := os.WriteFile(s.trusted, authority.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(s.neighbour))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it would complain that the program hangs up
	server.TLS = authority.Config()
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	_, port, _ := strings.Cut(server.Listener.Addr().String(), ":")
	for _, name := range newsstand.TLSTricks() {
		s.add("https://"+name+".localhost:"+port+"/story-1000", news.Failed)
	}
	s.add("https://neighbour-tls.localhost:"+port+"/story-1999", news.Good)
}

func (s *street) at(host, page string) string {
	return "http://" + host + ".localhost:" + s.port + "/" + page
}

func (s *street) feed(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/feed.xml" {
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	s.begun = time.Now()
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/rss+xml")
	fmt.Fprint(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>The Front Page</title>`)
	for _, page := range s.pages {
		fmt.Fprintf(w, "<item><title>A story</title><link>%s</link></item>", page)
	}
	fmt.Fprint(w, "</channel></rss>")
}

func (s *street) neighbour(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/robots.txt" {
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	if _, again := s.took[r.Host+r.URL.Path]; !again {
		s.took[r.Host+r.URL.Path] = time.Since(s.begun)
	}
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<!doctype html><html lang=en><head><title>Bridge opens again</title></head><body><article><h1>Bridge opens again</h1>"+
		"<p>The bridge over the Ahl was opened to carts and walkers on Tuesday, two days before it was promised, the county said at %s.</p>"+
		"<p>Its planks were laid anew in the dry weeks of autumn, and the railing was painted green as it had been a hundred years ago.</p>"+
		"<p>The first to cross was the baker of the mill quarter, who said that she had missed the shorter way every single morning.</p>"+
		"</article></body></html>", r.URL.Path)
}

// TestAHostileWeb has the real program watch the street, over the network and in a process of its own: every trick ends
// in its right outcome in bounded time, the process stays small, and the neighbours are served on time.
func TestAHostileWeb(t *testing.T) {
	program, s, data := build(t), openStreet(t), t.TempDir()
	cmd := exec.Command(program, "serve", "--listen", "localhost:0", "--data", data, "--add", s.at("front", "feed.xml"),
		"--allow-loopback", "--host-pace", "100ms", "--pace", "2") // a look takes 12.5 s at most then
	cmd.Env = append(os.Environ(), "SSL_CERT_FILE="+s.trusted, "SSL_CERT_DIR="+t.TempDir())
	out := &strings.Builder{}
	cmd.Stdout, cmd.Stderr = out, out
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	looks := s.await(t, filepath.Join(data, "stemma.db"), 2*time.Minute)
	took := time.Since(began)
	peak := peakMB(t, cmd)
	kill(cmd)
	for _, page := range s.pages {
		got := looks[page]
		if got.Outcome == news.New {
			got.Outcome = news.Good
		}
		if !slices.Contains(s.wants[page], got.Outcome) {
			t.Errorf("%s ended in %q (%s), want %q", page, got.Outcome, got.Reason, s.wants[page])
		}
	}
	for page, late := range s.took {
		if late > 15*time.Second {
			t.Errorf("%s was asked for %v after it became known", page, late)
		}
	}
	if want := goodNeighbours*articlesOfEach + 1; len(s.took) != want {
		t.Errorf("%d articles of neighbours were asked for, want %d", len(s.took), want)
	}
	t.Logf("%d pages in %v, %d MB at most", len(s.pages), took.Round(time.Second/10), peak)
	if peak > 200 {
		t.Errorf("the process took %d MB, want 200 at most", peak)
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

// await waits until all that the street has was looked at and read, and gives the first look at each page.
func (s *street) await(t *testing.T, file string, within time.Duration) map[string]news.Capture {
	t.Helper()
	deadline := time.After(within)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !s.feedWasRead() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("the feed was not asked for")
		}
	}
	db, err := store.Open(t.Context(), "sqlite:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	looks := map[string]news.Capture{}
	for {
		for _, page := range s.pages {
			if look, ok := understood(t, db, page); ok {
				looks[page] = look
			}
		}
		if len(looks) == len(s.pages) {
			return looks
		}
		select {
		case <-tick.C:
		case <-deadline:
			return looks
		}
	}
}

func (s *street) feedWasRead() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.begun.IsZero()
}

// understood gives the first look at an address, once it is read.
func understood(t *testing.T, db *store.DB, address string) (news.Capture, bool) {
	t.Helper()
	clean, err := news.CleanURL(address)
	if err != nil {
		t.Fatal(err)
	}
	a, err := db.ArticleByURL(t.Context(), clean)
	if err != nil {
		return news.Capture{}, false
	}
	looks, err := db.Captures(t.Context(), a.ID, 100)
	if err != nil || len(looks) == 0 || looks[len(looks)-1].Read.IsZero() {
		return news.Capture{}, false
	}
	return looks[len(looks)-1], true
}
