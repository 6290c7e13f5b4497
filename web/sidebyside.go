package web

import (
	"fmt"
	"html/template"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/news"
)

// A row is one line of a comparison: a block of the old version beside the one of the new version that it became.
type row struct {
	ID    string // the address of an edit, on the first row that belongs to it
	Class string // "same", or the kind of its edit
	Kind  news.BlockKind
	Was   template.HTML // the old side; empty when there is none
	Is    template.HTML // the new side
	spans []news.Span   // both in one, for the inline view; none when an earlier row has said it
	Moved movedNote
	Note  *editNote // of the edit, on the first row that belongs to it
	Fold  []row     // unchanged rows that are folded into this one
}

// Both is the row for the inline view; empty when an earlier row has said it.
func (r row) Both() template.HTML {
	if r.Class == "same" {
		return r.Is
	}
	return both(r.spans)
}

// A movedNote joins the two places of a moved block.
type movedNote struct {
	Words string // "moved to paragraph 5"
	To    string // the other row's ID
}

// An editNote is what stands in the gutter beside an edit.
type editNote struct {
	Number    int
	Labels    []string // what it does, in words
	Reason    string
	Quotation string // address of the edit as text to be quoted
}

// foldFrom is how many unchanged blocks in a row are folded.
const foldFrom = 2

// comparison makes rows of two versions' parts and the edits between them.
type comparison struct {
	a, b  []news.Block
	edits []news.Edit
	page  string      // address of the page
	seen  map[int]int // edit -> how many of its rows were made
}

// compareRows gives the rows in reading order. The unchanged headline and byline are left out, since the page has them.
func compareRows(a, b []news.Block, edits []news.Edit, page string) []row {
	c := comparison{a, b, edits, page, map[int]int{}}
	var rows []row
	for _, at := range diff.Rows(a, b, edits) {
		r := c.row(at)
		if r.Class == "same" && (r.Kind == news.Headline || r.Kind == news.Byline) {
			continue
		}
		rows = append(rows, r)
	}
	return folded(rows)
}

func (c *comparison) row(at diff.Row) row {
	r := row{Class: "same", Kind: c.kind(at)}
	if at.Edit < 0 || at.Edit >= len(c.edits) {
		r.Was, r.Is = c.text(c.a, at.A), c.text(c.b, at.B)
		return r
	}
	e := c.edits[at.Edit]
	nth := c.seen[at.Edit]
	c.seen[at.Edit]++
	r.Class = string(e.Kind)
	if e.Kind == news.Move {
		return c.movedRow(r, at, e)
	}
	c.fill(&r, at, e)
	if nth == 0 {
		r.ID, r.Note, r.spans = editID(at.Edit), c.note(e, at.Edit), e.Spans
	}
	return r
}

// fill sets the two sides. An edit of several blocks has a line of its wording for each of them.
func (c *comparison) fill(r *row, at diff.Row, e news.Edit) {
	if at.A >= 0 {
		r.Was = line(side(e.Spans, news.Added), at.A-e.From, c.text(c.a, at.A))
	}
	if at.B >= 0 {
		r.Is = line(side(e.Spans, news.Removed), at.B-e.To, c.text(c.b, at.B))
	}
}

// pilcrow is the mark of a paragraph's end that was set or taken away.
const pilcrow = ` <span class="pilcrow" aria-hidden="true">¶</span>`

// line gives the nth line of a wording of one or several blocks; when the wording does not have it, the block's own text.
func line(spans []news.Span, n int, text template.HTML) template.HTML {
	all := byLine(spans)
	if n >= 0 && n < len(all) && len(all[n]) > 0 {
		text = both(all[n])
	}
	if n < len(all)-1 {
		text += pilcrow
	}
	return text
}

// movedRow makes one of the two rows of a moved block: where it stood, or where it stands now. The edit's address is
// where it stands now.
func (c *comparison) movedRow(r row, at diff.Row, e news.Edit) row {
	id := editID(at.Edit)
	switch {
	case at.B >= 0 && at.A >= 0:
		c.fill(&r, at, e)
		r.ID, r.Note, r.spans = id, c.note(e, at.Edit), e.Spans
	case at.B >= 0:
		r.Is, r.spans = is(e.Spans), e.Spans
		r.ID, r.Note = id, c.note(e, at.Edit)
		r.Moved = movedNote{fmt.Sprintf("moved from paragraph %d", paragraphNumber(c.a, e.From)), id + "-from"}
	default:
		r.Was = was(e.Spans)
		r.ID = id + "-from"
		r.Moved = movedNote{fmt.Sprintf("moved to paragraph %d", paragraphNumber(c.b, e.To)), id}
	}
	return r
}

func (c *comparison) note(e news.Edit, i int) *editNote {
	reason := e.Reason
	if e.Kind == news.Insert || e.Kind == news.Delete {
		reason = "" // it would say again what stands beside it
	}
	return &editNote{i + 1, editLabels(e), reason, quotationURL(c.page, i)}
}

// editLabels says what an edit does. Of a block that was moved, split or joined and hardly reworded only that is said.
func editLabels(e news.Edit) []string {
	var labels []string
	done := doneWords(e.Kind)
	if done != "" {
		labels = append(labels, done)
	}
	for _, m := range e.Meanings {
		if done == "" || !slight(m) {
			labels = append(labels, labelOf(m))
		}
	}
	return labels
}

func (c *comparison) kind(at diff.Row) news.BlockKind {
	if at.B >= 0 && at.B < len(c.b) {
		return c.b[at.B].Kind
	}
	if at.A >= 0 && at.A < len(c.a) {
		return c.a[at.A].Kind
	}
	return news.Paragraph
}

func (c *comparison) text(parts []news.Block, place int) template.HTML {
	if place < 0 || place >= len(parts) {
		return ""
	}
	return template.HTML(template.HTMLEscapeString(parts[place].Text)) // escaped
}

func editID(i int) string { return fmt.Sprintf("e%d", i+1) }

// paragraphNumber counts as a reader would: without headline, byline and captions.
func paragraphNumber(parts []news.Block, place int) int {
	n := 0
	for i := 0; i <= place && i < len(parts); i++ {
		switch parts[i].Kind {
		case news.Headline, news.Byline, news.Caption:
		default:
			n++
		}
	}
	return n
}

// folded puts every run of unchanged rows into one.
func folded(rows []row) []row {
	var out []row
	for i := 0; i < len(rows); {
		end := i
		for end < len(rows) && rows[end].Class == "same" {
			end++
		}
		switch {
		case end-i >= foldFrom:
			out = append(out, row{Class: "fold", Fold: rows[i:end]})
		case end > i:
			out = append(out, rows[i:end]...)
		default:
			out = append(out, rows[i])
			end = i + 1
		}
		i = end
	}
	return out
}
