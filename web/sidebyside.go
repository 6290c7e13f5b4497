package web

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/news"
)

// A row is one line of a comparison: a block of the old version beside the one of the new version that it became.
type row struct {
	ID      string // the address of an edit, on the first row that belongs to it
	Class   string // "same", or the kind of its edit
	Kind    news.BlockKind
	was, is wording
	spans   []news.Span // both in one, for the inline view; none when an earlier row has said it
	Moved   *movedNote
	Note    *editNote // of the edit, on the first row that belongs to it
	Fold    []row     // unchanged rows that are folded into this one
}

// A wording is what one side of a row says. It is written when it is shown, since neither view shows all.
type wording struct {
	text  string      // when no edit says it
	spans []news.Span // of its edit; those of the other side are left out
	goes  bool        // a paragraph's end was set or taken away behind it
}

// Same says that nothing was done to it.
func (r *row) Same() bool { return r.Class == "same" }

// Classes are what the style sheet goes by.
func (r *row) Classes() string {
	classes := "row " + r.Class + " " + string(r.Kind)
	if r.Note != nil {
		classes += " edit"
	}
	return classes
}

// Was is the old side; empty when there is none.
func (r *row) Was() template.HTML { return r.was.write(news.Added) }

// Is is the new side.
func (r *row) Is() template.HTML { return r.is.write(news.Removed) }

func (w wording) write(without news.Op) template.HTML {
	said := markup(w.spans, without)
	if w.spans == nil {
		said = template.HTML(template.HTMLEscapeString(w.text)) // escaped
	}
	if w.goes {
		said += pilcrow
	}
	return said
}

// Both is the row for the inline view; empty when an earlier row has said it.
func (r *row) Both() template.HTML {
	if r.Same() {
		return r.Is()
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

// Marks are the links to the edit and to its quotation. They are not left to a template, which takes longer for them than
// for all the rest of a long page; its numbers and addresses are ours and need no escaping.
func (n *editNote) Marks() template.HTML {
	return template.HTML(fmt.Sprintf(`<span class="marks"><a class="copy" href="%[1]s" rel="nofollow" aria-label="Edit %[2]d as a quotation"`+
		` title="As a quotation">❝</a> <a class="mark" href="#e%[2]d" title="The address of this edit" aria-label="Address of edit %[2]d">`+
		`#%[2]d</a></span>`, n.Quotation, n.Number))
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
		r.was.text, r.is.text = textAt(c.a, at.A), textAt(c.b, at.B)
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
		r.was = lineOf(e.Spans, news.Added, at.A-e.From, textAt(c.a, at.A))
	}
	if at.B >= 0 {
		r.is = lineOf(e.Spans, news.Removed, at.B-e.To, textAt(c.b, at.B))
	}
}

// pilcrow is the mark of a paragraph's end that was set or taken away.
const pilcrow = ` <span class="pilcrow" aria-hidden="true">¶</span>`

// lineOf gives the nth line of a wording of one or several blocks, without the spans of one op; when the wording does not
// have it, the block's own text.
func lineOf(spans []news.Span, without news.Op, n int, text string) wording {
	w := wording{text: text}
	at := 0
	for _, span := range spans {
		if span.Op == without {
			continue
		}
		for rest, broken := span.Text, true; broken; {
			var part string
			if part, rest, broken = strings.Cut(rest, "\n"); at == n && part != "" {
				w.spans = append(w.spans, oneSide(news.Span{Op: span.Op, Text: part, From: span.From, To: span.To}, without))
			}
			if broken {
				at++
			}
		}
	}
	w.goes = at > n && n >= 0
	return w
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
		r.is.spans, r.spans = e.Spans, e.Spans
		r.ID, r.Note = id, c.note(e, at.Edit)
		r.Moved = &movedNote{fmt.Sprintf("moved from paragraph %d", paragraphNumber(c.a, e.From)), id + "-from"}
	default:
		r.was.spans = e.Spans
		r.ID = id + "-from"
		r.Moved = &movedNote{fmt.Sprintf("moved to paragraph %d", paragraphNumber(c.b, e.To)), id}
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

func textAt(parts []news.Block, place int) string {
	if place < 0 || place >= len(parts) {
		return ""
	}
	return parts[place].Text
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
