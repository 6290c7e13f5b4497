package extract

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// A tidier takes out of the article's pieces what is not of the article: each of its steps knows one class of
// furniture that newsrooms put between paragraphs.
type tidier struct {
	*sheet
	root     int
	claims   claims
	headline string
	pieces   []piece
	inP      bool // nearly all prose stands in <p>, so that short lines elsewhere are labels
}

func (t *tidier) tidy() {
	t.inP = t.mostInParagraphs()
	for i := range t.pieces {
		if i%1024 == 0 && t.ctx.Err() != nil {
			return
		}
		p := &t.pieces[i]
		switch {
		case t.named(p):
			p.out = "name"
		case t.teaser(p):
			p.out = "teaser"
		case p.kind == news.Paragraph && (isBylineText(p.text) && t.claims.namesAuthor(p.text) || p.letters < 40 && sourceLine.MatchString(p.text)):
			p.out = "particulars"
		case p.linked*2 > p.letters && isRelatedCue(p.text):
			p.out = "related"
		case isLabel(p.text), isCounter(p.text):
			p.out = "label"
		case t.promotes(p):
			p.out = "promotion"
		}
	}
	t.furniture()
	t.relatedSections()
	t.top()
	t.tail()
	t.repeated()
	t.pullQuotes()
	t.orphanHeadings()
}

// mostInParagraphs says that the text is made of <p>.
func (t *tidier) mostInParagraphs() bool {
	in, all := 0, 0
	for _, p := range t.pieces {
		if !p.prose {
			continue
		}
		all += p.letters
		if t.boxes[p.box].tag == atom.P {
			in += p.letters
		}
	}
	return in*5 > all*4
}

// named says that a piece stands in a box whose name says that it is not text of the article: who, when, a player, an
// offer. Such names mislead when much prose stands there.
func (t *tidier) named(p *piece) bool {
	if p.kind == news.Embed {
		return false
	}
	for at := p.box; at > t.root; at = t.boxes[at].parent {
		b := &t.boxes[at]
		little := b.prose*2 < t.boxes[t.root].prose
		switch {
		case b.marks.has(isByline|isDate) && little && b.text < 200:
			return true
		case b.marks.has(isButton) && little && b.text < 60 && p.kind != news.Caption && p.kind != news.Heading:
			return true
		case b.marks.has(isMedia) && little && p.kind != news.Caption:
			return true
		case b.marks.has(isPaywall) && p.kind == news.Paragraph && b.text < 160 && little && b.to-b.from <= 4 && p.letters < 90:
			return true // an offer; where a whole text stands in such a box it is the article's
		case (b.tag == atom.Ul || b.tag == atom.Ol) && b.linked*2 > b.text && !t.announced(b):
			return true
		case b.tag == atom.Article && little && !b.marks.has(isEntry|isEmbed):
			return true
		case b.tag == atom.Form && little:
			return true
		}
	}
	if p.kind == news.Quote {
		return t.up(p.box, func(b *box) bool { return b.tag == atom.Figure }) > t.root
	}
	return t.inP && p.kind == news.Paragraph && !p.prose && p.letters < 30 && p.box != t.root && !t.mayBeText(p.box)
}

// announced says that the paragraph before a list ends with a colon: the list, of links even, is part of the text.
func (t *tidier) announced(list *box) bool {
	if list.from == 0 {
		return false
	}
	before := &t.lines[list.from-1]
	return before.letters > 25 && strings.HasSuffix(strings.TrimRight(before.text, " "), ":") && !isRelatedCue(before.text) &&
		t.within(before.box, t.root)
}

// mayBeText says that a short line of a box may be text although it is no paragraph.
func (t *tidier) mayBeText(at int) bool {
	b := &t.boxes[at]
	return b.tag == atom.P || b.tag == atom.Dd || b.marks.has(isStandfirst|isHeadline)
}

