package diff

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
)

// A turned link leads elsewhere now. Its words stand on both sides: words from to to of the new wording, which are words
// fromA to toA of the old.
type turned struct {
	from, to   int
	fromA, toA int
	was, is    string
}

// mayLead says that of the links of two texts some may lead elsewhere. Links that only came or only went say nothing:
// outlets link names to their own pages by machine, and versions that were read before links were kept have none.
func mayLead(a, b []news.Reference) bool {
	return len(a) > 0 && len(b) > 0 && !slices.Equal(a, b)
}

// links gives the links of neighbouring parts by their places in the joined text.
func links(parts []*part) []news.Reference {
	if len(parts) == 1 {
		return parts[0].block.Links
	}
	var out []news.Reference
	at := 0
	for _, p := range parts {
		for _, l := range p.block.Links {
			out = append(out, news.Reference{Start: at + l.Start, End: at + l.End, URL: l.URL})
		}
		at += len(p.block.Text) + len("\n")
	}
	return out
}

// turned finds the links of which words stand on both sides and that lead elsewhere now.
func (w *wording) turned(a, b []news.Reference) []turned {
	if !mayLead(a, b) {
		return nil
	}
	var out []turned
	for _, l := range b {
		from, to := w.b.within(l)
		if t, ok := w.ledElsewhere(a, l.URL, from, to); ok {
			out = append(out, t)
		}
	}
	return out
}

// ledElsewhere says that none of the links that words from to to of the new wording had led to the target. Of several
// the first counts.
func (w *wording) ledElsewhere(had []news.Reference, target string, from, to int) (t turned, ok bool) {
	for j := from; j < to; j++ {
		i := w.toA[j]
		if i < 0 {
			continue
		}
		n := slices.IndexFunc(had, func(l news.Reference) bool { return l.Start < w.a.words[i].End && w.a.words[i].Start < l.End })
		switch {
		case n < 0:
		case news.SameTarget(had[n].URL, target):
			return t, false
		case !ok:
			t, ok = turned{j, j + 1, i, i + 1, had[n].URL, target}, true
		case t.to == j && t.toA == i && t.was == had[n].URL:
			t.to, t.toA = j+1, i+1
		}
	}
	return t, ok
}

// within gives the words that a link holds, from the first to behind the last.
func (t *tokens) within(l news.Reference) (from, to int) {
	for from < len(t.words) && t.words[from].End <= l.Start {
		from++
	}
	for to = from; to < len(t.words) && t.words[to].Start < l.End; to++ {
	}
	return from, to
}

// marksLinks marks the words of the links that lead elsewhere in an edit's spans: each becomes a span of its own.
func (w *wording) marksLinks(spans []news.Span, led []turned) []news.Span {
	for _, t := range led {
		mark := news.Span{
			Op: news.Same, Text: w.b.text[w.b.words[t.from].Start:w.b.words[t.to-1].End], From: t.was, To: t.is,
			BeforeAt: utf8.RuneCountInString(w.a.text[:w.a.words[t.fromA].Start]),
			AfterAt:  utf8.RuneCountInString(w.b.text[:w.b.words[t.from].Start]),
		}
		behind := utf8.RuneCountInString(w.a.text[:w.a.words[t.toA-1].End])
		for i, s := range spans {
			if s.Op == news.Same && !s.Relinked() && s.AfterAt <= mark.AfterAt && mark.AfterAt-s.AfterAt < utf8.RuneCountInString(s.Text) {
				spans = slices.Replace(spans, i, i+1, cutOut(s, mark, behind)...)
				break
			}
		}
	}
	return spans
}

// cutOut parts a span into what stands before the mark, the mark, and what stands behind it; behind is where that begins
// in the old wording. Where the span does not spell the mark's words it stays whole.
func cutOut(s, mark news.Span, behind int) []news.Span {
	text, words := []rune(s.Text), []rune(mark.Text)
	at := mark.AfterAt - s.AfterAt
	for _, blank := range []int{0, -1, 1} { // where a block was split the span may have one more or one less
		if from := at + blank; from >= 0 && from+len(words) <= len(text) && slices.Equal(text[from:from+len(words)], words) {
			return partedAt(s, mark, from, behind)
		}
	}
	return []news.Span{s}
}

