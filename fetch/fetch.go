// Package fetch makes one polite, safe GET. It obeys robots.txt (RFC 9309), refuses addresses that are not public,
// bounds time and size, undoes content encodings, follows redirects within a host, and says what came of it: a failed
// look is an Outcome with a reason, not an error.
//
// It does not know what is asked for, and it keeps no pace: who calls waits for the host's turn in [Options.Before].
// What a page says is read elsewhere; here only status, headers, title and length are judged.
package fetch

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"time"

	"github.com/stemma-news/stemma/news"
)

// Options are what a Client is made of; the zero value of each field means its default.
type Options struct {
	// UserAgent is sent with every request: "stemma/1.0 (+https://operator.example/)". What stands before its first "/"
	// is the name that robots.txt rules are looked up by. Default "stemma".
	UserAgent string
	// AllowLoopback lets requests through to 127.0.0.0/8 and ::1, on every port. For demos and tests.
	AllowLoopback bool
	// Ports are allowed besides 80 and 443.
	Ports []int
	// MaxBody is the most bytes of one body, after its content encoding is undone. Default 8 MB.
	MaxBody int64
	// MaxBodies is the most bytes that all bodies of more than 1 MB together may take, from their reading until Release;
	// another one waits then, for 20 s at most. Default 16 MB, and never less than two bodies of MaxBody. Of those between
	// 256 KB and 1 MB there may be 16 at a time.
	MaxBodies int64
	// Connect bounds name look-up and TCP handshake, and the TLS handshake again (10 s); Headers the time from the request
	// to the answer's headers (20 s); Idle the time without a byte of the body (15 s); Total all requests of one Get, its
	// robots.txt apart and without the waiting in Before (45 s).
	Connect, Headers, Idle, Total time.Duration
	// Before is called before every request that goes out. It waits for the host's turn; its error ends the Get. A
	// robots.txt or a form may be redirected to another host: an error for such a host means that the redirect is not
	// followed this time.
	Before func(ctx context.Context, s Step) error
	// LoadRobots and KeepRobots keep what was read of robots.txt files outside this Client, if both are there: for other
	// processes and for its own next life. LoadRobots gives a Robots without Origin for one that was never read. Their
	// errors end the Get.
	LoadRobots func(ctx context.Context, origin string) (news.Robots, error)
	KeepRobots func(ctx context.Context, r news.Robots) error
	// Roots are the authorities whose certificates are trusted instead of the system's. For tests and networks that have
	// one of their own.
	Roots *x509.CertPool
	// Resolver looks names up; default the system's.
	Resolver *net.Resolver
	// Dial replaces the network, for tests without one. The guard against addresses that are not public is not asked.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// A Step is one request that is about to go out.
type Step struct {
	Host       string        // as [news.HostOf] gives it
	CrawlDelay time.Duration // the time between two requests that the host's robots.txt asks for, as far as it is known
	Again      bool          // it goes on with a Get that has asked already: a redirect
	Robots     bool          // it asks for a robots.txt
	Form       bool          // it sends a form
}

// A Client asks. It may be used by many goroutines at once. Who asks gives the room of each Response back with its
// Release.
type Client struct {
	o         Options
	agent     string // product token of the user agent
	transport *http.Transport
	robots    *robotsCache
	room      *room
}

// New makes a Client.
func New(o Options) *Client {
	o = o.withDefaults()
	c := &Client{o: o, agent: productToken(o.UserAgent), robots: newRobotsCache()}
	c.room = newRoom(o.MaxBodies, o.MaxBody)
	c.transport = newTransport(o)
	return c
}

func (o Options) withDefaults() Options {
	if o.UserAgent == "" {
		o.UserAgent = "stemma"
	}
	if o.MaxBody <= 0 {
		o.MaxBody = 8 << 20
	}
	if o.MaxBodies <= 0 {
		o.MaxBodies = 16 << 20
	}
	for _, limit := range []struct {
		value    *time.Duration
		standard time.Duration
	}{
		{&o.Connect, 10 * time.Second}, {&o.Headers, 20 * time.Second}, {&o.Idle, 15 * time.Second}, {&o.Total, 45 * time.Second},
	} {
		if *limit.value <= 0 {
			*limit.value = limit.standard
		}
	}
	if o.Before == nil {
		o.Before = func(context.Context, Step) error { return nil }
	}
	return o
}

// Close closes the connections that are kept for later requests.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// What to put into [Request.Accept]: AcceptPage is the default.
const (
	AcceptPage = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
	AcceptFeed = "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,text/xml;q=0.9," +
		"text/html;q=0.5,*/*;q=0.1"
)

// A Request is one look.
type Request struct {
	URL          string // clean, see [news.CleanURL]
	ETag         string // as it came last, to be answered with 304
	LastModified string // likewise
	Accept       string // the media types that are wanted; empty for a page: then pictures, films and archives are NotHTML
	Anew         bool   // a robots.txt that could not be read is asked for again at once: for a person, who may have mended it
}

// A Response is what came of it.
type Response struct {
	URL        string        // as asked for
	FinalURL   string        // that answered, after redirects within the host; clean
	Status     int           // 0 when no answer came
	Header     http.Header   // of the last answer
	Sent       http.Header   // with what the last answer was asked for, the Host of FinalURL apart; nil when none came
	Body       []byte        // with its content encoding undone and its characters as they came; nil for failures on the way
	At         time.Time     // when the first request went out, UTC
	Took       time.Duration // all requests together, the robots.txt too, without the waiting in Before
	Asked      int           // requests that went out
	Trouble    bool          // the host failed or keeps us out, whatever was asked for: no answer, no HTTP, 5xx, a block
	Hops       []Hop         // redirects within the host that a Get went through, in that order; nil where there were none
	Landed     time.Time     // when the last request went out, UTC; not of a Post
	Elsewhere  string        // clean URL on another host that an answer redirects to; not asked for
	RetryAfter time.Duration // how long the host is to be left alone, by its own word or for its broken robots.txt; 0 for nothing
	CrawlDelay time.Duration // the time between two requests that robots.txt asks for; 0 when it does not say
	Outcome    news.Outcome
	Reason     string // of the outcome, for a person; empty for a plain Good

	room *share
}

// A Hop is one redirect that was gone through. Its body, which says nothing more, is not kept.
type Hop struct {
	URL    string      // clean, that was asked for
	At     time.Time   // when the request went out, UTC
	Status int         // 301, 302, 303, 307 or 308
	Header http.Header // of the answer
	Sent   http.Header // with what it was asked for
}
