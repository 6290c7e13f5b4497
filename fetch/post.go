package fetch

import (
	"bytes"
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

// Post sends a form to a URL once, within the limits and behind the guard of a Get, and says what came of it: Good for a
// status from 200 to 299. Redirects are not followed, and robots.txt is not asked, for what takes forms is no page. The
// URL is clean. The error is not nil only when ctx ended or Before refused the host.
func (c *Client) Post(ctx context.Context, target string, form url.Values) (Response, error) {
	res := Response{URL: target, FinalURL: target}
	step := Step{Host: news.HostOf(target)}
	if err := c.o.Before(ctx, step); err != nil {
		return res, fmt.Errorf("wait for %s: %w", step.Host, err)
	}
	body := form.Encode()
	req := c.request(Request{Accept: "text/plain,*/*;q=0.1"}, target, nil)
	req.Method, req.Body, req.ContentLength = http.MethodPost, io.NopCloser(bytes.NewReader([]byte(body))), int64(len(body))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	room := &share{room: c.room}
	defer room.release()
	start := time.Now()
	res.At = start.UTC()
	a := c.ask(ctx, req, question{left: c.o.Total, most: mostSaid, cut: true, room: room})
	res.Took, res.Asked = time.Since(start), 1
	if ctx.Err() != nil {
		return res, fmt.Errorf("post to %s: %w", target, ctx.Err())
	}
	res.Status, res.Header, res.Body = a.status, a.header, a.body
	res.RetryAfter = retryAfter(a.header, time.Now())
	switch {
	case a.failed():
		res.Trouble = a.trouble()
		return res.end(a.outcome, a.reason), nil
	case a.status < 200 || a.status > 299:
		res.Trouble = a.status >= 500
		return res.end(news.Failed, refusal(a)), nil
	default:
		return res.end(news.Good, ""), nil
	}
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
