package extract

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/prose"
)

// publishedNames and modifiedNames are the <meta> tags in which pages claim their dates, the most exact first.
var (
	publishedNames = strings.Fields(`article:published_time datepublished og:published_time og:article:published_time
		og:pubdate article:published article.published article:publicationdate parsely-pub-date parsely:pubdate
		sailthru.date cxenseparse:recs:publishtime cxenseparse:publishtime bt:pubdate rnews:datepublished dcterms.issued
		dc.date.issued dcterms.created dc.date.created dc.created citation_publication_date citation_date
		citation_online_date originalpublicationdate publication_date publicationdate publish_date publish-date
		publishdate published_date published-date pubdate pub_date firstpublished displaydate release_date releasedate
		article_date_original article:create_at article:created date_published date.created dateposted date.publish
		creation_date created createdate shareaholic:article_published_time video:release_date uploaddate
		weibo:article:create_at mediator_published_time pdate artdate`)
	// dayNames do not say the day of what: some templates write the last change there.
	dayNames      = strings.Fields(`dcterms.date dc.date date doc_date news_date`)
	modifiedNames = strings.Fields(`article:modified_time datemodified og:updated_time og:article:modified_time
		article:updated_time article:modified dcterms.modified dc.date.modified dc.modified last-modified lastmod
		last_modified lastmodified updated_time updated modificationdate modified date_modified revised
		bt:moddate shareaholic:article_modified_time`)
)

// dates gives when the page claims to have been published and modified; zero when it does not say. The times keep the
// offset in which the page gives them, since the day is the page's own. What is written for machines comes first (linked
// data, tags of the head, elements of time), then what people read. go-htmldate does not stand behind it as a last
// resort: of the pages on which nothing is found here it was right on half, it takes 40 ms a page, and it judges dates by
// today's, so that the same page would read differently tomorrow.
func (s *sheet) dates(art thing, root int) (published, modified time.Time) {
	published = s.shownOf(root, s.metaMoment(publishedNames[:4]), firstMoment(art.text("datePublished")))
	for _, look := range []func() time.Time{
		func() time.Time { return firstMoment(art.text("dateCreated", "uploadDate")) },
		func() time.Time { return s.metaMoment(publishedNames) },
		func() time.Time { return s.dateAtHeadline(root) },
		func() time.Time { return s.metaMoment(dayNames) },
		func() time.Time { return s.shownDate(art, root) },
	} {
		if published.IsZero() {
			published = look()
		}
	}
	published = s.inOwnZone(s.withTimeOfDay(published, root))
	return published, s.modified(art, root)
}

// modified gives when the page claims to have been changed last.
func (s *sheet) modified(art thing, root int) time.Time {
	t := firstMoment(art.text("dateModified"))
	if t.IsZero() {
		t = s.metaMoment(modifiedNames)
	}
	if t.IsZero() {
		t = s.timeTag(root, func(st stamp) bool { return dateRole(st.node) < 0 })
	}
	return t
}

// datedFooter gives the date of a line that says the page's state: "Stand: 14.03.2020".
func (s *sheet) datedFooter() time.Time {
	for i := max(0, len(s.lines)-40); i < len(s.lines); i++ {
		text := s.lines[i].text
		if year, marked := mayTellDate(text); (year || marked) && len(text) < 300 && stateOf.MatchString(text) {
			if t := s.humanDate(stateOf.FindString(text)); !t.IsZero() {
				return t
			}
		}
	}
	return time.Time{}
}

var stateOf = regexp.MustCompile(`(?i)\b(stand|last (updated|modified|changed)|letzte (änderung|aktualisierung)|dernière (mise à jour|modification)|última (actualización|modificación)|ultimo aggiornamento)\b.{0,40}`)

