package web

import (
	"net/http"
	"time"

	"github.com/stemma-news/stemma/store"
)

// outletsPage is the model of the list of outlets.
type outletsPage struct {
	Outlets []store.OutletRow
	Now     time.Time
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
