package meaning

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// names finds the names of people, places and bodies: by their capitals where the script has them, else by titles,
// family names and a list of places. It finds most, not all.
func (s *scan) names() {
	switch s.lex.language {
	case "zh":
		s.hanNames()
	case "ar":
		s.arabicNames()
	default:
		s.listedPlaces()
		s.capitals()
	}
}

// listedPlaces finds the countries, peoples and cities of the lists, with a capital or without: "russische Truppen".
func (s *scan) listedPlaces() {
	for _, h := range s.hits {
		if h.class == places && s.free(h.from, h.to) {
			s.add(fact{kind: news.MeansName, key: strings.Join(h.words, " ")}, h.from, h.to)
		}
	}
}

// capitals finds runs of words with a capital that are names.
func (s *scan) capitals() {
	titled := s.titleCase()
	for i := 0; i < len(s.words); {
		to := i
		for to < len(s.words) && s.isName(to, titled) {
			to++
		}
		if to == i {
			i++
			continue
		}
		for k := i; k < to; k++ {
			s.add(fact{kind: news.MeansName, key: nameKey(s.words[k].text)}, k, k+1)
		}
		i = to
	}
}

// nameKey gives a name without the ending that says whose.
func nameKey(s string) string {
	key := strings.ToLower(strings.ReplaceAll(s, "’", "'"))
	return strings.TrimSuffix(strings.TrimSuffix(key, "'s"), "'")
}

func (s *scan) isName(i int, titled bool) bool {
	w := s.words[i]
	first, size := utf8.DecodeRuneInString(w.text)
	if !unicode.IsUpper(first) || !s.free(i, i+1) || s.lex.is(small, w.fold) || s.lex.is(titles, w.fold) {
		return false
	}
	acronym := size < len(w.text) && strings.ToUpper(w.text) == w.text
	switch {
	case titled:
		return s.known[w.fold] || acronym && !s.allCapitals()
	case s.lex.language == "de":
		return acronym || s.germanName(i)
	case s.begins(i):
		return s.known[w.fold] || acronym || s.initial(i) || s.beside(i, 1) || s.isSubject(i) || s.owns(i) || s.acts(i)
	default:
		return size < len(w.text) || s.initial(i) || s.beside(i, 1) || s.beside(i, -1)
	}
}

// initial says that the word is a capital with a dot, and the next word has a capital too: "J. R. Brandt".
func (s *scan) initial(i int) bool {
	return i+2 < len(s.words) && s.abbreviates(i+1) && s.capital(i+2)
}

// abbreviates says that the mark is the dot of an initial or of a shortened word, and ends no sentence.
func (s *scan) abbreviates(i int) bool {
	if i <= 0 || s.words[i].text != "." || s.words[i-1].end != s.words[i].start {
		return false
	}
	first, size := utf8.DecodeRuneInString(s.words[i-1].text)
	return unicode.IsUpper(first) && (size == len(s.words[i-1].text) || s.lex.is(abbrevs, s.fold(i-1)))
}

// isSubject says that the word is followed as hardly any but a name is at the beginning of a sentence: "Norwick, which
// has the largest fleet", not "Residents, who".
func (s *scan) isSubject(i int) bool {
	return s.fold(i+1) == "," && isRelative(s.fold(i+2)) && !strings.HasSuffix(s.fold(i), "s")
}

// acts says that the word is followed by one that tells what a person does, and is no noun that may stand without an
// article: "Lind said", "Lind has said", not "Residents said".
func (s *scan) acts(i int) bool {
	word := s.fold(i)
	if strings.HasSuffix(word, "s") || s.adverb(word) || s.lex.is(nouns, word) || slices.ContainsFunc(s.from(i), func(h hit) bool { return h.class != deeds }) {
		return false
	}
	for at := i + 1; at <= i+mostOfAuxiliary+1; at++ {
		if s.deed(at) {
			return true
		}
		if !s.lex.is(small, s.fold(at)) {
			break
		}
	}
	return false
}

// mostOfAuxiliary is how many words may stand before the verb proper: "has been charged".
const mostOfAuxiliary = 2

