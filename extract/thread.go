package extract

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/news"
)

// Comments that no name tells are known by their shape: boxes of one kind, side by side, below some text, each with an
// author, a time or an address of its own, and words. So are teasers, entries of live blogs and further articles; that is
// why more is asked for: a line above that says what follows, or a way to answer in each; else different authors who are
// no links to other pages, and a time of day with each, after the article's text.

// A siblings is what boxes share that a template made side by side.
type siblings struct {
	parent     int
	tag, class string
}

// leastBefore is how many letters of prose stand on a page before its comments.
const leastBefore = 140

// markThreads marks the boxes of comments that their shape and a line above or a way to answer tell, before it is asked
// where the article is: a thread may be longer than the article.
func (s *sheet) markThreads() {
	answerLines := s.answerLines()
	if answerLines[len(s.lines)] == 0 && !slices.ContainsFunc(s.lines, announcesThread) {
		return
	}
	groups := s.alikes(-1)
	for kind, boxes := range groups {
		if !s.announcedAsThread(boxes) && !s.answerable(boxes, answerLines) {
			delete(groups, kind)
		}
	}
	s.markThread(s.shapedAsComments(groups, false))
}

// markLateThread marks the boxes of comments that only their shape tells, now that it is known where the article ends. It
// says whether there are any.
func (s *sheet) markLateThread(root int, blocks []news.Block) bool {
	if len(s.thread) > 0 || root < 0 || hasEntries(blocks) || s.timesFrom(s.endOfText(root)) < 2 {
		return false
	}
	groups := s.alikes(root)
	for kind, boxes := range groups {
		if !s.opensWithNumber(boxes[0]) || !s.opensWithNumber(boxes[1]) {
			delete(groups, kind)
		}
	}
	s.markThread(s.shapedAsComments(groups, true))
	return len(s.thread) > 0
}

// timesFrom counts the elements of time and the lines with a time of day from a line on.
func (s *sheet) timesFrom(from int) int {
	count := 0
	for _, st := range s.stamps {
		if st.line >= from {
			count++
		}
	}
	for i := from; i < len(s.lines) && count < 2; i++ {
		if l := &s.lines[i]; l.letters < 70 && strings.ContainsAny(l.text, "0123456789") && clock.MatchString(l.text) {
			count++
		}
	}
	return count
}

// opensWithNumber says that one of a box's first lines has a number in it, as one with a time of day has: looking for that
// is much cheaper than for the time.
func (s *sheet) opensWithNumber(at int) bool {
	b := &s.boxes[at]
	for i := b.from; i < min(b.from+3, b.to); i++ {
		if l := &s.lines[i]; l.letters < 70 && strings.ContainsAny(l.text, "0123456789") {
			return true
		}
	}
	return false
}

func (s *sheet) markThread(groups map[siblings][]int) {
	for _, boxes := range groups {
		for _, i := range boxes {
			s.boxes[i].marks |= isComment
			s.thread[i] = true
		}
	}
}

func hasEntries(blocks []news.Block) bool {
	for _, b := range blocks {
		if b.Kind == news.Entry {
			return true
		}
	}
	return false
}

// alikes gives the boxes that have others of their kind beside them and may be comments: after the chosen box, where there
// is one, and below some prose.
func (s *sheet) alikes(root int) map[siblings][]int {
	before, end := s.proseBefore(), s.endOfText(root)
	groups, no, classes := map[siblings][]int{}, map[siblings]bool{}, map[string]string{}
	for i := range s.boxes {
		b := &s.boxes[i]
		if b.parent < 0 || b.to-b.from < 2 || !mayBeComment(b.tag) {
			continue
		}
		class := attr(b.node, "class")
		if _, known := classes[class]; !known {
			classes[class] = alternating.ReplaceAllString(class, "")
		}
		kind := siblings{b.parent, b.node.Data, classes[class]}
		groups[kind] = append(groups[kind], i)
		if root >= 0 && (b.from < end || b.dropped || s.besideOf(root, b)) {
			no[kind] = true
		}
	}
	for kind, boxes := range groups {
		if no[kind] || len(boxes) < 2 || before[s.boxes[boxes[0]].from] < leastBefore {
			delete(groups, kind)
		}
	}
	return groups
}

// endOfText gives the line behind the article's last.
func (s *sheet) endOfText(root int) int {
	if root < 0 {
		return 0
	}
	end := s.boxes[root].to
	if len(s.placed) > 0 {
		end = slices.Max(s.placed) + 1
	}
	return end
}

