package watch

import (
	"net/http"
	"slices"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
)

// mostHopHeader is how many bytes of a redirect's header are kept, as JSON: a page may go through ten of them at each look.
const mostHopHeader = 16 << 10

// hop makes a redirect as a capture keeps it. Of a header that is too long it keeps where it leads.
func hop(address string, at time.Time, status int, header http.Header, request string) news.Hop {
	text := headerJSON(header)
	if len(text) > mostHopHeader {
		text = headerJSON(http.Header{"Location": header.Values("Location")})
	}
	return news.Hop{URL: address, At: at, Status: status, Header: text, Request: request}
}

// A ledHop is a redirect of an archive whose look has not come.
type ledHop struct {
	to string // ID of the look's record
	news.Hop
}

// holdHop holds a redirect that Stemma exported until its look comes: it stands right before it, and is none by itself.
func (im *importer) holdHop(r archive.Record) {
	address, err := news.CleanURL(r.URL)
	if err != nil || r.At.IsZero() || r.Status/100 != 3 {
		return
	}
	request, _ := im.requests.take(r)
	im.hops = append(im.hops, ledHop{r.LedTo, hop(address, r.At.UTC(), r.Status, r.Header, request)})
	im.hops = im.hops[max(len(im.hops)-mostOpen, 0):]
}

// hopsTo gives the redirects that led to the look of a record.
func (im *importer) hopsTo(id string) (hops []news.Hop) {
	im.hops = slices.DeleteFunc(im.hops, func(h ledHop) bool {
		if h.to == id {
			hops = append(hops, h.Hop)
		}
		return h.to == id
	})
	return hops
}