// teaser says that a piece only links to another page.
func (t *tidier) teaser(p *piece) bool {
	if p.linked*10 < p.letters*9 || p.kind == news.Embed || p.kind == news.Caption {
		return false
	}
	if p.kind == news.Heading {
		return !t.leads(p) || t.linksWithin(p.line) && !numbered.MatchString(p.text)
	}
	if p.kind == news.Paragraph && !t.linksWithin(p.line) && !isRelatedCue(p.text) {
		return false
	}
	if p.kind == news.Paragraph && t.boxes[p.box].tag == atom.P && p.letters > 40 && endsSentence(p.text) {
		return false // headlines of other articles end without a full stop
	}
	if list := t.up(p.box, func(b *box) bool { return b.tag == atom.Ul || b.tag == atom.Ol }); list > t.root && t.announced(&t.boxes[list]) {
		return false
	}
	return p.letters > 20 || p.kind == news.ListItem
}

// numbered is how a heading of a list in prose begins, even where it links: "5. The mill".
var numbered = regexp.MustCompile(`^\d{1,3}[.):] \S`)

// linksWithin says that a line's link goes to another page of the same outlet.
func (t *tidier) linksWithin(l *line) bool {
	for n, up := l.node, 0; n != nil && up < 8; n, up = n.Parent, up+1 {
		if n.DataAtom == atom.A {
			return t.internal(attr(n, "href"))
		}
	}
	return true // several links, or one that stands around blocks
}

// internal says that an address is of the page's own host, and not a place on the page itself.
func (t *tidier) internal(href string) bool {
	if href == "" || strings.HasPrefix(href, "#") {
		return false
	}
	u, err := url.Parse(href)
	if err != nil || u.Host == "" {
		return true
	}
	own, err := url.Parse(firstOf(t.page.URL, t.head.canonical, t.head.first("og:url")))
	return err == nil && strings.TrimPrefix(own.Hostname(), "www.") == strings.TrimPrefix(u.Hostname(), "www.")
}

// leads says that running text follows a heading.
func (t *tidier) leads(p *piece) bool {
	for i := range t.pieces {
		if q := &t.pieces[i]; q.at > p.at {
			return q.at <= p.at+3 && q.prose
		}
	}
	return false
}

// relatedSections takes out what follows a heading like "Read also", as long as it links.
func (t *tidier) relatedSections() {
	for i := 0; i < len(t.pieces); i++ {
		p := &t.pieces[i]
		if p.kind == news.Caption || p.letters > 60 || !isRelatedCue(p.text) {
			continue
		}
		p.out = "related"
		for j := i + 1; j < len(t.pieces); j++ {
			q := &t.pieces[j]
			if q.kind == news.Heading && q.out == "" && (q.linked == 0 || t.leads(q)) || q.prose && q.linked*4 < q.letters && q.kind != news.ListItem {
				break
			}
			if q.linked*4 >= q.letters || q.kind != news.Paragraph {
				q.out = "related"
			}
		}
	}
}

// top takes out what stands before the first paragraph and repeats the headline, or tells who and when.
func (t *tidier) top() {
	for i := range t.pieces {
		p := &t.pieces[i]
		if p.out != "" || p.kind == news.Caption {
			continue
		}
		switch {
		case p.kind == news.Heading && (p.level == 1 || p.level == 2 && t.inHeader(p.box) && p.letters < 90 || t.repeatsHeadline(p.text)):
			p.out = "top"
		case p.at == t.title, p.at > t.title && t.particulars(p):
			p.out = "top"
		case p.at < t.title && !p.prose && p.kind != news.Standfirst && p.kind != news.Notice && !isNotice(p.text):
			p.out = "above the headline"
		case t.claims.describes(p.text), p.kind == news.Paragraph && t.boxes[p.box].marks.has(isStandfirst) && !isNotice(p.text):
			p.kind = news.Standfirst
		case p.kind == news.Heading && p.letters >= 25 && t.boxes[p.box].marks.has(isStandfirst):
			p.kind = news.Standfirst
			t.headingsAbove(i)
		case isDatedByline(p.text), p.kind == news.Paragraph && t.claims.introducesAuthor(p.text):
			p.out = "top"
		case p.kind == news.Heading && p.prose:
			p.kind = news.Standfirst
		case p.prose || p.kind == news.Standfirst:
			if p.kind != news.Standfirst {
				return
			}
		case p.kind == news.Paragraph && (t.onlyLinks(p) || isDateLine(p.text) || t.claims.isAuthor(p.text) || isBylineText(p.text)):
			p.out = "top"
		case p.kind == news.Heading && p.level >= 4 && (isBylineText(p.text) || t.claims.isAuthor(p.text)):
			p.out = "top"
		}
	}
}

