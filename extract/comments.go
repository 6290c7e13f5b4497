package extract

import (
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// An item is one comment's box.
type item struct {
	box    int
	id     string // as the page gives it, without the words that templates put before it
	outer  int    // the item around it, -1 when there is none
	author string
	posted time.Time
	said   string // how a time is told that names no year, or is told from the reader's day
	bare   bool   // nothing but its shape tells that it is a comment
	text   []string
}

// comments gives the readers' comments that stand on the page, in its order.
func (s *sheet) comments(root int, art thing, published time.Time) []news.Comment {
	s.countTellers()
	items := s.commentItems(root, s.namedItem, false)
	if !saySomething(items) && len(s.thread) > 0 {
		items = s.commentItems(root, func(at int, _ bool) bool { return s.thread[at] }, true)
	}
	for _, isItem := range []func(int, bool) bool{s.likelyItem, s.itemOfText()} {
		if !saySomething(items) {
			items = s.commentItems(root, isItem, false)
		}
	}
	comments := []news.Comment{}
	s.complete(items)
	answers := s.answers(items)
	for i := range items {
		it := &items[i]
		if it.posted.IsZero() {
			it.posted = inYearOf(published, it.said)
		}
		if text := strings.Join(it.text, "\n"); text != "" {
			comments = append(comments, news.Comment{
				ID: it.id, Parent: answers[i], Author: it.author, Posted: it.posted, Text: text,
			})
		}
	}
	if len(comments) == 0 {
		return claimedComments(art)
	}
	return comments
}

func saySomething(items []item) bool {
	for i := range items {
		if len(items[i].text) > 0 {
			return true
		}
	}
	return false
}

// itemOfText finds comments by the boxes that are named as a comment's text: an item is the widest box around one of
// them that holds no other.
func (s *sheet) itemOfText() func(at int, inComments bool) bool {
	texts := make([]int, len(s.boxes)) // how many such boxes each box holds
	for i := range s.boxes {
		if b := &s.boxes[i]; b.to > b.from && b.text < 6000 && textOfComment(b.node) {
			texts[i] = 1
		}
	}
	for i := len(s.boxes) - 1; i > 0; i-- {
		b := &s.boxes[i]
		if b.parent < 0 || texts[i] == 0 {
			continue
		}
		if p := b.parent; textOfComment(s.boxes[p].node) {
			texts[p] = 1 // one text, in two boxes of that name
		} else {
			texts[p] += texts[i]
		}
	}
	return func(at int, _ bool) bool {
		b := &s.boxes[at]
		return texts[at] == 1 && (b.parent < 0 || texts[b.parent] > 1 || b.depth < 4)
	}
}

// textOfComment says that an element is named as the text of a comment: "comment-text", "kommentarInhalt".
func textOfComment(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "class" && hasAny(a.Val, []string{"omment", "omenta"}) && commentTexts.MatchString(a.Val) {
			return true
		}
	}
	return false
}

var commentTexts = regexp.MustCompile(`(?i)(comment|kommentar|comentario|commentaire|commento)[-_]*(text|content|body|message|inhalt|copy|texte|texto)(\s|$|[-_])`)

// bytesComment is the least that a comment takes on a page, with its markup.
const bytesComment = 48

// commentItems finds the boxes of comments and gives each what stands in it and in no other.
func (s *sheet) commentItems(root int, isItem func(at int, inComments bool) bool, bare bool) []item {
	var items []item
	of := make([]int, len(s.boxes)) // the item that a box stands in, -1 for none
	in := make([]bool, len(s.boxes))
	for i := range s.boxes {
		b := &s.boxes[i]
		of[i] = -1
		if b.parent >= 0 {
			of[i], in[i] = of[b.parent], in[b.parent]
		}
		if root >= 0 && s.within(root, i) {
			continue
		}
		in[i] = in[i] || b.marks.has(isComments|isComment)
		if len(items) < len(s.source)/bytesComment && isItem(i, in[i]) && !(of[i] >= 0 && s.sameComment(&items[of[i]], b.node)) {
			items = append(items, item{box: i, id: commentID(b.node), outer: of[i], bare: bare})
			of[i] = len(items) - 1
		}
	}
	if len(items) == 0 {
		return nil
	}
	stamped := s.stampedLines()
	for i := range s.lines {
		l := &s.lines[i]
		switch at := of[l.box]; {
		case at < 0:
		case stamped[i] && len(items[at].text) == 0 && l.letters < 70 && !endsSentence(l.text):
			s.tellWho(&items[at], l.text)
		default:
			s.tell(&items[at], l)
		}
	}
	s.sign(items, of)
	return items
}

