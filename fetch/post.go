package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
)

// mostSaid is how much of the answer to a Post is read.
const mostSaid = 64 << 10

// mostForwards is how often a Post goes on with a redirect.
const mostForwards = 3

// Post sends a form to a URL, within the limits and behind the guard of a Get, and says what came of it: Good for a
// status from 200 to 299. It goes on with the redirects that keep the method (307, 308), also to another host if Before
// lets it, but never from https to http, for forms hold secrets. robots.txt is not asked, for what takes forms is no page.
// The URL is clean. The error is not nil only when ctx ended or Before refused the first host.
func (c *Client) Post(ctx context.Context, target string, form url.Values) (Response, error) {
	res := Response{URL: target, FinalURL: target}
	room := &share{room: c.room}
	defer room.release()
	for left := c.o.Total; ; {
		step := Step{Host: news.HostOf(res.FinalURL), Again: res.Asked > 0, Form: true}
		err := c.o.Before(ctx, step)
		switch {
		case err != nil && (res.Asked == 0 || ctx.Err() != nil):
			return res, fmt.Errorf("wait for %s: %w", step.Host, err)
		case err != nil:
			return res.end(news.Failed, fmt.Sprintf("it redirects to %s, which cannot be asked now", step.Host)), nil
		}
		took, err := c.postOnce(ctx, &res, form.Encode(), question{left: left, most: mostSaid, cut: true, room: room})
		if left -= took; err != nil || res.Outcome != "" {
			return res, err
		}
	}
}

// postOnce makes one request of a Post and fills res. Its outcome stays empty if FinalURL is to be asked next.
func (c *Client) postOnce(ctx context.Context, res *Response, body string, q question) (took time.Duration, err error) {
	req := c.request(Request{Accept: "text/plain,*/*;q=0.1"}, res.FinalURL, nil)
	req.Method, req.Body, req.ContentLength = http.MethodPost, io.NopCloser(strings.NewReader(body)), int64(len(body))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	start := time.Now()
	if res.At.IsZero() {
		res.At = start.UTC()
	}
	a := c.ask(ctx, req, q)
	took = time.Since(start)
	res.Took, res.Asked = res.Took+took, res.Asked+1
	if ctx.Err() != nil {
		return took, fmt.Errorf("post to %s: %w", res.URL, ctx.Err())
	}
	res.Status, res.Header, res.Body = a.status, a.header, a.body
	res.RetryAfter = retryAfter(a.header, time.Now())
	switch {
	case a.failed():
		res.Trouble = a.trouble()
		*res = res.end(a.outcome, a.reason)
	case a.status == http.StatusTemporaryRedirect || a.status == http.StatusPermanentRedirect:
		*res = c.forward(*res)
	case redirects(a):
		*res = res.end(news.Failed, fmt.Sprintf("it redirects with %d, and forms go on with 307 or 308 only", a.status))
	case a.status < 200 || a.status > 299:
		res.Trouble = a.status >= 500
		*res = res.end(news.Failed, refusal(a))
	default:
		*res = res.end(news.Good, "")
	}
	return took, nil
}

// forward goes through a redirect that keeps the method.
func (c *Client) forward(res Response) Response {
	next, err := news.ResolveURL(res.FinalURL, res.Header.Get("Location"))
	switch {
	case err != nil:
		return res.end(news.Failed, "it redirects to what is no web address")
	case strings.HasPrefix(res.FinalURL, "https:") && !strings.HasPrefix(next, "https:"):
		return res.end(news.Refused, "it redirects to where a form would be sent unencrypted")
	case !c.o.mayLead(next):
		return res.end(news.Refused, "it redirects to an address or port that may not be asked")
	case res.Asked > mostForwards:
		return res.end(news.Failed, fmt.Sprintf("it redirects more than %d times", mostForwards))
	}
	res.FinalURL = next
	return res
}

// refusal gives the status of an answer and the beginning of what it says.
func refusal(a answer) string {
	text := fmt.Sprintf("the server says %d", a.status)
	said := strings.ToValidUTF8(string(a.body[:min(len(a.body), 200)]), "")
	if said = strings.Join(strings.Fields(said), " "); said != "" && !strings.HasPrefix(said, "<") {
		text += ": " + said
	}
	return text
}
