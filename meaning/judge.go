package meaning

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// A finding is one meaning of one edit with its weight and its reason in words.
type finding struct {
	meaning news.Meaning
	weight  float64
	reason  string
}

// edit judges one edit.
func (j *judge) edit(i int) news.Edit {
	m := j.edits[i]
	var found []finding
	switch {
	case j.isNotice(m.Edit):
		found = noticeFindings(m.Edit)
	case (m.Kind == news.Insert || m.Kind == news.Delete) && (m.Block == news.Headline || m.Block == news.Byline):
		// that it is the headline or the byline says enough
	case m.Kind == news.Insert:
		found = j.came(m)
	case m.Kind == news.Delete:
		found = j.went(m)
	default:
		found = j.changed(m)
	}
	found = append(found, office(m.Edit)...)
	return told(m.Edit, found)
}

// told writes the findings into the edit.
func told(e news.Edit, found []finding) news.Edit {
	slices.SortStableFunc(found, func(a, b finding) int { return cmp.Compare(b.weight, a.weight) })
	e.Meanings = nil
	var all []news.Meaning
	var reasons []string
	for _, f := range found {
		all = append(all, f.meaning)
		if f.reason != "" && len(reasons) < mostReasons && !slices.Contains(reasons, f.reason) {
			reasons = append(reasons, f.reason)
		}
	}
	e.Meanings = inOrder(all)
	e.Reason = strings.Join(reasons, "; ")
	e.Weight = weigh(e, found)
	return e
}

// mostReasons is how many reasons an edit names; a rewritten paragraph has more than anyone reads.
const mostReasons = 3

// isNotice says that the edit puts, changes or takes away a correction or update notice.
func (j *judge) isNotice(e news.Edit) bool {
	if e.Block == news.Notice {
		return true
	}
	switch e.Kind {
	case news.Insert, news.Delete:
		return j.opensAsNotice(e.Before + e.After)
	case news.Replace:
		return len(e.Before) < noticeOpening && len(e.After) < noticeOpening && j.opensAsNotice(e.Before) && j.opensAsNotice(e.After)
	default:
		return false
	}
}

// opensAsNotice says that a text begins as a notice does, or is one short sentence that says so further on.
func (j *judge) opensAsNotice(text string) bool {
	words := j.lex.split(strings.ToValidUTF8(text[:min(len(text), noticeOpening)], ""))
	for i := range words[:min(len(words), noticeWithin)] {
		for _, h := range j.lex.at(words, i) {
			if h.class == notices {
				return true
			}
		}
	}
	return false
}

// noticeOpening is how many bytes of a text are looked at for the words that make it a notice.
const noticeOpening = 400

// noticeWithin is how many words may stand before the words that make a notice: "(This story has been corrected …".
const noticeWithin = 4

func noticeFindings(e news.Edit) []finding {
	switch {
	case e.Before == "":
		return []finding{{news.MeansNotice, 0.6, "a notice was added: " + quote(e.After)}}
	case e.After == "":
		return []finding{{news.MeansNotice, 0.7, "a notice was removed: " + quote(e.Before)}}
	default:
		return []finding{{news.MeansNotice, 0.5, "a notice was changed"}}
	}
}

// came judges a block that was inserted.
func (j *judge) came(m *marked) []finding {
	if j.allMoved(texts(m.after, m.come)) && len(m.come) > 0 {
		return []finding{{news.MeansWording, 0.1, "what stands here stood in another paragraph"}}
	}
	if repeats(j.keysBefore, m.After) {
		return []finding{{news.MeansWording, 0.1, passage(m.Block) + " that stood there already was repeated"}}
	}
	share := j.share(m.After, j.wordsB)
	found := []finding{{news.MeansAdded, min(0.7, 0.25+0.5*share), passage(m.Block) + " was added: " + quote(m.After)}}
	if j.hasSpeech(m.After) {
		found = append(found, finding{news.MeansQuotation, 0.35, "it quotes someone"})
	}
	return found
}