// particulars says that a short piece that is no sentence tells a day: "Staff writer, posted Tuesday, October 14, 2003".
func (t *tidier) particulars(p *piece) bool {
	return p.kind == news.Paragraph && p.letters < 60 && !p.prose && !endsSentence(p.text) && !t.humanDate(p.text).IsZero()
}

// onlyLinks says that a piece is one short link, as to the section or the blog that the article stands in.
func (t *tidier) onlyLinks(p *piece) bool {
	tag := t.boxes[p.box].tag
	return p.linked == p.letters && p.letters <= 20 && len(p.anchors) <= 1 && tag != atom.Dd && tag != atom.Td
}

// headingsAbove takes out the headings that stand above a standfirst: they name the section.
func (t *tidier) headingsAbove(standfirst int) {
	for i := range standfirst {
		if p := &t.pieces[i]; p.kind == news.Heading && p.out == "" {
			p.out = "top"
		}
	}
}

// inHeader says that a box stands in a <header> or <hgroup>.
func (t *tidier) inHeader(at int) bool {
	return t.up(at, func(b *box) bool { return b.tag == atom.Header || b.tag == atom.Hgroup }) >= 0
}

// repeatsHeadline says that a heading is the headline, or one of the wordings in which the page claims it, perhaps with
// a word or two above it.
func (t *tidier) repeatsHeadline(text string) bool {
	if t.headline == "" {
		return false
	}
	if sameTitle(text, t.headline) || strings.HasSuffix(prose.Fold(text), prose.Fold(t.headline)) {
		return true
	}
	return likeness(wordsOf(text), t.claims.titles) > 0.7
}

// tail takes out what stands after the last paragraph and says who wrote, sent or owns the text.
func (t *tidier) tail() {
	for i := len(t.pieces) - 1; i >= 0; i-- {
		p := &t.pieces[i]
		if p.out != "" || p.kind == news.Caption {
			continue
		}
		switch {
		case p.kind == news.Embed || p.kind == news.TableRow:
			return
		case isDateLine(p.text), t.claims.isAuthor(p.text), isBylineText(p.text), isCreditText(p.text), supplied.MatchString(p.text):
			p.out = "tail"
		case p.linked*2 > p.letters && turns.MatchString(p.text):
			p.out = "links at the end"
		case p.letters < 45 && strings.HasSuffix(p.text, ":"):
			p.out = "tail"
		case p.linked > 0 && p.letters < 260 && strings.Contains(strings.ToLower(p.text), "newsletter"):
			p.out = "tail"
		case p.kind == news.Paragraph && p.letters < 60 && t.claims.namesAuthor(p.text) && !p.prose:
			p.out = "tail"
		case p.letters < 900 && t.claims.introducesAuthor(p.text):
			p.out = "bio"
		default:
			return
		}
	}
}

// turns are lines of links to the pages before and after, or to topics: "« Previous …", "#harbour #ferry".
var turns = regexp.MustCompile(`(?i)^[«‹←<]|[»›→>]$|^\W*(prev(ious)?|next|older|newer|zurück|vorheriger?|nächster?|précédent|suivant|anterior|siguiente|precedente|successivo|vorige|volgende|назад|вперёд|предыдущая|следующая|上一篇|下一篇|前の記事|次の記事)\b|^(#\S+[\s,·|]*)+$`)

// repeated takes out what has been read before: pages carry a text twice, for two sizes of screen or for the printer.
// Short lines may be said twice in an article; where the whole text comes twice they come twice with it.
func (t *tidier) repeated() {
	seen := map[string]bool{}
	var again []int // long pieces that were read before
	for i := range t.pieces {
		p := &t.pieces[i]
		if p.out != "" || p.letters < 40 {
			continue
		}
		key := prose.Key(p.text)
		if seen[key] {
			p.out = "repeated"
			again = append(again, i)
		}
		seen[key] = true
	}
	if len(again) >= 2 {
		t.repeatedLines(again[0])
	}
}

