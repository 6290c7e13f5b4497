package fetch

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// Classify says what came of a request by status, headers, the page's title and the length of its body in bytes: Good,
// NotModified, Gone, SoftGone, Blocked (the reason names by whom), Consent, Paywall or Failed. What the text says
// is not looked at. The reason is empty for a plain Good.
func Classify(status int, h http.Header, title string, length int64) (news.Outcome, string) {
	if guard := challenger(h, length); guard != "" {
		return news.Blocked, guard + " keeps us out"
	}
	switch {
	case status == http.StatusNotModified:
		return news.NotModified, ""
	case status >= 400 && titled(title, challengeTitles):
		return news.Blocked, fmt.Sprintf("“%s” with status %d", title, status) + by(h)
	case status == http.StatusNotFound || status == http.StatusGone:
		return news.Gone, fmt.Sprintf("the server says %d", status)
	case status == http.StatusPaymentRequired:
		return news.Paywall, "the server asks for payment"
	case status == http.StatusUnavailableForLegalReasons:
		return news.Blocked, "withheld for legal reasons" + by(h)
	case forbids(status):
		return news.Blocked, fmt.Sprintf("the server says %d", status) + by(h)
	case status < 200 || status >= 300:
		return news.Failed, strings.TrimSpace(fmt.Sprintf("the server says %d %s", status, http.StatusText(status)))
	case status == http.StatusPartialContent:
		return news.Failed, "the server sends a part of it only, which nobody asked for"
	case length == 0:
		return news.Failed, "the answer has no content"
	}
	return classifyTitle(h, title, length)
}

// forbids says that a status keeps us out, whoever else may come in.
func forbids(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusNotAcceptable,
		http.StatusProxyAuthRequired, http.StatusTooManyRequests, 430, 444, 498, 999: // the last ones are inventions of guards
		return true
	}
	return false
}

// challenger names the guard whose headers say that this is its challenge or refusal and not the page.
func challenger(h http.Header, length int64) string {
	value := func(name string) string { return strings.ToLower(h.Get(name)) }
	switch {
	case value("Cf-Mitigated") != "":
		return "Cloudflare"
	case value("X-Amzn-Waf-Action") != "":
		return "AWS"
	case strings.Contains(value("Rimon"), "block"):
		return "the web filter Rimon"
	case value("X-Sucuri-Block") != "":
		return "Sucuri"
	case value("X-Iinfo") != "" && length > 0 && length < 1500:
		return "Imperva" // its script instead of the page, with status 200 and no title
	}
	return ""
}

// by names who guards the server, as far as its headers say.
func by(h http.Header) string {
	for _, sign := range []struct{ header, value, name string }{
		{"Server", "akamaighost", "Akamai"},
		{"X-Reference-Error", "", "Akamai"},
		{"Server", "cloudflare", "Cloudflare"},
		{"Server", "cloudfront", "CloudFront"},
		{"X-Cache", "error from cloudfront", "CloudFront"},
		{"Server", "awselb", "AWS"},
		{"X-Datadome", "", "DataDome"},
		{"X-Iinfo", "", "Imperva"},
		{"X-Cdn", "incapsula", "Imperva"},
		{"Server", "sucuri", "Sucuri"},
		{"X-Sucuri-Id", "", "Sucuri"},
		{"Server", "ddos-guard", "DDoS-Guard"},
		{"Server", "qrator", "Qrator"},
		{"X-Px-Block", "", "PerimeterX"},
		{"Server", "varnish", "Varnish"},
	} {
		if v := h.Values(sign.header); len(v) > 0 && strings.Contains(strings.ToLower(v[0]), sign.value) {
			return " (" + sign.name + ")"
		}
	}
	return ""
}