// stampedLines gives the lines in which an element tells a time: above a comment's text, such a line is its head.
func (s *sheet) stampedLines() map[int]bool {
	stamped := map[int]bool{}
	for _, st := range s.stamps {
		stamped[st.line] = true
	}
	return stamped
}

// sameComment says that a box within a comment's box is only a part of it. An answer has a number of its own, or, where
// comments are not numbered, the same class as what it answers.
func (s *sheet) sameComment(outer *item, n *html.Node) bool {
	id := commentID(n)
	a, b := lastNumber(outer.id), lastNumber(id)
	switch {
	case a != "" && strings.Contains(id, a), b != "" && strings.Contains(outer.id, b):
		if commentIDs.MatchString(id) {
			outer.id = id
		}
		return true
	case b != "":
		return false
	case a != "":
		return true
	default:
		return attr(n, "class") != attr(s.boxes[outer.box].node, "class") && typeMarks(attr(n, "itemtype")) == 0
	}
}

var numbers = regexp.MustCompile(`\d{2,}|\d$`)

// lastNumber gives the number that an ID ends in, as far as it has one.
func lastNumber(id string) string {
	all := numbers.FindAllString(id, -1)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// commentNames matches the names of one comment's box, without hyphens.
var commentNames = regexp.MustCompile(`^c?(single|user|reader|leser|post|article|news|blog|discussion)?` +
	`(comment|kommentar|komentar|komentarz|kommentti|commentaire|comentario|commento|comentariu)s?` +
	`(list)?(item|entry|post|body|container|wrapper|wrap|thread|block|box|card|single|row|inner|div|area|eintrag|beitrag|inhalt)?$|^commentary$`)

// oneComment are names of one comment that name all of them elsewhere.
var oneComment = labelSet(`kommentar|comentario`)

// commentWraps matches those of them that the box around all comments has too.
var commentWraps = regexp.MustCompile(`(container|wrapper|wrap|thread|block|box|body|area|div|inner)$`)

var commentIDs = regexp.MustCompile(`(?i)^(?:li-|div-|article-)?((?:comment|kommentar|c|cmt|post|komment|reply|commentaire)[-_]?\d+)$`)

// namedItem says that a box is a comment by its names.
func (s *sheet) namedItem(at int, inComments bool) bool {
	b := &s.boxes[at]
	if b.text == 0 && b.to == b.from || b.tag == atom.Form || b.tag == atom.Body {
		return false
	}
	for _, a := range b.node.Attr {
		switch a.Key {
		case "itemtype":
			if typeMarks(a.Val).has(isComment) {
				return true
			}
		case "id":
			if inComments && commentIDs.MatchString(a.Val) {
				return true
			}
		case "class":
			if b.to-b.from < 1 || !inComments {
				continue
			}
			if s.namedAsOne(b, a.Val) && (s.tellsWho(at) || b.text < 2000) {
				return true
			}
		}
	}
	return false
}

// namedAsOne says that a class names a box as one comment, and not as the box around all of them.
func (s *sheet) namedAsOne(b *box, class string) bool {
	for name := range strings.FieldsSeq(class) {
		name = strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))
		if commentNames.MatchString(name) && !(b.marks.has(isComments) && commentWraps.MatchString(name)) {
			return !words[name].has(isComments) || oneComment[name] // "comments", "commentsWrapper"
		}
	}
	return false
}

// likelyItem says that a box is a comment by where it stands and what is in it.
func (s *sheet) likelyItem(at int, inComments bool) bool {
	b := &s.boxes[at]
	return inComments && (b.tag == atom.Li || b.tag == atom.Article || b.tag == atom.Dd) && s.tellsWho(at)
}

// tellsWho says that an author or a time stands in a box.
func (s *sheet) tellsWho(at int) bool {
	return s.tellers[s.boxes[at].end]-s.tellers[at] > 0
}

// countTellers counts, for every place among the boxes, the boxes before it in which an author or a time stands.
func (s *sheet) countTellers() {
	tells := make([]bool, len(s.boxes))
	for _, st := range append(s.who, s.stamps...) {
		if st.box >= 0 {
			tells[st.box] = true
		}
	}
	s.tellers = make([]int, len(s.boxes)+1)
	for i := range s.boxes {
		s.tellers[i+1] = s.tellers[i]
		if tells[i] || s.boxes[i].marks.has(isByline|isDate) {
			s.tellers[i+1]++
		}
	}
}

