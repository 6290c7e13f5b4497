package fetch

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/stemma-news/stemma/news"
)

// landing judges where redirects within a host ended.
func landing(from, to string) (news.Outcome, string) {
	if news.URLKey(from) == news.URLKey(to) {
		return news.Good, ""
	}
	a, b := pathAndHost(from), pathAndHost(to)
	switch {
	case consentPlace.MatchString(b):
		return news.Consent, "it redirects to a page that asks for consent"
	case guardPlace.MatchString(b):
		return news.Blocked, "it redirects to a page that asks for proof of being human"
	case missingPlace.MatchString(b):
		return news.SoftGone, "it redirects to a page that says “not found”"
	case loginPlace.MatchString(b) && !loginPlace.MatchString(a):
		return news.Paywall, "it redirects to a page that asks for a login or for money"
	case isHome(to) && !isHome(from):
		return news.SoftGone, "it redirects to the home page"
	default:
		return news.Good, ""
	}
}

// landingElsewhere judges a redirect to another host, which is not followed.
func landingElsewhere(from, to string) (news.Outcome, string) {
	if outcome, reason := landing(from, to); outcome != news.Good {
		return outcome, reason
	}
	return news.Moved, "it redirects to " + news.HostOf(to)
}

var (
	consentPlace = regexp.MustCompile(`^(consent|privacy|cmp|gdpr)\.|/(consent|gdpr-consent|cookie-?(wall|consent)|privacy-gate)(/|$|\.)`)
	guardPlace   = regexp.MustCompile(`^unblock\.|captcha|^validate\.perfdrive|/cdn-cgi/challenge|/challenge(/|$)|/_sec/cp_challenge|/distil_`)
	missingPlace = regexp.MustCompile(`/(404|notfound|not-found|page-not-found|error-?404|404-error)(/|$|\.(html?|php|aspx?)$)`)
	loginPlace   = regexp.MustCompile(`^(login|signin|accounts?|sso|id|subscribe|abo)\.|` +
		`/(log-?in|sign-?in|subscribe|subscription|register|paywall|anmelden|abo)(/|$|\.(html?|php|aspx?)$)`)
	homePlace = regexp.MustCompile(`^[^/]*/?((index|home|default)\.(html?|php|aspx?)|[a-z]{2}([-_][a-z]{2})?/?|home/?)?$`)
)

func pathAndHost(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname() + u.Path)
}

func isHome(raw string) bool { return homePlace.MatchString(pathAndHost(raw)) }
