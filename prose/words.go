package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// A Piece is a part of a text s: s[Start:End]. Both are byte offsets that never cut a character.
type Piece struct{ Start, End int }

// In gives the piece's text.
func (p Piece) In(s string) string { return s[p.Start:p.End] }

// Words gives the words and marks of a text in order, without the blanks between them. What a reader takes in as one
// stays one: numbers with their separators, dates and times in digits, hyphenated words, addresses of pages and of
// mail, the dots of an ellipsis. Scripts that do not part their words are parted by [segment].
func Words(s string) []Piece { return WordsIn(s, false) }

// WordsIn is [Words] for a text that stands within a longer one. Of that it must be known whether it is Japanese: a
// headline or a name of Chinese characters alone does not show it.
func WordsIn(s string, japanese bool) []Piece {
	w := splitter{text: s, pieces: make([]Piece, 0, len(s)/5+1)}
	if ascii(s) {
		for at := 0; at < len(s); {
			end := asciiEnd(s, at)
			w.add(Piece{at, end})
			at = end
		}
		return w.pieces
	}
	at := 0
	for it := words.FromString(s); it.Next(); {
		p := Piece{at, at + len(it.Value())}
		at = p.End
		w.add(p)
	}
	return segment(s, w.pieces, japanese)
}

// A splitter puts together what UAX #29 parts and a reader does not.
type splitter struct {
	text    string
	pieces  []Piece
	address int // where the address ends that the last piece is the beginning of
}

func (w *splitter) add(p Piece) {
	switch {
	case p.End <= w.address:
		w.pieces[len(w.pieces)-1].End = p.End
	case !blank(p.In(w.text)):
		w.address = addressEnd(w.text, p.Start)
		w.pieces = joined(w.text, w.pieces, p)
	}
}

// asciiEnd gives the end of the word or mark that begins at a place of a text in ASCII, by the rules of UAX #29: it
// gives the same as the library, several times faster, and most of the words of most pages are in ASCII.
func asciiEnd(s string, at int) int {
	if !wordByte(s[at]) {
		return at + 1
	}
	for at++; at < len(s); at++ {
		if wordByte(s[at]) {
			continue
		}
		if at+1 == len(s) || !within(s[at-1], s[at], s[at+1]) {
			break
		}
	}
	return at
}

func letterByte(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func digitByte(c byte) bool  { return c >= '0' && c <= '9' }
func wordByte(c byte) bool   { return letterByte(c) || digitByte(c) || c == '_' }

// within says that a mark between two characters does not part a word.
func within(left, mark, right byte) bool {
	switch mark {
	case '.', '\'':
		return letterByte(left) && letterByte(right) || digitByte(left) && digitByte(right)
	case ':':
		return letterByte(left) && letterByte(right)
	case ',', ';':
		return digitByte(left) && digitByte(right)
	default:
		return false
	}
}

func blank(s string) bool {
	if s == " " {
		return true
	}
	if s != "" && wordByte(s[0]) {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) }) < 0
}

// addressEnd gives the end of the address that begins at start, or 0. Marks at its end belong to the sentence.
func addressEnd(s string, start int) int {
	rest := s[start:]
	if c := rest[0] | 0x20; c != 'h' && c != 'w' {
		return 0
	}
	if !hasPrefixFold(rest, "http://") && !hasPrefixFold(rest, "https://") && !hasPrefixFold(rest, "www.") {
		return 0
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || r > unicode.MaxLatin1 })
	if end < 0 {
		end = len(rest)
	}
	return start + len(strings.TrimRight(rest[:end], ".,;:!?)]}\"'"))
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// joined appends p, or lets the last piece grow by it where both are one to a reader.
func joined(s string, pieces []Piece, p Piece) []Piece {
	n := len(pieces)
	if n == 0 {
		return append(pieces, p)
	}
	last := pieces[n-1]
	if last.End < p.Start && !digitByte(s[p.Start]) { // a word behind a blank, as most are
		return append(pieces, p)
	}
	switch {
	case last.End == p.Start && sameDots(last.In(s), p.In(s)):
		pieces[n-1].End = p.End
	case n > 1 && pieces[n-2].End == last.Start && last.End == p.Start && joins(pieces[n-2].In(s), last.In(s), p.In(s)):
		pieces[n-2].End = p.End
		return pieces[:n-1]
	case thousands(s, last, p):
		pieces[n-1].End = p.End
	default:
		return append(pieces, p)
	}
	return pieces
}

func sameDots(a, b string) bool { return b == "." && strings.Trim(a, ".") == "" }

// joins says that mark makes one word of the two around it.
func joins(before, mark, after string) bool {
	left, _ := utf8.DecodeLastRuneInString(before)
	right, _ := utf8.DecodeRuneInString(after)
	digits := unicode.IsDigit(left) && unicode.IsDigit(right)
	switch mark {
	case "-", "‐", "‑":
		return parted(left) && parted(right)
	case "–", "−", "/", ":", ".", ",", "'", "’":
		return digits
	case "@", "&", "_":
		return parted(left) && parted(right)
	default:
		return false
	}
}

func parted(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unparted(r)
}

// thousands says that p is the next three digits of the number before it: "1 250 000".
func thousands(s string, last, p Piece) bool {
	if p.Start-last.End < 1 || p.Start-last.End > 3 || p.End-p.Start != 3 || !digits(p.In(s)) || !blank(s[last.End:p.Start]) {
		return false
	}
	groups := strings.FieldsFunc(last.In(s), unicode.IsSpace)
	if len(groups[0]) > 3 || groups[0][0] == '0' {
		return false
	}
	for _, g := range groups {
		if !digits(g) {
			return false
		}
	}
	return len(groups) == 1 || len(groups[len(groups)-1]) == 3
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
