// Package newsstand is a simulated web of news: outlets that do not exist, whose articles change with the clock. It
// serves real HTTP, counts who asks how often, and knows the truth of everything it did to its articles.
//
//	script (stories/*.txt) ──> article: states, episodes, comments ──> page, feed, truth
//
// The story clock starts at [Options.Start] and runs [Options.Pace] times faster than ours. Everything that is served
// follows from the seed and the present moment; only furniture (teasers, counters, advertisements) also follows from
// the request. It knows nothing of how its pages are read: it must not share a mistake with the reader that it tests.
package newsstand

import (
	"net/http"
	"net/url"
	"time"
)

// Options say which stand to make.
type Options struct {
	Seed  int64     // the same seed makes the same stories
	Start time.Time // when the story clock starts, in real time; zero is now
	Pace  float64   // story seconds in a real second; zero or less is 1
	Port  string    // where the stand listens, without colon, for the URLs on its pages; empty leaves it out
}

// An Outlet is one publisher of the stand, as a visitor needs it.
type Outlet struct {
	Name     string
	Host     string // with the port, if there is one: "courier.localhost:8090"
	Language string // BCP 47
	Home     string // URL of the home page
	Feed     string // URL of its feed or sitemap
}

// A Stand answers for all its outlets, told apart by the Host header. Any number of requests may run at once.
type Stand struct {
	site  site
	loads *loads
	hub   *hub
}

// A site is what a Stand serves: the simulated world, or the told story of [Open].
type site interface {
	// answer writes what the site serves at this moment.
	answer(w http.ResponseWriter, r *http.Request, now time.Time)
	// outlets lists the publishers, in the same order each time.
	outlets() []Outlet
	// truth gives all that happened up to and including the moment, in order of time.
	truth(until time.Time) []Edit
	// edition names what the feed at a URL says at this moment: another name, other news. It is empty for what is no feed.
	edition(u *url.URL, now time.Time) string
}

// New makes a stand from the seed.
func New(o Options) *Stand {
	if o.Start.IsZero() {
		o.Start = time.Now()
	}
	if o.Pace <= 0 {
		o.Pace = 1
	}
	return newStand(newWorld(o))
}

func newStand(s site) *Stand { return &Stand{site: s, loads: newLoads(), hub: newHub(s)} }

// Outlets lists the publishers of the stand.
func (s *Stand) Outlets() []Outlet { return s.site.outlets() }

// ServeHTTP answers as the outlet of the Host header would at this moment.
func (s *Stand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := time.Now()
	defer s.loads.begin(r.Host, now)()
	if isHub(r.Host) {
		s.hub.ServeHTTP(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "only GET and HEAD are answered here", http.StatusMethodNotAllowed)
		return
	}
	s.site.answer(w, r, now)
}

// A clock turns story time into real time.
type clock struct {
	start time.Time
	pace  float64
}

// at gives the real moment of a story offset.
func (c clock) at(offset time.Duration) time.Time {
	return c.start.Add(time.Duration(float64(offset) / c.pace))
}

// offset gives the story offset of a real moment.
func (c clock) offset(at time.Time) time.Duration {
	return time.Duration(float64(at.Sub(c.start)) * c.pace)
}
