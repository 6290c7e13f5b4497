package extract

import (
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
		dcterms.date dc.date date doc_date news_date weibo:article:create_at mediator_published_time pdate artdate`)
	modifiedNames = strings.Fields(`article:modified_time datemodified og:updated_time og:article:modified_time
		article:updated_time article:modified dcterms.modified dc.date.modified dc.modified last-modified lastmod
		last_modified lastmodified updated_time updated modificationdate modified date_modified revised
		bt:moddate shareaholic:article_modified_time`)
)

// dates gives when the page claims to have been published and modified; zero when it does not say. The times keep the
// offset in which the page gives them, since the day is the page's own.
func (s *sheet) dates(art thing, root int) (published, modified time.Time) {
	published = s.metaMoment(publishedNames[:4])
	if published.IsZero() {
		published = firstMoment(art.text("datePublished"), art.text("dateCreated", "uploadDate"))
	}
	if published.IsZero() {
		published = s.metaMoment(publishedNames)
	}
	if published.IsZero() {
		published = s.shownDate(root)
	}
	modified = firstMoment(art.text("dateModified"))
	if modified.IsZero() {
		modified = s.metaMoment(modifiedNames)
	}
	if modified.IsZero() {
		modified = s.timeTag(root, func(n *html.Node) bool { return dateRole(n) < 0 })
	}
	return published, modified
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
			if t := moment(content); !t.IsZero() {
				return t
			}
		}
	}
	return time.Time{}
}

// shownDate looks for the date where readers do: at the headline, around the text, in the address, at the end.
func (s *sheet) shownDate(root int) time.Time {
	for _, look := range []func() time.Time{
		func() time.Time { return s.timeTag(root, func(n *html.Node) bool { return dateRole(n) > 0 }) },
		func() time.Time { return s.timeTag(root, func(n *html.Node) bool { return dateRole(n) == 0 }) },
		func() time.Time { return s.dateLines(s.title-8, s.bodyStart(root)+4, root) },
		func() time.Time { return addressDate(s.page.URL) },
		func() time.Time { return s.namedDate(root) },
		func() time.Time { return s.dateLines(s.bodyEnd(root)-3, s.bodyEnd(root)+12, root) },
		func() time.Time { return s.scriptDate() },
		func() time.Time { return s.anyStamp(root) },
		func() time.Time { return s.humanDate(s.head.title) },
		func() time.Time { return s.dateLines(max(s.title, 0), max(s.title, 0)+16, everywhere) },
		func() time.Time { return s.anyStamp(everywhere) },
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
func (s *sheet) timeTag(root int, fits func(*html.Node) bool) time.Time {
	start := s.bodyStart(root)
	for _, st := range s.stamps {
		if !fits(st.node) || s.elsewhere(st.box, root) {
			continue
		}
		if dateRole(st.node) == 0 && (st.line < s.title-8 || st.line > start+3) {
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
	for i := max(from, 0); i < min(to, len(s.lines)); i++ {
		l := &s.lines[i]
		if i == s.title || s.elsewhere(l.box, root) || i < s.title && !s.within(l.box, around) {
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

// aroundTitle gives the smallest box that holds the headline and the chosen box. A date before it is the page's.
func (s *sheet) aroundTitle(root int) int {
	if root < 0 || s.title < 0 {
		return 0
	}
	return max(0, s.up(root, func(b *box) bool { return b.from <= s.title && s.title < b.to }))
}

// everywhere stands for a root that leaves nothing out but comments and posts.
const everywhere = -2

// elsewhere says that a box is of other things than the article, by the names between it and what holds the text too.
func (s *sheet) elsewhere(at, root int) bool {
	names := isComments | isComment | isEmbed
	if root != everywhere {
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

var inAddress = regexp.MustCompile(`/((?:19|20)\d\d)[/-]?([01]?\d)[/-]?([0-3]?\d)(?:[/_-]|$)`)

var dayInAddress = regexp.MustCompile(`[/~_-]([0-3]?\d)[_-]([01]?\d)[_-]((?:19|20)\d\d)\b`)

// addressDate gives the day that stands in an address, as in /2020/03/14/.
func addressDate(url string) time.Time {
	if m := inAddress.FindStringSubmatch(url); m != nil {
		return day(number(m[1]), number(m[2]), number(m[3]))
	}
	if m := dayInAddress.FindStringSubmatch(url); m != nil {
		return day(number(m[3]), number(m[2]), number(m[1]))
	}
	return time.Time{}
}

var layouts = []string{
	time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05-07", "2006-01-02T15:04-07:00", "2006-01-02T15:04-0700",
	"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02T15:04Z", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05-07:00",
	"2006-01-02 15:04:05-0700", "2006-01-02 15:04:05Z", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", time.RFC1123,
	time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "Mon Jan 02 15:04:05 MST 2006", "Mon Jan 02 2006 15:04:05 MST-0700",
	"Mon, 02 Jan 2006 15:04", "2006/01/02 15:04:05", "2006/01/02 15:04", "2006/01/02", "20060102T150405Z", "20060102T1504", "20060102150405", "20060102",
}

// moment reads a date as machines write it, or as people do; zero when it is none.
func moment(s string) time.Time {
	s = strings.TrimSpace(s)
	if len(s) < 8 || len(s) > 60 {
		return time.Time{}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil && sane(t) {
			return t
		}
	}
	if t, ok := unixMoment(s); ok {
		return t
	}
	return readDate(s, false)
}

func sane(t time.Time) bool { return t.Year() >= 1990 && t.Year() <= 2100 }

// unixMoment reads seconds or milliseconds since 1970.
func unixMoment(s string) (time.Time, bool) {
	if strings.Trim(s, "0123456789") != "" {
		return time.Time{}, false
	}
	switch len(s) {
	case 10:
		return time.Unix(int64(number(s)), 0).UTC(), true
	case 13:
		return time.UnixMilli(int64(number(s))).UTC(), true
	default:
		return time.Time{}, false
	}
}

func number(s string) int {
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

// day gives a date, zero when there is no such day.
func day(y, m, d int) time.Time {
	if y < 100 {
		y += 2000
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d || int(t.Month()) != m || !sane(t) {
		return time.Time{}
	}
	return t
}

// humanDate reads the first date in a line, by the page's habit where day and month could be either.
func (s *sheet) humanDate(text string) time.Time {
	return readDate(text, s.monthFirst)
}

var (
	isoDay     = regexp.MustCompile(`\b((?:19|20)\d\d)[-/.]([01]?\d)[-/.]([0-3]?\d)\b`)
	dottedDay  = regexp.MustCompile(`\b([0-3]?\d)(\. ?|/|-)([01]?\d|[0-3]\d)(?:\. ?|/|-)((?:19|20)\d\d|\d\d)\b`)
	hanDay     = regexp.MustCompile(`((?:19|20)\d\d) ?[年년] ?([01]?\d) ?[月월] ?([0-3]?\d) ?[日일]`)
	dayMonth   = regexp.MustCompile(`\b([0-3]?\d)(?:\.|st|nd|rd|th|er|º|ª)?,? (?:de |of )?(\p{L}{3,12})\.?,? (?:de |del |г\. )?((?:19|20)\d\d)\b`)
	monthDay   = regexp.MustCompile(`(\p{L}{3,12})\.? ([0-3]?\d)(?:st|nd|rd|th)?,? ((?:19|20)\d\d)\b`)
	hyphenated = regexp.MustCompile(`\b([0-3]?\d)-(\p{L}{3,9})-((?:19|20)\d\d|\d\d)\b`)
)

// readDate reads the first date in a text as people write it.
func readDate(text string, monthFirst bool) time.Time {
	if !strings.ContainsAny(text, "0123456789") {
		return time.Time{}
	}
	for _, re := range []*regexp.Regexp{isoDay, hanDay} {
		if m := re.FindStringSubmatch(text); m != nil {
			return day(number(m[1]), number(m[2]), number(m[3]))
		}
	}
	for _, re := range []*regexp.Regexp{dayMonth, hyphenated} {
		if m := re.FindStringSubmatch(text); m != nil {
			if month := monthOf(m[2]); month > 0 {
				return day(number(m[3]), month, number(m[1]))
			}
		}
	}
	if m := monthDay.FindStringSubmatch(text); m != nil {
		if month := monthOf(m[1]); month > 0 {
			return day(number(m[3]), month, number(m[2]))
		}
	}
	if m := dottedDay.FindStringSubmatch(text); m != nil {
		a, b, y := number(m[1]), number(m[3]), number(m[4])
		if m[2] == "/" && monthFirst && a <= 12 || b > 12 {
			a, b = b, a
		}
		return day(y, b, a)
	}
	return time.Time{}
}

// months are the beginnings of the months' names, folded, in the languages that share letters with others' names.
var months = [12]string{
	"jan gen ene sty led oca янв січ ιαν yan saus tamm يناير جانفي ژانویه जन",
	"feb fev fév lut uno sub фев лют φεβ helm vas peb فبراير فيفري فوریه फर",
	"mar mär maer mrt mac bre мар бер μαρ maal mars مارس مارچ मार्च",
	"apr abr avr kwi dub nis апр кві απρ huht أبريل ابريل أفريل آوریل अप्रै",
	"mai may mag maj maa mei май мая тра μαι touk kvet مايو ماي مه मई",
	"jun jui* giu cze cer* haz июн чер ιουν kesa juin يونيو جوان ژوئن जून",
	"jul lug lip tem* июл лип ιουλ heina juil يوليو جويلية ژوئیه जुला",
	"aug ago aou aoû sie srp agu авг сер αυγ elok agos أغسطس اغسطس أوت اوت अग",
	"sep set wrz zar eyl сен вер σεπ syys spt سبتمبر سپتامبر सित",
	"oct okt ott out paz rij eki окт жов οκτ loka أكتوبر اكتوبر اکتبر अक्",
	"nov lis kas ноя лист νοε marras نوفمبر نوامبر नव",
	"dec dez dic gru pro ara дек гру δεκ joulu dis des ديسمبر دسامبر दिस",
}

// monthOf gives the number of a month's name, 0 when it is none.
func monthOf(name string) int {
	name = prose.Fold(name)
	best, length := 0, 0
	for i, starts := range months {
		for start := range strings.FieldsSeq(starts) {
			start = strings.TrimSuffix(prose.Fold(start), "*")
			if strings.HasPrefix(name, start) && len(start) > length {
				best, length = i+1, len(start)
			}
		}
	}
	if exact, ok := exactMonths[name]; ok {
		return exact
	}
	return best
}

// exactMonths are names whose beginning is that of another month.
var exactMonths = map[string]int{
	"juillet": 7, "juin": 6, "cerven": 6, "cervna": 6, "cervence": 7, "cervenec": 7, "listopad": 11, "listopada": 11,
	"listopadu": 11, "lipca": 7, "temmuz": 7, "marraskuu": 11, "martie": 3,
}
