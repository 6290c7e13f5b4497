package extract

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// A box is a block element. The boxes of a page stand in document order, so a box's descendants follow it directly.
type box struct {
	node     *html.Node
	tag      atom.Atom
	parent   int // -1 for the first
	end      int // the place after its last descendant
	from, to int // its lines, those of its descendants too
	marks    mark
	dropped  bool // furniture, with everything in it
	depth    int
	pictures int // in it

	// Sums over its lines, in letters.
	prose  int // of lines that read like prose and do not stand in furniture
	text   int
	linked int // of text: what stands in links
}

// A line is a run of text that a reader sees as one: a paragraph, a heading, a list item, a row of a table.
type line struct {
	text    string
	box     int // the innermost box around it
	letters int // letters and digits; characters of scripts without blanks count double
	linked  int // of these, in links
	bold    int // of these, in bold
	node    *html.Node
	row     bool // a row of a table of data

	linkFirst bool     // it begins with a link
	anchors   []anchor // the links in it
}

// A sheet is a page while it is being read.
type sheet struct {
	ctx           context.Context
	page          Page
	source        string
	root          *html.Node
	boxes         []box
	lines         []line
	head          head
	data          int             // bytes that values read from linked data take, about
	placed        []int           // the line of each of the document's blocks
	title         int             // the line of the headline; -1 when it does not stand in the text
	names         map[string]mark // what a class attribute says, found once for each of its values
	broken        *news.Document
	scripts       []*html.Node
	stamps        []stamp
	who           []stamp      // elements that name an author
	tellers       []int        // see countTellers
	thread        map[int]bool // boxes of comments that their shape tells, see markThreads
	lang          string       // as the root element claims it
	claimsArticle bool         // in JSON-LD
	monthFirst    bool         // in dates like 3/4/2020
}

func open(ctx context.Context, p Page) *sheet {
	s := &sheet{ctx: ctx, page: p, names: map[string]mark{}, thread: map[int]bool{}}
	if why := notHTML(p.Body, p.ContentType); why != "" {
		s.broken = refused(news.NotHTML, why)
		return s
	}
	s.source, _ = prose.Decode(p.Body, p.ContentType)
	if why := notMarkup(s.source); why != "" && strings.TrimSpace(s.source) != "" {
		s.broken = refused(news.NotHTML, why)
		return s
	}
	s.lay(false)
	if s.fewer(300) && strings.Contains(s.source, "<noscript") {
		bare := &sheet{ctx: ctx, page: p, source: s.source, names: s.names, thread: s.thread}
		if bare.lay(true); !bare.fewer(400) {
			s = bare
		}
	}
	if s.stopped() {
		return s
	}
	s.sum()
	return s
}

// lay parses the page and lays it out; with noscript as a browser shows it that runs no scripts.
func (s *sheet) lay(noscript bool) {
	s.root = parse(s.ctx, s.source, noscript)
	if len(s.source) > 1<<20 { // growing step by step would take twice the room
		tags := strings.Count(s.source, "<") - strings.Count(s.source, "</")
		s.boxes = make([]box, 0, min(tags, bytesGranted*len(s.source)/bytesElement))
	}
	w := &layout{sheet: s, in: -1, data: map[*html.Node]bool{}, noscript: noscript}
	w.walk(s.root)
	w.flush()
}

// fewer says that the whole page, furniture and all, has fewer letters.
func (s *sheet) fewer(than int) bool {
	all := 0
	for i := range s.lines {
		if all += s.lines[i].letters; all >= than {
			return false
		}
	}
	return true
}

// stopped says that nobody wants the page any more; the document is then that of a page that could not be read.
func (s *sheet) stopped() bool {
	if s.ctx.Err() != nil {
		s.broken = refused(news.Failed, "the reading was stopped: "+s.ctx.Err().Error())
	}
	return s.broken != nil
}

