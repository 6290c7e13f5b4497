package fetch

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/news"
)

func TestClassify(t *testing.T) {
	for _, test := range []struct {
		name   string
		status int
		header string
		title  string
		length int64
		want   news.Outcome
		reason string
	}{
		{"an article", 200, "", "Two hurt in harbour fire – Courier", 9000, news.Good, ""},
		{"an article about it", 200, "", "Access denied: how a harbour was closed | Courier", 9000, news.Good, ""},
		{"another", 200, "", "Forbidden forest burns - Courier", 9000, news.Good, ""},
		{"a large page with such a title", 200, "", "Forbidden | Courier", 90_000, news.Good, ""},
		{"not modified", 304, "", "", 0, news.NotModified, ""},
		{"gone", 410, "", "", 10, news.Gone, "the server says 410"},
		{"missing, with a large page", 404, "Server: AkamaiGHost", "Courier", 500_000, news.Gone, "the server says 404"},
		{"forbidden by Akamai", 403, "Server: AkamaiGHost", "Access Denied", 400, news.Blocked, "“Access Denied” with status 403 (Akamai)"},
		{"too many", 429, "Server: awselb/2.0", "", 40, news.Blocked, "the server says 429 (AWS)"},
		{"a guard that says 404", 404, "", "Attention Required! | Cloudflare", 4000, news.Blocked, "“Attention Required! | Cloudflare” with status 404"},
		{"forbidden by nobody knows whom", 403, "", "", 400, news.Blocked, "the server says 403"},
		{"a script of Imperva", 200, "X-Iinfo: 1-2-3", "", 900, news.Blocked, "Imperva keeps us out"},
		{"a page behind Imperva", 200, "X-Iinfo: 1-2-3", "Fire", 9000, news.Good, ""},
		{"legal", 451, "", "", 40, news.Blocked, "withheld for legal reasons"},
		{"pay", 402, "", "", 40, news.Paywall, "the server asks for payment"},
		{"Cloudflare's challenge", 403, "Cf-Mitigated: challenge", "Just a moment...", 5000, news.Blocked, "Cloudflare keeps us out"},
		{"the same as 503", 503, "Server: cloudflare", "Just a moment...", 5000, news.Blocked, "“Just a moment...” with status 503 (Cloudflare)"},
		{"AWS's challenge", 202, "X-Amzn-Waf-Action: challenge", "", 0, news.Blocked, "AWS keeps us out"},
		{"captcha with a good status", 200, "", "Security check – Courier", 3000, news.Blocked, "the page is titled “Security check – Courier”"},
		{"a filter on our side", 200, "Rimon: RWC_BLOCK", "", 400, news.Blocked, "the web filter Rimon keeps us out"},
		{"consent", 200, "", "Before you continue", 3000, news.Consent, "the page is titled “Before you continue”"},
		{"soft 404", 200, "", "Seite nicht gefunden | Hafenbote", 90_000, news.SoftGone, "the page is titled “Seite nicht gefunden | Hafenbote”"},
		{"error with a good status", 200, "", "503 Service Unavailable", 200, news.Failed, "the page is titled “503 Service Unavailable”"},
		{"a part", 206, "", "Two hurt in harbour fire – Courier", 9000, news.Failed, "the server sends a part of it only, which nobody asked for"},
		{"nothing", 200, "", "", 0, news.Failed, "the answer has no content"},
		{"server error", 502, "", "502 Bad Gateway", 120, news.Failed, "the server says 502 Bad Gateway"},
		{"strange", 418, "", "", 10, news.Failed, "the server says 418 I'm a teapot"},
		{"stranger", 600, "", "", 10, news.Failed, "the server says 600"},
	} {
		h := http.Header{}
		if name, value, ok := strings.Cut(test.header, ": "); ok {
			h.Set(name, value)
		}
		got, reason := Classify(test.status, h, test.title, test.length)
		if got != test.want || reason != test.reason {
			t.Errorf("%s: %s, %q; want %s, %q", test.name, got, reason, test.want, test.reason)
		}
	}
}

func TestLanding(t *testing.T) {
	const from = "https://courier.example/world/fire-12"
	for _, test := range []struct {
		to   string
		want news.Outcome
	}{
		{"https://courier.example/world/harbour-fire-12", news.Good},
		{"https://courier.example/world/fire-12/", news.Good},
		{"https://courier.example/", news.SoftGone},
		{"https://courier.example/en/?from=fire", news.SoftGone},
		{"https://courier.example/404.html", news.SoftGone},
		{"https://courier.example/consent?back=fire", news.Consent},
		{"https://courier.example/captcha/1", news.Blocked},
		{"https://courier.example/login?next=fire", news.Paywall},
	} {
		if got, _ := landing(from, test.to); got != test.want {
			t.Errorf("landing at %s is %s, want %s", test.to, got, test.want)
		}
	}
	if got, _ := landing("https://courier.example/", "https://courier.example/en/"); got != news.Good {
		t.Errorf("a home page that redirects to a home page is %s", got)
	}
	if got, reason := landingElsewhere(from, "https://www.courier.example/world/fire-12"); got != news.Moved || reason != "it redirects to www.courier.example" {
		t.Errorf("to another host: %s, %q", got, reason)
	}
	if got, _ := landingElsewhere(from, "https://consent.courier.example/collect"); got != news.Consent {
		t.Errorf("to another host's consent page: %s", got)
	}
}

func TestTitleOf(t *testing.T) {
	for _, test := range []struct{ body, kind, want string }{
		{"<!doctype html><head><TITLE>\n Fire &amp; water </TITLE>", "text/html", "Fire & water"},
		{"<title>Fire</title>", "", "Fire"},
		{"<title>Fire</title>", "application/json", ""},
		{"<title>\xcf\xee\xe6\xe0\xf0</title>", "text/html; charset=windows-1251", "Пожар"},
		{"<body><svg><title>Logo</title></svg>", "text/html", ""},
		{"<title></title>", "text/html", ""},
		{"<script>" + strings.Repeat("a", 20<<10) + "</script><title>Fire</title>", "text/html", "Fire"},
		{strings.Repeat(" ", 8<<10-10) + "<title>Fire in the harbour</title>", "text/html", "Fire in the harbour"},
		{"", "text/html", ""},
	} {
		if got := titleOf([]byte(test.body), test.kind); got != test.want {
			t.Errorf("titleOf(%q) = %q, want %q", test.body, got, test.want)
		}
	}
}

// TestRealBlockPages holds Classify against collected answers: those of quality 0.25 and less are no pages, those of 1 are.
func TestRealBlockPages(t *testing.T) {
	data, err := os.ReadFile("../../shared/data/blocks/responses.jsonl")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("the collected answers are not here: ", err)
	}
	for i, line := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
		var r struct {
			Status  int
			Length  int64 `json:"content_length"`
			Title   string
			Headers map[string]string
			Quality float64
		}
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		h := http.Header{}
		for name, value := range r.Headers {
			h.Set(name, value)
		}
		got, reason := Classify(r.Status, h, r.Title, r.Length)
		bad := got == news.Blocked || got == news.Failed
		if r.Quality <= 0.25 && !bad || r.Quality == 1 && bad {
			t.Errorf("row %d (%d, %q) is %s: %s", i, r.Status, r.Title, got, reason)
		}
	}
}