// went judges a block that was deleted.
func (j *judge) went(m *marked) []finding {
	if j.allMoved(texts(m.before, m.gone)) && len(m.gone) > 0 {
		return []finding{{news.MeansWording, 0.1, "what stood here stands in another paragraph"}}
	}
	if repeats(j.keysAfter, m.Before) {
		return []finding{{news.MeansWording, 0.05, passage(m.Block) + " that stood twice was removed once"}}
	}
	share := j.share(m.Before, j.wordsA)
	found := []finding{{news.MeansRemoved, min(0.8, 0.4+0.5*share), passage(m.Block) + " was removed: " + quote(m.Before)}}
	if j.hasSpeech(m.Before) {
		found = append(found, finding{news.MeansQuotation, 0.5, "it quoted someone"})
	}
	return found
}

// share says how much of a version a text makes up.
func (j *judge) share(text string, all int) float64 {
	return float64(len(bare(text))) / float64(max(all, 1))
}

func passage(k news.BlockKind) string {
	switch k {
	case news.Paragraph, news.Quote:
		return "a paragraph"
	case news.ListItem:
		return "a list item"
	case news.TableRow:
		return "a row of a table"
	case news.Embed:
		return "an embedded post"
	case news.Entry:
		return "an entry"
	case news.Heading, news.Caption:
		return "a " + string(k)
	default:
		return "the " + string(k)
	}
}

// office gives the meaning that lies in what the block is.
func office(e news.Edit) []finding {
	switch e.Block {
	case news.Headline:
		return []finding{{news.MeansHeadline, 0.35, changedOffice(e, "the headline")}}
	case news.Standfirst:
		return []finding{{news.MeansStandfirst, 0.2, changedOffice(e, "the standfirst")}}
	case news.Byline:
		return []finding{{news.MeansByline, 0.3, changedOffice(e, "the byline")}}
	case news.Caption:
		return []finding{{news.MeansCaption, 0.15, changedOffice(e, "a caption")}}
	default:
		return nil
	}
}

func changedOffice(e news.Edit, what string) string {
	switch {
	case e.Before == "":
		return what + " was added"
	case e.After == "":
		return what + " was removed"
	default:
		return what + " was changed"
	}
}

// changed judges what was reworded: the facts that only one wording has, the quotations, the sentences that came and
// went, and, if none of these, whether it is more than a matter of spelling; and what leads elsewhere.
func (j *judge) changed(m *marked) []finding {
	led := m.links()
	if len(led) > 0 && len(m.groups) == 0 && m.Kind == news.Replace {
		return led
	}
	return append(j.said(m), led...)
}

// said judges the words of an edit.
func (j *judge) said(m *marked) []finding {
	found := j.passages(m)
	if m.Block != news.Byline {
		quotes, shorter := j.quotes(m)
		found = append(found, quotes...)
		found = append(found, j.facts(m, shorter)...)
		found = append(found, j.speakers(m, found)...)
	}
	if len(found) > 0 {
		return found
	}
	return j.style(m)
}

// passages finds whole sentences that came or went.
func (j *judge) passages(m *marked) []finding {
	var found []finding
	if gone := texts(m.before, unsaid(m.before, m.gone)); len(gone) > 0 && !j.allMoved(gone) {
		all := strings.Join(gone, " ")
		found = append(found, finding{news.MeansRemoved, min(0.8, 0.4+0.5*j.share(all, j.wordsA)), sentences(len(gone)) + " removed: " + quote(all)})
		if j.hasSpeech(all) {
			found = append(found, finding{news.MeansQuotation, 0.5, "a quotation was cut"})
		}
	}
	come := texts(m.after, unsaid(m.after, m.come))
	if len(come) > 0 && j.opensAsNotice(come[0]) {
		return append(found, noticeFindings(news.Edit{After: strings.Join(come, " ")})...)
	}
	if len(come) > 0 && !j.allMoved(come) {
		all := strings.Join(come, " ")
		found = append(found, finding{news.MeansAdded, min(0.7, 0.25+0.5*j.share(all, j.wordsB)), sentences(len(come)) + " added: " + quote(all)})
		if j.hasSpeech(all) {
			found = append(found, finding{news.MeansQuotation, 0.35, "a quotation was added"})
		}
	}
	return found
}

