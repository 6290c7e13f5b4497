package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
)

// maxRedirects is how many redirects are followed, as browsers and RFC 9309 have it or near it.
const maxRedirects = 10

// Get asks for one URL. The error is not nil only when ctx ended, Before refused the host, or the kept robots.txt could
// not be had; then nothing was learnt.
func (c *Client) Get(ctx context.Context, r Request) (Response, error) {
	res := Response{URL: r.URL, FinalURL: r.URL}
	target, err := url.Parse(r.URL)
	if err != nil || target.Scheme != "http" && target.Scheme != "https" || target.Host == "" {
		res.At = time.Now().UTC()
		return res.end(news.Refused, "this is no http or https address"), nil
	}
	rules, err := c.rulesFor(ctx, r, &res)
	if err != nil {
		return res, err
	}
	res.CrawlDelay = rules.file.delay
	if outcome, reason := rules.verdict(r.URL); outcome != news.Good {
		res.At = time.Now().UTC()
		if rules.outcome != news.Good {
			res.RetryAfter = rules.until.Sub(res.At) // before that it would be refused again
			res.Trouble = res.Asked > 0
		}
		return res.end(outcome, reason), nil
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return res, fmt.Errorf("make a cookie jar: %w", err)
	}
	res.room = &share{room: c.room}
	res, err = c.follow(ctx, r, res, trip{rules: rules, jar: jar, left: c.o.Total, room: res.room})
	if err != nil || res.Body == nil {
		res.Release()
	}
	return res, err
}

// Release gives back the room that a large Body takes, once nobody holds it any more. Without it, others may have to wait
// for room for ever. It may be called again.
func (res Response) Release() {
	if res.room != nil {
		res.room.release()
	}
}

// A trip is one Get on its way through redirects.
type trip struct {
	rules *rules
	jar   *cookiejar.Jar // of this trip alone, for sites that redirect until their cookie comes back
	left  time.Duration  // of the total
	room  *share
}

// follow asks until an answer is no redirect within the host.
func (c *Client) follow(ctx context.Context, r Request, res Response, t trip) (Response, error) {
	for {
		next, err := c.hop(ctx, r, &res, &t)
		if err != nil || next == "" {
			return res, err
		}
		res = res.onward(next, t.rules)
		if res.Elsewhere != "" && !c.o.mayLead(res.Elsewhere) {
			res.Elsewhere = ""
			res = res.end(news.Refused, "it redirects to an address or port that may not be asked")
		}
		if res.Outcome != "" {
			return res, nil
		}
		r.ETag, r.LastModified = "", "" // they belong to the first URL
	}
}

// hop makes one request and fills res. It gives the URL to go on with, or "" if this was the end.
func (c *Client) hop(ctx context.Context, r Request, res *Response, t *trip) (string, error) {
	step := Step{Host: news.HostOf(res.FinalURL), CrawlDelay: t.rules.file.delay, Again: len(res.Hops) > 0}
	if err := c.o.Before(ctx, step); err != nil {
		return "", fmt.Errorf("wait for %s: %w", step.Host, err)
	}
	start := time.Now()
	if res.Landed = start.UTC(); res.At.IsZero() {
		res.At = res.Landed
	}
	req := c.request(r, res.FinalURL, t.jar)
	a := c.ask(ctx, req, question{left: t.left, most: c.o.MaxBody, pageOnly: r.Accept == "", room: t.room})
	took := time.Since(start)
	res.Took += took
	res.Asked++
	t.left -= took
	if ctx.Err() != nil {
		return "", fmt.Errorf("get %s: %w", r.URL, ctx.Err())
	}
	res.Status, res.Header, res.Body, res.Sent = a.status, a.header, a.body, nil
	if a.status != 0 {
		res.Sent = req.Header
	}
	res.RetryAfter = retryAfter(a.header, time.Now())
	if a.failed() {
		*res = res.end(a.outcome, a.reason)
		res.Trouble = a.trouble()
		return "", nil
	}
	if redirects(a) {
		keepCookies(t.jar, res.FinalURL, a.header)
		return a.header.Get("Location"), nil
	}
	*res = res.judge()
	res.Trouble = res.Status >= 500 || res.Outcome == news.Blocked
	if unasked := r.ETag == "" && r.LastModified == ""; unasked && res.Outcome == news.NotModified {
		*res = res.end(news.Failed, "it says “not modified”, but nothing was asked to compare with")
	}
	return "", nil
}

func keepCookies(jar *cookiejar.Jar, target string, h http.Header) {
	if u, err := url.Parse(target); err == nil {
		jar.SetCookies(u, (&http.Response{Header: h}).Cookies())
	}
}

// judge gives the outcome of an answer that is no redirect.
func (res Response) judge() Response {
	length := int64(len(res.Body))
	outcome, reason := Classify(res.Status, res.Header, titleOf(res.Body, res.Header.Get("Content-Type")), length)
	if outcome == news.Good && len(res.Hops) > 0 {
		outcome, reason = landing(res.URL, res.FinalURL)
	}
	return res.end(outcome, reason)
}

func (c *Client) request(r Request, target string, jar http.CookieJar) *http.Request {
	u, _ := url.Parse(target) // clean URLs parse
	req := &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{}}
	set := func(name, value string) {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	set("User-Agent", c.o.UserAgent)
	set("Accept", r.Accept)
	if r.Accept == "" {
		set("Accept", AcceptPage)
	}
	set("Accept-Encoding", "gzip, br, zstd")
	set("If-None-Match", r.ETag)
	set("If-Modified-Since", r.LastModified)
	if jar != nil {
		for _, cookie := range jar.Cookies(u) {
			req.AddCookie(cookie)
		}
	}
	return req
}

// end gives the response with its outcome.
func (res Response) end(outcome news.Outcome, reason string) Response {
	res.Outcome, res.Reason = outcome, reason
	return res
}

// onward goes through a redirect. The outcome stays empty if the next URL is to be asked for.
func (res Response) onward(location string, rules *rules) Response {
	next, err := news.ResolveURL(res.FinalURL, location)
	switch {
	case err != nil:
		return res.end(news.Failed, "it redirects to what is no web address")
	case news.HostOf(next) != news.HostOf(res.FinalURL):
		res.Elsewhere = next
		return res.end(landingElsewhere(res.URL, next))
	case len(res.Hops) == maxRedirects:
		return res.end(news.Failed, fmt.Sprintf("it redirects more than %d times", maxRedirects))
	case res.visits(next) > 1: // once more is allowed: it may have set a cookie
		return res.end(news.Failed, "it redirects in a circle")
	}
	if outcome, reason := rules.verdict(next); outcome != news.Good {
		return res.end(outcome, "it redirects to a page for which "+reason)
	}
	res.Hops = append(res.Hops, Hop{res.FinalURL, res.Landed, res.Status, res.Header, res.Sent})
	res.FinalURL = next
	return res
}

// visits counts how often a URL was asked for.
func (res Response) visits(url string) int {
	n := 0
	if res.FinalURL == url {
		n++
	}
	for _, hop := range res.Hops {
		if hop.URL == url {
			n++
		}
	}
	return n
}

// retryAfter reads the header of that name, in seconds or as a date; at most a day.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0
	}
	wait := time.Duration(0)
	if seconds, err := strconv.Atoi(value); err == nil {
		wait = time.Duration(min(seconds, 86400)) * time.Second
	} else if date, err := http.ParseTime(value); err == nil {
		wait = date.Sub(now)
	}
	return min(max(wait, 0), 24*time.Hour)
}