// shownOf gives the first of two claims of one date, or the other where that is the day that readers see. Zero claims
// nothing.
func (s *sheet) shownOf(root int, a, b time.Time) time.Time {
	switch {
	case a.IsZero():
		return b
	case b.IsZero(), a.Format(time.DateOnly) == b.Format(time.DateOnly):
		return a
	}
	if s.dateAtHeadline(root).Format(time.DateOnly) == b.Format(time.DateOnly) {
		return b
	}
	return a
}

// withTimeOfDay gives the moment that an element at the text tells for machines, where only its day was read elsewhere.
func (s *sheet) withTimeOfDay(t time.Time, root int) time.Time {
	if t.IsZero() || !t.Equal(t.Truncate(24*time.Hour)) {
		return t
	}
	for _, st := range s.stamps {
		if dateRole(st.node) < 0 || s.elsewhere(st.box, s.asNear(st.line, root)) {
			continue
		}
		exact := firstMoment(attr(st.node, "datetime"), attr(st.node, "content"), attr(st.node, "title"))
		if exact.Format(time.DateOnly) == t.Format(time.DateOnly) {
			return exact
		}
	}
	return t
}

// inOwnZone gives a time as the page writes it elsewhere with an offset of its own, when it was found without one: the
// day is the page's own.
func (s *sheet) inOwnZone(t time.Time) time.Time {
	if _, offset := t.Zone(); t.IsZero() || offset != 0 {
		return t
	}
	others := []string{}
	for _, m := range s.head.metas {
		others = append(others, m.content)
	}
	for _, st := range s.stamps {
		others = append(others, attr(st.node, "datetime"))
	}
	for _, text := range others {
		if len(text) < 19 || len(text) > 40 {
			continue
		}
		other := moment(text)
		if _, offset := other.Zone(); offset != 0 && other.Equal(t) {
			return other
		}
	}
	return t
}

