package newsstand

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/stemma-news/stemma/news"
)

func redirectTricks() []Trick {
	failed := []news.Outcome{news.Failed}
	refused, moved := []news.Outcome{news.Refused}, []news.Outcome{news.Moved} // Moved: not followed without asking anew
	loopback := []news.Outcome{news.Refused, news.Moved}                       // the latter for whom loopback is open
	to := func(name, location string, want []news.Outcome) Trick {
		return Trick{name, want, raw(head("302 Found", "Location: "+location, "Content-Length: 0"))}
	}
	return []Trick{
		to("redirect-to-itself", "/redirect-to-itself", failed),
		to("redirect-circle-a", "/redirect-circle-b", failed),
		to("redirect-circle-b", "/redirect-circle-a", failed),
		{"redirect-for-ever", failed, func(t *table) {
			n := len(t.request.URL.RawQuery)
			t.say("%s", head("302 Found", "Location: /redirect-for-ever?"+strings.Repeat("n", n+1), "Content-Length: 0"))
		}},
		{"cookie-wall", []news.Outcome{news.Good}, func(t *table) {
			if t.request.Header.Get("Cookie") != "" {
				t.say("%s%s", head("200 OK", isHTML), fine)
				return
			}
			t.say("%s", head("302 Found", "Location: /cookie-wall", "Set-Cookie: seen=1; Path=/", "Content-Length: 0"))
		}},
		to("redirect-nowhere", "", failed),
		to("redirect-to-loopback", "http://127.0.0.1:9/admin", loopback),
		to("redirect-to-loopback-v6", "http://[::1]:9/admin", loopback),
		to("redirect-to-mapped-v6", "http://[::ffff:127.0.0.1]:9/admin", loopback),
		to("redirect-to-decimal-address", "http://2130706433/admin", failed),
		to("redirect-to-metadata", "http://169.254.169.254/latest/meta-data/", refused),
		to("redirect-to-private", "http://10.0.0.1/admin", refused),
		to("redirect-to-carrier-nat", "http://100.64.0.1/admin", refused),
		to("redirect-to-zero", "http://0.0.0.0/admin", refused),
		to("redirect-to-rebinding-name", "http://rebind.invalid/admin", moved),
		to("redirect-to-mail-port", "http://mail.invalid:25/admin", refused),
		to("redirect-to-file", "file:///etc/passwd", failed),
		to("redirect-to-script", "javascript:alert(1)", failed),
		to("redirect-to-data", "data:text/html,<p>hello", failed),
		to("redirect-with-password", "http://user:secret@intranet.invalid/", failed),
		to("redirect-with-nul", "/a\x00b", failed),
	}
}

func protocolTricks() []Trick {
	failed := []news.Outcome{news.Failed}
	return []Trick{
		{"closes-at-once", failed, func(*table) {}},
		{"resets", failed, func(t *table) {
			if tcp, ok := t.conn.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0) // the client's reading ends in a reset
			}
		}},
		{"http-0.9", failed, raw(fine)},
		{"tls-alert", failed, raw("\x15\x03\x01\x00\x02\x02\x28")},
		{"not-http", failed, raw("SSH-2.0-newsstand\r\n")},
		{"status-of-letters", failed, raw("HTTP/1.1 abc OK\r\n\r\n" + fine)},
		{"status-of-four-digits", failed, raw("HTTP/1.1 2000 OK\r\n\r\n" + fine)},
		{"nul-in-header", failed, raw(head("200 OK", isHTML, "X-Nul: a\x00b") + fine)},
		{"header-without-colon", failed, raw(head("200 OK", isHTML, "this is no header") + fine)},
		{"length-too-long", failed, raw(head("200 OK", isHTML, "Content-Length: 90000") + fine)},
		{"length-too-short", []news.Outcome{news.Good}, raw(head("200 OK", isHTML, "Content-Length: 400") + fine)},
		{"length-negative", failed, raw(head("200 OK", isHTML, "Content-Length: -1") + fine)},
		{"length-of-letters", failed, raw(head("200 OK", isHTML, "Content-Length: many") + fine)},
		{"length-overflow", failed, raw(head("200 OK", isHTML, "Content-Length: 99999999999999999999") + fine)},
		{"two-lengths", failed, raw(head("200 OK", isHTML, "Content-Length: 10", "Content-Length: 20") + fine)},
		{"chunk-of-letters", failed, raw(head("200 OK", isHTML, "Transfer-Encoding: chunked") + "zz\r\n" + fine)},
		{"chunk-cut", failed, raw(head("200 OK", isHTML, "Transfer-Encoding: chunked") + "ffff\r\n" + fine)},
		{"chunk-without-end", failed, raw(head("200 OK", isHTML, "Transfer-Encoding: chunked") + chunk(fine))},
		{"chunk-size-overflow", failed, raw(head("200 OK", isHTML, "Transfer-Encoding: chunked") + "fffffffffffffffff\r\n" + fine)},
		{
			"chunked-and-length",
			[]news.Outcome{news.Good},
			raw(head("200 OK", isHTML, "Transfer-Encoding: chunked", "Content-Length: 3") + chunk(fine) + "0\r\n\r\n"),
		},
		{"unknown-transfer-encoding", failed, raw(head("200 OK", isHTML, "Transfer-Encoding: smoke") + fine)},
	}
}

func chunk(s string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(s), s) }