// repeatedLines takes out the short lines of a text that comes twice; its second copy begins near a piece.
func (t *tidier) repeatedLines(second int) {
	seen := map[string]bool{}
	for i := range t.pieces {
		p := &t.pieces[i]
		if p.out != "" {
			continue
		}
		key := prose.Key(p.text)
		if seen[key] && i >= second-4 {
			p.out = "repeated"
		}
		seen[key] = true
	}
}

// pullQuotes takes out sentences that the page shows once more, in large type, beside the paragraph that has them.
func (t *tidier) pullQuotes() {
	var body strings.Builder
	for _, p := range t.pieces {
		if p.out == "" && p.kind == news.Paragraph {
			body.WriteString(prose.Key(p.text))
			body.WriteByte('\n')
		}
	}
	text, tried := body.String(), 0
	for i := range t.pieces {
		p := &t.pieces[i]
		if p.out != "" || p.kind != news.Quote || p.letters < 25 || tried > 40 {
			continue
		}
		tried++
		key := strings.Trim(prose.Key(p.text), `"'. `)
		if n := strings.Count(text, key); n > 0 && utf8.RuneCountInString(key) > 20 {
			p.out = "pullQuotes"
		}
	}
}

// orphanHeadings takes out headings that head nothing: what they headed was furniture.
func (t *tidier) orphanHeadings() {
	t.emptyBoxes()
	next := 0 // the level of the heading that follows, 1 at the end of the text, 0 before a paragraph
	cut := true
	next = 1
	for i := len(t.pieces) - 1; i >= 0; i-- {
		p := &t.pieces[i]
		switch {
		case p.out != "":
			cut = true
		case p.kind == news.Caption:
		case p.kind == news.Heading && next > 0 && p.level >= next && cut:
			p.out = "orphanHeadings"
		case p.kind == news.Heading:
			next, cut = p.level, false
		default:
			next, cut = 0, false
		}
	}
}

// emptyBoxes takes out headings in boxes that hold nothing else but links to articles, which were taken out.
func (t *tidier) emptyBoxes() {
	kept, taken := make([]int, len(t.boxes)+1), make([]int, len(t.boxes)+1) // pieces that are no headings, in the boxes before a place
	for i := range t.pieces {
		p := &t.pieces[i]
		switch {
		case p.kind == news.Heading:
		case p.out == "":
			kept[p.box+1]++
		case p.linked*2 > p.letters && p.letters >= 20: // a headline, not a button
			taken[p.box+1]++
		}
	}
	for i := range t.boxes {
		kept[i+1] += kept[i]
		taken[i+1] += taken[i]
	}
	for i := range t.pieces {
		p := &t.pieces[i]
		at := t.boxes[p.box].parent
		if p.kind != news.Heading || p.out != "" || at <= t.root {
			continue
		}
		if end := t.boxes[at].end; kept[end] == kept[at] && taken[end] >= taken[at]+2 {
			p.out = "heading of what was taken out"
		}
	}
}

// boldHeadings makes headings of paragraphs that are wholly bold, short, and end without a mark, where they stand between
// paragraphs: that is how sub-heads are written by hand.
func (t *tidier) boldHeadings() {
	var kept []*piece
	for i := range t.pieces {
		if p := &t.pieces[i]; p.out == "" && p.kind != news.Caption {
			kept = append(kept, p)
		}
	}
	for i := 1; i+1 < len(kept); i++ {
		if p := kept[i]; p.kind == news.Paragraph && p.bold == p.letters && p.letters >= 4 && p.letters < 80 && p.linked == 0 &&
			(t.boxes[p.box].tag == atom.P || t.boxes[p.box].to-t.boxes[p.box].from > 1) && !endsSentence(p.text) && clockIn(p.text) < 0 &&
			kept[i-1].kind != news.Heading && kept[i+1].kind == news.Paragraph && kept[i+1].prose && kept[i+1].bold*2 < kept[i+1].letters {
			p.kind, p.level = news.Heading, 4
		}
	}
}
