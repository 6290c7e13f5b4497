package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"code.dny.dev/ssrf"

	"github.com/stemma-news/stemma/news"
)

// A question says how one request is made.
type question struct {
	left     time.Duration // for all of it
	most     int64         // bytes of the body
	cut      bool          // a longer body is cut there instead of refused
	pageOnly bool          // the body of a picture, film or archive is not wanted
	room     *share        // for a large body
}

// An answer is what came of one request: status, header and body, or an outcome and its reason.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	outcome news.Outcome
	reason  string
}

func (a answer) failed() bool { return a.outcome != "" }

// trouble says that a failure is the host's, not that of what was asked for.
func (a answer) trouble() bool {
	return a.status == 0 || a.status >= 500 || a.outcome == news.TimedOut
}

// The causes for which a request is given up.
var (
	errTotal    = errors.New("it took longer than the time for one page")
	errIdle     = errors.New("it stopped sending in the middle")
	errRoom     = errors.New("too many others as large were being read")
	errTooLarge = errors.New("it is larger than the limit")
)

// ask makes one request and reads its answer, within its limits.
func (c *Client) ask(ctx context.Context, req *http.Request, q question) answer {
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	q.room.limit = newLimit(q.left, func() { giveUp(errTotal) })
	defer q.room.limit.timer.Stop()
	res, err := c.transport.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return c.failure(ctx, answer{header: http.Header{}}, err)
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode, header: res.Header}
	if kind := mediaType(res.Header.Get("Content-Type")); q.pageOnly && res.StatusCode == http.StatusOK && notAPage(kind) {
		a.outcome, a.reason = news.NotHTML, "it is "+kind
		return a
	}
	if res.ContentLength > q.most && !q.cut {
		return c.failure(ctx, a, errTooLarge)
	}
	idle := &idleReader{body: res.Body, limit: c.o.Idle, giveUp: func() { giveUp(errIdle) }}
	if redirects(a) {
		if res.ContentLength < maxDrained {
			_, _ = io.CopyN(io.Discard, idle, maxDrained) // whatever it says; the connection can be used again then
		}
		return a
	}
	a.body, err = readBody(ctx, idle, res.Header.Get("Content-Encoding"), q)
	if err != nil {
		return c.failure(ctx, a, err)
	}
	return a
}

// maxDrained is how much of a redirect's body is worth reading.
const maxDrained = 16 << 10

// redirects says that an answer sends us on to another place.
func redirects(a answer) bool {
	switch a.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect,
		http.StatusPermanentRedirect:
		return a.header.Get("Location") != ""
	}
	return false
}

// mediaType gives the type of a Content-Type header in lower case; "" if there is none that can be read.
func mediaType(contentType string) string {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return kind
}

// notAPage says that a media type is surely no page of text.
func notAPage(kind string) bool {
	for _, prefix := range []string{
		"image/", "video/", "audio/", "font/", "application/pdf", "application/zip", "application/epub",
	} {
		if strings.HasPrefix(kind, prefix) && kind != "image/svg+xml" {
			return true
		}
	}
	return false
}

// An idleReader gives up when no byte comes for too long.
type idleReader struct {
	body   io.Reader
	limit  time.Duration
	giveUp func()
}

func (r *idleReader) Read(p []byte) (int, error) {
	timer := time.AfterFunc(r.limit, r.giveUp)
	defer timer.Stop()
	return r.body.Read(p)
}

// failure turns an error of the network into an outcome and a reason for a person. Of a body that is cut short nothing is
// kept: it would look like an article that lost its end.
func (c *Client) failure(ctx context.Context, a answer, err error) answer {
	a.body = nil
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	a.outcome, a.reason = c.classify(err)
	return a
}

func (c *Client) classify(err error) (news.Outcome, string) {
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.Is(err, errTooLarge):
		return news.TooLarge, fmt.Sprintf("it is larger than %.3g MB", float64(c.o.MaxBody)/(1<<20))
	case errors.Is(err, errTotal):
		return news.TimedOut, fmt.Sprintf("it took longer than %v", c.o.Total)
	case errors.Is(err, errRoom):
		return news.TimedOut, fmt.Sprintf("%v for %v", errRoom, roomWait)
	case errors.Is(err, errIdle):
		return news.TimedOut, fmt.Sprintf("nothing came for %v in the middle of the answer", c.o.Idle)
	case errors.Is(err, errEncoding), errors.Is(err, errBroken):
		return news.Failed, err.Error()
	case errors.Is(err, io.ErrUnexpectedEOF):
		return news.Failed, "the answer was cut short"
	case errors.Is(err, ssrf.ErrProhibitedIP):
		return news.Refused, "its address is not a public one"
	case errors.Is(err, ssrf.ErrProhibitedPort):
		return news.Refused, "its port is not allowed"
	case errors.As(err, &dns):
		return dnsFailure(dns)
	case isTLS(err):
		return news.Failed, "its certificate or encryption is not valid: " + lastPart(err)
	case errors.Is(err, os.ErrDeadlineExceeded), isTimeout(err):
		return news.TimedOut, "no answer came in time"
	case errors.As(err, &op) && op.Op == "dial":
		return news.Failed, "no connection: " + lastPart(err)
	default:
		return news.Failed, "no proper answer: " + lastPart(err)
	}
}

func dnsFailure(err *net.DNSError) (news.Outcome, string) {
	if err.IsNotFound {
		return news.Failed, "no such host: " + err.Name
	}
	if err.IsTimeout {
		return news.TimedOut, "the look-up of its name took too long"
	}
	return news.Failed, "its name could not be looked up: " + err.Name
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

func isTLS(err error) bool {
	var verify *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	return errors.As(err, &verify) || errors.As(err, &unknown) || errors.As(err, &name) || errors.As(err, &record) ||
		errors.As(err, &alert) || strings.HasPrefix(lastPart(err), "tls: ") // most errors of package tls have no type
}

// lastPart gives the innermost message of an error on one line, without addresses that say nothing to a reader.
func lastPart(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	var call *os.SyscallError
	if errors.As(err, &call) {
		err = call.Err // "connection refused" rather than "connect: connection refused"
	}
	text := strings.Join(strings.Fields(err.Error()), " ")
	return strings.ToValidUTF8(text[:min(len(text), 200)], "")
}
