package diff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
)

// A writer puts spans together. Of neighbouring changes what was removed always stands before what was added.
type writer struct {
	done           []news.Span
	a, b           int // up to where the two texts are written, in bytes
	fromA, fromB   int // up to where they stand in done
	removed, added strings.Builder
	same           strings.Builder
}

func (w *writer) flushSame() {
	if w.same.Len() > 0 {
		w.done = append(w.done, news.Span{Op: news.Same, Text: w.same.String(), BeforeAt: w.fromA, AfterAt: w.fromB})
		w.fromA, w.fromB = w.a, w.b
		w.same.Reset()
	}
}

func (w *writer) flushChange() {
	if w.removed.Len() > 0 {
		w.done = append(w.done, news.Span{Op: news.Removed, Text: w.removed.String(), BeforeAt: w.fromA, AfterAt: w.fromB})
		w.fromA = w.a
		w.removed.Reset()
	}
	if w.added.Len() > 0 {
		w.done = append(w.done, news.Span{Op: news.Added, Text: w.added.String(), BeforeAt: w.fromA, AfterAt: w.fromB})
		w.fromB = w.b
		w.added.Reset()
	}
}

// render writes the wording out as spans. The blank before a word goes with it. Where the styles of marks differ, Same spans
// have those of the new wording.
func (w *wording) render() []news.Span {
	var out writer
	for _, s := range w.stretches() {
		if s.same {
			w.renderSame(&out, s)
			continue
		}
		w.renderChange(&out, s)
	}
	out.flushSame()
	out.flushChange()
	inCharacters(out.done, w.a, w.b)
	return out.done
}

// inCharacters turns the places of spans, which count bytes, into places that count characters.
func inCharacters(spans []news.Span, a, b *tokens) {
	if a.plain && b.plain {
		return
	}
	lastA, lastB, atA, atB := 0, 0, 0, 0
	for i := range spans {
		s := &spans[i]
		atA += utf8.RuneCountInString(a.text[lastA:s.BeforeAt])
		atB += utf8.RuneCountInString(b.text[lastB:s.AfterAt])
		lastA, lastB = s.BeforeAt, s.AfterAt
		s.BeforeAt, s.AfterAt = atA, atB
	}
}

// renderChange writes a run of words that were removed, added or both. A blank before them on both sides is unchanged.
func (w *wording) renderChange(out *writer, s stretch) {
	shared := s.a0 < s.a1 && s.b0 < s.b1 && w.a.gap(s.a0) == w.b.gap(s.b0)
	if shared {
		out.same.WriteString(w.a.gap(s.a0))
		out.a, out.b = w.a.words[s.a0].Start, w.b.words[s.b0].Start
	}
	out.flushSame()
	for i := s.a0; i < s.a1; i++ {
		if i > s.a0 || !shared {
			out.removed.WriteString(w.a.gap(i))
		}
		out.removed.WriteString(w.a.word(i))
	}
	for j := s.b0; j < s.b1; j++ {
		if j > s.b0 || !shared {
			out.added.WriteString(w.b.gap(j))
		}
		out.added.WriteString(w.b.word(j))
	}
	out.read(w, s)
}

// read notes that the words of a run are written.
func (w *writer) read(text *wording, s stretch) {
	if s.a1 > s.a0 {
		w.a = text.a.words[s.a1-1].End
	}
	if s.b1 > s.b0 {
		w.b = text.b.words[s.b1-1].End
	}
}

// renderSame writes a run of kept words. A blank that only one side has before it belongs to what was changed there; a
// line break that only one side has is a change by itself.
func (w *wording) renderSame(out *writer, s stretch) {
	n := s.a1 - s.a0
	if n > 1 && w.sameFrom(s) {
		w.renderSame(out, stretch{s.a0, s.a0 + 1, s.b0, s.b0 + 1, true})
		out.same.WriteString(w.b.text[w.b.words[s.b0].End:w.b.words[s.b1-1].End])
		out.read(w, s)
		return
	}
	for k := range n {
		i, j := s.a0+k, s.b0+k
		a, b := w.a.gap(i), w.b.gap(j)
		changed := out.removed.Len()+out.added.Len() > 0
		switch brokeA, brokeB := strings.Contains(a, "\n"), strings.Contains(b, "\n"); {
		case brokeA != brokeB:
			out.lineBreak(a, b, brokeA, w.a.words[i].Start, w.b.words[j].Start)
		case changed && a == "" && b != "":
			out.added.WriteString(b)
			out.b = w.b.words[j].Start
			out.flushChange()
		case changed && b == "" && a != "":
			out.removed.WriteString(a)
			out.a = w.a.words[i].Start
			out.flushChange()
		default:
			out.flushChange()
			out.same.WriteString(b)
		}
		out.same.WriteString(w.b.word(j))
		out.a, out.b = w.a.words[i].End, w.b.words[j].End
	}
}

// sameFrom says that a run of kept words stands on both sides letter by letter, with single blanks or none between.
func (w *wording) sameFrom(s stretch) bool {
	return w.a.plain && w.b.plain &&
		w.a.text[w.a.words[s.a0].Start:w.a.words[s.a1-1].End] == w.b.text[w.b.words[s.b0].Start:w.b.words[s.b1-1].End]
}

// lineBreak marks where a block was split or two were merged. The blank stays in the unchanged text, so that both
// wordings read on.
func (w *writer) lineBreak(a, b string, gone bool, nextA, nextB int) {
	if gone {
		w.removed.WriteString("\n")
		w.flushSame()
		w.a = nextA
		w.flushChange()
		w.same.WriteString(b)
		return
	}
	w.a = nextA
	if w.removed.Len()+w.added.Len() == 0 {
		w.same.WriteString(a)
		w.flushSame()
	} else if a != "" && w.removed.Len() > 0 {
		w.removed.WriteString(a)
	}
	w.added.WriteString("\n")
	w.b = nextB
	w.flushChange()
}

// gap gives the blank before word i.
func (t *tokens) gap(i int) string {
	from := 0
	if i > 0 {
		from = t.words[i-1].End
	}
	switch g := t.text[from:t.words[i].Start]; {
	case g == "", g == " ":
		return g
	case strings.Contains(g, "\n"):
		return "\n"
	case strings.ContainsFunc(g, unicode.IsSpace):
		return " "
	default: // marks of direction
		return ""
	}
}
