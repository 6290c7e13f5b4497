package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// A piece is a line on its way to become a block.
type piece struct {
	*line
	at    int // its place among the lines
	kind  news.BlockKind
	level int    // of a heading, 1 to 6
	out   string // why it is not of the article; "" when it is
	prose bool   // it is running text
}

// blocks gives the article's blocks: what stands below the headline and before the chosen box, as far as it introduces
// the text, and what stands in the box.
func (s *sheet) blocks(root int, headline string, claims claims) (blocks []news.Block, from string) {
	blocks = []news.Block{}
	if root < 0 {
		return blocks, ""
	}
	t := &tidier{sheet: s, root: root, claims: claims, headline: headline}
	t.pieces = append(append(s.opening(root, claims), s.inside(root)...), s.closing(root)...)
	t.tidy()
	t.boldHeadings()
	if s.ctx.Err() != nil {
		return blocks, ""
	}
	for _, p := range t.pieces {
		if p.out == "" {
			if p.kind == news.Paragraph && isNotice(p.text) {
				p.kind = news.Notice
			}
			blocks = append(blocks, news.Block{Kind: p.kind, Text: p.text, Links: s.references(p.line)})
			s.placed = append(s.placed, p.at)
		}
	}
	return blocks, firstOf(credit(t.pieces), s.creditBelow(root), s.creditAbove(root))
}

// inside gives what stands in the chosen box and is not furniture by name.
func (s *sheet) inside(root int) []piece {
	var pieces []piece
	for i := s.boxes[root].from; i < s.boxes[root].to; i++ {
		if i%1024 == 0 && s.ctx.Err() != nil {
			return pieces
		}
		if l := &s.lines[i]; !s.boxes[l.box].dropped {
			pieces = append(pieces, s.piece(i, root))
		}
	}
	return pieces
}

// opening gives what introduces the text between the headline and the chosen box: a standfirst, a first paragraph that
// stands apart, the caption of the first picture, a notice.
func (s *sheet) opening(root int, claims claims) []piece {
	var pieces []piece
	from, to := s.title+1, s.boxes[root].from
	if s.title < 0 {
		from = max(0, to-12)
	}
	for i := from; i < to; i++ {
		l := &s.lines[i]
		p := s.piece(i, 0)
		described, named := claims.describes(l.text), s.namedStandfirst(l)
		switch {
		case l.letters < 20 && !(named && l.letters >= 12 && endsSentence(l.text)) || l.linked*2 > l.letters || p.kind == news.TableRow:
		case !described && claims.introducesAuthor(l.text):
		case p.kind == news.Caption:
			if s.title >= 0 && !s.outside(l.box, root, surely|likely|isByline|isDate) && !described {
				pieces = append(pieces, p)
			}
		case described, isNotice(l.text) && !s.outside(l.box, root, surely),
			(named && (l.letters >= 25 || endsSentence(l.text)) || l.readsLikeProse() && (l.letters >= 40 || i == s.title+1 && p.kind == news.Heading) && s.title >= 0) && !s.outside(l.box, root, notOpening):
			if described || named {
				p.kind = news.Standfirst
			}
			p.prose = true
			pieces = append(pieces, p)
		}
	}
	return pieces
}

// namedStandfirst says that a line is a standfirst by its box's name.
func (s *sheet) namedStandfirst(l *line) bool {
	b := &s.boxes[l.box]
	return b.tag == atom.P && b.marks.has(isRelated) || s.up(l.box, func(b *box) bool { return b.marks.has(isStandfirst) }) >= 0
}

// closing gives the notices that stand right after the chosen box.
func (s *sheet) closing(root int) []piece {
	var pieces []piece
	end := s.boxes[root].to
	for i := end; i < min(end+12, len(s.lines)); i++ {
		if l := &s.lines[i]; isNotice(l.text) && l.linked*2 < l.letters && !s.outside(l.box, root, surely) {
			pieces = append(pieces, s.piece(i, 0))
		}
	}
	return pieces
}

// notOpening are the names of what stands between headline and text and is neither.
const notOpening = surely | likely | isByline | isDate | isMedia | isCaption | isPaywall

