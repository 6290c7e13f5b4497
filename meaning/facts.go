package meaning

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// A fact is a place in a text that says something of its own: a number, a date, a name, a "not".
type fact struct {
	kind       news.Meaning
	key        string // facts with one key say the same
	text       string // as it stands there
	start, end int    // byte offsets
	value      float64
	soft       bool   // counts only when set against another of its kind
	unit       string // of a number: the measure, or what became of what was counted, with the blank before
	noun       string // of a number: what is counted
	reversal   bool   // of a negation: a word that has an opposite; of a hedge: a verb that has another mood
	group      int    // which opposites
	side       int    // which of the two
}

// A reader finds the facts of the texts of one article.
type reader struct {
	lex   *lexicon
	known map[string]bool // words that bear a capital within sentences, and never stand without one
}

// read gives the facts of a text, in order of place.
func (r *reader) read(text string) []fact {
	words := r.lex.split(text)
	s := &scan{reader: r, text: text, words: words, hits: r.lex.find(words), taken: make([]bool, len(words))}
	s.dates()
	s.numbers()
	s.names()
	s.listed()
	slices.SortStableFunc(s.facts, func(a, b fact) int { return a.start - b.start })
	return s.facts
}

// A scan is one text while its facts are found. Words that belong to a date are taken, so that its day is no number.
type scan struct {
	*reader
	text  string
	words []word
	hits  []hit
	taken []bool
	facts []fact
}

// add notes words[from:to] as a fact and takes them.
func (s *scan) add(f fact, from, to int) {
	f.start, f.end = s.words[from].start, s.words[to-1].end
	f.text = s.text[f.start:f.end]
	for i := from; i < to; i++ {
		s.taken[i] = true
	}
	s.facts = append(s.facts, f)
}

// from gives the phrases that begin at word i.
func (s *scan) from(i int) []hit {
	at, _ := slices.BinarySearchFunc(s.hits, i, func(h hit, i int) int { return h.from - i })
	to := at
	for to < len(s.hits) && s.hits[to].from == i {
		to++
	}
	return s.hits[at:to]
}

// listedAt says that a phrase of the lists, other than a place, holds word i.
func (s *scan) listedAt(i int) bool {
	at, _ := slices.BinarySearchFunc(s.hits, i, func(h hit, i int) int { return h.to - 1 - i })
	return at < len(s.hits) && s.hits[at].from <= i && s.hits[at].class != places
}

// free says that none of words[from:to] is taken.
func (s *scan) free(from, to int) bool { return !slices.Contains(s.taken[from:to], true) }

// fold gives a word's looked-up form, "" beyond the ends.
func (s *scan) fold(i int) string {
	if i < 0 || i >= len(s.words) {
		return ""
	}
	return s.words[i].fold
}

// listed adds what the word lists say: negation, opposites, attribution, hedging.
func (s *scan) listed() {
	for _, h := range s.hits {
		if !s.free(h.from, h.to) {
			continue
		}
		f := fact{start: s.words[h.from].start, end: s.words[h.to-1].end}
		f.text = s.text[f.start:f.end]
		if n := len(h.phrase.words); n > 2 && h.phrase.words[n-2] == between { // stimmte … zu
			f.text += " … " + h.phrase.words[n-1]
		}
		switch h.class {
		case negations:
			f.kind, f.key = news.MeansNegation, "not"
		case reversals:
			f.kind, f.reversal, f.group, f.side = news.MeansNegation, true, h.group, h.side
			f.key = fmt.Sprintf("opposite %d %d", h.group, h.side)
		case moods:
			f.kind, f.reversal, f.group, f.side = news.MeansHedging, true, h.group, h.side
			f.key = fmt.Sprintf("mood %d %d", h.group, h.side)
		case says, claims:
			f.kind, f.key = news.MeansAttribution, string(h.class)
		case hedges:
			f.kind, f.key = news.MeansHedging, fmt.Sprintf("perhaps %d", h.group)
		default:
			continue
		}
		s.facts = append(s.facts, f)
	}
}

// begins says that word i stands at the beginning of a sentence, where any word has a capital.
func (s *scan) begins(i int) bool {
	for i--; i >= 0; i-- {
		r, _ := utf8.DecodeRuneInString(s.words[i].text)
		switch {
		case r == '.' && s.abbreviates(i):
			return false
		case strings.ContainsRune(".!?:…。！？：؟•–—", r):
			return true
		case unicode.IsLetter(r) || unicode.IsNumber(r) || r == ',' || r == ')':
			return false
		}
	}
	return true
}

// readerFor learns from both documents which words are names.
func readerFor(lex *lexicon, a, b news.Document) *reader {
	r := &reader{lex: lex, known: map[string]bool{}}
	lower := map[string]bool{}
	read := map[string]bool{} // most blocks are the same in both
	for _, d := range []news.Document{a, b} {
		for _, block := range d.Blocks {
			if read[block.Text] {
				continue
			}
			read[block.Text] = true
			s := &scan{reader: r, text: block.Text, words: lex.split(block.Text)}
			if s.titleCase() {
				continue
			}
			for i, w := range s.words {
				switch first, _ := utf8.DecodeRuneInString(w.text); {
				case unicode.IsLower(first):
					lower[w.fold] = true
				case unicode.IsUpper(first) && !s.begins(i) && !lex.is(small, w.fold) && (lex.language != "de" || s.germanName(i)):
					r.known[w.fold] = true
				}
			}
		}
	}
	for name := range lower {
		delete(r.known, name)
	}
	return r
}

// titleCase says that most words of the text have a capital, as in the headlines of some outlets,
// and no full stop ends it.
func (s *scan) titleCase() bool {
	capital, all := 0, 0
	for _, w := range s.words {
		r, size := utf8.DecodeRuneInString(w.text)
		if !unicode.IsLetter(r) || len(w.text)-size < 3 {
			continue
		}
		all++
		if unicode.IsUpper(r) {
			capital++
		}
	}
	return all > 3 && 4*capital > 3*all && s.lex.language != "de" && !strings.HasSuffix(strings.TrimSpace(s.text), ".")
}

// without gives the facts of one side that the other lacks, counted: of two equal facts here and one there one is left.
func without(facts, others []fact) []fact {
	had := map[string]int{}
	for _, f := range others {
		had[string(f.kind)+f.key]++
	}
	var out []fact
	for _, f := range facts {
		if had[string(f.kind)+f.key] > 0 {
			had[string(f.kind)+f.key]--
		} else {
			out = append(out, f)
		}
	}
	return out
}

// mostFacts is how many facts of one kind are looked at; a text that was rewritten wholly has more than anyone reads.
const mostFacts = 100

// of gives the facts of one kind.
func of(facts []fact, kind news.Meaning) []fact {
	all := slices.DeleteFunc(slices.Clone(facts), func(f fact) bool { return f.kind != kind })
	return all[:min(len(all), mostFacts)]
}

// sameKey compares as a reader does.
func sameKey(a, b string) bool { return prose.Key(a) == prose.Key(b) }
