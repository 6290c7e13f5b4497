package extract

import (
	"regexp"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// An entry is one of a live blog's, while the page is being read.
type entry struct {
	block  int // its first, among the document's
	box    int // around it; -1 where it is only a paragraph that begins with a time
	at     time.Time
	minute int // of the day, where only a clock is told; -1 when none is
}

// entries makes the first block of each of a live blog's entries an Entry, and gives it the time that the page claims.
// What only a clock tells is read against the days on which the page was published and changed.
func (s *sheet) entries(d *news.Document, things []thing) {
	if len(s.placed) != len(d.Blocks) {
		return // the text stood in a script
	}
	told := updatesOf(things)
	found := s.entryBoxes(d.Blocks, told, claimsLive(things))
	if len(found) == 0 {
		found = clockEntries(d)
	}
	for i := range found {
		s.timeEntry(&found[i], d.Blocks[found[i].block].Text, told)
	}
	readClocks(found, d.Published, d.Modified)
	for _, e := range found {
		d.Blocks[e.block].Kind, d.Blocks[e.block].At = news.Entry, e.at
	}
}

// entryBoxes gives the entries that stand in boxes of their own: by their names, or, in what claims to be a live blog or
// has many of them, as boxes of one kind that each begin with a time.
func (s *sheet) entryBoxes(blocks []news.Block, told updates, live bool) []entry {
	of := s.namedEntries()
	if of == nil {
		of = s.stampedSiblings(s.openWithTimes(blocks, told, live), live)
	}
	var found []entry
	taken := map[int]bool{}
	for i, b := range blocks {
		switch at := of[s.lines[s.placed[i]].box]; {
		case at < 0 || taken[at] || b.Kind != news.Heading && b.Kind != news.Paragraph && b.Kind != news.ListItem || isDateLine(b.Text):
		default:
			taken[at] = true
			found = append(found, entry{block: i, box: at, minute: -1})
		}
	}
	return found
}

// claimsLive says that the page calls itself a live blog.
func claimsLive(things []thing) bool {
	for _, t := range things {
		if t.isA("LiveBlogPosting") {
			return true
		}
	}
	return false
}

// namedEntries gives the entry that each box stands in, by the boxes' names; -1 for none, nil where no box is named so.
// Parts of an entry are often named after it, and so is the list of all: an entry is the widest box that holds no two of
// one name.
func (s *sheet) namedEntries() []int {
	nearest, kids := make([]int, len(s.boxes)), map[int]map[string]int{}
	some := false
	for i := range s.boxes {
		b := &s.boxes[i]
		nearest[i] = -1
		if b.parent >= 0 {
			nearest[i] = nearest[b.parent]
		}
		if !b.marks.has(isEntry) {
			continue
		}
		if at := nearest[i]; at >= 0 {
			if kids[at] == nil {
				kids[at] = map[string]int{}
			}
			kids[at][attr(b.node, "class")]++
		}
		nearest[i], some = i, true
	}
	if !some {
		return nil
	}
	return s.widest(func(i int) bool {
		for _, n := range kids[i] {
			if n > 1 {
				return false
			}
		}
		return s.boxes[i].marks.has(isEntry)
	})
}

// widest gives for every box the widest around or at it for which ok holds, -1 for none.
func (s *sheet) widest(ok func(at int) bool) []int {
	of := make([]int, len(s.boxes))
	for i := range s.boxes {
		of[i] = -1
		if p := s.boxes[i].parent; p >= 0 {
			of[i] = of[p]
		}
		if of[i] < 0 && ok(i) {
			of[i] = i
		}
	}
	return of
}

// fewestEntries is how many boxes must begin with a time, one beside the other, to be the entries of a live blog that
// does not say that it is one.
const fewestEntries = 4

// stampedSiblings gives the entry that each box stands in where boxes of one tag and class, side by side, each hold
// blocks and begin with a time.
func (s *sheet) stampedSiblings(stamped []bool, live bool) []int {
	type kind struct {
		parent     int
		tag, class string
	}
	kindOf := func(i int) kind {
		n := s.boxes[i].node
		return kind{s.boxes[i].parent, n.Data, attr(n, "class")}
	}
	holds := s.holdBlocks()
	beside := map[kind]int{}
	for i := range s.boxes {
		if holds[i] && stamped[i] {
			beside[kindOf(i)]++
		}
	}
	least := fewestEntries
	if live {
		least = 2
	}
	return s.widest(func(i int) bool { return holds[i] && stamped[i] && beside[kindOf(i)] >= least })
}

// holdBlocks says of each box whether a block of the document stands in it.
func (s *sheet) holdBlocks() []bool {
	holds := make([]bool, len(s.boxes))
	for _, line := range s.placed {
		for at := s.lines[line].box; at >= 0 && !holds[at]; at = s.boxes[at].parent {
			holds[at] = true
		}
	}
	return holds
}

// openWithTimes says of each box whether a time of day stands at its beginning. In what says that it is a live blog, the
// time may also stand in the linked data or in an attribute.
func (s *sheet) openWithTimes(blocks []news.Block, told updates, live bool) []bool {
	opens := make([]bool, len(s.boxes))
	note := func(at, line int) {
		for ; at >= 0 && line <= s.boxes[at].from+1 && !opens[at]; at = s.boxes[at].parent {
			opens[at] = true
		}
	}
	for _, st := range s.stamps {
		if st.box >= 0 && (clockIn(prose.Normal(textOf(st.node))) >= 0 || !firstTime(s.stampTime(st.node, true), attrTime(st.node)).IsZero()) {
			note(st.box, st.line)
		}
	}
	for i := range s.lines {
		if l := &s.lines[i]; l.letters < 12 && clockIn(l.text) >= 0 {
			note(l.box, i)
		}
	}
	if !live {
		return opens
	}
	for i, b := range blocks {
		if !told.of("", b.Text).IsZero() {
			note(s.lines[s.placed[i]].box, s.placed[i])
		}
	}
	for i := range s.boxes {
		n := s.boxes[i].node
		opens[i] = opens[i] || !attrTime(n).IsZero() || !told.byPlace[attr(n, "id")].IsZero()
	}
	return opens
}

// openingClock is how a paragraph begins that tells its time: "14:32", "2.32 p.m.:", "14.32 Uhr –".
var openingClock = regexp.MustCompile(`(?i)^[\[(]?([01]?\d|2[0-3])(?:([:h]) ?([0-5]\d)(?::[0-5]\d)?|\.([0-5]\d)(?: ?Uhr| ?[ap]\.?m\b| ?[:–—|-])|( Uhr))(?: ?([ap])\.?m\b)?`)

// clockIn gives the minute of the day with which a text begins, -1 when it does not begin with one.
func clockIn(text string) int {
	if text == "" || !strings.Contains("0123456789([", text[:1]) {
		return -1
	}
	m := openingClock.FindStringSubmatch(text)
	if m == nil {
		return -1
	}
	hour, minute := number(m[1]), number(m[3]+m[4])
	half := strings.ToLower(m[6])
	if m[4] != "" && half == "" {
		half = halfOfDay.FindString(strings.ToLower(m[0]))
	}
	switch {
	case strings.HasPrefix(half, "p") && hour < 12:
		hour += 12
	case strings.HasPrefix(half, "a") && hour == 12:
		hour = 0
	}
	return hour*60 + minute
}

var halfOfDay = regexp.MustCompile(`[ap]\.?m$`)

// clockEntries gives the paragraphs and headings that begin with a time of day, where there are several and they run
// one way, as those of a live blog do, none after the page was changed last. A page that tells no time of its own could
// as well be somebody's diary.
func clockEntries(d *news.Document) []entry {
	var found []entry
	for i, b := range d.Blocks {
		if b.Kind != news.Paragraph && b.Kind != news.Heading {
			continue
		}
		if minute := clockIn(b.Text); minute >= 0 {
			found = append(found, entry{block: i, box: -1, minute: minute})
		}
	}
	last := firstTime(d.Modified, d.Published)
	if len(found) < fewestEntries || len(found)*8 < len(d.Blocks) || last.IsZero() {
		return nil
	}
	if up, down := steps(found); min(up, down) > 1+len(found)/8 {
		return nil
	}
	readClocks(found, d.Published, d.Modified)
	for _, e := range found {
		if e.at.After(last.Add(30 * time.Minute)) {
			return nil
		}
	}
	return found
}

// steps counts how often the clock goes forward and back from one entry to the next.
func steps(found []entry) (up, down int) {
	before := -1
	for _, e := range found {
		switch {
		case e.minute < 0:
			continue
		case before >= 0 && e.minute > before:
			up++
		case before >= 0 && e.minute < before:
			down++
		}
		before = e.minute
	}
	return up, down
}
