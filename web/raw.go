package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
)

// inert is the policy of a page that was kept, which is somebody else's: it is a sandbox without a single permission, so
// that no script, form, refresh or plug-in of it does anything, its origin is nobody's, and it loads nothing from
// anywhere.
const inert = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// raw gives a page as it came, byte for byte, to be looked at. Of its header only the type is given on.
func (s *server) raw(w http.ResponseWriter, r *http.Request) error {
	m, err := s.mementos(r)
	if err != nil {
		return err
	}
	stamp := r.PathValue("timestamp")
	at, err := parseStamp(stamp)
	if err != nil {
		return err
	}
	i := m.nearest(at)
	if stampOf(m.looks[i].At) != stamp {
		return toMemento(w, m.rawURL(i))
	}
	c, err := s.DB.Capture(r.Context(), m.looks[i].CaptureID)
	if err != nil {
		return fmt.Errorf("find capture %d: %w", m.looks[i].CaptureID, err)
	}
	body, err := s.bodyOf(r.Context(), c)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Memento-Datetime", httpTime(c.At))
	h.Set("Link", linkHeader(m.relations(i)))
	disarm(h, c, body)
	return send(w, r, statusToShow(c.Status), body)
}

// bodyOf reads a kept page, once there is room for it.
func (s *server) bodyOf(ctx context.Context, c news.Capture) ([]byte, error) {
	if s.Archive == nil || c.Body == "" {
		return nil, noSource
	}
	takes, err := s.Archive.Room(ctx, c.Body)
	if err != nil {
		return nil, fmt.Errorf("measure body of capture %d: %w", c.ID, err)
	}
	if err := shareOf(ctx).widen(ctx, takes); err != nil {
		return nil, err
	}
	body, err := s.Archive.Get(ctx, c.Body)
	if errors.Is(err, archive.ErrNotFound) {
		return nil, noSource
	}
	if err != nil {
		return nil, fmt.Errorf("read body of capture %d: %w", c.ID, err)
	}
	return body, nil
}

// parseStamp reads a moment in an address: a year, or more digits up to the second.
func parseStamp(stamp string) (time.Time, error) {
	if len(stamp) >= len("2006") && len(stamp) <= len(stampLayout) && len(stamp)%2 == 0 {
		if at, err := time.Parse(stampLayout[:len(stamp)], stamp); err == nil {
			return at, nil
		}
	}
	return time.Time{}, wrong("“%s” is no moment; write it like /raw/20261121140000/…, in UTC.", stamp)
}

// disarm sets the header of somebody else's page.
func disarm(h http.Header, c news.Capture, body []byte) {
	h.Set("Content-Security-Policy", inert)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-DNS-Prefetch-Control", "off")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Robots-Tag", "noindex, noarchive")
	given := http.Header{}
	if err := json.Unmarshal([]byte(c.Header), &given); err != nil {
		given = http.Header{} // an import had none
	}
	kind := inertType(given.Get("Content-Type"), body)
	h.Set("Content-Type", kind)
	if kind == "application/octet-stream" {
		h.Set("Content-Disposition", `attachment; filename="`+stampOf(c.At)+`.bin"`)
	}
}

// inertType gives the type under which a page is shown: its own where browsers only show it; text for what would be
// run or transformed otherwise; a file to be saved for all else.
func inertType(given string, body []byte) string {
	kind, parameters, err := mime.ParseMediaType(given)
	if err != nil || kind == "" {
		kind, _, _ = mime.ParseMediaType(http.DetectContentType(body))
	}
	charset := ""
	if c := parameters["charset"]; regexp.MustCompile(`^[A-Za-z0-9_.:-]{1,40}$`).MatchString(c) {
		charset = "; charset=" + c
	}
	switch {
	case kind == "text/html", kind == "application/xhtml+xml":
		return kind + charset
	case kind == "image/png", kind == "image/jpeg", kind == "image/gif", kind == "image/webp", kind == "image/avif":
		return kind
	case strings.HasPrefix(kind, "text/"), strings.HasSuffix(kind, "xml"), strings.HasSuffix(kind, "json"),
		kind == "application/javascript":
		if bytes.IndexByte(body, 0) < 0 {
			return "text/plain" + charset
		}
	}
	return "application/octet-stream"
}

// statusToShow is the page's own status, as RFC 7089 wants it, unless that would make a browser do something.
func statusToShow(status int) int {
	switch status {
	case http.StatusForbidden, http.StatusNotFound, http.StatusGone, http.StatusUnavailableForLegalReasons,
		http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable:
		return status
	}
	return http.StatusOK
}