// The titles below are compared with each part of a page's title between the bars, dashes and dots that part it from the
// outlet's name, and as a whole: an article about a captcha is not titled by that word alone.
var (
	challengeTitles = phrases(
		`just a moment|attention required|one moment,? please|please wait|checking your browser( before accessing .*)?`,
		`are you (a )?(human|robot)\?|(human|robot|bot|security|browser) (check|verification|challenge)|captcha( challenge)?`,
		`ddos-guard|client challenge|vercel security checkpoint|pardon our interruption|request (access|rejected|unsuccessful)`,
		`(please )?(verify|verifying|confirm) (that )?you are (a )?human|you have been blocked|unusual traffic( detected)?`,
		`(access|request) (to this page )?(has been )?(denied|blocked)|too many requests`,
		`(error )?403( -)?( forbidden)?|forbidden|unauthori[sz]ed`,
		`(error: )?the request could not be satisfied|.*dns filter service portal|web ?filter( block| violation)?( page)?`,
		`((web ?)?(site|page) |application )?blocked|robot or human\?|radware (captcha|bot manager).*|fortiguard.*|unblock`,
		`zugriff (verweigert|gesperrt)|sicherheitsprüfung|accès refusé|acceso denegado|доступ (запрещ[её]н|ограничен)`,
		`проверка браузера|访问被拒绝|安全验证|人机验证|تم رفض الوصول`)
	consentTitles = phrases(
		`before you continue( to [\w.]+)?|bevor sie (fortfahren|weitermachen)|avant de continuer|your privacy choices`,
		`(cookie )?consent|we value your privacy|datenschutz-?einstellungen|zustimmung( erforderlich)?`)
	missingTitles = phrases(
		`(http )?(error )?404( error)?( -|:)?( (page |file )?not found)?|page unavailable`,
		`((page|file|article|story|document) )?not found`,
		`(this )?(page|article|story) (is )?(not|no longer) available|(page|article|story) does not exist|oops!?( page not found)?`,
		`(seite |artikel )?nicht gefunden|(page|article) (introuvable|non trouvée?)|página no encontrada|pagina non trovata`,
		`pagina niet gevonden|страница не найдена|页面不存在|页面未找到|找不到(网页|页面)|الصفحة غير موجودة|لم يتم العثور على الصفحة`)
	brokenTitles = phrases(
		`(error )?50[0234]( error)?|(50[0234] )?(internal server error|bad gateway|gateway time-?out)`,
		`(50[0234] )?service (temporarily )?unavailable`,
		`error establishing a database connection|database error|((site|website) )?(is )?(under|down for) maintenance`,
		`maintenance mode|wartungsarbeiten|technische störung|site en maintenance|сайт на обслуживании|технические работы`)
)

func phrases(lines ...string) *regexp.Regexp {
	return regexp.MustCompile(`^(?i:` + strings.Join(lines, "|") + `)[.!…\s]*$`)
}

var titleBreak = regexp.MustCompile(`\s+[–—·•»-]\s+|\s*(::|\|)\s*`)

// titled says that a title, or a part of it, is one of the phrases.
func titled(title string, phrases *regexp.Regexp) bool {
	title = strings.TrimSpace(title)
	if title == "" {
		return false
	}
	if phrases.MatchString(title) {
		return true
	}
	for _, part := range titleBreak.Split(title, -1) {
		if part = strings.TrimSpace(part); part != "" && phrases.MatchString(part) {
			return true
		}
	}
	return false
}

// smallPage is more than the pages of guards and broken servers have, in bytes.
const smallPage = 32 << 10

// classifyTitle judges an answer with a good status.
func classifyTitle(h http.Header, title string, length int64) (news.Outcome, string) {
	said := fmt.Sprintf("the page is titled “%s”", title)
	switch {
	case titled(title, missingTitles):
		return news.SoftGone, said
	case length > smallPage:
		return news.Good, ""
	case titled(title, challengeTitles):
		return news.Blocked, said + by(h)
	case titled(title, consentTitles):
		return news.Consent, said
	case titled(title, brokenTitles):
		return news.Failed, said
	default:
		return news.Good, ""
	}
}

// titleOf gives the title of an HTML page; "" for anything else.
func titleOf(body []byte, contentType string) string {
	if kind := mediaType(contentType); kind != "" && kind != "text/html" && kind != "application/xhtml+xml" {
		return ""
	}
	// Decoding is what takes the time, and most titles come early.
	if title, ended := titleIn(body[:min(len(body), 8<<10)], contentType); ended {
		return title
	}
	title, _ := titleIn(body[:min(len(body), 64<<10)], contentType)
	return title
}

// titleIn looks for the title in the beginning of a page; ended says that it need not be looked for any further.
func titleIn(head []byte, contentType string) (title string, ended bool) {
	text, _ := prose.Decode(head, contentType)
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return "", false
		case html.StartTagToken:
			name, _ := z.TagName()
			if bytes.Equal(name, []byte("body")) {
				return "", true
			}
			if bytes.Equal(name, []byte("title")) && z.Next() == html.TextToken {
				title = prose.Normal(string(z.Text()))
				return title, z.Next() == html.EndTagToken // else the head may end within it
			}
		}
	}
}
