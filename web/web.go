// Package web shows what was seen: the pages, their feeds and their JSON.
//
// A page is three neighbours of one name: handler (change.go), template (change.html) and test (change_test.go). All
// addresses stand in one table, see routes. A handler returns an error and never writes one; [server.fail] turns it into
// a page. A page is rendered whole before its first byte is sent, so there are no half pages.
//
// Every page works without script and names no other host. The one script (static/stemma.js) shows times in the reader's
// own zone, moves between edits by keys, copies an edit as a quotation and says when there is news.
//
// The package reads the store and writes one thing: the wish that an article be looked at now. It knows nothing of
// fetching or of jobs, so that serving and watching may be one process or many.
package web

import (
	"cmp"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/store"
)

// Options is what [New] needs. Only DB is required.
type Options struct {
	DB       *store.DB
	Archive  *archive.Archive // raw bodies, for who wants to check; nil offers none
	Title    string           // of the site; "Stemma" when empty
	Address  string           // public base URL, "https://stemma.example"; empty: the one that a request came to
	Operator string           // who runs it, shown at the foot of every page: a name, a mail address or a URL
	Log      *slog.Logger     // errors that visitors are not told about; nil drops them
	Refresh  time.Duration    // how often an open front page asks whether there is news; 0 is a minute
}

// server holds what all handlers share. Nothing of it is written after New.
type server struct {
	Options
	pages  map[string]*template.Template
	static assets
	mux    *http.ServeMux
	meter  *meter

	painters painters
	gate     gate
}

// New gives the handler of all pages, feeds and JSON. It fails when Address is no http or https URL.
func New(o Options) (http.Handler, error) {
	if o.DB == nil {
		return nil, errors.New("web needs a database")
	}
	address, err := baseURL(o.Address)
	if err != nil {
		return nil, err
	}
	o.Address = address
	o.Title = cmp.Or(o.Title, "Stemma")
	o.Refresh = cmp.Or(o.Refresh, time.Minute)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &server{Options: o, mux: http.NewServeMux(), meter: newMeter(o.DB), painters: newPainters(), gate: newGate()}
	if s.static, err = loadStatic(); err != nil {
		return nil, err
	}
	if s.pages, err = s.parse(); err != nil {
		return nil, err
	}
	for _, route := range s.routes() {
		s.mux.Handle(route.pattern, s.serve(route))
	}
	return s.outside(s.mux)
}

// outside is what surrounds every route: no posting from other sites, the headers that keep a page to itself,
// compression, and the gate that bounds what all answers take.
func (s *server) outside(inner http.Handler) (http.Handler, error) {
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(3))
	if err != nil {
		return nil, err
	}
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, problem{http.StatusForbidden, "Not from here", "That form was sent from another site; nothing was done."})
	}))
	return secured(s.sharing(compress(guard.Handler(wholeAddresses(byExtension(inner)))))), nil
}

// policy lets a page load what this server sends, and nothing inline. SVG is drawn with attributes, which it allows.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func secured(inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		inner.ServeHTTP(w, r)
	})
}

// baseURL checks the public address and gives it without a slash at its end.
func baseURL(address string) (string, error) {
	if address == "" {
		return "", nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", errors.New("the public address must be a whole URL like https://stemma.example, not " + address)
	}
	return strings.TrimRight(address, "/"), nil
}

// base is the address that absolute links begin with: the configured one, or that of the request.
func (s *server) base(r *http.Request) string {
	if s.Address != "" {
		return s.Address
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
