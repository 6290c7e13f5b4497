package extract

import (
	"strings"

	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/prose"
)

// headline chooses among what the page offers: the visible <h1>, og:title, JSON-LD, <title>.
func (s *sheet) headline(art thing) string {
	claims := []string{art.text("headline", "name"), s.head.first("og:title", "twitter:title", "dc.title", "title")}
	var firstH1 string
	s.title = -1
	for i := range s.lines {
		l := &s.lines[i]
		if s.up(l.box, func(b *box) bool { return b.tag == atom.H1 }) < 0 {
			continue
		}
		if firstH1 == "" {
			firstH1 = l.text
		}
		for _, claim := range append(claims, s.head.title) {
			if claim != "" && sameTitle(l.text, claim) {
				s.title = i
				return l.text
			}
		}
	}
	for _, claim := range append(claims[1:], claims[0]) {
		if claim != "" {
			return s.withoutOutlet(claim)
		}
	}
	if firstH1 != "" {
		return firstH1
	}
	return s.withoutOutlet(s.head.title)
}

// sameTitle says that two wordings are one headline: one may carry the outlet's name besides.
func sameTitle(a, b string) bool {
	a, b = prose.Fold(prose.Key(a)), prose.Fold(prose.Key(b))
	return a == b || len(a) > 10 && strings.HasPrefix(b, a) || len(b) > 10 && strings.HasPrefix(a, b)
}

// withoutOutlet cuts the outlet's name off the end (or start) of a title.
func (s *sheet) withoutOutlet(title string) string {
	for _, sep := range []string{" | ", " - ", " – ", " — ", " · ", " » ", " :: "} {
		if i := strings.LastIndex(title, sep); i > len(title)/3 {
			return title[:i]
		}
	}
	return title
}
