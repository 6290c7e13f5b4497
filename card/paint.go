package card

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"github.com/stemma-news/stemma/news"
)

// A card has few colours: each shade is a mixture of one ground and one ink, in sixteen levels from the one to the other.
// So each pixel is one byte, which is drawn, packed and sent several times as fast as four.
type shade uint8

const (
	onPaper   shade = 16 * iota // ink on paper
	onAdded                     // ink on the ground of added words
	onRemoved                   // ink on that of removed ones
	quietly                     // quiet ink on paper
	ruled                       // the hairline, in one level
)

const (
	levels = 16
	full   = levels - 1
)

// palette gives the colours of all shades: those of the pages, by daylight.
func palette() color.Palette {
	ink, quiet := color.RGBA{0x1d, 0x1b, 0x18, 0xff}, color.RGBA{0x62, 0x5d, 0x54, 0xff}
	paper := color.RGBA{0xfd, 0xfc, 0xf8, 0xff}
	added, removed := color.RGBA{0xc9, 0xe9, 0xcf, 0xff}, color.RGBA{0xf9, 0xd3, 0xcc, 0xff}
	var all color.Palette
	for _, pair := range [][2]color.RGBA{{paper, ink}, {added, ink}, {removed, ink}, {paper, quiet}} {
		for level := range levels {
			all = append(all, mixed(pair[0], pair[1], level))
		}
	}
	return append(all, color.RGBA{0xdc, 0xd6, 0xca, 0xff})
}

func mixed(a, b color.RGBA, level int) color.RGBA {
	mix := func(x, y uint8) uint8 { return uint8((int(x)*(full-level) + int(y)*level + full/2) / full) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}

// fill gives a rectangle one shade.
func (p *Painter) fill(r image.Rectangle, s shade) {
	r = r.Intersect(p.canvas.Bounds())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.canvas.Pix[p.canvas.PixOffset(r.Min.X, y):p.canvas.PixOffset(r.Max.X, y)]
		for x := range row {
			row[x] = uint8(s)
		}
	}
}

// rule draws a hairline across the column.
func (p *Painter) rule(y int) { p.fill(image.Rect(margin, y, Width-margin, y+2), ruled) }

// line draws a set line with its left end and base at dot: the grounds of its marks, its letters, and over them the lines
// that say without colour what was struck and what was added.
func (p *Painter) line(l line, dot image.Point, s shade) {
	at := func(x fixed.Int26_6) int { return dot.X + x.Round() }
	for _, m := range l.marks {
		ground := onAdded
		if m.op == news.Removed {
			ground = onRemoved
		}
		p.fill(image.Rect(at(m.from)-2, dot.Y-l.size*21/20, at(m.to)+2, dot.Y+l.size*7/20), ground)
	}
	p.letters(l, dot, s)
	thick := max(l.size/14, 2)
	for _, m := range l.marks {
		y := dot.Y + l.size/6
		if m.op == news.Removed {
			y = dot.Y - l.size*3/10
		}
		p.fill(image.Rect(at(m.from), y, at(m.to), y+thick), onPaper+full)
	}
}

// letters draws all glyphs of a line as one shape.
func (p *Painter) letters(l line, dot image.Point, s shade) {
	box := image.Rect(dot.X-l.size, dot.Y-2*l.size, dot.X+l.width+l.size, dot.Y+l.size).Intersect(p.canvas.Bounds())
	if box.Empty() {
		return
	}
	p.raster.Reset(box.Dx(), box.Dy())
	p.raster.DrawOp = draw.Src
	pen := pen{raster: &p.raster, y: float32(dot.Y - box.Min.Y)}
	x := fixed.I(dot.X - box.Min.X)
	for _, run := range l.runs {
		for _, g := range run.Glyphs {
			pen.glyph(run, g, x)
			x += g.Advance
		}
	}
	mask := &image.Alpha{Pix: p.mask, Stride: box.Dx(), Rect: image.Rect(0, 0, box.Dx(), box.Dy())}
	p.raster.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	p.press(mask, box, s)
}

// press puts ink through a mask: on whatever ground there is, when the ink is the common one.
func (p *Painter) press(mask *image.Alpha, box image.Rectangle, s shade) {
	for y := range box.Dy() {
		from := mask.Pix[y*mask.Stride : y*mask.Stride+box.Dx()]
		to := p.canvas.Pix[p.canvas.PixOffset(box.Min.X, box.Min.Y+y):]
		for x, alpha := range from {
			level := alpha / levels
			if level == 0 {
				continue
			}
			ground := s
			if s == onPaper {
				ground = shade(to[x] / levels * levels)
			}
			to[x] = max(uint8(ground)+level, to[x])
		}
	}
}

// A pen draws the outlines of glyphs.
type pen struct {
	raster *vector.Rasterizer
	x, y   float32 // where the glyph stands
	scale  float32 // from the font's units to pixels
}

func (p *pen) glyph(run shaping.Output, g shaping.Glyph, x fixed.Int26_6) {
	outline, ok := run.Face.GlyphData(g.GlyphID).(font.GlyphOutline)
	if !ok {
		return
	}
	base := p.y
	p.x, p.y = pixels(x+g.XOffset), base-pixels(g.YOffset)
	p.scale = pixels(run.Size) / float32(run.Face.Upem())
	for _, s := range outline.Segments {
		p.segment(s)
	}
	p.raster.ClosePath()
	p.y = base
}

func (p *pen) segment(s opentype.Segment) {
	ax, ay := p.place(s.Args[0])
	bx, by := p.place(s.Args[1])
	cx, cy := p.place(s.Args[2])
	switch s.Op {
	case opentype.SegmentOpMoveTo:
		p.raster.ClosePath()
		p.raster.MoveTo(ax, ay)
	case opentype.SegmentOpLineTo:
		p.raster.LineTo(ax, ay)
	case opentype.SegmentOpQuadTo:
		p.raster.QuadTo(ax, ay, bx, by)
	case opentype.SegmentOpCubeTo:
		p.raster.CubeTo(ax, ay, bx, by, cx, cy)
	}
}

func (p *pen) place(at opentype.SegmentPoint) (x, y float32) {
	return p.x + at.X*p.scale, p.y - at.Y*p.scale
}

func pixels(x fixed.Int26_6) float32 { return float32(x) / 64 }