// commentID gives what a page calls a comment; "" when it gives it no number.
func commentID(n *html.Node) string {
	if m := commentIDs.FindStringSubmatch(attr(n, "id")); m != nil {
		return m[1]
	}
	id := firstOf(attr(n, "data-comment-id"), attr(n, "data-commentid"), attr(n, "data-id"), attr(n, "id"))
	if lastNumber(id) == "" {
		return ""
	}
	return id
}

// tell gives a comment one of its lines: the author, the time, or text.
func (s *sheet) tell(it *item, l *line) {
	names := s.namesWithin(it, l.box)
	own := s.boxes[it.box].marks
	switch {
	case names&^own&(isByline|isDate|isFooter) != 0:
		s.tellWho(it, l.text)
	case saysWho.MatchString(l.text) && (it.author == "" || it.posted.IsZero()) && l.letters < 70,
		l.letters < 90 && whoHead.MatchString(l.text) && !s.humanDate(l.text).IsZero():
		s.tellWho(it, l.text)
	case l.linked*10 > l.letters*8 && l.letters < 40, isLabel(l.text), replyCue.MatchString(l.text) && l.letters < 60:
		if it.author == "" && len(it.text) == 0 && !isLabel(l.text) && !replyCue.MatchString(l.text) {
			s.tellWho(it, l.text)
		}
	case len(it.text) == 0 && (isDateLine(l.text) || it.bare && s.headsComment(it, l)):
		s.tellWho(it, l.text)
	default:
		it.text = append(it.text, l.text)
	}
}

// headsComment says that a short line above a bare comment's text is its author or its time.
func (s *sheet) headsComment(it *item, l *line) bool {
	if l.letters >= 45 || endsSentence(l.text) {
		return false
	}
	month, _ := dayWithoutYear(l.text)
	return it.author == "" || it.posted.IsZero() && it.said == "" && month > 0
}

// namesWithin gives what the boxes between a line and its comment's box are called, up to the one that is named as the
// comment's text, if there is one.
func (s *sheet) namesWithin(it *item, at int) (names mark) {
	for ; at >= it.box; at = s.boxes[at].parent {
		if at > it.box && textOfComment(s.boxes[at].node) {
			return names
		}
		names |= s.boxes[at].marks
	}
	return names
}

