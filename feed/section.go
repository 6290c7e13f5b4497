package feed

import (
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
)

// parseSection reads a page of links: those on the same site whose address and text have the shape of an article's.
func parseSection(text, base string) (Found, error) {
	p := readPage(text, base)
	found := Found{Kind: news.SectionPage, Title: p.title, Language: p.language}
	found.Home, _ = news.CleanURL(base)
	for _, a := range p.anchors {
		if len(found.Links) < MaxLinks && sameSite(a.url, base) && articleShape(a) {
			found.Links = append(found.Links, news.Link{URL: a.url, Title: a.text})
		}
	}
	if len(found.Links) == 0 {
		return Found{}, errors.New("this is a web page without links that look like articles, not a feed")
	}
	return found, nil
}

// sameSite says that two URLs are of one site: one host, or a host below the other's.
func sameSite(a, b string) bool {
	host := func(url string) string {
		key, _, _ := strings.Cut(news.URLKey(url), "/")
		return "." + key
	}
	ha, hb := host(a), host(b)
	return strings.HasSuffix(ha, hb) || strings.HasSuffix(hb, ha)
}

var (
	pathDate    = regexp.MustCompile(`/(19|20)\d\d[/-]?(0[1-9]|1[0-2])([/-]?[0-3]\d)?(/|-|_|$)`)
	longNumber  = regexp.MustCompile(`\d{5,}`)
	noArticle   = regexp.MustCompile(`(?i)/(tags?|topics?|category|categories|authors?|users?|profile|search|login|signin|register|subscribe|newsletters?|privacy|cookies?|terms|impressum|imprint|contact|about|help|faq|jobs|careers|shop|page|wp-content|static|assets|cart)(/|$|\.)`)
	otherMedium = regexp.MustCompile(`(?i)\.(jpe?g|png|gif|webp|svg|pdf|mp[34]|m3u8|zip|xml|rss|json|css|js|ico|apk|exe)$`)
)

// articleShape says that a link is rather an article than a section, an author or a form. Three things speak for it, of
// which two must be there: a slug of several words or a long number, a date in the path, a text as long as a headline.
func articleShape(a anchor) bool {
	path := a.url[strings.Index(a.url, "://")+3:]
	path = path[max(0, strings.IndexByte(path, '/')):]
	bare, query, _ := strings.Cut(path, "?")
	if noArticle.MatchString(bare) || otherMedium.MatchString(bare) || bare == "/" {
		return false
	}
	points := slugPoints(bare)
	if longNumber.MatchString(bare) || longNumber.MatchString(query) {
		points++
	}
	if pathDate.MatchString(bare) {
		points++
	}
	if headlineLike(a.text) {
		points++
	}
	return points >= 2
}

// slugPoints counts what the words of the last part of a path are worth: one from three words on, two from five.
func slugPoints(path string) int {
	slug := strings.TrimRight(path, "/")
	slug = slug[strings.LastIndexByte(slug, '/')+1:]
	words := strings.FieldsFunc(slug, func(r rune) bool { return r == '-' || r == '_' || r == '+' })
	switch n := len(words); {
	case n >= 5:
		return 2
	case n >= 3:
		return 1
	default:
		return 0
	}
}

// headlineLike says that a link's text is as long as a headline: four words, or eight characters of a script that does
// not part its words.
func headlineLike(text string) bool {
	if len(strings.Fields(text)) >= 4 {
		return true
	}
	return utf8.RuneCountInString(text) >= 8 && strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Hangul)
	})
}
