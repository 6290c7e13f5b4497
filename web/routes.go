package web

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// A handler answers one route. What it returns as an error becomes a page, see [server.fail].
type handler func(w http.ResponseWriter, r *http.Request) error

// A route is one address and who answers it.
type route struct {
	pattern string
	handle  handler
}

// routes is the whole site. A page's address with ".json" at its end gives the same as JSON, see [byExtension].
func (s *server) routes() []route {
	pages := []route{
		{"GET /{$}", s.latest},
		{"GET /latest", s.latest}, // so that the front page has a .json
		{"GET /outlets", s.outlets},
		{"GET /outlets/{key}", s.outlet},
		{"GET /outlets/{key}/articles", s.articles},
		{"GET /articles/{id}", s.article},
		{"GET /articles/{id}/looks", s.looks},
		{"GET /articles/{id}/versions/{n}", s.version},
		{"GET /articles/{id}/versions/{n}/source", oneForm(s.source)},
		{"GET /articles/{id}/changes/{n}", s.change},
		{"GET /articles/{id}/changes/{n}/card.png", oneForm(s.card)},
		{"GET /articles/{id}/changes/{n}/edits/{edit}", oneForm(s.changeQuotation)},
		{"GET /articles/{id}/compare/{a}/{b}", s.compare},
		{"GET /articles/{id}/compare/{a}/{b}/edits/{edit}", oneForm(s.comparedQuotation)},
		{"POST /articles/{id}/check", s.check},
		{"GET /article", s.lookup},
		{"GET /search", s.search},
		{"GET /raw/{timestamp}", s.raw}, // the page's address behind it is taken off before, see [wholeAddresses]
		{"GET /timemap/{form}", s.timemap},
		{"GET /timegate", s.timegate},

		{"GET /feed.atom", oneForm(s.latestFeed(atom))},
		{"GET /feed.rss", oneForm(s.latestFeed(rss))},
		{"GET /feed.json", oneForm(s.latestFeed(jsonFeed))},
		{"GET /outlets/{key}/feed.atom", oneForm(s.outletFeed(atom))},
		{"GET /outlets/{key}/feed.rss", oneForm(s.outletFeed(rss))},
		{"GET /outlets/{key}/feed.json", oneForm(s.outletFeed(jsonFeed))},
		{"GET /articles/{id}/feed.atom", oneForm(s.articleFeed(atom))},
		{"GET /articles/{id}/feed.rss", oneForm(s.articleFeed(rss))},
		{"GET /articles/{id}/feed.json", oneForm(s.articleFeed(jsonFeed))},
		{"GET /search/feed.atom", oneForm(s.searchFeed(atom))},
		{"GET /search/feed.rss", oneForm(s.searchFeed(rss))},
		{"GET /search/feed.json", oneForm(s.searchFeed(jsonFeed))},
	}
	for i := range pages {
		pages[i].handle = queued(pages[i].handle)
	}
	return append(pages, []route{ // take next to nothing, and never wait
		{"GET /websub/{token}", s.verify},
		{"POST /websub/{token}", s.pushed},
		{"GET /opml", oneForm(s.opml)},
		{"GET /healthz", oneForm(s.health)},
		{"GET /metrics", oneForm(s.metrics)},
		{"GET /robots.txt", oneForm(s.robots)},
		{"GET /static/{file}", oneForm(s.staticFile)},
		{"/", s.nowhere},
	}...)
}

// oneForm is for what has no JSON beside it. With ".json" at its end there is nothing, so that a proxy that keeps
// /metrics from the public keeps all of it.
func oneForm(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if asJSON(r) {
			return problem{http.StatusNotFound, "No such page", "There is nothing at this address."}
		}
		return h(w, r)
	}
}

// patience is how long a page may take before the visitor is told that it takes too long.
const patience = 20 * time.Second

// serve calls a route's handler, counts it and turns its error, or its panic, into a page. A page is whole before its
// first byte is sent, so there is still room for another.
func (s *server) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		r = r.WithContext(ctx)
		defer func() {
			if p := recover(); p != nil {
				s.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
			s.meter.took(rt.pattern, time.Since(start))
		}()
		if err := rt.handle(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// nowhere answers what no route does: 405 when another method would have been answered, else 404.
func (s *server) nowhere(w http.ResponseWriter, r *http.Request) error {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := s.mux.Handler(other); pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		return problem{http.StatusNotFound, "No such page", "There is nothing at this address."}
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	return problem{http.StatusMethodNotAllowed, "Not that way", "This address answers only to " + strings.Join(allowed, ", ") + "."}
}

type wantsJSON struct{}

// byExtension lets every page be asked for as JSON: it takes ".json" off the path and remembers that it stood there.
// Feeds keep theirs, since feed.json is a file of its own.
func byExtension(inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, found := strings.CutSuffix(r.URL.Path, ".json")
		if !found || strings.HasSuffix(path, "/feed") || strings.HasPrefix(path, "/static/") {
			inner.ServeHTTP(w, r)
			return
		}
		asked := r.Clone(context.WithValue(r.Context(), wantsJSON{}, true))
		asked.URL.Path, asked.URL.RawPath = path, ""
		inner.ServeHTTP(w, asked)
	})
}

func asJSON(r *http.Request) bool { return r.Context().Value(wantsJSON{}) != nil }
