package meaning

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// numbers finds numbers in digits and in words, with what is counted.
func (s *scan) numbers() {
	words := s.numberWords()
	for i := 0; i < len(s.words); {
		from := i
		value, key, isSoft, to := s.number(i, words)
		if to == from || !s.free(from, to) {
			s.rate(i)
			i++
			continue
		}
		i = to
		if s.numbersAnUpdate(from) {
			continue
		}
		if s.negative(from) {
			from--
			value, key = -value, "-"+key
		}
		if from > 0 && currency(s.words[from-1].text) {
			from--
			key = s.words[from].text + key
		} else if to < len(s.words) && currency(s.words[to].text) {
			key = s.words[to].text + key
		}
		measure, unit := s.measure(to)
		noun := ""
		if !strings.Contains(key, " ") { // else what is counted is written together with the number
			noun = s.noun(to)
		}
		if unit == "" && noun == "" && s.mayBeCounted(to) {
			unit = s.text[s.words[to-1].end:s.words[to].end] // 12 died
		}
		s.add(fact{kind: news.MeansNumber, key: key + measure, value: value, soft: isSoft, unit: unit, noun: noun}, from, to)
	}
}

// rate notes by what is counted, "a week" or "per month", which is a number when set against another.
func (s *scan) rate(i int) {
	if !s.lex.is(rates, s.fold(i)) || !s.free(i, min(i+2, len(s.words))) {
		return
	}
	if measure, unit := s.measure(i + 1); unit != "" {
		s.add(fact{kind: news.MeansNumber, key: "per" + measure, value: 1, soft: true}, i, i+2)
	}
}

// negative says that a minus stands right before word i, and no word right before that: in "10-15" it is none.
func (s *scan) negative(i int) bool {
	if i == 0 || s.words[i-1].end != s.words[i].start || prose.Key(s.words[i-1].text) != "-" {
		return false
	}
	return i == 1 || s.words[i-2].end < s.words[i-1].start || s.words[i-2].text == "("
}

func currency(w string) bool {
	r, size := utf8.DecodeRuneInString(w)
	return size == len(w) && unicode.Is(unicode.Sc, r)
}

// numberWords gives the hits of number words by place.
func (s *scan) numberWords() map[int]hit {
	at := map[int]hit{}
	for _, h := range s.hits {
		if h.class == numbers || h.class == soft {
			at[h.from] = h
		}
	}
	return at
}

// number reads the number that begins at word i; to is i when there is none.
func (s *scan) number(i int, words map[int]hit) (value float64, key string, isSoft bool, to int) {
	w := s.words[i]
	first, _ := utf8.DecodeRuneInString(w.text)
	if value, tail, ok := s.joinedNumber(w.fold); ok {
		return value, format(value) + tail, false, i + 1
	}
	switch {
	case unicode.IsDigit(first):
		value, ok := s.digits(w.text)
		if !ok {
			return math.NaN(), w.fold, false, i + 1
		}
		value, to = s.multiply(value, i+1, words)
		return value, format(value), false, to
	case s.lex.byChar && isHanDigit(w.fold):
		return s.hanNumber(i)
	case s.lex.language == "de":
		if value, ok := germanNumber(w.fold, s.lex); ok {
			value, to = s.multiply(value, i+1, words)
			return value, format(value), false, to
		}
		if value, ending, ok := germanCompound(w.fold, s.lex); ok {
			return value, format(value) + " " + ending, false, i + 1
		}
	}
	return s.inWords(i, words)
}

// digits reads a number in digits, also one with its factor written to it: 1.2bn.
func (s *scan) digits(text string) (float64, bool) {
	at := strings.IndexFunc(text, unicode.IsLetter)
	if at <= 0 {
		return parseDigits(text, s.lex.language)
	}
	value, ok := parseDigits(text[:at], s.lex.language)
	for _, h := range s.lex.at([]word{{fold: fold(text[at:])}}, 0) {
		if h.class == soft && h.value >= 1000 {
			return math.Round(value*h.value*1e6) / 1e6, ok
		}
	}
	return 0, false
}

// numbersAnUpdate says that the number at word i counts an agency's updates: "UPDATE 2-Ferry sinks".
func (s *scan) numbersAnUpdate(i int) bool {
	return i > 0 && s.lex.is(editions, s.fold(i-1)) && strings.ToUpper(s.words[i-1].text) == s.words[i-1].text
}

