package web

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/news"
)

// opml lists feeds for another reader or another Stemma: those that are watched, or with ?of=changes the feeds of
// changes that this site gives.
func (s *server) opml(w http.ResponseWriter, r *http.Request) error {
	title, list := s.Title+": watched feeds", s.watchedFeeds
	switch of := r.URL.Query().Get("of"); of {
	case "", "watched":
	case "changes":
		title, list = s.Title+": changes", s.changeFeeds
	default:
		return wrong("There is no list of “%s”: leave it out, or use changes.", of)
	}
	refs, err := list(r)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := feed.WriteOPML(&out, title, refs); err != nil {
		return fmt.Errorf("write OPML: %w", err)
	}
	w.Header().Set("Content-Type", "text/x-opml; charset=utf-8")
	return send(w, r, http.StatusOK, out.Bytes())
}

func (s *server) watchedFeeds(r *http.Request) ([]feed.Ref, error) {
	feeds, err := s.DB.Feeds(r.Context(), 0)
	if err != nil {
		return nil, err
	}
	var refs []feed.Ref
	for _, f := range feeds {
		refs = append(refs, feed.Ref{URL: f.URL, Title: f.Title, Kind: f.Kind})
	}
	return refs, nil
}

func (s *server) changeFeeds(r *http.Request) ([]feed.Ref, error) {
	outlets, err := s.DB.OutletNames(r.Context())
	if err != nil {
		return nil, err
	}
	base := s.base(r)
	refs := []feed.Ref{{URL: base + "/feed.atom", Title: s.Title + ": changes", Kind: news.Atom}}
	for _, o := range outlets {
		refs = append(refs, feed.Ref{URL: base + "/outlets/" + o.Key + "/feed.atom", Title: nameOf(o) + ": changes", Kind: news.Atom})
	}
	return refs, nil
}
