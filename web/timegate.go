package web

import (
	"net/http"
	"time"
)

// timegate leads to the memento that is nearest to the moment that the visitor accepts; to the last one where none is
// named.
func (s *server) timegate(w http.ResponseWriter, r *http.Request) error {
	w.Header().Add("Vary", "accept-datetime")
	at := time.Now()
	if wanted := r.Header.Get("Accept-Datetime"); wanted != "" {
		var err error
		if at, err = http.ParseTime(wanted); err != nil {
			return wrong("Accept-Datetime is “%s”; write it like “Sat, 21 Nov 2026 14:00:00 GMT”.", wanted)
		}
	}
	m, err := s.mementos(r)
	if err != nil {
		return err
	}
	w.Header().Set("Link", linkHeader(m.relations(-1)))
	return toMemento(w, m.rawURL(m.nearest(at)))
}

// toMemento sends the visitor on. The address is written as it is: net/http would clean the page's address inside it.
func toMemento(w http.ResponseWriter, address string) error {
	w.Header().Set("Location", address)
	w.WriteHeader(http.StatusFound)
	return nil
}
