package meaning

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// The word lists are data: one file a language, each naming its source.
//
//go:embed data/*.txt
var data embed.FS

// Languages are those that have word lists, as BCP 47 primary tags. In others only numbers in digits, capitals,
// quotation marks and the kinds of blocks speak.
var languages = []string{"en", "de", "fr", "es", "ru", "ar", "zh"}

// lexicons gives the word lists by language; "" has the empty one. They are read at the first use and never written.
var lexicons = sync.OnceValue(func() map[string]*lexicon {
	all := map[string]*lexicon{"": newLexicon("")}
	for _, language := range languages {
		text, err := data.ReadFile("data/" + language + ".txt")
		if err != nil {
			panic(err) // it is embedded
		}
		lex := newLexicon(language)
		if err := lex.read(string(text)); err != nil {
			panic(fmt.Sprintf("word list of %q: %v", language, err)) // a test reads them all
		}
		all[language] = lex
	}
	return all
})

// A class is a section of a word list.
type class string

const (
	negations class = "negation"
	prefixes  class = "prefixes" // that turn a word into its opposite
	reversals class = "reversal"
	moods     class = "mood" // a verb as fact, and as what someone else says
	says      class = "says"
	claims    class = "claims" // ways of speaking that leave the truth open
	either    class = "either" // words of speaking that are nouns behind a determiner: the report
	determine class = "determiners"
	hedges    class = "hedging"
	months    class = "months"
	weekdays  class = "weekdays"
	days      class = "days"
	seasons   class = "seasons"   // dates only when set against another
	parts     class = "parts"     // a line is one part of a day, month or year: early May
	rates     class = "rates"     // words before the measure by which is counted: per week
	decades   class = "decades"   // words before the number of a decade: années 80
	centuries class = "centuries" // words beside the number of a century
	numbers   class = "numbers"
	compounds class = "compounds" // for German and Russian: what a number in words may be written together with
	soft      class = "soft"      // numbers only when set against another: one, first
	joins     class = "joins"
	units     class = "units"
	measures  class = "measures" // a line is one measure: 6 months are not 6 years
	small     class = "small"    // words that are no names even with a capital
	titles    class = "titles"
	abbrevs   class = "abbreviations" // words whose dot ends no sentence
	nouns     class = "nouns"         // that are no names although they bear a capital, or stand without an article
	deeds     class = "deeds"         // what people do, right behind a name
	places    class = "places"
	given     class = "given" // names that parents give; a family name may stand behind one
	notices   class = "notice"
	plain     class = "plain" // longer words that hide one of the others
	surnames  class = "surnames"
	endsPlace class = "places end in" // for Chinese: characters that end the name of a place
	endsNoun  class = "nouns end in"  // for Chinese: characters that end words for groups, places and things, and hardly a name
	editions  class = "editions"      // words before the number of an agency's update
	confused  class = "confused"      // a line is words that are taken for one another by slip
	oldForms  class = "traditional"   // for Chinese: a traditional character with the simplified one that the lists are written in
)

// A phrase is one entry: words in a row, folded. A star at the end of a word stands for any ending.
type phrase struct {
	class class
	words []string
	group int // of months, weekdays, reversals, measures and degrees of doubt: which
	side  int // of reversals: which of the two opposites
	value float64
}

// A lexicon is the word list of one language.
type lexicon struct {
	language  string
	byChar    bool                // words are not parted: look at every character
	exact     map[string][]phrase // by first word
	starred   map[string][]phrase // by the stem of a first word with any ending
	endings   map[string]phrase   // by the ending of a word with any beginning
	family    map[string]bool     // for Chinese: characters that begin a name
	placeEnds map[string]bool     // for Chinese: characters that end the name of a place
	nounEnds  map[string]bool     // for Chinese: characters that end other nouns, and hardly a name
	negatives []string            // beginnings that turn a word into its opposite
	compounds []string            // for German and Russian: endings of words that begin with a number
	simple    map[string]string   // for Chinese: the simplified form of a traditional character
}

func newLexicon(language string) *lexicon {
	return &lexicon{
		language: language, byChar: language == "zh", exact: map[string][]phrase{}, starred: map[string][]phrase{},
		endings: map[string]phrase{}, family: map[string]bool{}, placeEnds: map[string]bool{}, nounEnds: map[string]bool{}, simple: map[string]string{},
	}
}

func (l *lexicon) read(text string) error {
	var in class
	group := 0
	for n, line := range strings.Split(text, "\n") {
		switch line = strings.TrimSpace(line); {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			in, group = class(strings.Trim(line, "[]")), 0
		default:
			if err := l.line(in, group, line); err != nil {
				return fmt.Errorf("line %d: %w", n+1, err)
			}
			group++
		}
	}
	return nil
}

