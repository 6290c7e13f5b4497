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

// Marks of boxes that are not the article. A name of the first kind hardly ever misleads; one of the second is taken
// back when the box holds much prose.
const (
	surely = isFooter | isComments | isComment | isSide | isRelated | isTags
	likely = isFurniture | isBio | isConsent | isOverlay
)

// doubts gives by how much prose counts less for standing in boxes of these names.
func doubts(m mark) float64 {
	f := 1.0
	for _, d := range []struct {
		mark   mark
		factor float64
	}{{isFooter, 0.1}, {isComments | isComment, 0.15}, {isSide, 0.4}, {isRelated, 0.3}, {likely, 0.5}, {isConsent | isOverlay, 0.4}} {
		if m.has(d.mark) {
			f *= d.factor
		}
	}
	return f
}

// trust gives every box's share of belief: what the names of the boxes around it leave. A name counts once, so a
// wrapper whose name misleads is the same to all that stands in it.
func (s *sheet) trust() []float64 {
	trust := make([]float64, len(s.boxes))
	marks := make([]mark, len(s.boxes))
	for i := range s.boxes {
		b := &s.boxes[i]
		marks[i] = b.marks
		if b.parent >= 0 {
			marks[i] |= marks[b.parent]
		}
		trust[i] = doubts(marks[i])
	}
	return trust
}

