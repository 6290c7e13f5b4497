package meaning

import (
	"regexp"

	"github.com/stemma-news/stemma/news"
)

// growth is what a live blog or roundup grew by at its top or lost at its end: how many of them, and the edits that
// they are made of, by number.
type growth struct {
	came, went int
	of         map[int]bool
}

// told says it in words.
func (g growth) told() []string {
	var out []string
	if g.came > 0 {
		out = append(out, count(g.came, "entry")+" added")
	}
	if g.went > 0 {
		out = append(out, count(g.went, "entry")+" removed")
	}
	return out
}

// without gives the edits that make up no entry.
func (g growth) without(edits []news.Edit) []news.Edit {
	var out []news.Edit
	for i, e := range edits {
		if !g.of[i] {
			out = append(out, e)
		}
	}
	return out
}

// stamped is how an entry begins where its time is no block of its own: "14:02: The first trees are down".
var stamped = regexp.MustCompile(`^([01]?\d|2[0-4])([:.h][0-5]\d| Uhr)`)

// opensEntry says which sort of entry a block opens, "" if none: one marked as such, an item of a list, a heading with
// what stands under it, a paragraph that begins with a time.
func opensEntry(b news.Block) string {
	switch {
	case b.Kind == news.Entry, b.Kind == news.ListItem, b.Kind == news.Heading:
		return string(b.Kind)
	case b.Kind == news.Paragraph && stamped.MatchString(b.Text):
		return "stamped"
	default:
		return ""
	}
}

// growth finds the entries among the edits.
func (j *judge) growth(edits []news.Edit) growth {
	g := growth{of: map[int]bool{}}
	g.came = g.gather(j.after, edits, news.Insert, true)
	g.went = g.gather(j.before, edits, news.Delete, false)
	return g
}

// gather counts the entries that stand on one side only. Parts are that side's; top says that only what stands above
// the first entry of both sides counts, where a block is not marked as an entry.
func (g *growth) gather(parts []news.Block, edits []news.Edit, kind news.EditKind, top bool) (n int) {
	alone := map[int]int{} // place to edit
	for i, e := range edits {
		if e.Kind == kind {
			alone[max(e.From, e.To)] = i
		}
	}
	for at := 0; at < len(parts); {
		to := at
		for to < len(parts) && has(alone, to) {
			to++
		}
		n += g.run(parts, alone, at, to, top)
		at = to + 1
	}
	return n
}

func has(places map[int]int, at int) bool { _, ok := places[at]; return ok }

// run counts the entries of parts[from:to], which stand on one side only, and notes their edits.
func (g *growth) run(parts []news.Block, alone map[int]int, from, to int, top bool) (n int) {
	sort := ""
	for at := from; at < to; at++ {
		if s := opensEntry(parts[at]); s != "" && (sort == "" || s == sort) && (s == string(news.Entry) || top && growsAtTop(parts, s, from, to)) {
			sort = s
			n++
		}
		if n > 0 {
			g.of[alone[at]] = true
		}
	}
	return n
}

// growsAtTop says that what stands at parts[from:to] was put above the first entry of its sort: it is followed by one,
// and before it stand none of the sort and no more than a line or two.
func growsAtTop(parts []news.Block, sort string, from, to int) bool {
	if to >= len(parts) || opensEntry(parts[to]) != sort {
		return false
	}
	paragraphs := 0
	for _, p := range parts[:from] {
		if opensEntry(p) == sort {
			return false
		}
		if p.Kind == news.Paragraph {
			paragraphs++
		}
	}
	return paragraphs <= mostIntroduction
}

// mostIntroduction is how many paragraphs may introduce a roundup or live blog.
const mostIntroduction = 2
