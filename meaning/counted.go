package meaning

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostOfNoun is how many words may say what is counted: "senior dock workers".
const mostOfNoun = 3

// noun gives the words that say what is counted, if they stand right behind the number. In English they go on to the
// first that has the form of a plural.
func (s *scan) noun(i int) string {
	if !s.mayBeCounted(i) {
		return ""
	}
	if s.lex.language != "en" {
		return s.words[i].text
	}
	for to := i; to < i+mostOfNoun && s.mayBeCounted(to); to++ {
		if englishPlural(s.fold(to)) {
			return s.text[s.words[i].start:s.words[to].end]
		}
	}
	if englishVerb(s.fold(i)) {
		return ""
	}
	return s.words[i].text
}

// mayBeCounted says that word i is neither a mark nor a measure nor a word that is no noun.
func (s *scan) mayBeCounted(i int) bool {
	if i >= len(s.words) {
		return false
	}
	w := s.words[i]
	r, _ := utf8.DecodeRuneInString(w.text)
	if !unicode.IsLetter(r) || s.lex.is(small, w.fold) || s.lex.is(units, w.fold) || s.lex.is(measures, w.fold) {
		return false
	}
	return s.lex.language != "de" || unicode.IsUpper(r)
}

func englishPlural(folded string) bool {
	switch folded {
	case "people", "men", "women", "children", "police", "staff", "cattle", "sheep", "fish", "aircraft", "lives":
		return true
	case "this", "is", "was", "has", "does", "as", "us", "his", "its", "yes":
		return false
	default:
		return len(folded) > 3 && strings.HasSuffix(folded, "s") && !strings.HasSuffix(folded, "ss") && !strings.HasSuffix(folded, "'s")
	}
}

// englishVerb says that a word behind a number tells what became of what was counted: "12 died". Of the people that
// something was done to one says "12 injured".
func englishVerb(folded string) bool {
	switch folded {
	case "injured", "wounded", "arrested", "detained", "infected", "killed", "displaced", "seed", "breed", "feed":
		return false
	default:
		return strings.HasSuffix(folded, "ed") || strings.HasSuffix(folded, "ly")
	}
}
