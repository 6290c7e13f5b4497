package newsstand

import (
	"sync"
	"time"
)

// A Load is what one host had to bear.
type Load struct {
	Count    int           // requests, of every kind
	Overlaps int           // requests that came while another one to the same host was not yet answered
	Shortest time.Duration // between the beginnings of two requests; zero while there were fewer than two
}

// Requests tells what each host had to bear since the stand was made, by the Host header as it was sent.
func (s *Stand) Requests() map[string]Load {
	s.loads.mu.Lock()
	defer s.loads.mu.Unlock()
	all := make(map[string]Load, len(s.loads.hosts))
	for host, l := range s.loads.hosts {
		all[host] = l.Load
	}
	return all
}

type loads struct {
	mu    sync.Mutex
	hosts map[string]*load
}

type load struct {
	Load
	running int
	last    time.Time
}

func newLoads() *loads { return &loads{hosts: map[string]*load{}} }

// begin counts a request; the function it gives must be called when the request is answered.
func (l *loads) begin(host string, now time.Time) (end func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.hosts[host]
	if h == nil {
		h = &load{}
		l.hosts[host] = h
	}
	h.add(now)
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		h.running--
	}
}

func (h *load) add(now time.Time) {
	if h.running > 0 {
		h.Overlaps++
	}
	if gap := now.Sub(h.last); h.Count > 0 && (h.Count == 1 || gap < h.Shortest) {
		h.Shortest = max(gap, 0)
	}
	h.Count++
	h.running++
	h.last = now
}
