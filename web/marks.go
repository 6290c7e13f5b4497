package web

import (
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
)

// both writes an edit's spans as one text with the removed words struck before the added ones.
func both(spans []news.Span) template.HTML { return markup(spans, "") }

// was writes the wording before: what was removed is struck, what was added is left out.
func was(spans []news.Span) template.HTML { return markup(spans, news.Added) }

// is writes the wording after: what was added is underlined, what was removed is left out.
func is(spans []news.Span) template.HTML { return markup(spans, news.Removed) }

// markup writes spans as HTML without those of one op.
func markup(spans []news.Span, without news.Op) template.HTML {
	var b strings.Builder
	for _, span := range bared(side(spans, without)) {
		text := lines(template.HTMLEscapeString(span.Text))
		switch span.Op {
		case news.Added:
			text = "<ins>" + text + "</ins>"
		case news.Removed:
			text = "<del>" + text + "</del>"
		}
		b.WriteString(text)
	}
	return template.HTML(b.String()) // every text in it was escaped above
}

// bared gives spans whose marks begin and end with words: the blanks at a mark's ends are no words, and a struck blank
// looks like a dash. Between two marks there is always one, or the letters of Arabic would join from one into the next.
func bared(spans []news.Span) []news.Span {
	var out []news.Span
	same := func(text string) {
		switch last := len(out) - 1; {
		case text == "":
		case last >= 0 && out[last].Op == news.Same:
			out[last].Text += text
		default:
			out = append(out, news.Span{Op: news.Same, Text: text})
		}
	}
	for _, span := range spans {
		lead, core, end := trimmed(span.Text)
		if span.Op == news.Same || core == "" {
			same(span.Text)
			continue
		}
		if last := len(out) - 1; lead == "" && last >= 0 && out[last].Op != news.Same {
			lead = " "
		}
		same(lead)
		out = append(out, news.Span{Op: span.Op, Text: core})
		same(end)
	}
	return out
}

// trimmed parts a text into its words and the white space before and after them.
func trimmed(text string) (lead, core, end string) {
	core = strings.TrimSpace(text)
	at := strings.Index(text, core)
	return text[:at], core, text[at+len(core):]
}

// lines shows where one block became several.
func lines(text string) string {
	return strings.ReplaceAll(text, "\n", pilcrow+"<br>")
}

// plain writes an edit's spans as text that shows its marks without any markup: "from [-twelve-] {+21+}".
func plain(spans []news.Span) string {
	var b strings.Builder
	for _, span := range bared(spans) {
		text := span.Text
		switch span.Op {
		case news.Added:
			text = "{+" + text + "+}"
		case news.Removed:
			text = "[-" + text + "-]"
		}
		b.WriteString(text)
	}
	return b.String()
}

// byLine parts spans where their text has a line break: the wording of each block of a split or merge.
func byLine(spans []news.Span) [][]news.Span {
	all := [][]news.Span{nil}
	for _, span := range spans {
		for i, text := range strings.Split(span.Text, "\n") {
			if i > 0 {
				all = append(all, nil)
			}
			if text != "" {
				last := len(all) - 1
				all[last] = append(all[last], news.Span{Op: span.Op, Text: text})
			}
		}
	}
	return all
}

// side gives only the spans that one wording has.
func side(spans []news.Span, without news.Op) []news.Span {
	var kept []news.Span
	for _, span := range spans {
		if span.Op != without {
			kept = append(kept, span)
		}
	}
	return kept
}

// The measures of a snippet, in characters.
const (
	snippetLead = 48  // unchanged text before the first mark
	snippetGap  = 72  // unchanged text between two marks
	snippetAll  = 230 // all of it: about two lines
)

// snippet cuts an edit down to the words around its marks.
func snippet(e news.Edit) []news.Span {
	var cut []news.Span
	left := snippetAll
	for i, span := range e.Spans {
		if left <= 0 {
			break
		}
		text := span.Text
		switch first, last := i == 0, i == len(e.Spans)-1; {
		case span.Op != news.Same:
			text = head(text, left)
		case first && last:
			text = head(text, left)
		case first:
			text = tail(text, snippetLead)
		case last:
			text = head(text, min(left, snippetGap))
		case utf8.RuneCountInString(text) > snippetGap:
			text = strings.TrimSuffix(head(text, snippetGap/2), "…") + " … " + strings.TrimPrefix(tail(text, snippetGap/2), "…")
		}
		left -= utf8.RuneCountInString(text)
		cut = append(cut, news.Span{Op: span.Op, Text: text})
	}
	return cut
}

// head gives the first n characters of a text, ending with a whole word and an ellipsis when something was cut.
func head(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	end := n
	for end > n*2/3 && !unicode.IsSpace(runes[end]) {
		end--
	}
	if !unicode.IsSpace(runes[end]) { // one long word, or a script without blanks
		end = n
	}
	return strings.TrimRightFunc(string(runes[:end]), unicode.IsSpace) + "…"
}

// tail gives the last n characters of a text, beginning with a whole word.
func tail(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	start := len(runes) - n
	from := start
	for start < len(runes)-n*2/3 && !unicode.IsSpace(runes[start]) {
		start++
	}
	if !unicode.IsSpace(runes[start]) {
		start = from
	}
	return "…" + strings.TrimLeftFunc(string(runes[start:]), unicode.IsSpace)
}

// weightiest gives the edit that a reader should see first; nil when there is none.
func weightiest(edits []news.Edit) *news.Edit {
	var best *news.Edit
	for i := range edits {
		if best == nil || edits[i].Weight > best.Weight {
			best = &edits[i]
		}
	}
	return best
}

// amount counts the words that edits added and removed. What only moved counts as neither.
func amount(edits []news.Edit) (added, removed int) {
	for _, e := range edits {
		for _, span := range e.Spans {
			switch span.Op {
			case news.Added:
				added += wordCount(span.Text)
			case news.Removed:
				removed += wordCount(span.Text)
			}
		}
	}
	return added, removed
}

// wordCount counts words; in scripts that do not part them by blanks, two characters are one.
func wordCount(text string) int {
	words, inWord, unparted := 0, false, 0
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			inWord = false
		case r >= '\u0e00' && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			unparted++
		case !inWord:
			inWord = true
			words++
		}
	}
	return words + (unparted+1)/2
}
