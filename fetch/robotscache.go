package fetch

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/stemma-news/stemma/news"
)

const (
	robotsLife      = 24 * time.Hour
	robotsRedirects = 5        // that RFC 9309 asks for
	mostRules       = 16 << 20 // bytes of rules in memory
)

// rules are what is known of one host's robots.txt.
type rules struct {
	file    robotsFile
	outcome news.Outcome // Good, or why nothing may be asked
	reason  string
	until   time.Time // when it is read again
	failed  int       // how often in a row it could not be read
}

// size is about how many bytes the rules take.
func (r *rules) size() int {
	n := 200
	for _, rule := range r.file.rules {
		n += 32 + len(rule.pattern)
	}
	return n
}

// verdict says whether a URL may be asked for: Good, or an outcome and its reason. The robots.txt itself always may.
func (r *rules) verdict(url string) (news.Outcome, string) {
	if pathOf(url) == "/robots.txt" {
		return news.Good, ""
	}
	if r.outcome != news.Good {
		return r.outcome, r.reason
	}
	if !r.file.allowed(url) {
		return news.Refused, "robots.txt does not allow it"
	}
	return news.Good, ""
}

// robotsCache keeps the rules by scheme and host. Two Gets of one host at the same moment may both read its robots.txt;
// callers ask a host one request at a time anyway.
type robotsCache struct {
	mu     sync.Mutex
	byHost map[string]*rules
	size   int // of all the rules together, in bytes
}

func newRobotsCache() *robotsCache { return &robotsCache{byHost: make(map[string]*rules)} }

func (c *robotsCache) get(origin string) *rules {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.byHost[origin]
}

// put keeps rules. When they take too much room, others are forgotten, those that ran out first.
func (c *robotsCache) put(origin string, r *rules, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget(origin)
	c.byHost[origin] = r
	c.size += r.size()
	if c.size <= mostRules {
		return
	}
	for other, r := range c.byHost {
		if r.until.Before(now) {
			c.forget(other)
		}
	}
	for other := range c.byHost {
		if c.size > mostRules/2 && other != origin {
			c.forget(other)
		}
	}
}

func (c *robotsCache) forget(origin string) {
	if r := c.byHost[origin]; r != nil {
		c.size -= r.size()
		delete(c.byHost, origin)
	}
}

// rulesFor gives the rules of a URL's host, reading its robots.txt if they are unknown or too old; what that took is
// added to res.
func (c *Client) rulesFor(ctx context.Context, r Request, res *Response) (*rules, error) {
	origin := originOf(r.URL)
	known, err := c.known(ctx, origin)
	if err != nil {
		return nil, err
	}
	if known != nil && time.Now().Before(known.until) && !(r.Anew && known.outcome != news.Good) {
		return known, nil
	}
	a, err := c.readRobots(ctx, origin+"/robots.txt", known, res)
	if err != nil {
		return nil, err
	}
	read := c.robotsOf(origin, a, known, time.Now())
	if c.o.KeepRobots != nil {
		if err := c.o.KeepRobots(ctx, read); err != nil {
			return nil, err
		}
	}
	return c.learn(read), nil
}

// known gives the rules that this Client has, else those that were kept elsewhere; nil if there are none.
func (c *Client) known(ctx context.Context, origin string) (*rules, error) {
	r := c.robots.get(origin)
	if c.o.LoadRobots == nil || r != nil && time.Now().Before(r.until) {
		return r, nil
	}
	kept, err := c.o.LoadRobots(ctx, origin)
	if err != nil || kept.Origin == "" {
		return r, err
	}
	return c.learn(kept), nil
}

// learn makes rules of a robots.txt, and keeps them.
func (c *Client) learn(read news.Robots) *rules {
	r := &rules{outcome: read.Outcome, reason: read.Reason, until: read.Until, failed: read.Failures}
	if r.outcome == news.Good {
		r.file = parseRobots(read.Body, c.agent)
	}
	c.robots.put(read.Origin, r, time.Now())
	return r
}

func originOf(url string) string {
	scheme, _, _ := strings.Cut(url, "://")
	return scheme + "://" + news.HostOf(url)
}

// readRobots asks for a robots.txt and follows its redirects, to other hosts too.
func (c *Client) readRobots(ctx context.Context, url string, known *rules, res *Response) (answer, error) {
	first := news.HostOf(url)
	delay := time.Duration(0)
	if known != nil {
		delay = known.file.delay
	}
	room := &share{room: c.room}
	defer room.release()
	for hop := range robotsRedirects + 1 {
		step := Step{Host: news.HostOf(url), CrawlDelay: delay, Again: hop > 0, Robots: true}
		if err := c.o.Before(ctx, step); err != nil {
			if step.Host != first && ctx.Err() == nil {
				return answer{outcome: news.Refused, reason: "it is at " + step.Host + ", which cannot be asked now"}, nil
			}
			return answer{}, fmt.Errorf("wait for %s: %w", step.Host, err)
		}
		start := time.Now()
		req := c.request(Request{Accept: "text/plain,*/*;q=0.1"}, url, nil)
		a := c.ask(ctx, req, question{left: c.o.Total, most: maxRobots, cut: true, room: room})
		res.Took += time.Since(start)
		res.Asked++
		if ctx.Err() != nil {
			return answer{}, fmt.Errorf("read robots of %s: %w", first, ctx.Err())
		}
		next, err := news.ResolveURL(url, a.header.Get("Location"))
		if a.failed() || !redirects(a) || err != nil {
			return a, nil
		}
		url = next
	}
	return answer{status: http.StatusNotFound, header: http.Header{}}, nil // redirects without end are as no file
}

// robotsOf reads an answer as RFC 9309 says: 4xx means that all is allowed, 5xx and no answer that nothing is.
func (c *Client) robotsOf(origin string, a answer, known *rules, now time.Time) news.Robots {
	switch {
	case a.failed():
		return unreadable(origin, a.outcome, "its robots.txt cannot be read: "+a.reason, 0, known, now)
	case a.status >= 500:
		reason := fmt.Sprintf("its robots.txt answers %d, so nothing is asked until that is over", a.status)
		return unreadable(origin, news.Refused, reason, retryAfter(a.header, now), known, now)
	}
	r := news.Robots{Origin: origin, Until: now.Add(robotsLife), Outcome: news.Good}
	if a.status < 300 {
		r.Body = a.body
	}
	return r
}

// unreadable lets nothing through, to be tried again after a minute, two, four, … up to an hour.
func unreadable(origin string, outcome news.Outcome, reason string, wait time.Duration, known *rules, now time.Time) news.Robots {
	failed := 0
	if known != nil && known.outcome != news.Good {
		failed = known.failed + 1
	}
	wait = max(wait, min(time.Minute<<min(failed, 6), time.Hour))
	return news.Robots{Origin: origin, Until: now.Add(wait), Failures: failed, Outcome: outcome, Reason: reason}
}
