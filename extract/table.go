package extract

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tableRow lays a row of data out as one line, its cells parted by a bar.
func (w *layout) tableRow(n *html.Node, marks mark) {
	was := w.openBox(n, marks)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			continue
		}
		if w.letters > 0 {
			w.buf.WriteString(" | ")
		}
		w.cells++
		w.walk(c)
	}
	w.flush()
	w.cells = 0
	w.closeBox(was)
}

// isData says that a row's table holds data. The other tables only arrange a page, as in the days before style sheets.
func (w *layout) isData(row *html.Node) bool {
	table := row.Parent
	for table != nil && table.DataAtom != atom.Table {
		table = table.Parent
	}
	if table == nil {
		return false
	}
	known, seen := w.data[table]
	if !seen {
		var c tableCount
		known = c.walk(table) && c.cells >= 4 && c.rows >= 2 && c.cells > c.rows
		w.data[table] = known
	}
	return known
}

// A tableCount measures one table.
type tableCount struct{ rows, cells int }

// walk counts, and is false as soon as something shows that the table arranges a page.
func (t *tableCount) walk(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Table, atom.Form, atom.H1, atom.H2, atom.Iframe, atom.Article:
			return false
		case atom.Tr:
			t.rows++
		case atom.Td, atom.Th:
			t.cells++
			if cellIsLong(c) {
				return false
			}
		}
		if !t.walk(c) {
			return false
		}
	}
	return true
}

// cellIsLong says that a cell holds more than a datum: several paragraphs or more than a few sentences.
func cellIsLong(cell *html.Node) bool {
	paragraphs, total := 0, 0
	for n := range cell.Descendants() {
		switch {
		case n.DataAtom == atom.Table:
			return true
		case n.DataAtom == atom.P:
			paragraphs++
		case n.Type == html.TextNode:
			total += letters(n.Data)
		}
		if paragraphs > 2 || total > 400 {
			return true
		}
	}
	return false
}
