package extract

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/prose"
)

// headline gives the headline that the page shows, and remembers the line where. A page names its headline up to four
// times, for readers (<h1>), for networks (og:title), for machines (JSON-LD) and for the tab (<title>), often in
// different words; a reader sees the first. The others tell which of several headings it is.
func (s *sheet) headline(art thing) string {
	claims := s.titleClaims(art)
	s.title = s.titleLine(claims)
	if s.title < 0 {
		return s.bareTitle(claims)
	}
	if below := s.secondHeading(claims[:2]); below >= 0 {
		s.title = below
	}
	return s.withoutCompany(s.lines[s.title].text, claims)
}

// withoutCompany cuts off what stands in a heading beside the headline, as far as the page claims the headline without
// it: a word or two of its own above, the outlet's name or a second line behind.
func (s *sheet) withoutCompany(shown string, claims []string) string {
	for _, claim := range claims[:2] {
		if claim = s.withoutOutlet(claim); isTailOf(claim, shown) || s.isHeadOf(claim, shown) {
			return claim
		}
	}
	if claimsWhole(claims, shown) {
		return shown
	}
	return s.namedPart(shown, claims)
}

// claimsWhole says that one of the claims is all that a heading shows.
func claimsWhole(claims []string, shown string) bool {
	key := letterKey(shown)
	for _, claim := range claims {
		if letterKey(claim) == key {
			return true
		}
	}
	return false
}

// namedPart gives the part of a heading that the page claims as the headline, or all but the words above it, where the
// template puts them in elements of their own.
func (s *sheet) namedPart(shown string, claims []string) string {
	parts := s.headingParts()
	if len(parts) < 2 {
		return shown
	}
	first := letterKey(parts[0].text)
	for _, claim := range claims {
		if claim = letterKey(s.withoutOutlet(claim)); claim != "" && claim == first {
			return parts[0].text
		}
	}
	if rest, cut := strings.CutPrefix(shown, parts[0].text); cut && parts[0].marks.has(isDate) && letters(rest) >= 15 {
		return strings.TrimLeft(rest, " :|–—-")
	}
	return shown
}

// A headingPart is what one element, or one text between elements, says of a heading.
type headingPart struct {
	text  string
	marks mark
}

// headingParts gives the parts of the headline's heading.
func (s *sheet) headingParts() []headingPart {
	b := &s.boxes[s.lines[s.title].box]
	if !isHeading(b.tag) || b.to-b.from != 1 {
		return nil
	}
	var parts []headingPart
	for c := b.node.FirstChild; c != nil; c = c.NextSibling {
		p := headingPart{text: prose.Normal(c.Data)}
		if c.Type == html.ElementNode {
			p = headingPart{prose.Normal(textOf(c)), s.marksOf(c)}
		}
		if p.text != "" && !p.marks.has(isHidden) {
			parts = append(parts, p)
		}
	}
	return parts
}

// withoutOutlet cuts the outlet's name off the end of a title.
func (s *sheet) withoutOutlet(title string) string {
	for _, sep := range outletMarks() {
		if i := strings.LastIndex(title, sep); i > 0 && s.namesOutlet(title[i+len(sep):]) {
			return strings.TrimSpace(title[:i])
		}
	}
	return title
}

// outletMarks are what outlets put between a headline and their name, the surest first.
func outletMarks() []string {
	return []string{" | ", " » ", " :: ", " - ", " – ", " — ", " · ", "_", "："}
}

// isHeadOf says that a headline is what stands in a heading before the mark behind which outlets put their names.
func (s *sheet) isHeadOf(claim, shown string) bool {
	for _, sep := range []string{" | ", " » ", " :: "} {
		if before, _, parted := strings.Cut(shown, sep); parted && letterKey(before) == letterKey(claim) {
			return claim != "" && !s.namesOutlet(claim)
		}
	}
	return false
}

