package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// readsLikeProse says that a line is running text: long, or shorter but ended like a sentence, and hardly of links.
func (l *line) readsLikeProse() bool {
	switch {
	case l.row || l.linked*2 > l.letters:
		return false
	case l.letters >= 90:
		return true
	default:
		return l.letters >= 25 && endsSentence(l.text)
	}
}

// endsSentence says that a text ends with a mark that closes a sentence, quotes and brackets aside.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’»«“)]】」』› ")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…。！？؟۔।:;", r)
}

// weight is what a line speaks for the box that it stands in, in letters.
func (s *sheet) weight(l *line) int {
	if !l.readsLikeProse() {
		return 0
	}
	w := l.letters - l.linked
	switch b := &s.boxes[l.box]; b.tag {
	case atom.P:
		return w
	case atom.Li, atom.Dd, atom.Dt, atom.Td:
		return w * 2 / 3
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return 0
	default:
		return w * 4 / 5
	}
}

// furniture are the marks of boxes that are not the article, unless nearly all prose of the page stands in them.
const furniture = isFurniture | isRelated | isSide | isFooter | isComments | isComment | isBio | isTags | isConsent

// drop settles which boxes are furniture by name, and sums up the prose that stands outside of furniture. A box is
// spared when it holds most of the page's prose: templates call their wrappers "with-sidebar" or "subscribe-content".
func (s *sheet) drop() {
	all := make([]int, len(s.boxes))
	total := 0
	for i := range s.lines {
		w := s.weight(&s.lines[i])
		all[s.lines[i].box] += w
		total += w
	}
	s.fold(all)
	for i := range s.boxes {
		b := &s.boxes[i]
		b.dropped = b.parent >= 0 && s.boxes[b.parent].dropped || b.marks.has(furniture) && all[i]*2 <= total && !s.spared(i)
	}
	kept := make([]int, len(s.boxes))
	for i := range s.lines {
		if l := &s.lines[i]; !s.boxes[l.box].dropped {
			kept[l.box] += s.weight(l)
		}
	}
	s.fold(kept)
	for i := range s.boxes {
		s.boxes[i].prose = kept[i]
	}
}

// spared says that a box's name misleads.
func (s *sheet) spared(at int) bool {
	b := &s.boxes[at]
	return b.tag == atom.Body || b.tag == atom.Html || b.tag == atom.Main
}

// fold adds every box's sum to its parent's.
func (s *sheet) fold(sums []int) {
	for i := len(s.boxes) - 1; i > 0; i-- {
		if p := s.boxes[i].parent; p >= 0 {
			sums[p] += sums[i]
		}
	}
}

// choose gives the box that holds the article's text: where most of the prose stands close together. It is -1 on a page
// without any.
func (s *sheet) choose() int {
	near := make([]float64, len(s.boxes)) // what speaks for a box: its own paragraphs, and less and less of those below
	for i := range s.lines {
		l := &s.lines[i]
		if s.boxes[l.box].dropped {
			continue
		}
		w := float64(s.weight(l))
		at := l.box
		if s.boxes[at].tag == atom.P && s.boxes[at].parent >= 0 {
			at = s.boxes[at].parent
		}
		for share := 1.0; at >= 0 && share > 0.2; at, share = s.boxes[at].parent, share*0.55 {
			near[at] += w * share
		}
	}
	best, most := -1, 0.0
	for i := range s.boxes {
		b := &s.boxes[i]
		if near[i] == 0 {
			continue
		}
		score := near[i] * (1 - float64(b.linked)/float64(b.text+1))
		if b.marks.has(isBody) {
			score *= 1.3
		}
		if score > most {
			best, most = i, score
		}
	}
	return s.widen(best)
}

// widen goes up from the chosen box as long as that brings more of the article: sites part a text by wrappers and
// advertisements.
func (s *sheet) widen(at int) int {
	if at < 0 {
		return at
	}
	for p := s.boxes[at].parent; p >= 0; p = s.boxes[p].parent {
		gain := s.boxes[p].prose - s.boxes[at].prose
		if gain*12 > s.boxes[at].prose && s.alike(p, at) {
			at = p
		}
		if t := s.boxes[p].tag; t == atom.Article || t == atom.Main || t == atom.Body {
			break
		}
	}
	return at
}

// alike says that what a wider box adds is of the same making as what it was widened from: running text, few links.
func (s *sheet) alike(wide, narrow int) bool {
	w, n := &s.boxes[wide], &s.boxes[narrow]
	if w.tag == atom.Body {
		return false
	}
	text, linked := w.text-n.text, w.linked-n.linked
	gain := w.prose - n.prose
	return linked*4 < text && gain*3 > text*2
}