// alternating is what templates write into every second class.
var alternating = regexp.MustCompile(`(?i)\b(odd|even|alt|first|last)\b|\d+`)

func mayBeComment(tag atom.Atom) bool {
	switch tag {
	case atom.Li, atom.Div, atom.Article, atom.Section, atom.Dd:
		return true
	default:
		return false
	}
}

// besideOf says that a box has the chosen one's kind, or that of one around it, and stands beside it: further articles, or
// entries of a live blog, do.
func (s *sheet) besideOf(root int, b *box) bool {
	for ; root >= 0; root = s.boxes[root].parent {
		if s.boxes[root].parent == b.parent {
			return s.boxes[root].tag == b.tag
		}
	}
	return false
}

// proseBefore sums up, for each line, the prose on the page before it and below the headline.
func (s *sheet) proseBefore() []int {
	sums := make([]int, len(s.lines)+1)
	for i := range s.lines {
		sums[i+1] = sums[i]
		if i > s.title {
			sums[i+1] += s.weight(&s.lines[i])
		}
	}
	return sums
}

// announcedAsThread says that a line right above the first of some boxes says that comments follow.
func (s *sheet) announcedAsThread(boxes []int) bool {
	from := s.boxes[boxes[0]].from
	for i := max(0, from-4); i < from; i++ {
		if announcesThread(s.lines[i]) {
			return true
		}
	}
	return false
}

// announcesThread says that a line says that comments follow.
func announcesThread(l line) bool {
	return l.letters < 40 && hasAny(strings.ToLower(l.text), threadWords) && threadCue.MatchString(l.text)
}

// threadWords are what every line has that threadCue matches: looking for them is much cheaper.
var threadWords = strings.Fields(`omment oment leser reacti yorum iscussi iskussi debat коммента комента 评论 評論 留言 コメント 댓글 تعليقات टिप्पणिय`)

var threadCue = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*((\d+|all|reader(s|.s|s.)?|your|alle|ihre|les|los|i|все) )?` +
	`(comments?|kommentare?|kommentarer|leserkommentare|leserstimmen|leserbriefe|commentaires?|comentarios?|comentários?|commenti|reacties|kommentit|komentarze|komentarz|komentáře|yorumlar|` +
	`discussion|diskussion|debatte?|комментари\p{L}*|коментар\p{L}*|评论|評論|网友评论|留言|コメント|댓글|تعليقات|التعليقات|टिप्पणियां|टिप्पणियाँ)` +
	`( of (our )?readers| der leser| von lesern| des lecteurs)?[^\p{L}]*$`)

// answerLines counts, for each line, the lines before it by which a reader may answer.
func (s *sheet) answerLines() []int {
	sums := make([]int, len(s.lines)+1)
	for i := range s.lines {
		l := &s.lines[i]
		sums[i+1] = sums[i]
		if l.letters < 60 && startsLike(l.text, answerHeads) && answerCue.MatchString(l.text) {
			sums[i+1]++
		}
	}
	return sums
}

// answerHeads are the first letters of what answerCue matches.
var answerHeads = headSet(`reply antworten répondre responder rispondi beantwoorden odpowiedz odpovědět ответить відповісти 回复 回覆 返信 답글 رد cevapla svara vastaa`)

var answerCue = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*(reply|antworten?|répondre|responder|rispondi|beantwoorden|odpowiedz|odpovědět|ответить|відповісти|回复|回覆|返信|답글|رد|cevapla|svara|svar|vastaa)(\s|\W|$)`)

// answerable says that most of some boxes have such a line.
func (s *sheet) answerable(boxes, answerLines []int) bool {
	answerable := 0
	for _, i := range boxes {
		if b := &s.boxes[i]; answerLines[b.to] > answerLines[b.from] {
			answerable++
		}
	}
	return answerable*2 > len(boxes)
}

