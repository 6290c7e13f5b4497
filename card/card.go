// Package card draws the picture that goes with a link to a change: a PNG of 1200 by 630 with the outlet, the headline,
// the words that were struck and added, and when that was seen.
//
// It is a function of a [Card]: no clock, no files, no network. Its letters are built in (see fonts.go). A card never shows
// boxes in place of letters: where a text has some that are not built in, the card says in English what happened.
package card

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"golang.org/x/image/vector"

	"github.com/stemma-news/stemma/news"
)

// Width and Height are the size of a card in pixels, as previews of links expect it.
const (
	Width  = 1200
	Height = 630
)

// A Card is what is drawn. Only Headline is needed.
type Card struct {
	Outlet   string
	Host     string // of the outlet: stands for a name that cannot be written
	Headline string
	Language string      // of Headline and Words, BCP 47
	Right    bool        // Headline and Words are written from right to left
	Words    []news.Span // of the weightiest edit; white space at a mark's ends belongs to no mark
	Titled   bool        // Words are the headline's own: they stand in its place
	Line     string      // what changed, in English; for a card that has no Words, or cannot write them
	When     string      // "Changed between 14:02 and 14:31 UTC, 3 March 2026"
	Labels   string      // "no notice · number"
	Site     string      // who shows it
}

// The measures of a card in pixels.
const (
	margin    = 64
	column    = Width - 2*margin
	footing   = 92 // from the lower edge to the line above the last words
	textDepth = Height - footing - 8
	labelling = 44 // the height of the labels under the words
)

// A Painter draws cards, one after the other: it must not be used by two goroutines at once.
type Painter struct {
	setter setter
	canvas *image.Paletted
	mask   []uint8 // of the line at hand
	raster vector.Rasterizer
	packer png.Encoder
}

// NewPainter gives a painter with these fonts. It holds some four megabytes.
func NewPainter(f *Fonts) *Painter {
	return &Painter{
		setter: newSetter(f), canvas: image.NewPaletted(image.Rect(0, 0, Width, Height), palette()),
		mask:   make([]uint8, Width*Height),
		packer: png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &buffers{}},
	}
}

// buffers keeps the encoder's memory from card to card.
type buffers struct{ kept *png.EncoderBuffer }

func (b *buffers) Get() *png.EncoderBuffer  { return b.kept }
func (b *buffers) Put(e *png.EncoderBuffer) { b.kept = e }

// PNG draws a card.
func (p *Painter) PNG(c Card) ([]byte, error) {
	p.fill(p.canvas.Bounds(), onPaper)
	p.foot(c)
	p.body(c, p.head(c))
	var out bytes.Buffer
	if err := p.packer.Encode(&out, p.canvas); err != nil {
		return nil, fmt.Errorf("pack the picture: %w", err)
	}
	return out.Bytes(), nil
}

// head draws who published it, and a double line as at the head of the pages. It gives where the rest begins.
func (p *Painter) head(c Card) int {
	outlet := style{size: 30, bold: true, lines: 1, right: c.Right, language: c.Language}
	p.text(plainly(p.writable(c.Outlet, c.Host)), outlet, 92-outlet.rise())
	p.rule(112)
	p.rule(116)
	return 138
}

// foot draws when it was seen, what it did, and who says so.
func (p *Painter) foot(c Card) {
	y := Height - footing
	p.rule(y)
	site := style{size: 26, bold: true, lines: 1, width: column / 3}
	width := 0
	for _, l := range p.setter.set(plainly(c.Site), site) {
		width = l.width + 40
		p.line(l, image.Pt(Width-margin-l.width, y+26+site.rise()), onPaper)
	}
	p.text(plainly(c.When), style{size: 26, lines: 1, width: column - width, ink: quietly}, y+26)
}

// body draws the headline and the words of the edit, or in their place what happened in English. What does not fit is cut.
func (p *Painter) body(c Card, y int) {
	large := style{size: 50, bold: true, lines: 2, right: c.Right, language: c.Language}
	readable := p.setter.fonts.covers(c.Headline + textOf(c.Words))
	switch {
	case !readable:
		y = p.text(plainly(p.writable(c.Line, "The text was changed.")), style{size: 50, bold: true, lines: 4}, y)
	case c.Titled:
		large.lines = 4
		y = p.text(c.Words, large, y)
	case len(c.Words) == 0:
		y = p.text(plainly(c.Headline), large, y)
		y = p.text(plainly(p.writable(c.Line, "")), style{size: 36, lines: 4}, y+16)
	default:
		y = p.text(plainly(c.Headline), large, y)
		y = p.text(c.Words, p.sized(c.Words, style{right: c.Right, language: c.Language}, y+16), y+16)
	}
	p.text(plainly(c.Labels), style{size: 26, bold: true, lines: 1, right: c.Right && readable}, y+8)
}

// writable gives the text, or the other where the text is empty or has letters that are not built in.
func (p *Painter) writable(text, other string) string {
	if text == "" || !p.setter.fonts.covers(text) {
		return other
	}
	return text
}

// sized gives the style the largest letters with which the words have room below y, above the labels.
func (p *Painter) sized(words []news.Span, s style, y int) style {
	for s.size = 46; ; s.size -= 4 {
		s.lines = max((textDepth-y-labelling)/s.leading(), 1)
		if s.size <= 34 || p.setter.fits(words, s) {
			return s
		}
	}
}

// text sets a paragraph from y down and gives where it ends.
func (p *Painter) text(spans []news.Span, s style, y int) int {
	for _, l := range p.setter.set(spans, s) {
		x := margin
		if s.right {
			x = Width - margin - l.width
		}
		p.line(l, image.Pt(x, y+s.rise()), s.ink)
		y += s.leading()
	}
	return y
}

func plainly(text string) []news.Span { return []news.Span{{Op: news.Same, Text: text}} }

func textOf(spans []news.Span) string {
	var all []byte
	for _, s := range spans {
		all = append(all, s.Text...)
	}
	return string(all)
}
