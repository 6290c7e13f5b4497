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

// markup writes spans as HTML without those of one op: what was removed is struck, what was added is underlined.
func markup(spans []news.Span, without news.Op) template.HTML {
	size := 0
	for _, span := range spans {
		size += len(span.Text) + len("<ins></ins>")
	}
	var b strings.Builder
	b.Grow(size)
	bare(spans, without, func(span news.Span) {
		before, after := "", ""
		switch {
		case span.Op == news.Added:
			before, after = "<ins>", "</ins>"
		case span.Op == news.Removed:
			before, after = "<del>", "</del>"
		case span.Relinked():
			before, after = "<mark>", "</mark>"+targets(span)
		}
		b.WriteString(before)
		b.WriteString(lines(template.HTMLEscapeString(span.Text)))
		b.WriteString(after)
	})
	return template.HTML(b.String()) // every text in it was escaped above
}

// targets tells in words where a link led and where it leads, as far as the side of the span knows.
func targets(span news.Span) string {
	var words []string
	if span.From != "" {
		words = append(words, "led to <del>"+template.HTMLEscapeString(span.From)+"</del>")
	}
	if span.To != "" {
		words = append(words, "leads to <ins>"+template.HTMLEscapeString(span.To)+"</ins>")
	}
	return ` <span class="led" lang="en" dir="ltr">(this link ` + strings.Join(words, " and now ") + ")</span>"
}

// bare tells spans, without those of one op, so that marks begin and end with words: the blanks at a mark's ends are no
// words, and a struck blank looks like a dash. Between two marks there is always one, or the letters of Arabic would join
// from one into the next. The words of a link that leads elsewhere are told by themselves, with the targets that the wording
// has.
func bare(spans []news.Span, without news.Op, tell func(news.Span)) {
	marked := false // what was told last is a mark
	same := func(text string) {
		if text != "" {
			tell(news.Span{Op: news.Same, Text: text})
			marked = false
		}
	}
	for _, span := range spans {
		if span.Op == without {
			continue
		}
		if span.Relinked() {
			tell(oneSide(span, without))
			marked = false
			continue
		}
		lead, core, end := trimmed(span.Text)
		if span.Op == news.Same || core == "" {
			same(span.Text)
			continue
		}
		if lead == "" && marked {
			lead = " "
		}
		same(lead)
		tell(news.Span{Op: span.Op, Text: core})
		marked = true
		same(end)
	}
}

// oneSide leaves out the target that a link has only on the side that is not shown.
func oneSide(span news.Span, without news.Op) news.Span {
	switch without {
	case news.Added:
		span.To = ""
	case news.Removed:
		span.From = ""
	}
	return span
}

// bared gives spans as [bare] tells them; blanks go with the unchanged words beside them.
func bared(spans []news.Span) []news.Span {
	var out []news.Span
	bare(spans, "", func(span news.Span) {
		last := len(out) - 1
		if span.Op == news.Same && last >= 0 && out[last].Op == news.Same && !span.Relinked() && !out[last].Relinked() {
			out[last].Text += span.Text
			return
		}
		out = append(out, span)
	})
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
	bare(spans, "", func(span news.Span) {
		text := span.Text
		switch {
		case span.Op == news.Added:
			text = "{+" + text + "+}"
		case span.Op == news.Removed:
			text = "[-" + text + "-]"
		case span.Relinked():
			text += " (this link led to [-" + span.From + "-] and now leads to {+" + span.To + "+})"
		}
		b.WriteString(text)
	})
	return b.String()
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
		case span.Op != news.Same || span.Relinked():
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
		cut = append(cut, news.Span{Op: span.Op, Text: text, From: span.From, To: span.To})
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
	return strings.TrimRightFunc(string(runes[:end]), endsNoCut) + "…"
}

// endsNoCut says of a character that it does not stand before an ellipsis: a point would make four of it.
func endsNoCut(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(".,;:–—-…،؛۔。，、；：", r)
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

// wordsOf is what follows an amount: "+1 word", "+1 −1 words".
func wordsOf(added, removed int) string {
	if added+removed == 1 {
		return "word"
	}
	return "words"
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
