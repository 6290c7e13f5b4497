package web_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
	"github.com/stemma-news/stemma/web"
)

// A wire leads to a server until it is cut.
type wire struct {
	net.Listener
	to    string
	mu    sync.Mutex
	ends  []net.Conn
	group sync.WaitGroup
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{Listener: l, to: to}
	w.group.Go(w.carry)
	t.Cleanup(w.cut)
	return w
}

func (w *wire) carry() {
	for {
		here, err := w.Accept()
		if err != nil {
			return
		}
		there, err := net.Dial("tcp", w.to)
		if err != nil {
			_ = here.Close()
			continue
		}
		w.mu.Lock()
		w.ends = append(w.ends, here, there)
		w.mu.Unlock()
		w.group.Go(func() { _, _ = io.Copy(there, here) })
		w.group.Go(func() { _, _ = io.Copy(here, there) })
	}
}

// cut ends all that goes over the wire, and lets nothing new begin.
func (w *wire) cut() {
	_ = w.Close()
	w.mu.Lock()
	for _, end := range w.ends {
		_ = end.Close()
	}
	w.ends = nil
	w.mu.Unlock()
	w.group.Wait()
}

func TestPagesSayThatTheDatabaseDoesNotAnswer(t *testing.T) {
	address, err := url.Parse(storetest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	line := newWire(t, address.Host)
	address.Host = line.Addr().String()
	db, err := store.Open(t.Context(), address.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	handler, err := web.New(web.Options{DB: db})
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) *httptest.ResponseRecorder {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		return answer
	}
	if answer := get("/"); answer.Code != http.StatusOK {
		t.Fatalf("while it answers: status %d", answer.Code)
	}
	line.cut()
	for _, path := range []string{"/", "/outlets", "/articles/1", "/articles/1/changes/1", "/search?q=fire", "/feed.atom", "/latest.json", "/healthz"} {
		answer := get(path)
		if answer.Code != http.StatusServiceUnavailable {
			t.Errorf("%s: status %d, want 503", path, answer.Code)
		}
		if text := answer.Body.String(); strings.Contains(text, "127.0.0.1") || strings.Contains(text, "pgx") {
			t.Errorf("%s tells the visitor too much: %s", path, text)
		}
	}
	if answer := get("/"); !strings.Contains(answer.Body.String(), "cannot be read just now") || answer.Header().Get("Retry-After") == "" {
		t.Errorf("the front page says %s", answer.Body)
	}
}
