package extract

import (
	"context"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What reading takes in bytes for each thing of a page, about: nodes, boxes, lines, and what is noted of them; and what
// is granted for each byte of the page, so that reading takes no more than twenty times its size.
const (
	bytesElement  = 400
	bytesText     = 300
	bytesProperty = 100 // an attribute
	bytesGranted  = 14
	bytesFree     = 1 << 18 // on top of it, so that small pages are not counted to the byte
)

// affordable says that the tree of a page may be made: that it takes less memory than is granted. It is one walk over the
// page's tags.
func affordable(text string) bool {
	elements, properties, texts := 0, 0, 0
	granted := bytesGranted*len(text) + bytesFree
	for at := 0; ; {
		open := strings.IndexByte(text[at:], '<')
		if open < 0 {
			return true
		}
		if open > 0 && strings.TrimSpace(text[at:at+min(open, 64)]) != "" {
			texts++
		}
		at += open + 1
		end := strings.IndexByte(text[at:], '>')
		if end < 0 {
			end = len(text) - at
		}
		if end == 0 || text[at] != '/' {
			elements++
			properties += propertiesIn(text[at : at+end])
		}
		at += end
		if at < len(text) {
			at++
		}
		if elements*bytesElement+texts*bytesText+properties*bytesProperty > granted {
			return false
		}
	}
}

// propertiesIn counts the attributes of a tag, about.
func propertiesIn(tag string) int {
	n := 0
	for at := 0; at < len(tag); at++ {
		switch tag[at] {
		case ' ', '\n', '\t', '\r', '\f', '/':
			n++
		case '"', '\'':
			if end := strings.IndexByte(tag[at+1:], tag[at]); end >= 0 {
				at += end + 1
			}
		}
	}
	return n
}

// maxDepth bounds the tree that is built from tokens: what nests deeper stands beside its parent instead.
const maxDepth = 200

// A builder makes a tree of tokens without the parser's rules for mended formatting, so that it takes linear time, and
// within the memory that is granted: where tags stand closer than that, some make no element, and their text runs on.
type builder struct {
	stack  []*html.Node
	left   int // bytes that may still be taken
	text   strings.Builder
	passed map[string]int // tags that made no element, so that their end tags close none
	mute   bool           // the text that follows is that of a script or style that made no element
}

func parseByTokens(ctx context.Context, text string) *html.Node {
	root := &html.Node{Type: html.DocumentNode}
	b := &builder{stack: []*html.Node{root}, left: bytesFree, passed: map[string]int{}}
	z := html.NewTokenizer(stoppable{ctx, strings.NewReader(text)})
	for {
		kind := z.Next()
		b.left += bytesGranted * len(z.Raw())
		switch kind {
		case html.ErrorToken:
			b.flush()
			return root
		case html.TextToken:
			if !b.mute {
				b.text.Write(z.Text())
			}
			b.mute = false
		case html.StartTagToken, html.SelfClosingTagToken:
			b.start(z, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := z.TagName()
			b.end(string(name))
		}
	}
}

func (b *builder) top() *html.Node { return b.stack[len(b.stack)-1] }

// take says that something of so many bytes may be made, and takes them.
func (b *builder) take(bytes int) bool {
	if b.left < bytes {
		return false
	}
	b.left -= bytes
	return true
}

// flush makes a node of the text since the last tag that made an element.
func (b *builder) flush() {
	if b.text.Len() > 0 {
		b.left -= bytesText
		b.top().AppendChild(&html.Node{Type: html.TextNode, Data: b.text.String()})
		b.text.Reset()
	}
}

func (b *builder) start(z *html.Tokenizer, selfClosing bool) {
	name, more := z.TagName()
	tag := atom.Lookup(name)
	if b.left < b.reserve(tag, more) || !b.take(bytesElement) {
		b.pass(string(name), tag, selfClosing)
		return
	}
	b.flush()
	b.closeImplied(tag)
	n := &html.Node{Type: html.ElementNode, DataAtom: tag, Data: tag.String()}
	if tag == 0 {
		n.Data = string(name)
	}
	for more {
		var key, value []byte
		if key, value, more = z.TagAttr(); !b.take(bytesProperty + len(value)) {
			break
		}
		n.Attr = append(n.Attr, html.Attribute{Key: attrName(key), Val: string(value)})
	}
	b.top().AppendChild(n)
	if !selfClosing && !isVoid(tag) && len(b.stack) < maxDepth {
		b.stack = append(b.stack, n)
	}
}

// reserve gives how many bytes must be left for an element to be made: boxes that say nothing leave room for those that
// do.
func (b *builder) reserve(tag atom.Atom, named bool) int {
	if !named && (tag == atom.Div || tag == atom.Span) {
		return 16 * bytesElement
	}
	return 0
}

// part ends a line where a block that makes no element begins or ends: what was said so far becomes a paragraph.
func (b *builder) part() {
	text := b.text.String()
	if strings.TrimSpace(text) == "" {
		return
	}
	if !b.take(bytesElement + bytesText) {
		b.text.WriteByte(' ')
		return
	}
	p := &html.Node{Type: html.ElementNode, DataAtom: atom.P, Data: "p"}
	p.AppendChild(&html.Node{Type: html.TextNode, Data: text})
	b.top().AppendChild(p)
	b.text.Reset()
}

// attrName gives an attribute's name; those that are known are not made anew.
func attrName(key []byte) string {
	if known := atom.Lookup(key); known != 0 {
		return known.String()
	}
	return string(key)
}

// pass notes a tag that makes no element.
func (b *builder) pass(name string, tag atom.Atom, selfClosing bool) {
	if isBlock(tag) {
		b.part()
	}
	b.mute = isRaw(tag)
	if !selfClosing && !isVoid(tag) && len(b.passed) < 1000 {
		b.passed[name]++
	}
}

// isRaw says that the tokenizer gives all that stands in an element as one text, which is none that a page shows.
func isRaw(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Title, atom.Textarea, atom.Iframe, atom.Noembed, atom.Noframes, atom.Xmp:
		return true
	default:
		return false
	}
}

// closeImplied closes what the new tag cannot stand in: a paragraph in a paragraph, a row in a row.
func (b *builder) closeImplied(a atom.Atom) {
	top := b.top().DataAtom
	switch a {
	case atom.Li, atom.Dt, atom.Dd, atom.Tr, atom.Td, atom.Th, atom.Option:
		if top == a {
			b.stack = b.stack[:len(b.stack)-1]
		}
	default:
		if top == atom.P && isBlock(a) {
			b.stack = b.stack[:len(b.stack)-1]
		}
	}
}

// end closes the nearest open element of that name, if there is one: the stack is bounded, so is the search.
func (b *builder) end(name string) {
	b.mute = false
	if b.passed[name] > 0 {
		b.passed[name]--
		if isBlock(atom.Lookup([]byte(name))) {
			b.part()
		}
		return
	}
	for i := len(b.stack) - 1; i > 0; i-- {
		if b.stack[i].Data == name {
			b.flush()
			b.stack = b.stack[:i]
			return
		}
	}
}
