package web

import (
	"fmt"
	"net/http"
)

// source gives the page as it came when a version was first seen, byte for byte, so that anybody can check what was read
// out of it. It is sent as a file to be saved: a page of somebody else's must never run under this site's name.
func (s *server) source(w http.ResponseWriter, r *http.Request) error {
	a, _, v, err := s.shownVersion(r)
	if err != nil {
		return err
	}
	c, err := s.DB.Capture(r.Context(), v.CaptureID)
	if err != nil {
		return fmt.Errorf("find capture of version %d of article %d: %w", v.N, a.ID, err)
	}
	body, err := s.bodyOf(r.Context(), c)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="article-%d-version-%d.html"`, a.ID, v.N))
	h.Set("X-Robots-Tag", "noindex, noarchive")
	return send(w, r, http.StatusOK, body)
}

var noSource = problem{http.StatusNotFound, "No source", "The page as it came is not kept here."}
