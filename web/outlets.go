package web

import (
	"net/http"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// outletsPage is the model of the list of outlets.
type outletsPage struct {
	Outlets []store.OutletRow
	Alarms  map[int64][]news.Alarm // that last, by outlet
	Now     time.Time
}

func (s *server) outlets(w http.ResponseWriter, r *http.Request) error {
	rows, err := s.DB.Outlets(r.Context())
	if err != nil {
		return err
	}
	lasting, err := s.DB.LastingAlarms(r.Context())
	if err != nil {
		return err
	}
	alarms := map[int64][]news.Alarm{}
	for _, a := range lasting {
		alarms[a.OutletID] = append(alarms[a.OutletID], a)
	}
	return s.show(w, r, view{
		Name: "outlets", Title: "Outlets", Body: outletsPage{rows, alarms, time.Now()},
		Description: "The publishers that are watched here.",
		Data:        func() any { return outletsJSON(s.base(r), rows, alarms) },
	})
}
