package newsstand

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// TestTricksEndWithTheirClient plays every trick to a client that reads a little and leaves.
func TestTricksEndWithTheirClient(t *testing.T) {
	var playing sync.WaitGroup
	hostile := Hostile()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		playing.Add(1)
		defer playing.Done()
		hostile.ServeHTTP(w, r)
	}))
	defer server.Close()
	names := map[string]bool{}
	for _, trick := range Tricks() {
		if names[trick.Name] || len(trick.Want) == 0 {
			t.Errorf("%s is there twice, or wants nothing", trick.Name)
		}
		names[trick.Name] = true
		got := taste(t, server.Listener.Addr().String(), trick.Name)
		silent := trick.Name == "silence" || trick.Name == "closes-at-once" || trick.Name == "resets"
		if silent != (got == 0) {
			t.Errorf("%s sent %d bytes", trick.Name, got)
		}
	}
	playing.Wait()
	if len(names) < 40 {
		t.Errorf("only %d tricks", len(names))
	}
}

// taste asks for a trick and gives how much came of it before it left.
func taste(t *testing.T, address, name string) int {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET /%s HTTP/1.1\r\nHost: hostile.localhost\r\n\r\n", name)
	patience := time.Minute
	if name == "silence" {
		patience = 20 * time.Millisecond
	}
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	n, _ := conn.Read(make([]byte, 4096)) // an error is an end as good as any
	return n
}

func TestUnknownTricksAreNotFound(t *testing.T) {
	rec := httptest.NewRecorder()
	Hostile().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/kindness", nil))
	if rec.Code != http.StatusNotFound {
		t.Errorf("status %d", rec.Code)
	}
}
