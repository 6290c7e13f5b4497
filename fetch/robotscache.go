package fetch

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/stemma-news/stemma/news"
)

const (
	robotsLife      = 24 * time.Hour
	robotsRedirects = 5 // that RFC 9309 asks for
	firstSweep      = 10_000
)

// rules are what is known of one host's robots.txt.
type rules struct {
	file    robotsFile
	delay   time.Duration
	outcome news.Outcome // Good, or why nothing may be asked
	reason  string
	until   time.Time // when it is read again
	failed  int       // how often in a row it could not be read
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
	mu      sync.Mutex
	byHost  map[string]*rules
	sweepAt int // how many hosts there must be before those are forgotten whose rules ran out
}

func newRobotsCache() *robotsCache {
	return &robotsCache{byHost: make(map[string]*rules), sweepAt: firstSweep}
}

func (c *robotsCache) get(origin string) *rules {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.byHost[origin]
}

func (c *robotsCache) put(origin string, r *rules, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byHost[origin] = r
	if len(c.byHost) < c.sweepAt {
		return
	}
	maps.DeleteFunc(c.byHost, func(_ string, r *rules) bool { return r.until.Before(now) })
	c.sweepAt = max(firstSweep, 2*len(c.byHost))
}

// rulesFor gives the rules of a URL's host, reading its robots.txt if they are unknown or a day old. The error is not nil
// only when ctx ended or Before refused the host.
func (c *Client) rulesFor(ctx context.Context, url string) (*rules, error) {
	origin := originOf(url)
	known := c.robots.get(origin)
	if known != nil && time.Now().Before(known.until) {
		return known, nil
	}
	a, err := c.readRobots(ctx, origin+"/robots.txt")
	if err != nil {
		return nil, err
	}
	r := c.rulesOf(a, known, time.Now())
	c.robots.put(origin, r, time.Now())
	return r, nil
}

func originOf(url string) string {
	scheme, _, _ := strings.Cut(url, "://")
	return scheme + "://" + news.HostOf(url)
}

// readRobots asks for a robots.txt and follows its redirects, to other hosts too.
func (c *Client) readRobots(ctx context.Context, url string) (answer, error) {
	first := news.HostOf(url)
	for range robotsRedirects + 1 {
		if err := c.o.Before(ctx, news.HostOf(url)); err != nil {
			if news.HostOf(url) != first && ctx.Err() == nil {
				break // not our turn there: no rules of its own
			}
			return answer{}, fmt.Errorf("wait for %s: %w", news.HostOf(url), err)
		}
		req := c.request(Request{Accept: "text/plain,*/*;q=0.1"}, url, nil)
		a := c.ask(ctx, req, question{left: c.o.Total, most: maxRobots, cut: true})
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

// rulesOf reads an answer as RFC 9309 says: 4xx means that all is allowed, 5xx and no answer that nothing is.
func (c *Client) rulesOf(a answer, known *rules, now time.Time) *rules {
	switch {
	case a.failed():
		return unreadable(a.outcome, "its robots.txt cannot be read: "+a.reason, 0, known, now)
	case a.status >= 500:
		reason := fmt.Sprintf("its robots.txt answers %d, so nothing is asked until that is over", a.status)
		return unreadable(news.Refused, reason, retryAfter(a.header, now), known, now)
	}
	r := &rules{outcome: news.Good, until: now.Add(robotsLife)}
	if a.status < 300 {
		r.file = parseRobots(a.body, c.agent)
		r.delay = r.file.delay
	}
	return r
}

// unreadable makes rules that let nothing through, to be tried again after a minute, two, four, … up to an hour.
func unreadable(outcome news.Outcome, reason string, wait time.Duration, known *rules, now time.Time) *rules {
	failed := 0
	if known != nil && known.outcome != news.Good {
		failed = known.failed + 1
	}
	wait = max(wait, min(time.Minute<<min(failed, 6), time.Hour))
	return &rules{outcome: outcome, reason: reason, until: now.Add(wait), failed: failed}
}
