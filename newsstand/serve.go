package newsstand

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// stall is how long a request that times out is held, unless its client leaves first.
const stall = 2 * time.Minute

func (w *world) answer(rw http.ResponseWriter, r *http.Request, now time.Time) {
	h := w.houseOf(r.Host)
	if h == nil {
		w.pages.send(rw, "kiosk", w.outlets())
		return
	}
	v := w.visit(h, rw, r, now)
	switch path := r.URL.Path; {
	case path == "/":
		v.list("", now)
	case strings.HasPrefix(path, "/section/"):
		v.list(strings.TrimPrefix(path, "/section/"), now)
	case path == h.feedPath:
		v.feed(now)
	case path == "/robots.txt":
		v.robots()
	case path == "/about":
		v.send("about", http.StatusOK, v.frame(v.words.About))
	case strings.HasPrefix(path, "/media/"):
		v.picture()
	default:
		v.article(now)
	}
}

// A visit is one request to one house.
type visit struct {
	world  *world
	house  *house
	words  words
	now    time.Time
	rw     http.ResponseWriter
	r      *http.Request
	serial uint64
}

func (w *world) visit(h *house, rw http.ResponseWriter, r *http.Request, now time.Time) *visit {
	v := &visit{world: w, house: h, words: wordsOf(h.lang), now: now, rw: rw, r: r, serial: w.serial.Add(1)}
	w.mu.Lock()
	w.until(now)
	w.mu.Unlock()
	return v
}

// asked gives the path and, where the house's URLs have one, the id in the query; what else a query says is ignored.
func (v *visit) asked() string {
	if id := v.r.URL.Query().Get("id"); id != "" {
		return v.r.URL.Path + "?id=" + id
	}
	return v.r.URL.Path
}

// article answers for a story: itself, a redirect to where it is now, or what stands in its place.
func (v *visit) article(now time.Time) {
	asked := v.asked()
	a := v.world.find(v.house, asked)
	if a == nil || a.published.After(now) {
		v.missing(http.StatusNotFound)
		return
	}
	s := a.state(now)
	if asked != s.path {
		if !slices.ContainsFunc(a.states, func(o state) bool { return o.path == asked && !o.from.After(now) }) {
			v.missing(http.StatusNotFound)
			return
		}
		http.Redirect(v.rw, v.r, s.path, http.StatusMovedPermanently) // also to where something else stands now
		return
	}
	if how := a.absent(now); how != "" && how != "truncated" {
		v.absent(how)
		return
	}
	body := v.world.pages.render(v.template(), v.page(a, s))
	if a.absent(now) == "truncated" {
		v.cut(body)
		return
	}
	if v.house.quiet && v.unchanged(body, s.from) {
		return
	}
	v.write(http.StatusOK, body)
}

// template names the template that the house uses now.
func (v *visit) template() string {
	if v.house.redesigned != "" && !v.now.Before(v.world.clock.at(v.house.redesign)) {
		return v.house.redesigned
	}
	return v.house.template
}

// absent answers in the place of an article.
func (v *visit) absent(how string) {
	switch how {
	case "403":
		v.send("forbidden", http.StatusForbidden, v.frame("403 Forbidden"))
	case "captcha":
		v.send("captcha", http.StatusOK, v.frame("Just a moment"))
	case "consent":
		v.send("consent", http.StatusOK, v.frame(v.house.name))
	case "soft 404":
		v.missing(http.StatusOK)
	case "404":
		v.missing(http.StatusNotFound)
	case "410":
		v.missing(http.StatusGone)
	case "home":
		http.Redirect(v.rw, v.r, "/", http.StatusFound)
	case "500":
		v.send("broken", http.StatusInternalServerError, v.frame("500 Internal Server Error"))
	case "503":
		v.rw.Header().Set("Retry-After", "5")
		v.send("broken", http.StatusServiceUnavailable, v.frame("503 Service Unavailable"))
	case "time-out":
		v.stall()
	}
}

