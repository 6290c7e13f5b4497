package meaning

import (
	"strings"
	"unicode"
	"unicode/utf8"

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

// closingAt gives where a quotation ends, or 0. A single mark within a word is an apostrophe.
func closingAt(text, ends string, open rune) int {
	for i, r := range text {
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

// quoted gives the texts of the quotations that lie outside the masks.
func quoted(text string, masks []prose.Piece) []string {
	var out []string
	for _, q := range quotations(text) {
		if !masked(masks, q.Start) {
			out = append(out, q.In(text))
		}
	}
	return out
}

func masked(masks []prose.Piece, at int) bool {
	for _, m := range masks {
		if m.Start <= at && at < m.End {
			return true
		}
	}
	return false
}

// quoteKey is a quotation as it is compared: without the comma or dot that a sentence around it asks for.
func quoteKey(s string) string { return strings.Trim(prose.Key(s), " ,.;,،。，") }

// unmatched gives the quotations of either side that the other lacks.
func unmatched(before, after []string) (gone, come []string) {
	had := map[string]int{}
	for _, q := range after {
		had[quoteKey(q)]++
	}
	for _, q := range before {
		if had[quoteKey(q)] > 0 {
			had[quoteKey(q)]--
		} else {
			gone = append(gone, q)
		}
	}
	for _, q := range after {
		if had[quoteKey(q)] > 0 {
			had[quoteKey(q)]--
			come = append(come, q)
		}
	}
	return gone, come
}

// speech is how many words make a quotation a statement; fewer are a title or a word held at arm's length.
const speech = 4

// hasSpeech says that the text quotes a statement.
func hasSpeech(text string) bool {
	for _, q := range quotations(text) {
		if len(prose.Words(q.In(text))) > speech {
			return true
		}
	}
	return false
}