// outside says that a box out of the chosen one has one of these names, or a box around it up to the one that holds both.
func (s *sheet) outside(at, root int, names mark) bool {
	self := at
	for ; at >= 0 && !s.within(root, at); at = s.boxes[at].parent {
		m := s.boxes[at].marks
		if s.boxes[at].text == s.boxes[self].text {
			m &^= isRelated // a "teaser" of one paragraph is the article's own
		}
		if m.has(names) || names.has(isCaption) && s.boxes[at].tag == atom.Figure {
			return true
		}
	}
	return false
}

func (s *sheet) piece(i, root int) piece {
	l := &s.lines[i]
	p := piece{line: l, at: i, prose: l.readsLikeProse()}
	p.kind, p.level = s.kind(l, root)
	return p
}

// kind says what a line is.
func (s *sheet) kind(l *line, root int) (kind news.BlockKind, level int) {
	if l.row {
		return news.TableRow, 0
	}
	switch {
	case supplied.MatchString(l.text):
		return news.Paragraph, 0 // it is the text that was supplied, not a picture
	case isCreditLine(l):
		return news.Caption, 0
	}
	for at := l.box; at > root; at = s.boxes[at].parent {
		b := &s.boxes[at]
		switch {
		case isHeading(b.tag) && !b.marks.has(isCaption):
			return news.Heading, int(b.node.Data[1] - '0')
		case b.marks.has(isEmbed):
			return news.Embed, 0
		case b.tag == atom.Blockquote:
			return news.Quote, 0
		case b.tag == atom.Figcaption || b.tag == atom.Figure, b.marks.has(isCaption) && b.prose*3 < s.boxes[root].prose:
			return news.Caption, 0
		case b.tag == atom.Li:
			return news.ListItem, 0
		case s.besidePicture(b, l), belowPicture(b.node) && l.letters < 110:
			return news.Caption, 0
		case b.tag != atom.P && b.marks.has(isStandfirst|isHeadline) && l.letters < 80 && b.text < 100 && at != root:
			return news.Heading, 4
		case b.tag == atom.Dt:
			return news.Heading, 6
		}
	}
	if root > 0 && s.boxes[root].marks.has(isEmbed) {
		return news.Embed, 0
	}
	return news.Paragraph, 0
}

// belowPicture says that a centred paragraph stands between one that holds a picture and no text, and one that is not
// centred: that is how a caption is written by hand.
func belowPicture(n *html.Node) bool {
	if !isCentred(n) {
		return false
	}
	before, after := n.PrevSibling, n.NextSibling
	for isBlank(before) {
		before = before.PrevSibling
	}
	for isBlank(after) {
		after = after.NextSibling
	}
	return before != nil && before.DataAtom == atom.P && onlyPicture(before) && after != nil && !isCentred(after)
}

func isCentred(n *html.Node) bool {
	return n.DataAtom == atom.P && (attr(n, "align") == "center" || strings.Contains(strings.ReplaceAll(attr(n, "style"), " ", ""), "text-align:center"))
}

// isBlank says that a node is text that nobody sees.
func isBlank(n *html.Node) bool {
	return n != nil && n.Type == html.TextNode && strings.TrimSpace(n.Data) == ""
}

// onlyPicture says that an element holds one picture, perhaps in a link, and nothing else.
func onlyPicture(n *html.Node) bool {
	for n != nil {
		var only *html.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if isBlank(c) {
				continue
			}
			if only != nil {
				return false
			}
			only = c
		}
		if only != nil && only.DataAtom == atom.Img {
			return true
		}
		n = only
	}
	return false
}

// besidePicture says that a box holds a picture and little else than a short line: that line is the picture's caption.
func (s *sheet) besidePicture(b *box, l *line) bool {
	if b.marks.has(isStandfirst | isBody) {
		return false
	}
	if b.marks.has(isPicture) && b.text < 400 && b.to-b.from <= 3 {
		return true
	}
	if s.boxes[l.box].tag == atom.P && l.letters > 110 {
		return false
	}
	return b.pictures > 0 && b.pictures <= 2 && b.tag != atom.P && b.text < 350 && b.to-b.from <= 3 && l.letters < 250
}

// bodyLetters counts the letters of the blocks that are body.
func bodyLetters(blocks []news.Block) int {
	return letters(strings.TrimSpace(news.BodyText(blocks)))
}

// sameText says that two texts are the same to a reader, case aside.
func sameText(a, b string) bool {
	return a == b || strings.EqualFold(prose.Key(a), prose.Key(b))
}