func firstMoment(claims ...string) time.Time {
	for _, claim := range claims {
		if t := moment(claim); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

func (s *sheet) metaMoment(names []string) time.Time {
	for _, name := range names {
		for _, content := range s.head.all(name) {
			if t := s.momentHere(content); !t.IsZero() {
				return t
			}
		}
	}
	return time.Time{}
}

// momentHere reads a date as machines write it, by the page's habit where day and month could be either.
func (s *sheet) momentHere(text string) time.Time {
	if t := s.humanDate(text); !t.IsZero() && len(text) == 10 && s.monthFirst {
		return t
	}
	return moment(text)
}

// putsMonthFirst says that a page writes 3/4/2020 for the fourth of March: it is in English, and nothing says that it
// is not American.
func (s *sheet) putsMonthFirst(language string) bool {
	if base, region, _ := strings.Cut(language, "-"); base != "en" || region != "" && region != "US" {
		return false
	}
	if locale := s.head.first("og:locale"); len(locale) == 5 && !strings.EqualFold(locale[3:], "us") {
		return false
	}
	u, err := url.Parse(s.page.URL)
	if err != nil {
		return true
	}
	top := u.Hostname()[strings.LastIndexByte(u.Hostname(), '.')+1:]
	return (len(top) != 2 || top == "us" || top == "io" || top == "ai" || top == "tv" || top == "co") && !otherEnglish.MatchString(u.Path)
}

var otherEnglish = regexp.MustCompile(`(?i)^/(en[-_](gb|au|nz|ie|za|in|ca|sg)|uk|gb|au|nz|ie|za|in)(/|$)`)

// dateAtHeadline looks for the date where readers do first: between headline and text.
func (s *sheet) dateAtHeadline(root int) time.Time {
	start := s.bodyStart(root)
	for _, look := range []func() time.Time{
		func() time.Time {
			return s.timeTag(root, func(st stamp) bool { return dateRole(st.node) > 0 && s.atHeadline(st, start) })
		},
		func() time.Time {
			return s.timeTag(root, func(st stamp) bool { return dateRole(st.node) == 0 && s.atHeadline(st, start) })
		},
		func() time.Time { return s.dateLines(s.title-8, s.bodyStart(root)+4, root) },
	} {
		if t := look(); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// shownDate looks for the date everywhere else: in the address, around the text, at the end.
func (s *sheet) shownDate(art thing, root int) time.Time {
	for _, look := range []func() time.Time{
		func() time.Time { return s.timeTag(root, func(st stamp) bool { return dateRole(st.node) > 0 }) },
		func() time.Time { return addressDate(s.page.URL) },
		func() time.Time { return s.namedDate(root) },
		func() time.Time { return s.dateLines(s.bodyEnd(root)-3, s.bodyEnd(root)+12, root) },
		func() time.Time { return s.scriptDate() },
		func() time.Time { return s.modified(art, root) },
		func() time.Time { return s.anyStamp(root) },
		func() time.Time { return s.humanDate(s.head.title) },
		s.headlineDate,
		func() time.Time { return s.dateLines(max(s.title, 0), max(s.title, 0)+16, everywhere) },
		func() time.Time { return s.anyStamp(everywhere) },
		s.datedFooter,
	} {
		if t := look(); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

func (s *sheet) bodyStart(root int) int {
	if root < 0 {
		return min(s.title+12, len(s.lines))
	}
	for i := s.boxes[root].from; i < s.boxes[root].to; i++ {
		if s.lines[i].readsLikeProse() {
			return i
		}
	}
	return s.boxes[root].from
}

func (s *sheet) bodyEnd(root int) int {
	if root < 0 {
		return len(s.lines)
	}
	return s.boxes[root].to
}

// A stamp is an element that tells a time: <time>, or one with a date as microdata.
type stamp struct {
	node *html.Node
	box  int
	line int // the line that was next when it was met
}

// timeTag gives the date of the first element that tells one, stands near the text and fits.
func (s *sheet) timeTag(root int, fits func(stamp) bool) time.Time {
	for _, st := range s.stamps {
		if !fits(st) || s.elsewhere(st.box, s.asNear(st.line, root)) {
			continue
		}
		if t := firstMoment(attr(st.node, "datetime"), attr(st.node, "content"), attr(st.node, "title")); !t.IsZero() {
			return t
		}
		if t := s.humanDate(prose.Normal(textOf(st.node))); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// atHeadline says that a stamp stands between headline and text, or just beside.
func (s *sheet) atHeadline(st stamp, start int) bool {
	return st.line >= s.title-8 && st.line <= start+3 && (s.title < 0 || st.line <= s.title+30 || st.line >= start-8)
}

var inScript = regexp.MustCompile(`(?i)["']?(?:date_?published|publish(?:ed)?_?(?:date|time|at|on)?|publication_?date|created_?at|create_?time|pub_?date|article_publication_date)["']?\s*[:=]\s*["']([^"']{8,40})["']`)

// scriptDate looks for a date of publication in the data of the page's scripts.
func (s *sheet) scriptDate() time.Time {
	for _, n := range s.scripts {
		if n.FirstChild == nil {
			continue
		}
		if m := inScript.FindStringSubmatch(n.FirstChild.Data); m != nil {
			if t := moment(m[1]); !t.IsZero() {
				return t
			}
		}
	}
	return time.Time{}
}

// anyStamp gives the first time that the page tells anywhere, comments and other articles aside.
func (s *sheet) anyStamp(root int) time.Time {
	for _, st := range s.stamps {
		if s.elsewhere(st.box, root) {
			continue
		}
		if t := firstMoment(attr(st.node, "datetime"), attr(st.node, "content")); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// dateRole says what a time element tells: 1 the publication, -1 a change, 0 it does not say.
func dateRole(n *html.Node) int {
	names := strings.ToLower(attr(n, "itemprop") + " " + attr(n, "class") + " " + attr(n, "id") + " " + attr(n, "property"))
	switch {
	case strings.Contains(names, "modif"), strings.Contains(names, "updated") && !strings.Contains(names, "published"):
		return -1
	case strings.Contains(names, "publish"), strings.Contains(names, "entry-date"), strings.Contains(names, "datecreated"),
		strings.Contains(names, "dc:date"), strings.Contains(names, "post-date"), strings.Contains(names, "pubdate"):
		return 1
	}
	for _, a := range n.Attr {
		if a.Key == "pubdate" {
			return 1
		}
	}
	return 0
}

// isStamp says that an element tells a time by its tag or as microdata.
func isStamp(n *html.Node) bool {
	if n.DataAtom == atom.Time {
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "datetime" || a.Key == "itemprop" && (strings.HasPrefix(a.Val, "date") || a.Val == "uploadDate") ||
			a.Key == "class" && (strings.Contains(a.Val, "published") || strings.Contains(a.Val, "dtstart")) && n.DataAtom == atom.Abbr ||
			a.Key == "property" && strings.HasPrefix(a.Val, "dc:date") {
			return true
		}
	}
	return false
}

// dateLines gives the date of the first line of a stretch that has one: of a short line anywhere, of a long one at its
// beginning.
func (s *sheet) dateLines(from, to, root int) time.Time {
	around := s.aroundTitle(root)
	for i := max(from, to-120, 0); i < min(to, len(s.lines)); i++ {
		l := &s.lines[i]
		if i == s.title || s.elsewhere(l.box, s.asNear(i, root)) || s.inCaption(l.box) || i < s.title && !s.within(l.box, around) {
			continue
		}
		text := l.text
		if len(text) > 160 {
			text = strings.ToValidUTF8(text[:50], "")
		}
		if t := s.humanDate(text); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// inCaption says that a box is a picture's, with what stands below it: a date there tells when it was taken.
func (s *sheet) inCaption(at int) bool {
	return s.up(at, func(b *box) bool { return b.tag == atom.Figure || b.marks&(isCaption|isPicture) == isCaption|isPicture }) >= 0
}

// aroundTitle gives the smallest box that holds the headline and the chosen box. A date before it is the page's.
func (s *sheet) aroundTitle(root int) int {
	if root < 0 || s.title < 0 {
		return 0
	}
	return max(0, s.up(root, func(b *box) bool { return b.from <= s.title && s.title < b.to }))
}

// headlineDate gives the day that the headline names.
func (s *sheet) headlineDate() time.Time {
	if s.title < 0 {
		return time.Time{}
	}
	return s.humanDate(s.lines[s.title].text)
}

// asNear gives the root by which to judge whether a line is of the article: between headline and text nothing is but
// what stands among comments.
func (s *sheet) asNear(line, root int) int {
	if s.title >= 0 && root >= 0 && s.title < line && line < s.boxes[root].from+12 && line < s.bodyStart(root) {
		return between
	}
	return root
}

// between stands for a root that leaves out comments, posts and other articles, but not what stands beside.
const between = -3

// everywhere stands for a root that leaves nothing out but comments and posts.
const everywhere = -2

// elsewhere says that a box is of other things than the article, by the names between it and what holds the text too.
func (s *sheet) elsewhere(at, root int) bool {
	names := isComments | isComment | isEmbed
	switch root {
	case everywhere:
	case between:
		names |= isRelated
	default:
		names |= isRelated | isSide
	}
	for ; at >= 0 && (root < 0 || !s.within(root, at)); at = s.boxes[at].parent {
		b := &s.boxes[at]
		if b.marks.has(names) || root != everywhere && b.tag == atom.Footer && b.depth < 5 {
			return true
		}
	}
	return at >= 0 && s.boxes[at].marks.has(isEmbed)
}

// namedDate gives the date of the first line whose box is named as telling one, wherever it stands.
func (s *sheet) namedDate(root int) time.Time {
	for i := range s.lines {
		l := &s.lines[i]
		if len(l.text) < 100 && s.boxes[l.box].marks.has(isDate) &&
			!s.elsewhere(l.box, root) {
			if t := s.humanDate(l.text); !t.IsZero() {
				return t
			}
		}
	}
	return time.Time{}
}