// shapedAsComments gives those of the groups whose boxes read as comments, all but a few: some were taken back. Without
// anything that says so they must be sure, see the top.
func (s *sheet) shapedAsComments(groups map[siblings][]int, sure bool) map[siblings][]int {
	kinds := map[int]siblings{}
	for kind, boxes := range groups {
		for _, i := range boxes {
			kinds[i] = kind
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	authors, read, all := map[siblings]map[string]bool{}, map[siblings]int{}, map[siblings]int{}
	items := s.commentItems(-1, func(at int, _ bool) bool { _, is := kinds[at]; return is }, true)
	for i := range items {
		it := &items[i]
		kind := kinds[it.box]
		all[kind]++
		if !s.readsAsComment(it) || sure && !s.surelyComment(it) {
			continue
		}
		if read[kind]++; authors[kind] == nil {
			authors[kind] = map[string]bool{}
		}
		authors[kind][it.author] = true
	}
	for kind := range groups {
		if read[kind] < 2 || read[kind]*4 < all[kind]*3 || sure && (read[kind] < all[kind] || len(authors[kind]) < 2) {
			delete(groups, kind)
		}
	}
	return groups
}

// readsAsComment says that a box has an author, a time or an address, and words, and no headline.
func (s *sheet) readsAsComment(it *item) bool {
	b := &s.boxes[it.box]
	if it.author == "" || len(strings.Fields(it.author)) > 4 || len(it.text) == 0 || b.marks.has(isEntry|isArticle&^tagMarks(b.tag)|isRelated|isFooter) {
		return false
	}
	if it.posted.IsZero() && it.said == "" && it.id == "" && s.permalink(b.node, nil) == "" {
		return false
	}
	for i := b.from; i < min(b.from+6, b.to); i++ {
		l := &s.lines[i]
		if l.letters >= 20 && (isHeading(s.boxes[l.box].tag) || l.linked*10 > l.letters*8 && i < b.from+3) {
			return false // a headline
		}
	}
	return true
}

// surelyComment says that a comment tells the time of day, and that its author is no link to another page but one of his
// own.
func (s *sheet) surelyComment(it *item) bool {
	b := &s.boxes[it.box]
	clocked := it.posted.Hour()+it.posted.Minute() > 0
	for i := b.from; i < min(b.from+3, b.to); i++ {
		l := &s.lines[i]
		clocked = clocked || l.letters < 70 && clock.MatchString(l.text)
		for _, a := range l.anchors {
			if href := attr(a.node, "href"); !strings.HasPrefix(href, "#") && !ofPerson.MatchString(href) {
				return false
			}
		}
	}
	return clocked && !isHeading(s.boxes[s.lines[b.from].box].tag)
}

var ofPerson = regexp.MustCompile(`(?i)/(users?|u|profiles?|members?|people|author|autor|profil|nutzer|@\w+)([/?=-]|$)|[?&](user|u|member|author)(id)?=|#`)

// yearless reads a day without a year.
var (
	dayOfMonth = regexp.MustCompile(`(?:^|[^\p{L}\d])([0-3]?\d)(?:\.|st|nd|rd|th|er|º)? (?:de |of )?(\p{L}{3,12})`)
	monthOfDay = regexp.MustCompile(`(?:^|[^\p{L}])(\p{L}{3,12})\.? ([0-3]?\d)(?:st|nd|rd|th)?(?:[^\d:.]|$)`)
	dayAndDots = regexp.MustCompile(`(?:^|[^\d.])([0-3]?\d)\. ?([01]?\d)\.(?:[^\d]|$)`)
	hanMonth   = regexp.MustCompile(`([01]?\d) ?[月월] ?([0-3]?\d) ?[日일]`)
)

// dayWithoutYear reads a day and a month; zeros when there is none.
func dayWithoutYear(text string) (month, day int) {
	if !strings.ContainsAny(text, "0123456789") {
		return 0, 0
	}
	if m := hanMonth.FindStringSubmatch(text); m != nil {
		return number(m[1]), number(m[2])
	}
	if m := dayOfMonth.FindStringSubmatch(text); m != nil && monthOf(m[2]) > 0 {
		return monthOf(m[2]), number(m[1])
	}
	if m := monthOfDay.FindStringSubmatch(text); m != nil && monthOf(m[1]) > 0 {
		return monthOf(m[1]), number(m[2])
	}
	if m := dayAndDots.FindStringSubmatch(text); m != nil {
		return number(m[2]), number(m[1])
	}
	return 0, 0
}

// latestComment is how long after an article a comment without a year may be written: beyond half a year it is not
// certain which year it is.
const latestComment = 183 * 24 * time.Hour

// inYearOf reads a day without a year as the first such day from an article's own day on, a day earlier for the clocks
// of others; zero when it is not certain.
func inYearOf(published time.Time, text string) time.Time {
	month, date := dayWithoutYear(text)
	if month == 0 || published.IsZero() {
		return time.Time{}
	}
	since := day(published.Year(), int(published.Month()), published.Day()).AddDate(0, 0, -1)
	for _, year := range []int{published.Year() - 1, published.Year(), published.Year() + 1} {
		t := day(year, month, date)
		if !t.IsZero() && !t.Before(since) && t.Sub(since) < latestComment {
			return withClock(t, text)
		}
	}
	return time.Time{}
}