// deed says that what people do begins at word i: they speak, and the first two lines of opposites have what they admit,
// deny, accept and refuse.
func (s *scan) deed(i int) bool {
	return s.lex.is(deeds, s.fold(i)) || slices.ContainsFunc(s.from(i), func(h hit) bool {
		past := strings.HasSuffix(s.fold(i), "ed") || strings.HasSuffix(s.fold(i), "te")
		return h.class == says || h.class == claims || h.class == reversals && (h.group == 0 || h.group == 1 && past)
	})
}

// adverb says that a word has the ending of one. In German and Spanish a verb may stand right behind it.
func (s *scan) adverb(folded string) bool {
	switch s.lex.language {
	case "de":
		return strings.HasSuffix(folded, "weise") || strings.HasSuffix(folded, "falls") || strings.HasSuffix(folded, "lich")
	case "es":
		return strings.HasSuffix(folded, "mente")
	default:
		return false
	}
}

// owns says that an English word at the beginning of a sentence says whose what follows is: "Lind’s lawyer", not "It’s".
func (s *scan) owns(i int) bool {
	owner, ok := strings.CutSuffix(strings.ReplaceAll(s.fold(i), "’", "'"), "'s")
	if !ok || s.lex.language != "en" || s.lex.is(small, owner) || !startsLower(s.fold(i+1)) {
		return false
	}
	switch owner {
	case "it", "that", "this", "there", "here", "he", "she", "what", "who", "where", "how", "let", "one", "everyone", "someone",
		"nobody", "today", "yesterday", "tomorrow", "women", "men", "children", "people", "world", "year", "week", "month":
		return false
	default:
		return true
	}
}

func startsLower(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsLower(r)
}

func (s *scan) allCapitals() bool { return strings.ToUpper(s.text) == s.text }

// beside says that the next word, or the one before, has a capital within the sentence: "Ida Brandt said".
func (s *scan) beside(i, by int) bool {
	j := i + by
	if j < 0 || j >= len(s.words) || by < 0 && s.begins(j) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s.words[j].text)
	return unicode.IsUpper(r) && !s.lex.is(small, s.words[j].fold)
}

// germanName tells names from the other nouns, which bear a capital too: known places, what follows a title or a
// preposition without an article, and two capitals in a row.
func (s *scan) germanName(i int) bool {
	w := s.words[i].fold
	switch {
	case s.lex.is(places, strings.TrimSuffix(w, "s")), s.ofPlace(i):
		return true
	case s.lex.is(units, w), s.lex.is(numbers, w), s.commonNoun(i):
		return false
	case s.lex.is(titles, s.fold(i-1)), s.abbreviates(i-1) && s.lex.is(titles, s.fold(i-2)):
		return true
	case s.wayTo(i):
		return true
	case s.begins(i) && s.acts(i):
		return !strings.HasSuffix(s.fold(i+1), "n") // of several people
	case s.begins(i):
		return s.known[w] || s.beside(i, 1) && s.firstName(i) && !s.commonNoun(i+1)
	case s.beside(i, 1) && s.mayBeFirstName(i) && !s.commonNoun(i+1) && !s.lex.is(titles, s.fold(i+1)):
		return true
	case i > 0 && s.beside(i, -1):
		return !s.lex.is(units, s.fold(i-1)) && s.mayBeFirstName(i-1) && !s.commonNoun(i-1)
	case i > 0 && s.begins(i-1) && s.capital(i-1):
		return s.firstName(i - 1)
	default:
		return s.place(i)
	}
}

// ofPlace says that the word is the adjective of a place: "der Berliner Senat". The place is on the list, or stands by
// itself elsewhere in the article.
func (s *scan) ofPlace(i int) bool {
	place, ok := strings.CutSuffix(s.fold(i), "er")
	return ok && s.capital(i) && i+1 < len(s.words) && s.capital(i+1) && (s.lex.is(places, place) || s.known[place])
}

// firstName says that a word at the beginning of a sentence is a first name and no adjective or number: it is known
// from within a sentence, or has none of their endings.
func (s *scan) firstName(i int) bool {
	w := s.fold(i)
	if s.known[w] {
		return true
	}
	for _, ending := range []string{"e", "er", "en", "es", "em", "lich", "ig", "ei"} {
		if strings.HasSuffix(w, ending) {
			return false
		}
	}
	return !s.lex.is(units, w) && !s.lex.is(numbers, w) && !s.lex.is(small, w) && !s.commonNoun(i)
}