func format(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// multiply takes in "million" and the like after a number in digits.
func (s *scan) multiply(value float64, i int, words map[int]hit) (float64, int) {
	for ; i < len(s.words); i++ {
		if s.lex.byChar {
			factor := hanFactor(s.words[i].fold)
			if factor == 0 {
				break
			}
			value *= factor
			continue
		}
		h, ok := words[i]
		if !ok || h.value < 1000 {
			break
		}
		value *= h.value
		if h.class == soft && s.fold(i+1) == "." { // 1,2 Mio. Euro
			i++
		}
	}
	return math.Round(value*1e6) / 1e6, i
}

// inWords reads "three hundred and twelve thousand".
func (s *scan) inWords(i int, words map[int]hit) (value float64, key string, isSoft bool, to int) {
	total, current, n := 0.0, 0.0, 0
	isSoft = true
	for to = i; to < len(s.words); {
		h, ok := words[to]
		parts, next := []float64{h.value}, h.to
		if !ok {
			next = to + 1
			if parts, ok = s.hyphened(to); !ok {
				if n > 0 && s.lex.is(joins, s.fold(to)) && isNumber(words, to+1) {
					to++
					continue
				}
				break
			}
		} else if h.class == soft && n > 0 && !s.completes(current, h) {
			break
		}
		isSoft = isSoft && ok && h.class == soft
		for _, v := range parts {
			total, current = compose(total, current, v)
		}
		n++
		to = next
	}
	if n == 0 {
		return 0, "", false, i
	}
	if n == 1 && s.lex.language == "ar" && s.fold(i) == "الفا" { // alone the dual, behind a number the accusative
		total *= 2
	}
	return total + current, format(total + current), isSoft, to
}

// completes says that a word such as "one" or "first" ends a number in words that has its tens: "двадцать один". In
// English they are joined by a hyphen.
func (s *scan) completes(current float64, h hit) bool {
	return s.lex.language != "en" && current >= 20 && math.Mod(current, 10) == 0 && h.value < 10
}

func isNumber(words map[int]hit, i int) bool {
	h, ok := words[i]
	return ok && h.class == numbers
}

// compose adds the next word's value to a number in words.
func compose(total, current, v float64) (float64, float64) {
	switch {
	case v >= 1000:
		return total + max(current, 1)*v, 0
	case v == 100, v == 20 && current == 4: // quatre-vingts
		return total, max(current, 1) * v
	default:
		return total, current + v
	}
}

// hyphened reads "twenty-one", which is one word.
func (s *scan) hyphened(i int) ([]float64, bool) {
	pieces := strings.Split(s.fold(i), "-")
	if len(pieces) < 2 {
		return nil, false
	}
	var values []float64
	for _, piece := range pieces {
		found := false
		for _, h := range s.lex.at([]word{{fold: piece}}, 0) {
			if h.class == numbers || h.class == soft && len(values) > 0 {
				values, found = append(values, h.value), true
				break
			}
		}
		if !found && !s.lex.is(joins, piece) {
			return nil, false
		}
	}
	return values, len(values) > 0
}

// germanNumber reads "dreihundertzwölf" and "einundzwanzig".
func germanNumber(folded string, lex *lexicon) (float64, bool) {
	for _, h := range lex.at([]word{{fold: folded}}, 0) {
		if h.class == numbers && h.value < 1000 {
			return h.value, true
		}
	}
	for _, unit := range []struct {
		word  string
		value float64
	}{{"tausend", 1000}, {"hundert", 100}} {
		if before, after, ok := strings.Cut(folded, unit.word); ok {
			if after == "e" || after == "en" { // Zehntausende
				after = ""
			}
			n, okN := germanPart(before, 1, lex)
			rest, okRest := germanPart(strings.TrimPrefix(after, "und"), 0, lex)
			return n*unit.value + rest, okN && okRest
		}
	}
	if ones, tens, ok := strings.Cut(folded, "und"); ok && tens != "" {
		a, okA := germanPart(ones, 0, lex)
		b, okB := germanPart(tens, 0, lex)
		return a + b, okA && okB && a > 0 && a < 10 && b >= 20
	}
	return 0, false
}

// germanCompound reads a number that is written together with what it counts: "dreitägig", "fünfmal".
func germanCompound(folded string, lex *lexicon) (value float64, ending string, ok bool) {
	for _, ending := range lex.compounds {
		before, after, cut := strings.Cut(folded, ending)
		if !cut || len(after) > len("en") {
			continue
		}
		if value, ok := germanNumber(before, lex); ok {
			return value, ending, true
		}
	}
	return 0, "", false
}

func germanPart(s string, empty float64, lex *lexicon) (float64, bool) {
	switch s {
	case "":
		return empty, true
	case "ein":
		return 1, true
	}
	return germanNumber(s, lex)
}

var grouped = map[rune]*regexp.Regexp{
	',': regexp.MustCompile(`^\d{1,3}(,\d{3})+$`),
	'.': regexp.MustCompile(`^\d{1,3}(\.\d{3})+$`),
}

// parseDigits reads a number in digits as the language writes it: "1,250.5" or "1.250,5"; not "10-12" or "24/7".
func parseDigits(s, language string) (float64, bool) {
	s = westernDigits(strings.Join(strings.Fields(s), ""))
	s = strings.NewReplacer("'", "", "’", "").Replace(s)
	comma, dot := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	english := language == "en" || language == "zh" || language == ""
	switch {
	case comma >= 0 && dot > comma:
		s = strings.ReplaceAll(s, ",", "")
	case dot >= 0 && comma > dot:
		s = strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
	case comma >= 0 && grouped[','].MatchString(s) && (english || strings.Count(s, ",") > 1):
		s = strings.ReplaceAll(s, ",", "")
	case comma >= 0:
		s = strings.ReplaceAll(s, ",", ".")
	case dot >= 0 && grouped['.'].MatchString(s) && (!english || strings.Count(s, ".") > 1):
		s = strings.ReplaceAll(s, ".", "")
	}
	value, err := strconv.ParseFloat(s, 64)
	return value, err == nil && !math.IsInf(value, 0)
}

// westernDigits turns the digits of other scripts into ours.
func westernDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		case r >= '०' && r <= '९':
			return '0' + r - '०'
		case r >= '０' && r <= '９':
			return '0' + r - '０'
		case r == '٫':
			return '.'
		case r == '٬':
			return ','
		default:
			return r
		}
	}, s)
}