func (l *lexicon) line(in class, group int, line string) error {
	switch in {
	case reversals, moods:
		a, b, ok := strings.Cut(line, "|")
		if !ok {
			return fmt.Errorf("no second side in %q", line)
		}
		for side, list := range []string{a, b} {
			for _, entry := range entries(list) {
				l.add(phrase{class: in, group: group, side: side}, entry)
			}
		}
	case months, weekdays:
		for i, names := range entries(line) {
			for name := range strings.FieldsSeq(names) {
				l.add(phrase{class: in, group: i + 1}, strings.ReplaceAll(name, "_", " "))
			}
		}
	case numbers, soft:
		return l.numbers(in, line)
	case prefixes:
		l.negatives = entries(line)
	case compounds:
		l.compounds = entries(fold(line))
	case surnames:
		addAll(l.family, line)
	case endsPlace:
		addAll(l.placeEnds, line)
	case endsNoun:
		addAll(l.nounEnds, line)
	case oldForms:
		for _, pair := range entries(line) {
			_, size := utf8.DecodeRuneInString(pair)
			l.simple[pair[:size]] = pair[size:]
		}
	case "":
		return fmt.Errorf("%q stands in no section", line)
	default:
		for _, entry := range entries(line) {
			l.add(phrase{class: in, group: group}, entry)
		}
	}
	return nil
}

func addAll(set map[string]bool, characters string) {
	for _, r := range characters {
		set[string(r)] = true
	}
}

func (l *lexicon) numbers(in class, line string) error {
	for _, entry := range entries(line) {
		at := strings.LastIndexByte(entry, ' ')
		name, digits := entry[:max(at, 0)], entry[at+1:]
		value, err := strconv.ParseFloat(digits, 64)
		if err != nil {
			return fmt.Errorf("value of %q: %w", entry, err)
		}
		l.add(phrase{class: in, value: value}, name)
	}
	return nil
}

func entries(list string) []string {
	var out []string
	for entry := range strings.SplitSeq(list, ",") {
		if entry = strings.TrimSpace(entry); entry != "" {
			out = append(out, entry)
		}
	}
	return out
}

func (l *lexicon) add(p phrase, entry string) {
	if ending, ok := strings.CutPrefix(entry, "*"); ok {
		p.words = []string{fold(ending)}
		l.endings[fold(ending)] = p
		return
	}
	if strings.HasSuffix(entry, "'") { // French n', which Words would part
		p.words = []string{fold(entry)}
		l.exact[p.words[0]] = append(l.exact[p.words[0]], p)
		return
	}
	for _, w := range l.split(entry) {
		if strings.HasPrefix(w.fold, "*") && len(p.words) > 0 { // the star is a word of its own to Words
			p.words[len(p.words)-1] += "*"
		} else {
			p.words = append(p.words, w.fold)
		}
	}
	first := p.words[0]
	if stem, ok := strings.CutSuffix(first, "*"); ok {
		l.starred[stem] = append(l.starred[stem], p)
	} else {
		l.exact[first] = append(l.exact[first], p)
	}
}

// A word is a word or mark of a text with what the lists need to know of it.
type word struct {
	text       string
	fold       string
	start, end int
}

// fold is the form in which words are looked up: without case, diacritics and styles of marks.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	return prose.Fold(prose.Key(s))
}

// ascii says that a word has neither diacritics nor marks of several styles.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == '`' {
			return false
		}
	}
	return true
}

// split parts a text as the language's lists need it: Chinese by characters, French and Italian after the apostrophe.
func (l *lexicon) split(text string) []word {
	var out []word
	for _, p := range prose.Words(text) {
		s := p.In(text)
		switch apostrophe := strings.IndexAny(s, "'’"); {
		case l.byChar && s[0] >= utf8.RuneSelf && !digitsOnly(s):
			for i, r := range s {
				end := p.Start + i + utf8.RuneLen(r)
				out = append(out, word{string(r), l.simplified(string(r)), p.Start + i, end})
			}
		case l.language == "fr" && apostrophe > 0 && apostrophe <= 2 && elided(s[apostrophe:]) > 0:
			cut := apostrophe + elided(s[apostrophe:])
			out = append(out, word{s[:cut], fold(s[:cut]), p.Start, p.Start + cut},
				word{s[cut:], fold(s[cut:]), p.Start + cut, p.End})
		default:
			out = append(out, word{s, fold(s), p.Start, p.End})
		}
	}
	return out
}

// simplified gives a Chinese character in the form in which it is looked up.
func (l *lexicon) simplified(character string) string {
	if simple, ok := l.simple[character]; ok {
		return simple
	}
	return fold(character)
}

// elided gives how many bytes the apostrophe has that a text begins with, if a word stands behind it.
func elided(text string) int {
	_, size := utf8.DecodeRuneInString(text)
	if size == len(text) {
		return 0
	}
	return size
}

