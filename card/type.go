package card

import (
	"cmp"
	"slices"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"github.com/stemma-news/stemma/news"
)

// A style says how a paragraph is set.
type style struct {
	size     int // of the letters, in pixels
	bold     bool
	lines    int // at most; what is left over ends with an ellipsis
	width    int // of the column; all of it when 0
	right    bool
	language string
	ink      shade // onPaper, or quietly
}

// leading is the height of a line. Arabic and Hebrew letters need more of it.
func (s style) leading() int {
	if s.right {
		return s.size * 8 / 5
	}
	return s.size * 27 / 20
}

// rise is how far below a line's upper edge its letters stand.
func (s style) rise() int { return s.leading() * 2 / 3 }

// A line is a set line: its runs from left to right, and where its marks stand.
type line struct {
	runs  []shaping.Output
	marks []mark
	width int
	size  int
}

// A mark is a stretch of a line that was added or removed, in pixels from the line's left end.
type mark struct {
	op       news.Op
	from, to fixed.Int26_6
}

// A setter turns text into lines: letters are joined, put in their direction, and lines are broken where the script's
// rules allow it.
type setter struct {
	fonts         *Fonts
	regular, bold facesOf
	shaper        shaping.HarfbuzzShaper
	segmenter     shaping.Segmenter
	wrapper       shaping.LineWrapper
}

func newSetter(f *Fonts) setter {
	return setter{fonts: f, regular: f.faces(f.regular), bold: f.faces(f.bold)}
}

// set sets a paragraph. Its lines hold until the next call.
func (t *setter) set(spans []news.Span, s style) []line {
	text, ops := t.fonts.characters(spans)
	broken, _ := t.wrap(text, s)
	lines := make([]line, len(broken))
	for i, runs := range broken {
		lines[i] = lineOf(runs, ops, s.size)
	}
	return lines
}

// fits says whether all of a paragraph has room in its lines.
func (t *setter) fits(spans []news.Span, s style) bool {
	text, _ := t.fonts.characters(spans)
	_, left := t.wrap(text, s)
	return left == 0
}

// wrap breaks a text into lines, and says how many characters had no room.
func (t *setter) wrap(text []rune, s style) (lines []shaping.Line, left int) {
	if len(text) == 0 {
		return nil, 0
	}
	direction := di.DirectionLTR
	if s.right {
		direction = di.DirectionRTL
	}
	config := shaping.WrapConfig{
		Direction: direction, TruncateAfterLines: s.lines,
		Truncator: t.shape([]rune("…"), direction, s)[0],
	}
	return t.wrapper.WrapParagraph(config, cmp.Or(s.width, column), text, shaping.NewSliceIterator(t.shape(text, direction, s)))
}

// mostCharacters of a paragraph are looked at: more do not fit on a card.
const mostCharacters = 1000

// characters gives a paragraph's characters, each with what was done to it. Line ends are blanks. What only steers the
// direction of other text is left out, since the card decides that, and so is what no font has: a box says nothing.
func (f *Fonts) characters(spans []news.Span) (text []rune, ops []news.Op) {
	for _, span := range spans {
		for _, r := range span.Text {
			switch {
			case len(text) == mostCharacters:
				return text, ops
			case unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp):
				r = ' '
			case unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d':
				continue
			case r != ' ' && !f.has(r):
				continue
			}
			text, ops = append(text, r), append(ops, span.Op)
		}
	}
	return text, ops
}

// shape turns characters into the glyphs of the fonts that have them.
func (t *setter) shape(text []rune, direction di.Direction, s style) []shaping.Output {
	from := t.regular
	if s.bold {
		from = t.bold
	}
	whole := shaping.Input{
		Text: text, RunEnd: len(text), Direction: direction, Size: fixed.I(s.size),
		Language: language.NewLanguage(cmp.Or(s.language, "en")),
	}
	var shaped []shaping.Output
	for _, run := range t.segmenter.Split(whole, from) {
		shaped = append(shaped, t.shaper.Shape(run))
	}
	return shaped
}

// lineOf puts runs in the order in which they are seen, and finds the marks in them.
func lineOf(runs []shaping.Output, ops []news.Op, size int) line {
	l := line{runs: slices.Clone(runs), size: size}
	slices.SortFunc(l.runs, func(a, b shaping.Output) int { return cmp.Compare(a.VisualIndex, b.VisualIndex) })
	x := fixed.Int26_6(0)
	for _, run := range l.runs {
		ellipsis := run.Runes.Count == 0
		for _, g := range run.Glyphs {
			if at := g.TextIndex(); !ellipsis && at < len(ops) && ops[at] != news.Same && g.Advance > 0 {
				l.mark(ops[at], x, x+g.Advance)
			}
			x += g.Advance
		}
	}
	l.width = x.Ceil()
	return l
}

// mark makes the last mark longer, or begins another.
func (l *line) mark(op news.Op, from, to fixed.Int26_6) {
	if n := len(l.marks); n > 0 && l.marks[n-1].op == op && l.marks[n-1].to >= from {
		l.marks[n-1].to = to
		return
	}
	l.marks = append(l.marks, mark{op, from, to})
}