// layout walks the tree once and lays it out as boxes and lines.
type layout struct {
	*sheet
	in        int // the box that is open; -1 before the first
	depth     int
	buf       strings.Builder
	first     *html.Node // of the text in buf
	linkFirst bool
	letters   int
	linked    int
	bold      int
	inLink    int
	inBold    int
	breaks    int // <br> since the last text
	cells     int // of the row that is being written; blocks in it do not part lines
	steps     int
	data      map[*html.Node]bool // which tables hold data
	noscript  bool                // what stands in <noscript> is shown
	anchors   []anchor            // the links of the line that is being written
}

func (w *layout) walk(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if w.steps++; w.steps%4096 == 0 && w.ctx.Err() != nil {
			return
		}
		switch c.Type {
		case html.TextNode:
			w.text(c)
		case html.ElementNode:
			w.element(c)
		}
	}
}

func (w *layout) element(n *html.Node) {
	a := n.DataAtom
	switch {
	case a == atom.Head:
		w.head.read(n, w.sheet)
		return
	case a == atom.Script:
		w.scripts = append(w.scripts, n)
		return
	case a == atom.Br:
		w.lineBreak()
		return
	case a == atom.Img || a == atom.Picture || a == atom.Video || a == atom.Iframe:
		w.picture()
		return
	}
	if a == atom.Html {
		w.lang = attr(n, "lang")
	}
	marks := w.marksOf(n)
	w.note(n, marks)
	switch {
	case a == atom.Meta || a == atom.Link:
		w.head.tag(n)
	case isUnseen(a) && !(a == atom.Noscript && w.noscript) || marks.has(isHidden):
	case isInline(a):
		w.inline(n)
	case w.cells > 0:
		w.buf.WriteByte(' ')
		w.walk(n)
	case a == atom.Tr && w.isData(n):
		w.tableRow(n, marks)
	default:
		w.block(n, marks)
	}
}

// note keeps the elements that tell who or when.
func (w *layout) note(n *html.Node, marks mark) {
	if marks.has(isDate) || isStamp(n) {
		w.stamps = append(w.stamps, stamp{n, w.in, len(w.lines)})
	}
	if marks.has(isByline) || len(n.Attr) > 0 && namesAuthor(n) {
		w.who = append(w.who, stamp{n, w.in, len(w.lines)})
	}
}

func (w *layout) text(n *html.Node) {
	if w.breaks > 1 {
		w.flush()
	}
	if w.buf.Len() == 0 && strings.TrimSpace(n.Data) == "" {
		return
	}
	if w.first == nil {
		w.first, w.linkFirst = n, w.inLink > 0
	}
	if w.breaks > 0 {
		w.buf.WriteByte(' ')
		w.breaks = 0
	}
	w.buf.WriteString(n.Data)
	count := letters(n.Data)
	w.letters += count
	if w.inLink > 0 {
		w.linked += count
	}
	if w.inBold > 0 {
		w.bold += count
	}
}

// lineBreak counts: two in a row part paragraphs on pages without <p>. One alone ends a line that is wholly bold and no
// sentence: that is how headings are written where there are no elements for them.
func (w *layout) lineBreak() {
	if w.bold > 0 && w.bold == w.letters && w.inBold == 0 && w.cells == 0 && w.letters < 80 && w.linked == 0 &&
		w.boxes[w.in].tag != atom.Li && !isHeading(w.boxes[w.in].tag) && !endsSentence(w.buf.String()) {
		w.flush()
		return
	}
	if w.buf.Len() > 0 {
		w.breaks++
	}
}

func (w *layout) picture() {
	if w.in >= 0 {
		w.boxes[w.in].pictures++
	}
}

func (w *layout) inline(n *html.Node) {
	switch n.DataAtom {
	case atom.A:
		if isAnchorMark(n) {
			return
		}
		w.inLink++
		w.openAnchor(n)
		defer func() {
			if w.inLink == 1 {
				w.closeAnchor()
			}
			w.inLink--
		}()
	case atom.B, atom.Strong:
		w.inBold++
		defer func() { w.inBold-- }()
	}
	w.walk(n)
}

