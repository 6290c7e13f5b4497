package web

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
)

//go:embed *.html
var templateFiles embed.FS

// A view is one page to be shown: what the layout needs, and the page's own model as Body.
type view struct {
	Name        string // of its template
	Title       string
	Description string    // one sentence, for previews of a link
	Status      int       // 0 is 200
	Feed        string    // address of its feed without extension: "/outlets/courier/feed"; empty: it has none
	FeedQuery   string    // query of the feed's address
	NoIndex     bool      // keeps search engines from it
	Modified    time.Time // of what the page tells; zero: it tells nothing that has a time
	Picture     picture   // for previews of a link
	Body        any
	Data        func() any // the same as JSON; nil: there is none

	Site  *server      // filled by show
	Base  string       // the site's address, filled by show
	Now   time.Time    // filled by show
	URL   *url.URL     // filled by show
	Links []headerLink // filled by show
}

// A picture goes with links to a page.
type picture struct {
	Path          string // empty: there is none
	Width, Height int
	Words         string // what it shows
}

// A headerLink is one other form of a page: a feed, or its JSON.
type headerLink struct{ Type, Title, URL string }

// Here says whether the page stands under one of the main addresses, for the navigation.
func (v view) Here(path string) bool {
	return v.URL.Path == path || path != "/" && strings.HasPrefix(v.URL.Path, path+"/")
}

// Canonical is the page's public address; empty when it is not known.
func (v view) Canonical() string {
	if v.Site.Address == "" || v.Status >= 400 {
		return ""
	}
	address := *v.URL
	query := address.Query()
	query.Del("view") // shows the same
	query.Del("asked")
	address.RawQuery = query.Encode()
	return v.Site.Address + address.RequestURI()
}

// OperatorURL is where the operator is reached, if what is known of them is an address.
func (v view) OperatorURL() string {
	switch op := v.Site.Operator; {
	case strings.HasPrefix(op, "https://"), strings.HasPrefix(op, "http://"), strings.HasPrefix(op, "mailto:"):
		return op
	case strings.Contains(op, "@") && !strings.ContainsAny(op, " /"):
		return "mailto:" + op
	default:
		return ""
	}
}

// parse reads every page's template together with the layout and the parts that pages share.
func (s *server) parse() (map[string]*template.Template, error) {
	shared := template.New("").Funcs(s.funcs())
	if _, err := shared.ParseFS(templateFiles, "layout.html", "parts.html"); err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	files, err := fs.Glob(templateFiles, "*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, file := range files {
		name := strings.TrimSuffix(file, ".html")
		if name == "layout" || name == "parts" {
			continue
		}
		page, err := shared.Clone()
		if err != nil {
			return nil, err
		}
		if pages[name], err = page.ParseFS(templateFiles, file); err != nil {
			return nil, fmt.Errorf("read templates: %w", err)
		}
	}
	return pages, nil
}

func (s *server) funcs() template.FuncMap {
	return template.FuncMap{
		"static":    s.static.url,
		"ago":       agoTime,
		"at":        atTime,
		"day":       dayTime,
		"between":   betweenTimes,
		"dir":       direction,
		"label":     labelOf,
		"both":      both,
		"labels":    func(c *news.Change) []string { return changeLabels(*c) },
		"alarm":     func(k news.AlarmKind) string { return alarmWords[k] },
		"capital":   capital,
		"times":     times,
		"unnoticed": func(c *news.Change) bool { return unnoticed(*c) },
		"wordsOf":   wordsOf,
		"done":      doneWords,
		"line":      isolated,
		"name":      nameOf,
		"summary":   summaryLine,
		"plural":    plural,
		"rawURL":    rawURL,
		"stamp":     stamp,
		"size":      sizeWords,
	}
}

// show sends a page: as HTML, or as JSON when that was asked for.
func (s *server) show(w http.ResponseWriter, r *http.Request, v view) error {
	v.Status = cmp.Or(v.Status, http.StatusOK)
	v.Site, v.Base, v.Now, v.URL = s, s.base(r), time.Now(), r.URL
	if v.NoIndex {
		w.Header().Set("X-Robots-Tag", "noindex, noarchive")
	}
	if asJSON(r) {
		if v.Data == nil {
			return problem{http.StatusNotFound, "No such page", "This page has no JSON form."}
		}
		return sendJSON(w, r, v.Status, "application/json", v.Data())
	}
	v.Links = links(v)
	var page bytes.Buffer
	if err := s.pages[v.Name].ExecuteTemplate(&page, "layout", v); err != nil {
		return fmt.Errorf("render %s: %w", v.Name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return send(w, r, v.Status, page.Bytes())
}

// links are the other forms of a page, linked in its head and at its foot.
func links(v view) []headerLink {
	var all []headerLink
	if v.Feed != "" {
		query := ""
		if v.FeedQuery != "" {
			query = "?" + v.FeedQuery
		}
		all = append(all,
			headerLink{"application/atom+xml", "Atom", v.Feed + ".atom" + query},
			headerLink{"application/rss+xml", "RSS", v.Feed + ".rss" + query},
			headerLink{"application/feed+json", "JSON Feed", v.Feed + ".json" + query})
	}
	if v.Data != nil && v.Status < 400 {
		address := *v.URL
		if address.Path == "/" {
			address.Path = "/latest"
		}
		address.Path += ".json"
		all = append(all, headerLink{"application/json", "JSON", address.RequestURI()})
	}
	return all
}

func sendJSON(w http.ResponseWriter, r *http.Request, status int, contentType string, data any) error {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(data); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	w.Header().Set("Content-Type", contentType+"; charset=utf-8")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	return send(w, r, status, out.Bytes())
}

// send writes a whole answer, or 304 when the visitor has it already. The tag is a weak one, since the same page may go
// out compressed or not.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	if status == http.StatusOK {
		sum := sha256.Sum256(body)
		tag := `W/"` + hex.EncodeToString(sum[:8]) + `"`
		w.Header().Set("ETag", tag)
		if w.Header().Get("Cache-Control") == "" {
			w.Header().Set("Cache-Control", "no-cache")
		}
		if has(r.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	shareOf(r.Context()).made(int64(len(body) + len(body)/2)) // the half is for what is compressed
	w.WriteHeader(status)
	_, _ = w.Write(body) // a visitor who left is no error of ours
	return nil
}

// has compares tags weakly, as RFC 9110 wants for If-None-Match.
func has(header, tag string) bool {
	for given := range strings.SplitSeq(header, ",") {
		given = strings.TrimSpace(given)
		if given == "*" || strings.TrimPrefix(given, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
