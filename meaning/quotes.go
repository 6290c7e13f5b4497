package meaning

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// closing gives the mark that closes a quotation for each that may open one.
var closing = map[rune]string{
	'“': "”“", '„': "“”‟", '«': "»", '»': "«", '「': "」", '『': "』", '"': `"`, '‘': "’", '‚': "‘’", '‹': "›", '”': "”", '《': "",
}

// quotations gives the words that stand in quotation marks, in order, by where they stand. What is never closed is no
// quotation, and a mark that is not beside a blank or another mark opens none.
func quotations(text string) []prose.Piece {
	var out []prose.Piece
	last := ' '
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		ends, opens := closing[r]
		if opens && ends != "" && !unicode.IsLetter(last) && !unicode.IsNumber(last) {
			if end := closingAt(text[at+size:], ends, r); end > 0 {
				out = append(out, prose.Piece{Start: at + size, End: at + size + end})
				at += size + end
				last = ' '
				_, size = utf8.DecodeRuneInString(text[at:])
				at += size
				continue
			}
		}
		last = r
		at += size
		if unicode.Is(unicode.Han, r) { // Chinese puts marks right behind a word
			last = ' '
		}
	}
	return out
}

// longestQuotation is how many bytes behind a mark the closing one is looked for.
const longestQuotation = 2000

// closingAt gives where a quotation ends, or 0. A single mark within a word is an apostrophe.
func closingAt(text, ends string, open rune) int {
	for i, r := range text[:min(len(text), longestQuotation)] {
		if !strings.ContainsRune(ends, r) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		if (open == '‘' || open == '‚') && (unicode.IsLetter(next) || unicode.IsNumber(next)) {
			continue
		}
		if i > 0 {
			return i
		}
	}
	return 0
}

// quoted gives the quotations that lie outside the masks.
func quoted(text string, masks []prose.Piece) []prose.Piece {
	return slices.DeleteFunc(quotations(text), func(q prose.Piece) bool { return masked(masks, q.Start) })
}

// masked says that an offset lies in one of the pieces, which are in order.
func masked(pieces []prose.Piece, at int) bool {
	_, ok := covering(pieces, at)
	return ok
}

// covering gives the piece that an offset lies in.
func covering(pieces []prose.Piece, at int) (prose.Piece, bool) {
	i, _ := slices.BinarySearchFunc(pieces, at+1, func(p prose.Piece, at int) int { return p.End - at })
	if i < len(pieces) && pieces[i].Start <= at {
		return pieces[i], true
	}
	return prose.Piece{}, false
}

// quoteKey is a quotation as it is compared: without the comma or dot that a sentence around it asks for.
func quoteKey(s string) string { return strings.Trim(prose.Key(s), " ,.;،。，") }

// unmatched gives the quotations of one side that the other lacks.
func unmatched(text string, quotations []prose.Piece, otherText string, others []prose.Piece) []prose.Piece {
	had := map[string]int{}
	for _, q := range others {
		had[quoteKey(q.In(otherText))]++
	}
	var out []prose.Piece
	for _, q := range quotations {
		if key := quoteKey(q.In(text)); had[key] > 0 {
			had[key]--
		} else {
			out = append(out, q)
		}
	}
	return out
}

// requotes are the quotations that were only cut, only grew or became others, where they stand in either wording: what
// they say is not compared word by word.
type requotes struct{ before, after []prose.Piece }

// quotes finds quotations that were changed, cut, added or dropped.
func (j *judge) quotes(m *marked) ([]finding, requotes) {
	var shorter requotes
	if m.Block == news.Quote && len(m.groups) > 0 && m.reworded() {
		return []finding{{news.MeansQuotation, 0.65, "a quotation was changed: " + m.firstTurn()}}, shorter
	}
	was, is := quoted(m.before, m.gone), quoted(m.after, m.come)
	gone, come := unmatched(m.before, was, m.after, is), unmatched(m.after, is, m.before, was)
	var found []finding
	for i := range max(len(gone), len(come)) {
		switch {
		case i >= len(gone):
			found = append(found, finding{news.MeansQuotation, 0.45, "a quotation was added: " + quote(come[i].In(m.after))})
		case i >= len(come):
			found = append(found, finding{news.MeansQuotation, 0.6, "a quotation was removed: " + quote(gone[i].In(m.before))})
		default:
			f, told := requoted(gone[i].In(m.before), come[i].In(m.after))
			if told {
				shorter.before, shorter.after = append(shorter.before, gone[i]), append(shorter.after, come[i])
			}
			if f.weight > 0 {
				found = append(found, f)
			}
		}
	}
	return found, shorter
}

// requoted says what was done to a quotation, nothing if only marks or capitals changed, and whether one wording is a
// part of the other, or another statement.
func requoted(from, to string) (f finding, told bool) {
	was, is := bare(from), bare(to)
	switch {
	case slices.Equal(was, is):
		return finding{}, true
	case subsequence(is, was):
		return finding{news.MeansQuotation, 0.6, "a quotation was cut to " + quote(to)}, true
	case subsequence(was, is):
		return finding{news.MeansQuotation, 0.5, "a quotation grew to " + quote(to)}, true
	default:
		return finding{news.MeansQuotation, 0.7, "a quotation went from " + quote(from) + " to " + quote(to)}, strange(was, is)
	}
}

// strange says that of two statements less than a third of the words are the same.
func strange(words, others []string) bool {
	left := map[string]int{}
	for _, w := range others {
		left[w]++
	}
	same := 0
	for _, w := range words {
		if left[w] > 0 {
			left[w]--
			same++
		}
	}
	return min(len(words), len(others)) > speech && 3*same < max(len(words), len(others))
}

// subsequence says that all the words stand in the others, in order, with no more than two gaps.
func subsequence(words, others []string) bool {
	gaps, at := 0, 0
	for i, w := range words {
		from := at
		for at < len(others) && others[at] != w {
			at++
		}
		if at == len(others) {
			return false
		}
		if i > 0 && at > from {
			gaps++
		}
		at++
	}
	return gaps <= 2
}

// speech is how many words make a quotation a statement; fewer are a title or a word held at arm's length, unless they
// are set off as speech.
const speech = 4

// hasSpeech says that the text quotes a statement.
func (r *reader) hasSpeech(text string) bool {
	spoken := quotations(text)
	short := false
	for _, q := range spoken {
		if len(prose.Words(q.In(text))) > speech {
			return true
		}
		short = short || setOff(text, q)
	}
	return short && r.speaks(text, spoken)
}

// speaks says that a word of speaking stands outside the quotations.
func (r *reader) speaks(text string, spoken []prose.Piece) bool {
	words := r.lex.split(text)
	return slices.ContainsFunc(r.lex.find(words), func(h hit) bool {
		return (h.class == says || h.class == claims) && !masked(spoken, words[h.from].start)
	})
}

// setOff says that a quotation of two words or more stands as speech does: behind a colon, before a comma, or with the
// mark of a sentence's end in it.
func setOff(text string, q prose.Piece) bool {
	if len(bare(q.In(text))) < 2 {
		return false
	}
	before := strings.TrimRight(text[:q.Start], "“”„«»「『\"‘‚‹ \u00a0\u202f")
	behind := strings.TrimLeft(text[q.End:], "”“‟»«」』\"’‘› \u00a0\u202f")
	return strings.HasSuffix(before, ":") || strings.HasSuffix(before, "：") ||
		strings.HasPrefix(behind, ",") || strings.HasPrefix(behind, "，") || strings.HasPrefix(behind, "،") ||
		strings.ContainsAny(q.In(text), ",.!?，。！？؟…")
}