// unsaid leaves out the sentences that stand within a quotation: what became of that is told as such.
func unsaid(text string, sentences []prose.Piece) []prose.Piece {
	spoken := quotations(text)
	return slices.DeleteFunc(slices.Clone(sentences), func(s prose.Piece) bool {
		q, ok := covering(spoken, (s.Start+s.End)/2)
		return ok && s.End <= q.End+len("”") && q.End-q.Start > s.End-s.Start
	})
}

func sentences(n int) string {
	if n == 1 {
		return "a sentence was"
	}
	return count(n, "sentence") + " were"
}

// style tells wording from spelling and punctuation where nothing weightier changed.
func (j *judge) style(m *marked) []finding {
	looks, spelling, links := true, true, true
	for _, g := range m.groups {
		removed, added := bare(g.removed), bare(g.added)
		if slices.Equal(unhyphened(removed), unhyphened(added)) {
			continue
		}
		looks = false
		links = links && addresses(removed) && addresses(added)
		spelling = spelling && j.spelled(removed, added)
	}
	switch {
	case looks:
		return []finding{j.looksOnly(m)}
	case j.onlyRearranged(m):
		return []finding{rearranged(m)}
	case links:
		return []finding{{news.MeansLink, 0.2, m.firstTurn()}} // an address that is spelled out
	case spelling:
		return []finding{{news.MeansSpelling, 0.05, "spelling: " + m.firstTurn()}}
	case own(m.Block):
		return nil
	default:
		return []finding{{news.MeansWording, 0.1 + 0.3*m.rewritten(), m.firstTurn()}}
	}
}

// addresses says that all the words are addresses of pages.
func addresses(words []string) bool {
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool {
		return !strings.Contains(w, "://") && !strings.HasPrefix(w, "www.")
	})
}

// reworded says that more than marks and capitals changed.
func (m *marked) reworded() bool {
	return slices.ContainsFunc(m.groups, func(g group) bool { return !slices.Equal(bare(g.removed), bare(g.added)) })
}

// unhyphened parts compounds at their hyphens: "light-years" and "light years" differ in a mark only.
func unhyphened(words []string) []string {
	return strings.Fields(strings.ReplaceAll(strings.Join(words, " "), "-", " "))
}

// own says that the block's own meaning says enough.
func own(k news.BlockKind) bool {
	return k == news.Headline || k == news.Standfirst || k == news.Byline || k == news.Caption
}

// firstTurn names the change in both wordings, from its first word to its last if they are few, else the first change.
func (m *marked) firstTurn() string {
	if n := len(m.groups); n > 1 {
		was := trim(m.before[m.groups[0].before.Start:m.groups[n-1].before.End])
		is := trim(m.after[m.groups[0].after.Start:m.groups[n-1].after.End])
		if max(utf8.RuneCountInString(was), utf8.RuneCountInString(is)) <= mostQuoted && was != "" && is != "" && was != is {
			return quote(was) + " became " + quote(is)
		}
	}
	for _, g := range m.groups {
		removed, added := trim(g.removed), trim(g.added)
		switch {
		case removed != "" && added != "":
			return quote(removed) + " became " + quote(added)
		case removed != "":
			return quote(removed) + " went"
		case added != "":
			return quote(added) + " came"
		}
	}
	return "reworded"
}

// rewritten is the share of the block that changed.
func (m *marked) rewritten() float64 {
	changed := 0
	for _, g := range m.groups {
		changed += len(g.removed) + len(g.added)
	}
	return float64(changed) / float64(max(len(m.before)+len(m.after), 1))
}
