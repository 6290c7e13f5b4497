package feed

import (
	"errors"
	"regexp"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma/news"
)

// parseSection reads a page of links: those on the same site whose address and text have the shape of an article's.
func parseSection(text, base string) (Found, error) {
	p := readPage(text, base)
	found := Found{Kind: news.SectionPage, Title: p.title, Language: p.language}
	found.Home, _ = news.CleanURL(base)
	for _, a := range p.anchors {
		if sameSite(a.url, base) && a.url != found.Home && articleShape(a) {
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
	pathDate   = regexp.MustCompile(`/(19|20)\d\d[/-]?(0[1-9]|1[0-2])([/-]?[0-3]\d)?(/|-|_|$)`)
	longNumber = regexp.MustCompile(`\d{5,}`)
	noArticle  = regexp.MustCompile(`(?i)/(tags?|topics?|category|categories|authors?|users?|profile|search|login|signin|` +
		`register|subscribe|newsletters?|privacy|cookies?|terms|impressum|imprint|contact|about|help|faq|jobs?|careers|shop|` +
		`page|wp-content|static|assets|cart|themen|tema|etiqueta|stichwort)(/|$|\.)|[?&](share|replytocom)=`)
	noNewsroom = regexp.MustCompile(`(?i)^https?://(jobs?|karriere\w*|stellen\w*|shop|store|forum|abo|e-?paper|help|hilfe|` +
		`support|ads?|anzeigen|immo\w*|kleinanzeigen|games?|spiele)\.`)
	otherMedium = regexp.MustCompile(`(?i)\.(jpe?g|png|gif|webp|svg|pdf|mp[34]|m3u8|zip|xml|rss|json|css|js|ico|apk|exe)$`)
)

// articleShape says that a link is rather an article than a section, an author or a form. A slug of five words says so
// alone; a slug of three words, a long number, a date in the path or a text like a headline need another of them; where
// only a short slug and a text speak for it, the text must be long, for sections have names of four words too.
func articleShape(a anchor) bool {
	path := a.url[strings.Index(a.url, "://")+len("://"):]
	path = path[strings.IndexByte(path, '/'):]
	bare, query, _ := strings.Cut(path, "?")
	if noArticle.MatchString(path) || noNewsroom.MatchString(a.url) || otherMedium.MatchString(bare) || bare == "/" {
		return false
	}
	slug, text := slugWords(bare), textWords(a.text)
	number := longNumber.MatchString(bare) || longNumber.MatchString(query)
	signs := 0
	for _, sign := range []bool{slug >= 3, number, pathDate.MatchString(bare), text >= 4} {
		if sign {
			signs++
		}
	}
	onlyWords := signs == 2 && slug >= 3 && text >= 4
	return slug >= 5 || signs >= 2 && (!onlyWords || text >= 6)
}

// slugWords counts the words of the last part of a path.
func slugWords(path string) int {
	slug := strings.TrimRight(path, "/")
	slug = slug[strings.LastIndexByte(slug, '/')+1:]
	return len(strings.FieldsFunc(slug, func(r rune) bool { return r == '-' || r == '_' || r == '+' }))
}

// textWords counts the words of a link's text; of a script that does not part its words, two characters are one.
func textWords(text string) int {
	unparted := 0
	for _, r := range text {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
			unparted++
		}
	}
	return max(len(strings.Fields(text)), unparted/2)
}
