package web

import (
	"cmp"
	"fmt"
	"net/http"
	"time"

	"github.com/stemma-news/stemma/news"
)

// outletPage is the model of one outlet's page.
type outletPage struct {
	Outlet  news.Outlet
	Filter  filter
	Outlets []choice // none: the filters leave out the outlet
	standing
	list
}

// nameOf is what an outlet is called, also while its name is not known.
func nameOf(o news.Outlet) string { return cmp.Or(o.Name, o.Key) }

func (s *server) outlet(w http.ResponseWriter, r *http.Request) error {
	o, err := s.DB.OutletByKey(r.Context(), r.PathValue("key"))
	if err != nil {
		return fmt.Errorf("find outlet: %w", err)
	}
	f, err := readFilter(r, time.Now())
	if err != nil {
		return err
	}
	f.Outlet = o.Key
	items, next, err := s.items(r.Context(), f.Filter)
	if err != nil {
		return err
	}
	st, err := s.standing(r.Context(), o.ID)
	if err != nil {
		return err
	}
	page := outletPage{Outlet: o, Filter: f, standing: st, list: s.list(items, r, next)}
	for i := range page.Entries {
		page.Entries[i].AtHome = true
	}
	return s.show(w, r, view{
		Name: "outlet", Title: nameOf(o), Body: page, Feed: "/outlets/" + o.Key + "/feed", FeedQuery: f.query(false),
		Description: "What " + nameOf(o) + " changed in articles that it had published.",
		Data:        func() any { return outletJSON(s.base(r), o, st, items, next) },
	})
}