// secondHeading gives the line of a heading that follows the headline directly and is, word for word, what the page
// claims as such; else -1. Templates put a heading for search engines above the one that readers see.
func (s *sheet) secondHeading(claims []string) int {
	if s.boxes[s.lines[s.title].box].tag != atom.H1 {
		return -1
	}
	for i := s.title + 1; i < min(s.title+4, len(s.lines)); i++ {
		l := &s.lines[i]
		if l.letters < 15 || l.letters > 300 || s.headingRank(l) == 0 {
			continue
		}
		key := letterKey(l.text)
		for _, claim := range claims {
			if letterKey(claim) == key {
				return i
			}
		}
	}
	return -1
}

// titleClaims gives og:title, JSON-LD's headline and the parts of <title>, as far as the page has them; the first two
// are always there, perhaps empty.
func (s *sheet) titleClaims(art thing) []string {
	claims := []string{s.head.first("og:title", "twitter:title"), art.text("headline", "name")}
	claims = append(claims, s.head.first("dc.title", "title", "sailthru.title"))
	for _, part := range titleParts(s.head.title) {
		if !s.namesOutlet(part) {
			claims = append(claims, part)
		}
	}
	return claims
}

// namesOutlet says that a text is the outlet's name, going by what the page calls it and by its address.
func (s *sheet) namesOutlet(text string) bool {
	key := letterKey(text)
	if key == "" || key == letterKey(s.head.first("og:site_name")) {
		return true
	}
	u, err := url.Parse(s.page.URL)
	if err != nil || len(key) < 4 {
		return false
	}
	host := letterKey(strings.TrimPrefix(u.Hostname(), "www."))
	return strings.Contains(host, key) || strings.HasPrefix(key, host)
}

// titleParts gives a title and its parts between the marks that outlets put between headline and name.
func titleParts(title string) []string {
	parts := []string{title}
	rest := title
	for _, sep := range []string{" | ", " - ", " – ", " — ", " » ", " :: ", " · ", "|", " : ", "_"} {
		if strings.Contains(rest, sep) {
			parts = append(parts, strings.Split(rest, sep)...)
		}
	}
	return parts
}

// titleLine finds the line of the headline: of the headings, the one that shares most words with what the page claims.
func (s *sheet) titleLine(claims []string) int {
	sets := make([]wordSet, 0, len(claims))
	for _, claim := range claims {
		sets = append(sets, wordsOf(claim))
	}
	best, most := -1, 0.0
	for i := range s.lines {
		l := &s.lines[i]
		if l.letters > 300 {
			continue
		}
		rank := s.headingRank(l)
		if rank == 0 || s.leadsAway(l) {
			continue
		}
		score := likeness(wordsOf(l.text), sets) * rank * (0.95 + 0.05*float64(min(l.letters, 40))/40)
		if score > most {
			best, most = i, score
		}
	}
	if most < 0.5 {
		if lone := s.loneHeading(); lone >= 0 {
			return lone
		}
		return s.boldTitle(claims)
	}
	return best
}

// leadsAway says that a heading is a link to the outlet's first page or to a section that the page's own address stands
// under: it is the name of what it leads to.
func (s *sheet) leadsAway(l *line) bool {
	if l.linked*10 < l.letters*9 {
		return false
	}
	for n, up := l.node, 0; n != nil && up < 6; n, up = n.Parent, up+1 {
		if n.DataAtom == atom.A {
			href := attr(n, "href")
			if href == "" || href[0] == '#' {
				return false
			}
			path := pathOf(href)
			return path == "" || strings.HasPrefix(path, "index.") && len(path) < 12 || strings.HasPrefix(pathOf(s.page.URL), path+"/")
		}
	}
	return false
}

// pathOf gives an address's path without slashes around it and without query: of the last address, where an archive's
// has the page's own in it.
func pathOf(address string) string {
	if i := strings.LastIndex(address, "://"); i >= 0 {
		_, address, _ = strings.Cut(address[i+3:], "/")
	}
	address, _, _ = strings.Cut(address, "?")
	address, _, _ = strings.Cut(address, "#")
	return strings.Trim(strings.ReplaceAll(address, "/./", "/"), "/.")
}