// digitsOnly says that a word is a number in the digits of any script.
func digitsOnly(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) })
}

// A hit is a phrase found in a text: words[from:to].
type hit struct {
	phrase
	from, to int
}

// find gives the longest phrases at each place, in order; they do not overlap, but one place may be of several classes.
func (l *lexicon) find(words []word) []hit {
	var out []hit
	for i := 0; i < len(words); {
		best := l.at(words, i)
		if len(best) == 0 {
			i++
			continue
		}
		to := best[0].to
		if !slices.ContainsFunc(best, func(h hit) bool { return h.class == plain }) {
			out = append(out, slices.DeleteFunc(best, func(h hit) bool { return l.noun(words, h) })...)
		}
		i = to
	}
	return out
}

// noun says that a word of speaking is a noun where it stands, as what a clause begins with: "The report was", "several
// states have".
func (l *lexicon) noun(words []word, h hit) bool {
	if h.class != says && h.class != claims || h.from == 0 || h.to != h.from+1 {
		return false
	}
	begins := h.from == 1 || isMark(words[h.from-2].text)
	return begins && l.is(determine, words[h.from-1].fold) && l.is(either, words[h.from].fold)
}

// longestForm is how many bytes a word has at most that can be on a list.
const longestForm = 100

// at gives the longest phrases that begin at place i, all of the same length.
func (l *lexicon) at(words []word, i int) []hit {
	var best []hit
	try := func(p phrase) {
		to, ok := p.match(words, i)
		if !ok || len(best) > 0 && to < best[0].to {
			return
		}
		if len(best) > 0 && to > best[0].to {
			best = best[:0]
		}
		best = append(best, hit{p, i, to})
	}
	for _, form := range l.forms(words[i].fold) {
		if len(form) > longestForm {
			continue
		}
		for _, p := range l.exact[form] {
			try(p)
		}
		for _, p := range l.starred[form] {
			try(p)
		}
		for at := range form {
			for _, p := range l.starred[form[:at]] {
				try(p)
			}
		}
		if len(best) > 0 { // what is listed is not taken for its ending
			break
		}
		for at := range form {
			if p, ok := l.endings[form[at:]]; ok {
				try(p)
			}
		}
		if len(best) > 0 {
			break
		}
	}
	return best
}

// between stands in a phrase for a few words of any kind.
const between = "..."

// mostBetween is how many words may stand between the two parts of a German verb.
const mostBetween = 12

// match says where the phrase ends that begins at place i: of a phrase in two parts the first.
func (p phrase) match(words []word, i int) (to int, ok bool) {
	for k, pattern := range p.words {
		switch {
		case pattern == between:
			return i + k, follows(words[i+k:], p.words[k+1])
		case i+k >= len(words) || k > 0 && !fits(pattern, words[i+k].fold):
			return 0, false
		}
	}
	return i + len(p.words), true
}

// follows says that a word stands further on in the same clause.
func follows(words []word, wanted string) bool {
	for at := range min(len(words), mostBetween) {
		if isMark(words[at].text) {
			return false
		}
		if fits(wanted, words[at].fold) {
			return true
		}
	}
	return false
}

func fits(pattern, word string) bool {
	if stem, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(word, stem)
	}
	return pattern == word
}

// forms gives a word and, in Arabic, what is left of it without the article and the particles written together with it.
func (l *lexicon) forms(word string) []string {
	forms := []string{word}
	if l.language != "ar" {
		return forms
	}
	for _, start := range []string{"و", "ف"} {
		if rest, ok := strings.CutPrefix(word, start); ok && len(rest) > 4 {
			forms = append(forms, rest)
		}
	}
	for _, form := range forms {
		for _, start := range []string{"ال", "بال", "لل", "كال", "ب", "ل"} {
			if rest, ok := strings.CutPrefix(form, start); ok && len(rest) > 4 {
				forms = append(forms, rest)
			}
		}
	}
	return forms
}

// is says that a word alone is of a class.
func (l *lexicon) is(c class, folded string) bool {
	words := []word{{fold: folded}}
	if l.byChar && utf8.RuneCountInString(folded) > 1 {
		words = l.split(folded)
	}
	for _, h := range l.at(words, 0) {
		if h.class == c && h.to == len(words) {
			return true
		}
	}
	return false
}

// primary gives the word list of the language of two documents: as they say, else as they read.
func primary(a, b news.Document) *lexicon {
	for _, tag := range []func() string{
		func() string { return b.Language },
		func() string { return a.Language },
		func() string { return prose.Language(b.Text()) },
		func() string { return prose.Language(a.Text()) },
		func() string { return prose.Language(b.Headline) },
	} {
		base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag()), "_", "-"), "-")
		if lex, ok := lexicons()[base]; ok && base != "" {
			return lex
		}
	}
	return lexicons()[""]
}
