package diff

import (
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/prose"
)

// names gives equal numbers to texts that are equal to a reader.
type names struct {
	raw map[string]int32 // spares the key of a text seen before
	key map[string]int32
}

func newNames() *names {
	return &names{raw: make(map[string]int32), key: make(map[string]int32)}
}

func (n *names) id(text string) int32 {
	if id, ok := n.raw[text]; ok {
		return id
	}
	key := text
	if !plain(text) {
		key = prose.Key(text)
	}
	id, ok := n.key[key]
	if !ok {
		id = int32(len(n.key))
		n.key[key] = id
	}
	n.raw[text] = id
	return id
}

// plain says that a text is surely its own key.
func plain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == '`' || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// tokens are the words and marks of one text.
type tokens struct {
	text   string
	words  []prose.Piece
	ids    []int32
	weight []int // of each word, see weigh
	total  int
}

func (n *names) tokens(text string) *tokens {
	words := prose.Words(text)
	t := &tokens{text: text, words: words[:0], ids: make([]int32, 0, len(words)), weight: make([]int, 0, len(words))}
	nothing := n.id("")
	for _, w := range words {
		id := n.id(w.In(text))
		if id == nothing { // only marks of direction
			continue
		}
		weight := weigh(w.In(text))
		t.words = append(t.words, w)
		t.ids = append(t.ids, id)
		t.weight = append(t.weight, weight)
		t.total += weight
	}
	return t
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