// partedAt parts a span before and behind the mark, which stands at a place of its text.
func partedAt(s, mark news.Span, at, behind int) []news.Span {
	text := []rune(s.Text)
	end := at + utf8.RuneCountInString(mark.Text)
	var out []news.Span
	if at > 0 {
		before := s
		before.Text = string(text[:at])
		out = append(out, before)
	}
	out = append(out, mark)
	if end < len(text) {
		after := mark.AfterAt + utf8.RuneCountInString(mark.Text)
		out = append(out, news.Span{Op: news.Same, Text: string(text[end:]), BeforeAt: behind, AfterAt: after})
	}
	return out
}

// onlyLinks says that no word of an edit changed, only where some of them lead.
func onlyLinks(e news.Edit) bool {
	return e.Kind == news.Replace && len(e.Spans) > 0 && !slices.ContainsFunc(e.Spans, func(s news.Span) bool { return s.Op != news.Same })
}

// A way is how an address became another, by whole pieces of it: what stood between those that both have.
type way struct{ was, is string }

// wayOf gives the way with the pieces before and behind it. What differs in digits only is another page of one sort, and
// has no way; neither have addresses with nothing in common.
func wayOf(from, to string) (w way, head, tail string, ok bool) {
	a, b := pieces(news.URLKey(from)), pieces(news.URLKey(to))
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	m := 0
	for m < min(len(a), len(b))-n && a[len(a)-1-m] == b[len(b)-1-m] {
		m++
	}
	w = way{strings.Join(a[n:len(a)-m], ""), strings.Join(b[n:len(b)-m], "")}
	head, tail = strings.Join(a[:n], ""), strings.Join(a[len(a)-m:], "")
	return w, head, tail, n+m > 0 && strings.ContainsFunc(w.was+w.is, unicode.IsLetter)
}

// pieces parts an address behind its slashes and before its query, parameters and the ending of its file.
func pieces(key string) []string {
	path, query, _ := strings.Cut(key, "?")
	ending := ""
	if at := strings.LastIndexByte(path, '.'); at > strings.LastIndexByte(path, '/') && strings.Contains(path, "/") {
		path, ending = path[:at], path[at:]
	}
	out := strings.SplitAfter(path, "/")
	if ending != "" {
		out = append(out, ending)
	}
	if query != "" {
		for i, pair := range strings.Split(query, "&") {
			out = append(out, string("?&"[min(i, 1)])+pair)
		}
	}
	return out
}

// rewritten finds what no editor did but the outlet's software, to all pages at a time: the ways in which several links to
// different pages changed, while none that stands in the new version still begins as those did.
func (c *comparison) rewritten() map[way]bool {
	targets := make(map[way][]string)
	heads := make(map[way][]string)
	for _, d := range c.drafts {
		for _, t := range d.turned {
			if w, head, _, ok := wayOf(t.was, t.is); ok && !slices.Contains(targets[w], t.was) {
				targets[w] = append(targets[w], t.was)
				heads[w] = append(heads[w], head+w.was)
			}
		}
	}
	out := make(map[way]bool)
	for w, all := range targets {
		out[w] = len(all) > 1 && !c.stillLeads(heads[w])
	}
	return out
}

// stillLeads says that a link of the new version begins in one of these ways. What is empty or a whole address that only
// got something behind it says nothing.
func (c *comparison) stillLeads(heads []string) bool {
	for _, p := range c.b {
		for _, l := range p.block.Links {
			key := news.URLKey(l.URL)
			if slices.ContainsFunc(heads, func(h string) bool { return strings.HasSuffix(h, "/") && strings.HasPrefix(key, h) }) {
				return true
			}
		}
	}
	return false
}

// A draft is an edit's wording with the links that lead elsewhere, until it is known which of them an editor changed.
type draft struct {
	wording *wording
	turned  []turned
}

// marked puts the links that an editor led elsewhere into the edits, and drops those in which nothing else changed.
func (c *comparison) marked(edits []news.Edit) []news.Edit {
	if len(c.drafts) == 0 {
		return edits
	}
	software := c.rewritten()
	for i, e := range edits {
		d, ok := c.drafts[e.To]
		if !ok {
			continue
		}
		led := slices.DeleteFunc(d.turned, func(t turned) bool {
			w, _, _, ok := wayOf(t.was, t.is)
			return ok && software[w]
		})
		edits[i].Spans = d.wording.marksLinks(e.Spans, led)
	}
	return slices.DeleteFunc(edits, func(e news.Edit) bool {
		return onlyLinks(e) && !slices.ContainsFunc(e.Spans, news.Span.Relinked)
	})
}
