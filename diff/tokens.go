package diff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/prose"
)

// names gives equal numbers to texts that are equal to a reader.
type names struct {
	raw map[string]int32 // spares the key of a text seen before that is not its own key
	key map[string]int32

	japanese func() bool // the texts are of a Japanese document; asked only where it may matter
}

func newNames() *names {
	return &names{raw: make(map[string]int32), key: make(map[string]int32), japanese: func() bool { return false }}
}

func (n *names) id(text string) int32 {
	if id, ok := n.key[text]; ok { // a key is its own key
		return id
	}
	if plain(text) {
		return n.plainID(text)
	}
	if id, ok := n.raw[text]; ok {
		return id
	}
	id := n.plainID(prose.Key(text))
	n.raw[text] = id
	return id
}

// plainID is id for a text that is its own key.
func (n *names) plainID(key string) int32 {
	id, ok := n.key[key]
	if !ok {
		id = int32(len(n.key))
		n.key[key] = id
	}
	return id
}

// plain says that a text is surely its own key.
func plain(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c <= ' ' && (c < ' ' || last == ' ') || c > '~' || c == '`' {
			return false
		}
		last = c
	}
	return last != ' ' || s == ""
}

// tokens are the words and marks of one text.
type tokens struct {
	text   string
	plain  bool // see plain
	words  []prose.Piece
	ids    []int32
	weight []int // of each word, see weigh
	total  int
	kin    kin
}

// kin are the words of a text as it is asked which texts are alike: without the endings and particles that Russian and
// Arabic bend their words with, and Chinese by characters, since one word more or less cuts them otherwise.
type kin struct {
	ids    []int32
	weight []int
}

func (n *names) tokens(text string) *tokens {
	flat := plain(text)
	words := prose.WordsIn(text, !flat && strings.ContainsFunc(text, isHan) && n.japanese())
	t := &tokens{text: text, plain: flat, words: words[:0], ids: make([]int32, 0, len(words)), weight: make([]int, 0, len(words))}
	if t.plain {
		for _, w := range words {
			word := w.In(text)
			t.add(w, n.plainID(word), bounded(word, weighPlain(word)))
		}
		t.kin = kin{t.ids, t.weight}
		return t
	}
	nothing := n.id("")
	for _, w := range words {
		id := n.id(w.In(text))
		if id == nothing { // only marks of direction
			continue
		}
		t.add(w, id, bounded(w.In(text), weigh(w.In(text))))
	}
	t.kin = n.kin(t)
	return t
}

// mostOfAddress is what an address weighs at most: it is long, and says no more than a word.
const mostOfAddress = 16

func bounded(word string, weight int) int {
	if weight > mostOfAddress && strings.Contains(word, "/") {
		return mostOfAddress
	}
	return weight
}

func isHan(r rune) bool { return r >= '\u2e80' && unicode.Is(unicode.Han, r) }

func (t *tokens) add(w prose.Piece, id int32, weight int) {
	t.words = append(t.words, w)
	t.ids = append(t.ids, id)
	t.weight = append(t.weight, weight)
	t.total += weight
}

func (n *names) kin(t *tokens) kin {
	k := kin{make([]int32, 0, len(t.ids)), make([]int, 0, len(t.ids))}
	for i, w := range t.words {
		switch word := w.In(t.text); script(word) {
		case unicode.Han:
			each := t.weight[i] / utf8.RuneCountInString(word)
			for _, r := range word {
				k.ids = append(k.ids, n.id(string(r)))
				k.weight = append(k.weight, each)
			}
		case nil:
			k.ids = append(k.ids, t.ids[i])
			k.weight = append(k.weight, t.weight[i])
		default:
			k.ids = append(k.ids, n.id("stem "+stem(word)))
			k.weight = append(k.weight, t.weight[i])
		}
	}
	return k
}

// script gives the script of a word if words of that script need care, else nil.
func script(word string) *unicode.RangeTable {
	r, _ := utf8.DecodeRuneInString(word)
	for _, table := range []*unicode.RangeTable{unicode.Cyrillic, unicode.Arabic, unicode.Han} {
		if unicode.Is(table, r) {
			return table
		}
	}
	return nil
}

// stemLength is how many letters of a bent word are compared; hardly a Russian ending is longer than what is left of a
// word of news.
const stemLength = 5

// stem cuts a word's ending off, and the Arabic article with the particles before it.
func stem(word string) string {
	word = strings.ToLower(word)
	for _, start := range []string{"و", "ب", "ل", "ف", "ال"} {
		if rest, ok := strings.CutPrefix(word, start); ok && utf8.RuneCountInString(rest) > 2 {
			word = rest
		}
	}
	letters := []rune(word)
	return string(letters[:min(len(letters), max(4, min(stemLength, len(letters)-2)))])
}

func (t *tokens) word(i int) string { return t.words[i].In(t.text) }

// weigh tells how much a word counts when it is asked what survives: its length, since the long words carry the
// meaning and the short ones (the, of, и, la) stand in every text. Marks count nothing. A Chinese character says about
// as much as two letters.
func weigh(word string) int {
	if plain(word) {
		return weighPlain(word)
	}
	weight := 0
	for _, r := range word {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hangul):
			weight += 2
		case unicode.IsLetter(r), unicode.IsNumber(r):
			weight++
		}
	}
	return weight
}

func weighPlain(word string) int {
	weight := 0
	for i := range len(word) {
		if c := word[i] | 0x20; c >= 'a' && c <= 'z' || word[i] >= '0' && word[i] <= '9' {
			weight++
		}
	}
	return weight
}

// endsSentence says that a sentence may end after the word.
func endsSentence(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	switch r {
	case '.', '!', '?', '…', '。', '！', '？', '؟', '।':
		return true
	default:
		return false
	}
}