func (w *layout) block(n *html.Node, marks mark) {
	was, bold := w.openBox(n, marks), w.inBold
	if isHeading(n.DataAtom) {
		w.inBold = 1
	}
	w.walk(n)
	w.flush()
	w.inBold = bold
	w.closeBox(was)
}

// openBox begins a box and gives the one that was open.
func (w *layout) openBox(n *html.Node, marks mark) (was int) {
	w.flush()
	was = w.in
	w.in = len(w.boxes)
	w.depth++
	w.boxes = append(w.boxes, box{
		node: n, tag: n.DataAtom, parent: was, from: len(w.lines), marks: marks, depth: w.depth,
	})
	return was
}

func (w *layout) closeBox(was int) {
	b := &w.boxes[w.in]
	b.end, b.to = len(w.boxes), len(w.lines)
	w.depth--
	w.in = was
}

// withoutAnchor cuts the mark off a heading's end by which it can be linked to, where that is no link by itself.
func withoutAnchor(text string) string {
	return strings.TrimSuffix(strings.TrimSuffix(text, " #"), " ¶")
}

// isAnchorMark says that a link is only the mark beside a heading by which it can be linked to.
func isAnchorMark(n *html.Node) bool {
	c := n.FirstChild
	if c == nil || c.NextSibling != nil || c.Type != html.TextNode {
		return false
	}
	switch strings.TrimSpace(c.Data) {
	case "#", "¶", "§", "🔗", "⚓", "∞", "↩", "↩︎", "↩️", "↑":
		return strings.Contains(attr(n, "href"), "#")
	default:
		return false
	}
}

// flush ends the line that is being written.
func (w *layout) flush() {
	if w.letters > 0 && w.in >= 0 {
		text := withoutAnchor(prose.Normal(w.buf.String()))
		w.lines = append(w.lines, line{
			text: text, box: w.in, letters: w.letters, linked: w.linked, bold: w.bold,
			node: w.first, row: w.cells > 0, linkFirst: w.linkFirst, anchors: w.takeAnchors(text),
		})
	}
	w.anchors = w.anchors[:0]
	w.buf.Reset()
	w.first, w.letters, w.linked, w.bold, w.breaks = nil, 0, 0, 0, 0
}

// sum adds up what the lines hold, box by box.
func (s *sheet) sum() {
	for i := range s.lines {
		b := &s.boxes[s.lines[i].box]
		b.text += s.lines[i].letters
		b.linked += s.lines[i].linked
	}
	s.addUp()
}

// addUp gives every box what its descendants hold. A box comes before them, so one way back is enough.
func (s *sheet) addUp() {
	for i := len(s.boxes) - 1; i > 0; i-- {
		if p := s.boxes[i].parent; p >= 0 {
			s.boxes[p].text += s.boxes[i].text
			s.boxes[p].linked += s.boxes[i].linked
			s.boxes[p].prose += s.boxes[i].prose
			s.boxes[p].pictures += s.boxes[i].pictures
		}
	}
}

// within says that a box is another, or stands in it.
func (s *sheet) within(inner, outer int) bool { return inner >= outer && inner < s.boxes[outer].end }

// up gives the nearest box around (or at) a place for which ok holds, else -1.
func (s *sheet) up(at int, ok func(*box) bool) int {
	for ; at >= 0; at = s.boxes[at].parent {
		if ok(&s.boxes[at]) {
			return at
		}
	}
	return -1
}

// letters counts letters and digits. A character of a script that writes without blanks says as much as two letters.
func letters(s string) int {
	n := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' {
				n++
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			n += 2
		case unicode.IsLetter(r), unicode.IsNumber(r):
			n++
		}
	}
	return n
}

func isHeading(a atom.Atom) bool {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	default:
		return false
	}
}