// stall holds the request until its client leaves, then drops the connection.
func (v *visit) stall() {
	timer := time.NewTimer(stall)
	defer timer.Stop()
	select {
	case <-v.r.Context().Done():
	case <-timer.C:
	}
	panic(http.ErrAbortHandler)
}

// cut promises the whole body and sends its first part.
func (v *visit) cut(body []byte) {
	whole := v.encode(body)
	v.rw.Header().Set("Content-Type", v.contentType("text/html"))
	v.rw.Header().Set("Content-Length", strconv.Itoa(len(whole)))
	v.rw.WriteHeader(http.StatusOK)
	v.rw.Write(whole[:len(whole)*11/20]) // the client finds the rest missing
}

// unchanged answers 304 when the client has this body already.
func (v *visit) unchanged(body []byte, since time.Time) bool {
	tag := fmt.Sprintf(`"%x"`, sha256.Sum256(body))[:20] + `"`
	head := v.rw.Header()
	head.Set("ETag", tag)
	if v.now.Sub(since) > time.Second { // within the same second the date would not tell two states apart
		head.Set("Last-Modified", since.UTC().Format(http.TimeFormat))
	}
	if match := v.r.Header.Get("If-None-Match"); match != "" {
		if !strings.Contains(match, tag) {
			return false
		}
		v.rw.WriteHeader(http.StatusNotModified)
		return true
	}
	date, err := http.ParseTime(v.r.Header.Get("If-Modified-Since"))
	if err != nil || since.Truncate(time.Second).After(date) {
		return false
	}
	v.rw.WriteHeader(http.StatusNotModified)
	return true
}

func (v *visit) missing(status int) { v.send("missing", status, v.frame(v.words.Missing)) }

func (v *visit) send(name string, status int, data any) {
	v.write(status, v.world.pages.render(name, data))
}

func (v *visit) write(status int, body []byte) {
	v.rw.Header().Set("Content-Type", v.contentType("text/html"))
	v.rw.Header().Set("Server", "newsstand")
	v.rw.WriteHeader(status)
	v.rw.Write(v.encode(body)) // an error here is the client's leaving
}

func (v *visit) contentType(kind string) string {
	if !v.house.inHeader {
		return kind
	}
	return kind + "; charset=" + v.house.charset()
}

func (h *house) charset() string {
	if h.encoding == "" {
		return "utf-8"
	}
	return h.encoding
}

// encode gives UTF-8 text in the house's encoding; what that lacks becomes a character reference.
func (v *visit) encode(body []byte) []byte {
	if v.house.encoding == "" {
		return body
	}
	enc, err := htmlindex.Get(v.house.encoding)
	if err != nil {
		panic(err) // the table of houses is wrong
	}
	out, err := encoding.HTMLEscapeUnsupported(enc.NewEncoder()).Bytes(body)
	if err != nil {
		panic(err) // our own text is no UTF-8
	}
	return out
}

func (v *visit) robots() {
	var b bytes.Buffer
	fmt.Fprintf(&b, "User-agent: *\nDisallow: /search\nDisallow: /admin/\nAllow: /\n")
	if v.house.feed == news.Sitemap {
		fmt.Fprintf(&b, "\nSitemap: %s%s\n", v.world.origin(v.house), v.house.feedPath)
	}
	v.rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	v.rw.Write(b.Bytes())
}

// picture draws a photograph's stand-in: bands of the house's colour, different for each article.
func (v *visit) picture() {
	n := mix(0, v.r.URL.Path)
	v.rw.Header().Set("Content-Type", "image/svg+xml")
	fmt.Fprintf(v.rw, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 450"><rect width="800" height="450" fill="%s"/>`,
		v.house.accent)
	for i := range 7 {
		x, y, d := n>>(i*4)%800, n>>(i*5)%450, 60+n>>(i*3)%160
		fmt.Fprintf(v.rw, `<circle cx="%d" cy="%d" r="%d" fill="#fff" opacity=".12"/>`, x, y, d)
	}
	fmt.Fprint(v.rw, `</svg>`)
}