func (s *scan) capital(i int) bool {
	r, _ := utf8.DecodeRuneInString(s.words[i].text)
	return unicode.IsUpper(r) && !s.lex.is(small, s.words[i].fold)
}

// place says that the word follows a preposition of place with no article between.
func (s *scan) place(i int) bool {
	switch s.fold(i - 1) {
	case "in", "nach", "aus":
		w := s.fold(i)
		return !s.begins(i) && !strings.HasSuffix(w, "en") && !strings.HasSuffix(w, "er") && !strings.HasSuffix(w, "ern")
	default:
		return false
	}
}

// wayTo says that the word follows one behind which only a place stands without an article.
func (s *scan) wayTo(i int) bool {
	switch s.fold(i - 1) {
	case "richtung", "ortsteil", "stadtteil", "landkreis", "unweit":
		return s.capital(i)
	default:
		return false
	}
}

// mayBeFirstName says that no article or adjective stands before the word, as it would before most nouns.
func (s *scan) mayBeFirstName(i int) bool {
	switch s.fold(i - 1) {
	case "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "kein", "keine", "im", "am",
		"zum", "zur", "vom", "beim", "ins":
		return false
	default:
		return true
	}
}

// commonNoun knows German nouns by their endings, and the common ones by the list.
func (s *scan) commonNoun(i int) bool {
	w := s.fold(i)
	for _, ending := range []string{
		"ung", "ungen", "heit", "heiten", "keit", "keiten", "schaft", "schaften", "tion", "tionen", "tat", "taten", "chen", "nis",
		"nisse", "ismus", "tum", "ling", "lingen", "innen",
	} {
		if strings.HasSuffix(w, ending) && len(w) > len(ending)+2 {
			return true
		}
	}
	return s.lex.is(nouns, w)
}

// hanNames finds known places, names with a middle dot, and a family name with one or two more characters beside a
// title or before a word of speaking, or with two at the beginning of a sentence before a word of the lists.
func (s *scan) hanNames() {
	s.listedPlaces()
	alone := s.alone()
	s.hanPlaces(alone)
	beside := s.hanCues()
	for i := range s.words {
		if !s.lex.family[s.fold(i)] || !s.free(i, i+1) {
			continue
		}
		for n := 3; n >= 2; n-- {
			to := i + n
			if to > len(s.words) || !s.free(i, to) || !s.allHan(i, to) {
				continue
			}
			if beside[i] == after || beside[to] == before || n == 3 && s.opensAsName(i, to, alone) {
				s.add(fact{kind: news.MeansName, key: s.text[s.words[i].start:s.words[to-1].end]}, i, to)
				break
			}
		}
	}
	s.dotted()
}

// opensAsName says that a sentence begins with three characters that are no part of a known word and do not end as words
// for groups, places and things do, before a word of the lists or nothing.
func (s *scan) opensAsName(from, to int, alone map[int]bool) bool {
	for i := from; i < to; i++ {
		if !alone[s.words[i].start] {
			return false
		}
	}
	return s.begins(from) && !s.lex.nounEnds[s.fold(to-1)] && (to == len(s.words) || len(s.from(to)) > 0)
}

// alone gives where single characters stand that are no part of a known word.
func (s *scan) alone() map[int]bool {
	alone := map[int]bool{}
	for _, p := range prose.Words(s.text) {
		if utf8.RuneCountInString(p.In(s.text)) == 1 {
			alone[p.Start] = true
		}
	}
	return alone
}

// mostOfPlace is how many characters of a Chinese place stand before the one that says what it is.
const mostOfPlace = 2

// hanPlaces finds names like 东水门: single characters that are no part of a known word, before one that ends places.
func (s *scan) hanPlaces(alone map[int]bool) {
	for i := 1; i < len(s.words); i++ {
		if !s.lex.placeEnds[s.fold(i)] || !alone[s.words[i].start] || !s.free(i, i+1) {
			continue
		}
		from := i
		for from > 0 && i-from < mostOfPlace && alone[s.words[from-1].start] && s.mayBePlace(from-1) {
			from--
		}
		if i-from == mostOfPlace {
			s.add(fact{kind: news.MeansName, key: s.text[s.words[from].start:s.words[i].end]}, from, i+1)
		}
	}
}