var (
	saysWho  = regexp.MustCompile(`(?i)^.{2,40}\b(says|said|sagt|schreibt|schrieb|dit|a écrit|dice|escribió|meint|wrote|пишет|说|說)\b ?:?( am| on| at|$|.*\d)`)
	replyCue = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*((reply|antworten?|répondre|responder|rispondi|odpowiedz|ответить|回复|回覆|reageer|svara|svar|vastaa|report|melden|flag|permalink|quote|zitieren|like(d by|liked by)?|recommend(ed)?|responses?|edit|delete|share|log in to reply|kommentieren|signaler|odpovědět|cevapla|رد)\b|in reply to\b|\d+ ?(likes?|replies|votes?|points?|people like|antworten)?$)`)
	whoTail  = regexp.MustCompile(`(?i)\s*((\b(an?|one|\d+) ?(sec(ond)?|min(ute)?|hour|hr|day|week|month|year)s?\.? ago|\bjust now|\bvor (\d+|einer?|einem)|\bil y a|\bhace|\d* ?(минут|час|мин|ч\.|дн)\S* назад|قبل|منذ|\d+ ?(秒|分钟|小时|天)前)(\s|$)|\b(says|said|sagt|schreibt|schrieb|dit|a écrit|dice|escribió|meint|wrote|on|at)\b|\b(am|um|le|el|il)\s+(\d|\p{Lu}?\p{L}+(tag|di|dì|es)\b)|[:|·•,–—]|-(\s|$)|пишет|说|說).*$`)
	whoHead  = regexp.MustCompile(`(?i)^\s*(by:?|von:?|par|por|di|posted by|submitted by|verfasst von|geschrieben von|comment by|kommentar von|eingetragen von|written by|name:|#?\d+[.:)]?)\s+`)
)

// relative is a time told from the reader's own.
var relative = regexp.MustCompile(`(?i)(^|\s)((an?|one|\d+) ?(sec(ond)?|min(ute)?|hour|hr|h|day|week|month|year)s?\.? ago|just now|yesterday|vor (\d+|einer?|einem) \p{L}+|gestern|il y a \p{L}*\d*|hier|hace \S+ \p{L}+|ayer|\d* ?(минут|час|мин|ч\.|дн)\S* назад|вчера|(قبل|منذ) \S+)|\d+ ?(秒|分钟|分|小时|時間|天|日)前`)

// tellWho takes an author and a time from a line that tells them.
func (s *sheet) tellWho(it *item, text string) {
	if it.posted.IsZero() {
		it.posted = withClock(s.humanDate(text), text)
	}
	if month, _ := dayWithoutYear(text); it.posted.IsZero() && it.said == "" && (month > 0 || isDateLine(text) || relative.MatchString(text)) {
		it.said = text
	}
	if it.author != "" {
		return
	}
	it.author = nameIn(text)
}

// nameIn gives the name with which a line begins that tells who wrote and when; "" when there is none.
func nameIn(text string) string {
	name := whoHead.ReplaceAllString(text, "")
	if m := whoTail.FindStringIndex(name); m != nil && m[0] > 0 {
		name = name[:m[0]]
	}
	if m := calendar.FindStringIndex(name); m != nil {
		name = name[:m[0]]
	}
	name = beforeDay(name)
	if name = strings.TrimSpace(name); letters(name) > 1 && letters(name) < 50 && digits(name)*2 < len(name) && !isLabel(name) && !leadsToDate[strings.ToLower(name)] {
		return name
	}
	return ""
}

// beforeDay cuts off a day without a year, and what follows it.
func beforeDay(name string) string {
	if month, _ := dayWithoutYear(name); month == 0 {
		return name
	}
	for _, re := range []*regexp.Regexp{dayOfMonth, monthOfDay} {
		if m := re.FindStringIndex(name); m != nil && m[0] > 0 {
			name = name[:m[0]]
		}
	}
	return name
}

// leadsToDate are the words that stand before a date where no name does.
var leadsToDate = labelSet(`am|on|at|um|den|le|il|el|the|op|em`)

// sign takes authors and times from the elements that are named as telling them, which are surer than lines. One that
// holds nothing but a name is surer than one that is about who and when.
func (s *sheet) sign(items []item, of []int) {
	signed := make([]bool, len(items))
	for _, nameOnly := range []bool{true, false} {
		for _, who := range s.who {
			if who.box < 0 || of[who.box] < 0 || signed[of[who.box]] || nameOnly && !namesAuthor(who.node) {
				continue
			}
			if name := nameIn(prose.Normal(textOf(who.node))); name != "" {
				items[of[who.box]].author, signed[of[who.box]] = name, true
			}
		}
	}
	for _, exact := range []bool{false, true} { // what is written for machines overrides what is written for people
		stamped := make([]bool, len(items))
		for _, st := range s.stamps {
			if st.box < 0 || of[st.box] < 0 || stamped[of[st.box]] {
				continue
			}
			if t := s.stampTime(st.node, exact); !t.IsZero() {
				items[of[st.box]].posted, stamped[of[st.box]] = t, true
			}
		}
	}
}

// stampTime reads the time that an element tells in its attributes, or else in its text.
func (s *sheet) stampTime(n *html.Node, exact bool) time.Time {
	if exact {
		if t := firstMoment(attr(n, "datetime"), attr(n, "content")); !t.IsZero() {
			return t
		}
		title := attr(n, "title") // for people to see, but exact where the text says "an hour ago"
		if t := moment(title); !t.IsZero() && t.Truncate(24*time.Hour) != t {
			return t
		}
		return withClock(s.humanDate(title), title)
	}
	text := prose.Normal(textOf(n))
	return withClock(s.humanDate(text), text)
}

// withClock adds the time of day that a text tells.
func withClock(t time.Time, text string) time.Time {
	m := clockTime.FindStringSubmatch(text)
	if t.IsZero() || m == nil {
		return t
	}
	hour, minute := number(m[1]), number(m[2])
	switch afternoon := strings.EqualFold(m[3], "p"); {
	case afternoon && hour < 12:
		hour += 12
	case strings.EqualFold(m[3], "a") && hour == 12:
		hour = 0
	}
	if hour > 23 || minute > 59 {
		return t
	}
	return t.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

var clockTime = regexp.MustCompile(`(?i)\b([0-2]?\d)[:h]([0-5]\d)(?::\d\d)? ?([ap]?)`)

// claimedComments gives the comments that a page tells in JSON-LD.
func claimedComments(art thing) []news.Comment {
	comments := []news.Comment{}
	for _, v := range list(art["comment"]) {
		c, ok := v.(map[string]any)
		if !ok {
			continue
		}
		if text := thing(c).text("text", "articleBody", "description"); text != "" {
			comments = append(comments, news.Comment{
				ID: thing(c).text("@id", "url"), Author: thing(c).text("author", "creator"),
				Posted: firstMoment(thing(c).text("datePublished", "dateCreated")), Text: text,
			})
		}
	}
	return comments
}