func encodingTricks() []Trick {
	failed := []news.Outcome{news.Failed}
	readable := []news.Outcome{news.Good}
	as := func(name, encoding, body string, want []news.Outcome) Trick {
		return Trick{name, want, raw(head("200 OK", isHTML, "Content-Encoding: "+encoding) + body)}
	}
	typed := func(name, kind, body string, want []news.Outcome) Trick {
		return Trick{name, want, raw(head("200 OK", "Content-Type: "+kind) + body)}
	}
	packed := zipped(fine)
	return []Trick{
		as("gzip-cut", "gzip", packed[:len(packed)/2], failed),
		as("gzip-wrong-checksum", "gzip", packed[:len(packed)-8]+"\x00\x00\x00\x00"+packed[len(packed)-4:], failed),
		as("gzip-that-is-none", "gzip", fine, readable),
		as("brotli-that-is-none", "br", fine, failed),
		as("zstd-that-is-none", "zstd", fine, failed),
		as("unknown-encoding", "smoke-signals", fine, failed),
		as("ten-encodings", strings.Repeat("gzip, ", 9)+"gzip", packed, failed),
		typed("lying-charset", "text/html; charset=utf-16le", fine, readable),
		typed("unknown-charset", "text/html; charset=klingon", fine, readable),
		typed("charset-utf-7", "text/html; charset=utf-7", fine, readable),
		typed("no-content-type", "", fine, readable),
		typed("picture-as-page", "text/html", "\x89PNG\r\n\x1a\n"+strings.Repeat("\x00\xff\x01\x02", 4000),
			[]news.Outcome{news.NotHTML}),
		typed("page-as-picture", "image/png", fine, []news.Outcome{news.NotHTML}),
		typed("nuls-in-text", "text/html", strings.ReplaceAll(fine, " ", "\x00 "), readable),
		typed("invalid-utf-8", "text/html; charset=utf-8", strings.ReplaceAll(fine, "e", "\xff"), readable),
	}
}

func zipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	fmt.Fprint(z, s) // a buffer does not fail
	z.Close()
	return b.String()
}

func oddTricks() []Trick {
	failed := []news.Outcome{news.Failed}
	blocked := []news.Outcome{news.Blocked}
	readable := []news.Outcome{news.Good}
	page := func(name string, want []news.Outcome, write func(t *table)) Trick {
		return Trick{name, want, func(t *table) {
			t.say("%s", head("200 OK", isHTML))
			write(t)
		}}
	}
	return []Trick{
		{"too-many-requests", blocked, raw(head("429 Too Many Requests", "Retry-After: 999999999999") + "wait")},
		{"unavailable-for-ever", failed, raw(head("503 Service Unavailable", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT") + "no")},
		{"password", blocked, raw(head("401 "+http.StatusText(http.StatusUnauthorized), `WWW-Authenticate: Basic realm="desk"`) + "who are you")},
		{"status-999", blocked, raw(head("999 No", isHTML) + "no")},
		{"not-modified-unasked", failed, raw(head("304 Not Modified"))},
		{"partial-unasked", failed, raw(head("206 Partial Content", isHTML, fmt.Sprintf("Content-Range: bytes 0-%d/9000", len(fine)-1)) + fine)},
		{"no-content", failed, raw(head("204 No Content"))},
		{"nothing", failed, raw(head("200 OK", isHTML, "Content-Length: 0"))},
		{"switching-protocols", failed, raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: smoke\r\nConnection: Upgrade\r\n\r\n")},
		page("deep-nesting", readable, func(t *table) { t.say("%s%s", strings.Repeat("<div>", 100_000), fine) }),
		page("deep-inline-nesting", readable, func(t *table) { t.say("<p>%s%s", strings.Repeat("<b><i>", 50_000), fine) }),
		page("deep-tables", readable, func(t *table) { t.say("%s%s", strings.Repeat("<table><tr><td>", 30_000), fine) }),
		page("million-attributes", readable, func(t *table) {
			t.say("<p")
			flood(t, " a=1", 4<<20)
			t.say(">%s", fine)
		}),
		page("one-long-word", []news.Outcome{news.TooLarge}, func(t *table) {
			t.say("<p>")
			flood(t, "newspaper", 5<<20)
		}),
		page("million-paragraphs", []news.Outcome{news.TooLarge}, func(t *table) { flood(t, "<p>", 6<<20) }),
		page("unclosed-comment", []news.Outcome{news.Empty}, func(t *table) {
			t.say("<p>Before.</p><!-- ")
			flood(t, "- ", 2<<20)
		}),
		page("refresh-to-itself", readable, func(t *table) { t.say(`<meta http-equiv="refresh" content="0;url=">%s`, fine) }),
		{"entity-bomb", []news.Outcome{news.NotHTML, news.Empty}, raw(head("200 OK", "Content-Type: application/rss+xml") + entityBomb())},
	}
}

// entityBomb is a feed whose entities would unfold to gigabytes.
func entityBomb() string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\"?>\n<!DOCTYPE rss [\n<!ENTITY e0 \"newspaper\">\n")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&b, "<!ENTITY e%d \"%s\">\n", i, strings.Repeat(fmt.Sprintf("&e%d;", i-1), 10))
	}
	b.WriteString("]>\n<rss version=\"2.0\"><channel><title>&e9;</title></channel></rss>\n")
	return b.String()
}
