package diff

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// wordsToBeFound is how many words a text needs before it counts as the same text when it is found inside a longer one.
// Two or three words stand somewhere on any page by chance.
const wordsToBeFound = 4

// Settle drops the edits that a new template made and no editor: an insertion whose text already stood on the old page,
// a deletion whose text still stands on the new one; and, where the pages differ much around the text or the block is a
// caption, a move, split or merge that changed no word; and where they differ much, links alone that lead to the same page
// of another place. aVisible and bVisible are the visible lines of the two pages. A replacement of words always stays.
// Redesigned is what [Redesigned] says of the two pages.
func Settle(edits []news.Edit, aVisible, bVisible []string) (kept []news.Edit, redesigned bool) {
	a, b := newView(aVisible), newView(bVisible)
	other := a.unlike(b)
	for _, e := range edits {
		if !staged(e, a, b, other) {
			kept = append(kept, e)
		}
	}
	return kept, other
}

// Redesigned says that two pages differ much around their texts: the outlet has another template. It takes the pages'
// visible lines.
func Redesigned(aVisible, bVisible []string) bool {
	return newView(aVisible).unlike(newView(bVisible))
}

// Settles says that [Settle] could drop one of the edits: otherwise nobody need ask for the pages' visible lines.
func Settles(edits []news.Edit) bool {
	return slices.ContainsFunc(edits, func(e news.Edit) bool { return e.Kind != news.Replace || onlyLinks(e) })
}

// staged says that an edit was made by the page around the text and not by its writer.
func staged(e news.Edit, a, b *view, otherTemplate bool) bool {
	switch e.Kind {
	case news.Insert:
		return a.shows(e.Block, e.After)
	case news.Delete:
		return b.shows(e.Block, e.Before)
	case news.Move, news.Split, news.Merge:
		laidOut := otherTemplate || e.Block == news.Caption // a caption stands where its picture is put
		return laidOut && wordsOf(e.Before) == wordsOf(e.After)
	default:
		return otherTemplate && onlyLinks(e) && !slices.ContainsFunc(e.Spans, ledElsewhere)
	}
}

// ledElsewhere says that a span's words lead to a page of another name, not only of another place.
func ledElsewhere(s news.Span) bool {
	if !s.Relinked() {
		return false
	}
	_, _, tail, _ := wayOf(s.From, s.To)
	return strings.Trim(tail, "/") == ""
}

// A view is what a page shows: its lines by key and without case, and all of its words in a row.
type view struct {
	lines map[string]bool
	short []string // the words of its short lines
	words string   // all its words, each between blanks
}

// shortLine is how many words a line has at most that may be a byline, or a piece of furniture.
const shortLine = 10

func newView(lines []string) *view {
	v := &view{lines: make(map[string]bool, len(lines))}
	var all strings.Builder
	for _, line := range lines {
		words := wordsOf(line)
		v.lines[lineKey(line)] = true
		if strings.Count(words, " ") <= shortLine {
			v.short = append(v.short, words+" ")
		}
		all.WriteString(words)
	}
	v.words = all.String() + " "
	return v
}

// lineKey is a line as it is compared: templates set headlines and names in capitals at will.
func lineKey(line string) string { return strings.ToLower(prose.Key(line)) }

// wordsOf gives the words of a text without marks and case, each after a blank, so that lines that a template breaks
// elsewhere still read the same.
func wordsOf(text string) string {
	key := lineKey(text)
	var b strings.Builder
	for _, w := range prose.Words(key) {
		if word := w.In(key); weigh(word) > 0 {
			b.WriteByte(' ')
			b.WriteString(word)
		}
	}
	return b.String()
}

// shows says that the block stands on the page: as a line; if it is long enough, anywhere; if it is a byline, in a
// short line such as "By Ola Lind, Orlo".
func (v *view) shows(kind news.BlockKind, text string) bool {
	if v.lines[lineKey(text)] {
		return true
	}
	words := wordsOf(text)
	if words == "" {
		return false
	}
	if strings.Count(words, " ") >= wordsToBeFound && weigh(words) >= enough && strings.Contains(v.words, words+" ") {
		return true
	}
	return kind == news.Byline && slices.ContainsFunc(v.short, func(line string) bool { return strings.Contains(line, words+" ") })
}

// unlike says that of the short lines of two pages, which are mostly their furniture, most are not on both. In one
// template teasers and counters come and go, but the names of the sections stay.
func (v *view) unlike(o *view) bool {
	a, b := lineSet(v.short), lineSet(o.short)
	both := 0
	for line := range a {
		if b[line] {
			both++
		}
	}
	all := len(a) + len(b) - both
	return all > 0 && 5*both < 2*all
}

func lineSet(lines []string) map[string]bool {
	set := make(map[string]bool, len(lines))
	for _, line := range lines {
		set[line] = true
	}
	return set
}