// choose gives the box that holds the article's text: where most of the prose stands close together. It is -1 on a page
// without any.
func (s *sheet) choose() int {
	all := s.proseOf()
	s.absolve(all)
	near := make([]float64, len(s.boxes)) // what speaks for a box: its own paragraphs, and less and less of those below
	trust := s.trust()
	for i := range s.lines {
		l := &s.lines[i]
		w := float64(s.weight(l)) * trust[l.box]
		if i < s.title {
			w *= 0.5
		}
		at := l.box
		if s.boxes[at].tag == atom.P && s.boxes[at].parent >= 0 {
			at = s.boxes[at].parent
		}
		for share := 1.0; at >= 0 && share > 0.2; {
			near[at] += w * share
			up := s.boxes[at].parent
			if up >= 0 && s.boxes[up].to-s.boxes[up].from > 1 { // a mere wrapper of one paragraph is no step
				share *= 0.55
			}
			at = up
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
	if best < 0 {
		return best
	}
	s.drop(best, all)
	return s.widen(best)
}

// proseOf sums up every box's prose, wherever it stands.
func (s *sheet) proseOf() []int {
	all := make([]int, len(s.boxes))
	for i := range s.lines {
		all[s.lines[i].box] += s.weight(&s.lines[i])
	}
	s.fold(all)
	return all
}

// absolve takes doubtful names back where boxes of one make together hold much of the page's prose: a template that
// builds articles of "widgets" or "promo" blocks.
func (s *sheet) absolve(all []int) {
	if len(s.boxes) == 0 {
		return
	}
	sums := map[kinship]int{}
	overlays := s.overlays(all)
	for i := range s.boxes {
		if b := &s.boxes[i]; b.marks.has(likely) && !b.marks.has(surely) && b.to > s.title && !overlays[i] {
			sums[kinship{b.depth, b.tag, b.marks}] += all[i]
		}
	}
	for i := range s.boxes {
		if b := &s.boxes[i]; !overlays[i] && sums[kinship{b.depth, b.tag, b.marks}]*5 > all[0]*2 {
			b.marks &^= likely
		}
	}
}

// overlays says which boxes stand in a window over the page, as long as there is text enough besides: what such windows
// say of cookies and offers is often longer than a short article.
func (s *sheet) overlays(all []int) []bool {
	over := make([]bool, len(s.boxes))
	text := all[0]
	for i := range s.boxes {
		b := &s.boxes[i]
		within := b.parent >= 0 && over[b.parent]
		over[i] = within || b.marks.has(isConsent|isOverlay) && (s.title < 0 || s.title < b.from || s.title >= b.to)
		if over[i] && !within {
			text -= all[i]
		}
	}
	if text < 200 {
		clear(over)
	}
	return over
}

// drop settles which boxes are furniture, now that it is known where the article is: what stands around it is not, by
// whatever name. It sums up the prose outside of furniture.
func (s *sheet) drop(chosen int, all []int) {
	embeds := s.embedding()
	kin := s.kin(chosen)
	for i := range s.boxes {
		b := &s.boxes[i]
		switch {
		case b.parent >= 0 && s.boxes[b.parent].dropped:
			b.dropped = true
		case s.within(chosen, i), b.marks.has(surely|likely) && s.tellsNotice(b):
		case b.tag == atom.P && b.marks&surely == isRelated: // a "teaser" of one paragraph is the article's own
		case kin[kinship{b.depth, b.tag, b.marks}] && b.marks&surely == isSide && b.tag != atom.Aside:
		case b.marks.has(surely), b.marks.has(likely) && !embeds[i] && !kin[kinship{b.depth, b.tag, b.marks}] && all[i]*2 < all[chosen]:
			b.dropped = true
		}
	}
	for i := range s.boxes {
		s.boxes[i].text, s.boxes[i].linked, s.boxes[i].prose = 0, 0, 0
	}
	for i := range s.lines {
		if l := &s.lines[i]; !s.boxes[l.box].dropped {
			b := &s.boxes[l.box]
			b.prose += s.weight(l)
			b.text += l.letters
			b.linked += l.linked
		}
	}
	s.addUp()
}

// tellsNotice says that a box holds a correction and nothing else; templates put it beside the text.
func (s *sheet) tellsNotice(b *box) bool {
	lines := b.to - b.from
	return lines > 0 && lines <= 3 && !b.marks.has(isComments|isComment|isRelated) && isNotice(s.lines[b.from].text)
}

// A kinship is what two boxes share that the same template made: how deep they stand and what they are called.
type kinship struct {
	depth int
	tag   atom.Atom
	marks mark
}

// kin gives the kinships of the boxes around the chosen one: where those are called "widget", all widgets are text.
func (s *sheet) kin(chosen int) map[kinship]bool {
	kin := map[kinship]bool{}
	for at := chosen; at >= 0; at = s.boxes[at].parent {
		b := &s.boxes[at]
		kin[kinship{b.depth, b.tag, b.marks}] = true
	}
	return kin
}

// embedding says which boxes hold a post of a social network, or stand in one: their wrappers are called "social" too.
func (s *sheet) embedding() []bool {
	embeds := make([]bool, len(s.boxes))
	for i := range s.boxes {
		b := &s.boxes[i]
		embeds[i] = b.marks.has(isEmbed) && b.tag == atom.Blockquote || b.parent >= 0 && embeds[b.parent]
	}
	for i := len(s.boxes) - 1; i > 0; i-- {
		if p := s.boxes[i].parent; embeds[i] && p >= 0 && s.boxes[p].text < 2*s.boxes[i].text {
			embeds[p] = true
		}
	}
	return embeds
}

// fold adds every box's sum to its parent's.
func (s *sheet) fold(sums []int) {
	for i := len(s.boxes) - 1; i > 0; i-- {
		if p := s.boxes[i].parent; p >= 0 {
			sums[p] += sums[i]
		}
	}
}

// widen goes up from the chosen box as long as that brings more of the article: sites part a text by wrappers and
// advertisements.
func (s *sheet) widen(at int) int {
	for p := s.boxes[at].parent; p >= 0; p = s.boxes[p].parent {
		gain := s.boxes[p].prose - s.boxes[at].prose
		if gain*12 > s.boxes[at].prose && s.alike(p, at) {
			at = p
		}
		if t := s.boxes[p].tag; t == atom.Article || t == atom.Main || t == atom.Body {
			break
		}
	}
	return s.withIngredients(s.namedBody(at))
}

// withIngredients goes up to the box that holds what a recipe takes, too: a list beside the steps.
func (s *sheet) withIngredients(at int) int {
	for i := range s.boxes {
		b := &s.boxes[i]
		if !b.marks.has(isIngredients) || b.dropped || b.text < 40 || b.linked*2 > b.text || s.within(i, at) {
			continue
		}
		both := at
		for both > 0 && !s.within(i, both) {
			both = s.boxes[both].parent
		}
		if wide := &s.boxes[both]; wide.tag != atom.Body && wide.linked*4 < wide.text {
			return both
		}
	}
	return at
}

// namedBody gives the box around the chosen one that is named as the article's body, where what else stands in it is no
// list of links: a body may be mostly of tables and lists.
func (s *sheet) namedBody(at int) int {
	body := s.up(at, func(b *box) bool { return b.marks.has(isBody) || b.tag == atom.Article })
	if body < 0 || body == at || !s.boxes[body].marks.has(isBody) {
		return at
	}
	wide, narrow := &s.boxes[body], &s.boxes[at]
	if text, linked := wide.text-narrow.text, wide.linked-narrow.linked; linked*4 > text || text*2 < narrow.text || wide.prose == narrow.prose || wide.tag == atom.Body || wide.tag == atom.Main {
		return at
	}
	return body
}

// alike says that what a wider box adds is of the same making as what it was widened from: running text and few links, or
// rows of figures and a paragraph.
func (s *sheet) alike(wide, narrow int) bool {
	w, n := &s.boxes[wide], &s.boxes[narrow]
	if w.tag == atom.Body {
		return false
	}
	text, linked := w.text-n.text, w.linked-n.linked
	gain := w.prose - n.prose
	return linked*4 < text && (gain*2 > text || gain*3 > text && gain >= 100 && linked*20 < text) && !s.mostlyTeasers(wide, narrow)
}

// mostlyTeasers says that the prose that a wider box adds mostly follows links: a column of other articles, each a linked
// headline with a sentence or two.
func (s *sheet) mostlyTeasers(wide, narrow int) bool {
	teasers, all := 0, 0
	for i := s.boxes[wide].from; i < s.boxes[wide].to; i++ {
		l := &s.lines[i]
		if s.within(l.box, narrow) || s.boxes[l.box].dropped || !l.readsLikeProse() {
			continue
		}
		all += l.letters
		before := &s.lines[max(i-1, 0)]
		if l.linkFirst && l.linked >= 15 || before.linked >= 15 && before.linked*10 > before.letters*8 {
			teasers += l.letters
		}
	}
	return teasers*2 > all
}