// mayBePlace says that a character may be a part of a place's name.
func (s *scan) mayBePlace(i int) bool {
	r, _ := utf8.DecodeRuneInString(s.words[i].text)
	return unicode.Is(unicode.Han, r) && s.free(i, i+1) && !isHanDigit(s.fold(i)) && !s.lex.is(small, s.fold(i)) && !s.lex.is(negations, s.fold(i))
}

const (
	after  = 1 // a title ends here
	before = 2 // a title or a word of speaking begins here
)

// hanCues says where titles end, and where titles and words of speaking begin.
func (s *scan) hanCues() map[int]int {
	at := map[int]int{}
	for _, h := range s.hits {
		if h.class == titles {
			at[h.to] = after
		}
		if (h.class == titles || h.class == says || h.class == claims) && at[h.from] == 0 {
			at[h.from] = before
		}
	}
	return at
}

// allHan says that the characters may be a name: they are Chinese, and no part of a word of the lists.
func (s *scan) allHan(from, to int) bool {
	for i := from; i < to; i++ {
		if r, _ := utf8.DecodeRuneInString(s.words[i].text); !unicode.Is(unicode.Han, r) || s.listedAt(i) {
			return false
		}
	}
	return true
}

// dotted finds foreign names: "安娜·贝格".
func (s *scan) dotted() {
	for i := 1; i+1 < len(s.words); i++ {
		if s.words[i].text != "·" && s.words[i].text != "・" {
			continue
		}
		from, to := i, i+1
		for n := 0; n < 3 && from > 0 && s.free(from-1, from) && s.allHan(from-1, from); n++ {
			from--
		}
		for n := 0; n < 4 && to < len(s.words) && s.free(to, to+1) && s.allHan(to, to+1); n++ {
			to++
		}
		if from < i && to > i+1 {
			s.add(fact{kind: news.MeansName, key: s.text[s.words[from].start:s.words[to-1].end]}, from, to)
		}
	}
}

// arabicNames finds known places, names that parents give with those of the family behind them, and the one or two
// words behind a title.
func (s *scan) arabicNames() {
	s.listedPlaces()
	for _, h := range s.hits {
		if h.class == given && s.free(h.from, h.to) {
			s.arabicFamily(h)
		}
	}
	for _, h := range s.hits {
		if h.class == titles {
			s.arabicPerson(h.to)
		}
	}
}

// arabicFamily takes a name that parents give, with the word behind it unless that has the beginning of a verb.
func (s *scan) arabicFamily(h hit) {
	to := h.to
	if first, _ := utf8.DecodeRuneInString(s.fold(to)); !strings.ContainsRune("يتس", first) && to < len(s.words) && s.free(to, to+1) && s.plainArabic(to) {
		to++
	}
	for k := h.from; k < to; k++ {
		s.add(fact{kind: news.MeansName, key: s.fold(k)}, k, k+1)
	}
}

// arabicPerson takes the words behind a title as a name, past further titles and words with the article ("the
// finance minister Salim Haddad"), and past what the title is spoken for ("the spokeswoman in the name of the council").
func (s *scan) arabicPerson(i int) {
	for i < len(s.words) && (strings.HasPrefix(s.fold(i), "ال") || s.fold(i) == "باسم" || s.lex.is(titles, s.fold(i))) {
		i++
	}
	to := i
	for to < len(s.words) && to < i+2 && s.free(to, to+1) && s.plainArabic(to) {
		to++
	}
	for k := i; k < to; k++ {
		s.add(fact{kind: news.MeansName, key: s.fold(k)}, k, k+1)
	}
}

func (s *scan) plainArabic(i int) bool {
	r, _ := utf8.DecodeRuneInString(s.words[i].text)
	return unicode.IsLetter(r) && !s.lex.is(small, s.fold(i)) && !s.listedAt(i) && !arabicNoun(s.words[i].text)
}

// arabicNoun knows by their form the nouns that name a thing done, as they stand behind a title that is the subject:
// "the minister denied the signing". The names that have such a form are on the list of those that parents give.
func arabicNoun(w string) bool {
	letters := []rune(w)
	n := len(letters)
	if n < 4 {
		return false
	}
	penult := letters[n-2]
	switch {
	case letters[n-1] == 'ة':
		return true
	case letters[0] == 'إ' || letters[0] == 'ا':
		return n > 4 && penult == 'ا'
	case letters[0] == 'ت':
		return n == 5 && penult == 'ي'
	default:
		return false
	}
}