// headingRank says how far a line's markup makes it the headline: 1 for <h1>, less for the others, 0 for running text.
func (s *sheet) headingRank(l *line) float64 {
	for at, up := l.box, 0; at >= 0 && up < 3; at, up = s.boxes[at].parent, up+1 {
		b := &s.boxes[at]
		switch {
		case b.marks.has(isFooter | isComments | isComment | isRelated):
			return 0
		case b.tag == atom.H1:
			return 1
		case b.tag == atom.H2 || b.marks.has(isHeadline):
			return 0.6
		case b.tag == atom.H3 || b.tag == atom.H4:
			return 0.55
		}
	}
	return 0
}

// loneHeading gives the first <h1> outside of furniture that is long enough for a headline and does not name the outlet,
// for pages that claim their headline in words of their own; else -1.
func (s *sheet) loneHeading() int {
	for i := range s.lines {
		l := &s.lines[i]
		if s.boxes[l.box].tag == atom.H1 && l.letters >= 20 && l.linked*2 < l.letters && s.headingRank(l) > 0 && !s.namesOutlet(l.text) {
			return i
		}
	}
	return -1
}

// boldTitle gives the first wholly bold line that is, word for word, what the page claims as its headline or a part of
// its title, for pages without <h1>; else -1.
func (s *sheet) boldTitle(claims []string) int {
	if slices.ContainsFunc(s.boxes, func(b box) bool { return b.tag == atom.H1 && b.to > b.from }) {
		return -1
	}
	for i := range s.lines {
		l := &s.lines[i]
		if l.bold > 0 && l.bold == l.letters && l.linked == 0 && l.letters >= 15 && l.letters < 200 && !s.namesOutlet(l.text) && claimsWhole(claims, l.text) {
			return i
		}
	}
	return -1
}

// bareTitle gives the headline of a page that shows none: as it claims it, without the outlet's name.
func (s *sheet) bareTitle(claims []string) string {
	if claims[1] != "" {
		return claims[1]
	}
	title := firstOf(claims[0], claims[2], s.head.title)
	for _, sep := range []string{" | ", " » ", " :: ", " - ", " – ", " — ", " · ", "_"} {
		if i := strings.LastIndex(title, sep); i > 0 {
			before, after := strings.TrimSpace(title[:i]), strings.TrimSpace(title[i+len(sep):])
			if len(after) > len(before) && (sep == " » " || sameText(before, s.head.first("og:site_name"))) {
				return after
			}
			if len(before) > len(after) {
				return before
			}
		}
	}
	return unspacedName.ReplaceAllString(title, "$1")
}

// unspacedName is the outlet's name behind a headline in a script without blanks: the mark between them has none either.
var unspacedName = regexp.MustCompile(`^(.{8,}[\p{Han}\p{Hiragana}\p{Katakana}！？”」』）])[-–—|]{1,2}[\p{Han}\p{Hiragana}\p{Katakana}]{2,10}$`)

// isTailOf says that a headline is the end of what a heading shows: above it stood a word or two of its own.
func isTailOf(claim, shown string) bool {
	c, t := letterKey(claim), letterKey(shown)
	return len(c) > 15 && len(c) < len(t) && strings.HasSuffix(t, c)
}

// letterKey is what must be equal in two titles that are the same: their letters and digits, folded.
func letterKey(s string) string {
	return strings.Join(prose.Terms(s), "")
}

// sameTitle says that two wordings are one headline; one may carry more besides.
func sameTitle(a, b string) bool {
	a, b = letterKey(a), letterKey(b)
	return a == b || len(a) > 15 && strings.HasPrefix(b, a) || len(b) > 15 && strings.HasPrefix(a, b)
}

type wordSet map[string]bool

func wordsOf(s string) wordSet {
	set := wordSet{}
	for _, term := range prose.Terms(s) {
		set[term] = true
	}
	return set
}

// likeness gives the greatest share of words that a set has in common with one of the others: of the words of the
// smaller one, a little less when the other has many more.
func likeness(a wordSet, others []wordSet) float64 {
	most := 0.0
	for _, b := range others {
		common := 0
		for w := range a {
			if b[w] {
				common++
			}
		}
		less, more := min(len(a), len(b)), max(len(a), len(b))
		if less == 0 {
			continue
		}
		most = max(most, float64(common)/float64(less)*(0.8+0.2*float64(less)/float64(more)))
	}
	return most
}
