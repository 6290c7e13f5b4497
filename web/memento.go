package web

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// The kept pages can be had as RFC 7089 (Memento) says: every capture with a body is a memento of the address that was
// looked at, which stands as it is at the end of ours:
//
//	/timemap/link/URL        all mementos (/timemap/json/URL)
//	/timegate/URL            leads to the one nearest to Accept-Datetime
//	/raw/20261121140000/URL  one of them

// stampLayout is how a moment stands in an address, always in UTC.
const stampLayout = "20060102150405"

// mementos are the kept looks at one address.
type mementos struct {
	article news.Article
	url     string // clean, as it was asked for
	base    string // of our own addresses
	looks   []store.Memento
}

type pageAddress struct{}

// wholeAddresses takes the address of the page off a Memento address before anything else sees it: it may hold
// whatever an address may, also "//" and a ".json" at its end.
func wholeAddresses(inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ours, page, found := splitMemento(r.URL.EscapedPath())
		if !found {
			inner.ServeHTTP(w, r)
			return
		}
		if r.URL.RawQuery != "" {
			page += "?" + r.URL.RawQuery
		}
		asked := r.Clone(context.WithValue(r.Context(), pageAddress{}, page))
		asked.URL.Path, asked.URL.RawPath, asked.URL.RawQuery = ours, "", ""
		inner.ServeHTTP(w, asked)
	})
}

// splitMemento parts a path into our own and the page's address, which may have come percent-encoded as a whole, or
// with one slash behind its scheme, as proxies and browsers' address bars make it.
func splitMemento(path string) (ours, page string, found bool) {
	for prefix, parts := range map[string]int{"/raw/": 3, "/timemap/": 3, "/timegate/": 2} {
		if !strings.HasPrefix(path, prefix) {
			continue
		}
		cut := strings.SplitN(path, "/", parts+1)
		if len(cut) <= parts {
			return "", "", false
		}
		return strings.Join(cut[:parts], "/"), wholeAddress(cut[parts]), true
	}
	return "", "", false
}

func wholeAddress(page string) string {
	if !strings.Contains(page, "/") { // encoded as a whole
		if decoded, err := url.PathUnescape(page); err == nil {
			page = decoded
		}
	}
	scheme, rest, found := strings.Cut(page, ":/")
	if found && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")) {
		return scheme + "://" + strings.TrimLeft(rest, "/")
	}
	return page
}

// mementos finds the kept looks at the address that stands at the end of ours.
func (s *server) mementos(r *http.Request) (m mementos, err error) {
	asked, _ := r.Context().Value(pageAddress{}).(string)
	if m.url, err = news.CleanURL(asked); err != nil {
		return m, wrong("%s", sentence(err.Error()))
	}
	m.base = s.base(r)
	m.article, err = s.DB.ArticleByURL(r.Context(), m.url)
	if errors.Is(err, store.ErrNotFound) {
		return m, problem{http.StatusNotFound, "Not kept", "No page at " + m.url + " is kept here."}
	}
	if err != nil {
		return m, fmt.Errorf("find article by address: %w", err)
	}
	if !m.article.Hidden.IsZero() {
		return m, hidden(m.article)
	}
	if m.looks, err = s.DB.Mementos(r.Context(), m.article.ID); err != nil {
		return m, err
	}
	// Looks at one second have one address: that of the first.
	m.looks = slices.CompactFunc(m.looks, func(a, b store.Memento) bool { return stampOf(a.At) == stampOf(b.At) })
	if len(m.looks) == 0 || s.Archive == nil {
		return m, problem{http.StatusNotFound, "Not kept", "No look at " + m.url + " brought a page that is kept here."}
	}
	return m, nil
}

func stampOf(at time.Time) string { return at.UTC().Format(stampLayout) }

// rawURL leads to the kept look that is nearest to a moment.
func rawURL(at time.Time, address string) string { return "/raw/" + stampOf(at) + "/" + address }

// nearest gives the place of the look that is nearest to a moment.
func (m mementos) nearest(at time.Time) int {
	after, _ := slices.BinarySearchFunc(m.looks, at, func(look store.Memento, at time.Time) int {
		return look.At.Truncate(time.Second).Compare(at)
	})
	switch {
	case after == len(m.looks):
		return after - 1
	case after > 0 && at.Sub(m.looks[after-1].At) < m.looks[after].At.Sub(at):
		return after - 1
	}
	return after
}

func (m mementos) rawURL(i int) string {
	return m.base + rawURL(m.looks[i].At, m.url)
}

func (m mementos) timegateURL() string           { return m.base + "/timegate/" + m.url }
func (m mementos) timemapURL(form string) string { return m.base + "/timemap/" + form + "/" + m.url }

// A relation is a link as RFC 8288 spells it.
type relation struct{ target, parameters string }

func (l relation) String() string { return "<" + l.target + ">; " + l.parameters }

// relations gives what a memento says of its neighbours, and the time gate of what it leads to. i is the place of the
// memento among the looks; below 0 for the gate.
func (m mementos) relations(i int) []relation {
	all := []relation{{m.url, `rel="original"`}}
	if i >= 0 {
		all = append(all, relation{m.timegateURL(), `rel="timegate"`})
	}
	all = append(all, relation{m.timemapURL("link"), `rel="timemap"; type="application/link-format"`})
	last := len(m.looks) - 1
	names := map[int]string{}
	if i > 0 {
		names[i-1] = "prev "
	}
	if i >= 0 && i < last {
		names[i+1] = "next "
	}
	names[last] = "last " + names[last]
	names[0] = "first " + names[0]
	for _, place := range slices.Sorted(maps.Keys(names)) {
		all = append(all, m.memento(place, names[place]))
	}
	return all
}

// memento is the link to the look at a place; names say what it is besides.
func (m mementos) memento(i int, names string) relation {
	return relation{m.rawURL(i), fmt.Sprintf(`rel="%smemento"; datetime="%s"`, names, httpTime(m.looks[i].At))}
}

func httpTime(at time.Time) string { return at.UTC().Format(http.TimeFormat) }

func linkHeader(all []relation) string {
	spelt := make([]string, len(all))
	for i, l := range all {
		spelt[i] = l.String()
	}
	return strings.Join(spelt, ", ")
}
