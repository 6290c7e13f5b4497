// Package meaning says what edits do to what a reader is told: a number, a name or a "not" that became another, words
// put into a mouth or taken out of it, a passage gone, or only a comma.
//
// It works from word lists for English, German, French, Spanish, Russian, Arabic and Chinese (data/*.txt), from numbers
// and dates in digits and words, from capitals and quotation marks, and from the kinds of blocks. It does not
// understand sentences: it points at what changed, in words that name both wordings, and leaves the verdict to the
// reader. Nothing that touches a number, name, negation, quotation or attribution is ever called trivial.
package meaning

import (
	"slices"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// A Verdict says what the step from one version to the next means.
type Verdict struct {
	Edits    []news.Edit    // as given, each with its meanings, weight and reason
	Meanings []news.Meaning // of all edits, weightiest first, in the order of [news.Meanings]
	Weight   float64        // 0 to 1
	Silent   bool           // the meaning changed, and neither a notice nor the modified date says so
	Claimed  bool           // the modified date moved, and nothing changed
	Summary  string         // one line of plain English without a full stop; empty when nothing changed
}

// Judge says what the edits that lead from a to b mean. The edits given stay as they are.
func Judge(a, b news.Document, edits []news.Edit) Verdict {
	v := Verdict{Edits: make([]news.Edit, len(edits))}
	if len(edits) == 0 {
		v.Claimed = Claimed(a, b, edits)
		v.Summary = summary(v, growth{})
		return v
	}
	j := newJudge(a, b, edits)
	for i := range edits {
		v.Edits[i] = j.edit(i)
	}
	v.Meanings = meaningsOf(v.Edits)
	v.Weight = together(v.Edits)
	v.Silent = slices.ContainsFunc(v.Edits, tellsOtherwise) && !dateMoved(a, b) && !noticed(a, b, v.Edits)
	v.Summary = summary(v, j.growth(v.Edits))
	return v
}

// Claimed says that the publisher claims a change between two looks, and nothing changed: the modified date moved, and no
// edit leads from a to b.
func Claimed(a, b news.Document, edits []news.Edit) bool { return len(edits) == 0 && dateMoved(a, b) }

// dateMoved says that the publisher claims a later change than before.
func dateMoved(a, b news.Document) bool { return b.Modified.After(a.Modified) }

// noticed says that the new version has a notice that the old one had not.
func noticed(a, b news.Document, edits []news.Edit) bool {
	for _, n := range b.Notices {
		if !slices.ContainsFunc(a.Notices, func(old string) bool { return sameKey(old, n) }) {
			return true
		}
	}
	return slices.ContainsFunc(edits, func(e news.Edit) bool {
		return e.After != "" && slices.Contains(e.Meanings, news.MeansNotice)
	})
}

// tellsOtherwise says that the reader of the new version is told something else, not just more, or in other words.
func tellsOtherwise(e news.Edit) bool {
	return slices.ContainsFunc(e.Meanings, func(m news.Meaning) bool {
		switch m {
		case news.MeansNegation, news.MeansNumber, news.MeansName, news.MeansQuotation, news.MeansAttribution, news.MeansRemoved,
			news.MeansDate, news.MeansHedging:
			return true
		default:
			return false
		}
	})
}

// meaningsOf gives the meanings of all edits in their order.
func meaningsOf(edits []news.Edit) []news.Meaning {
	var found []news.Meaning
	for _, e := range edits {
		found = append(found, e.Meanings...)
	}
	return inOrder(found)
}

// inOrder sorts meanings by weight and drops doubles.
func inOrder(found []news.Meaning) []news.Meaning {
	var out []news.Meaning
	for _, m := range news.Meanings() {
		if slices.Contains(found, m) {
			out = append(out, m)
		}
	}
	return out
}

// A judge holds what is known of one change.
type judge struct {
	reader
	edits          []*marked
	before, after  []news.Block    // the parts of the two versions
	keysBefore     map[string]bool // their texts
	keysAfter      map[string]bool
	moved          map[string]bool // sentences that went in one edit and came in another, by key
	wordsA, wordsB int             // how many words the two versions have
	vocabulary     map[string]int  // how often each word stands in both versions
}

func newJudge(a, b news.Document, edits []news.Edit) *judge {
	lex := primary(a, b)
	j := &judge{
		reader: *readerFor(lex, a, b), before: a.Parts(), after: b.Parts(), moved: map[string]bool{}, vocabulary: map[string]int{},
	}
	j.keysBefore, j.keysAfter = keysOf(j.before), keysOf(j.after)
	for _, e := range edits {
		j.edits = append(j.edits, takeApart(e))
	}
	split := map[string][]string{} // most blocks are the same in both
	j.wordsA, j.wordsB = j.learn(a, split), j.learn(b, split)
	j.findMoved()
	return j
}

// learn counts the words of a version; split holds the words of the texts that were met before.
func (j *judge) learn(d news.Document, split map[string][]string) int {
	n := 0
	for _, block := range d.Parts() {
		words, known := split[block.Text]
		if !known {
			words = bare(block.Text)
			split[block.Text] = words
		}
		for _, w := range words {
			j.vocabulary[w]++
		}
		n += len(words)
	}
	return n
}

// findMoved notes the sentences that left one block and stand in another.
func (j *judge) findMoved() {
	gone := map[string]bool{}
	for _, m := range j.edits {
		for _, s := range texts(m.before, m.gone) {
			gone[prose.Key(s)] = true
		}
	}
	for _, m := range j.edits {
		for _, s := range texts(m.after, m.come) {
			if key := prose.Key(s); gone[key] {
				j.moved[key] = true
			}
		}
	}
}

// allMoved says that of the sentences that came or went none is new to the article or lost to it.
func (j *judge) allMoved(sentences []string) bool {
	return !slices.ContainsFunc(sentences, func(s string) bool { return !j.moved[prose.Key(s)] })
}