func hanDigit(r rune) int {
	for i, digits := range []string{"〇零", "一", "二两", "三", "四", "五", "六", "七", "八", "九", "十"} {
		if strings.ContainsRune(digits, r) {
			return i
		}
	}
	if r == '百' {
		return 100
	}
	return -1
}

func isHanDigit(character string) bool {
	r, _ := utf8.DecodeRuneInString(character)
	return hanDigit(r) >= 0
}

func hanFactor(s string) float64 {
	switch s {
	case "百":
		return 100
	case "千":
		return 1000
	case "万":
		return 1e4
	case "亿":
		return 1e8
	default:
		return 0
	}
}

// longestHanNumber is how many characters a number in Chinese has at most.
const longestHanNumber = 20

// hanNumber reads "三百二十", "一万二千" and "三分之一". One character alone counts only against another number, since it is a part
// of many words.
func (s *scan) hanNumber(i int) (value float64, key string, isSoft bool, to int) {
	var total, section, digit float64
	for to = i; to < len(s.words) && to < i+longestHanNumber; to++ {
		text := s.words[to].fold
		r, _ := utf8.DecodeRuneInString(text)
		switch d := hanDigit(r); {
		case text == "十":
			section += max(digit, 1) * 10
			digit = 0
		case text == "百", text == "千":
			section += max(digit, 1) * hanFactor(text)
			digit = 0
		case text == "万", text == "亿":
			total += max(section+digit, 1) * hanFactor(text)
			section, digit = 0, 0
		case d >= 0:
			digit = digit*10*min(digit, 1) + float64(d) // 二〇二六 is read digit by digit
		case text == "分" && s.fold(to+1) == "之" && to > i:
			if of, _, _, end := s.hanNumber(to + 2); end > to+2 {
				value = of / max(total+section+digit, 1)
				return value, format(value), false, end
			}
			return 0, "", false, i
		default:
			value = total + section + digit
			return value, format(value), to == i+1, to
		}
	}
	value = total + section + digit
	return value, format(value), to == i+1, to
}

// measure gives the measure that follows a number, as a key and as it stands there, "" when none does.
func (s *scan) measure(i int) (key, text string) {
	if s.fold(i) == "-" { // a 6-month sentence
		i++
	}
	for _, h := range s.from(i) {
		if h.class == measures {
			return " measure " + strconv.Itoa(h.group), s.text[s.words[i-1].end:s.words[h.to-1].end]
		}
	}
	return "", ""
}
