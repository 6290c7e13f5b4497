package web

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/stemma-news/stemma/store"
)

// outletsPage is the model of the list of outlets.
type outletsPage struct {
	Outlets []store.OutletRow
	Now     time.Time
}

// outletNames keeps the list of outlets for the filters of the front page for a while: the store counts everything of
// every outlet to give it, which takes longer than the rest of the page.
type outletNames struct {
	mu   sync.Mutex
	read time.Time
	rows []store.OutletRow
}

// namesAge is how old the list may be.
const namesAge = 30 * time.Second

// get gives the list. An empty one is not kept, so that a new site shows its first outlet at once.
func (n *outletNames) get(ctx context.Context, db *store.DB) ([]store.OutletRow, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.rows) > 0 && time.Since(n.read) < namesAge {
		return n.rows, nil
	}
	rows, err := db.Outlets(ctx)
	if err != nil {
		return nil, fmt.Errorf("list outlets: %w", err)
	}
	n.rows, n.read = rows, time.Now()
	return rows, nil
}

func (s *server) outlets(w http.ResponseWriter, r *http.Request) error {
	rows, err := s.DB.Outlets(r.Context())
	if err != nil {
		return err
	}
	return s.show(w, r, view{
		Name: "outlets", Title: "Outlets", Body: outletsPage{rows, time.Now()},
		Description: "The publishers that are watched here.",
		Data:        func() any { return outletsJSON(s.base(r), rows) },
	})
}
