package meaning

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
)

var (
	isoDate    = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
	dottedDate = regexp.MustCompile(`^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})$`)
	clock      = regexp.MustCompile(`^([01]?\d|2[0-4])[:.h]([0-5]\d)$`)
	year       = regexp.MustCompile(`^(1[89]|20)\d\d$`)
)

// dates finds days, months, years, weekdays and times of day.
func (s *scan) dates() {
	for _, h := range s.hits {
		switch {
		case !s.free(h.from, h.to):
		case h.class == months:
			s.monthDate(h)
		case h.class == seasons:
			s.softDate(h)
		case h.class == weekdays && !s.capitalised(h.from):
		case h.class == weekdays:
			s.addDate(fmt.Sprintf("weekday %d", h.group), h.from, h.to)
		case h.class == days:
			s.addDate(strings.Join(h.words, " "), h.from, h.to)
		case h.class == centuries:
			s.century(h)
		}
	}
	for i := range s.words {
		if s.free(i, i+1) {
			s.digitDate(i)
		}
	}
}

// monthDate takes in the day and the year around the name of a month.
func (s *scan) monthDate(h hit) {
	from, to := h.from, h.to
	day, before := s.dayBefore(from)
	if day == 0 {
		day, to = s.dayAfter(to)
	} else {
		from = before
	}
	key := fmt.Sprintf("%d month %d", day, h.group)
	at := to
	for at < len(s.words) && (s.fold(at) == "," || s.fold(at) == "de" || s.fold(at) == "del") {
		at++
	}
	if at < len(s.words) && year.MatchString(s.fold(at)) && s.free(at, at+1) {
		key += " " + s.fold(at)
		to = at + 1
	}
	if day == 0 && to == h.to && !s.namesMonth(h) {
		return
	}
	s.addDate(key, from, to)
}

// namesMonth says that a word that stands alone is a month and not what else it may be: a number, as sept in French, a
// first name, or a verb in English, unless a preposition says otherwise.
func (s *scan) namesMonth(h hit) bool {
	if slices.ContainsFunc(s.from(h.from), func(also hit) bool { return also.class == numbers }) || !s.capitalised(h.from) {
		return false
	}
	switch s.lex.language {
	case "en":
		return s.fold(h.from) != "may" && !s.beside(h.from, 1) || s.announcesMonth(h.from-1)
	case "fr", "es":
		first, _ := utf8.DecodeRuneInString(s.words[h.from].text)
		return !unicode.IsUpper(first) || s.begins(h.from) || s.titleCase()
	default:
		return true
	}
}

func (s *scan) announcesMonth(i int) bool {
	switch s.fold(i) {
	case "in", "since", "until", "by", "of", "last", "next", "this", "early", "late":
		return true
	default:
		return false
	}
}

// capitalised says that a word bears a capital if the language writes days and months with one: "he sat" is no Saturday.
func (s *scan) capitalised(i int) bool {
	first, _ := utf8.DecodeRuneInString(s.words[i].text)
	return s.lex.language != "en" && s.lex.language != "de" || unicode.IsUpper(first)
}

// softDate notes a season or a holiday.
func (s *scan) softDate(h hit) {
	from, ends := h.from, s.words[h.to-1].end
	s.addDate(strings.Join(h.words, " "), h.from, h.to)
	if f := &s.facts[len(s.facts)-1]; f.end == ends && f.start == s.words[from].start {
		f.soft = true
	}
}

func (s *scan) dayBefore(i int) (day, at int) {
	for i--; i >= 0 && (s.fold(i) == "." || s.fold(i) == "de" || s.fold(i) == "of"); i-- {
	}
	return s.day(i), i
}

func (s *scan) dayAfter(i int) (day, to int) {
	if s.fold(i) == "." {
		i++
	}
	if day = s.day(i); day > 0 {
		return day, i + 1
	}
	return 0, i - boolInt(i > 0 && s.fold(i-1) == ".")
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// day reads a day of the month: 3, 3rd, 1er, 1º.
func (s *scan) day(i int) int {
	if i < 0 || i >= len(s.words) || !s.free(i, i+1) {
		return 0
	}
	digits := strings.TrimRight(s.inDigits(i), "stndrheo.º°")
	if n, err := strconv.Atoi(digits); err == nil && n > 0 && n <= 31 {
		return n
	}
	return 0
}

// digitDate reads dates, years and times that are written in digits.
func (s *scan) digitDate(i int) {
	text := s.inDigits(i)
	if m := isoDate.FindStringSubmatch(text); m != nil {
		s.add(fact{kind: news.MeansDate, key: dayKey(m[3], m[2]) + " " + m[1]}, i, i+1)
		return
	}
	if m := dottedDate.FindStringSubmatch(text); m != nil {
		s.add(fact{kind: news.MeansDate, key: dayKey(m[1], m[2]) + " " + m[3]}, i, i+1)
		return
	}
	if s.lex.byChar {
		s.hanDate(i, text)
		return
	}
	if s.clockTime(i, text) || s.decade(i) {
		return
	}
	if year.MatchString(text) && (!s.counts(i+1) || s.dated(i-1)) && !currency(s.fold(i-1)) {
		s.addDate("year "+text, i, i+1)
	}
}

func dayKey(day, month string) string {
	d, _ := strconv.Atoi(day)
	m, _ := strconv.Atoi(month)
	return fmt.Sprintf("%d month %d", d, m)
}

// counts says that the word may be what a number counts: "2000 people", not "2000 was".
func (s *scan) counts(i int) bool {
	return i < len(s.words) && (s.noun(i) != "" || s.lex.is(units, s.fold(i)) || currency(s.words[i].text))
}

// dated says that the word announces a year.
func (s *scan) dated(i int) bool {
	switch s.fold(i) {
	case "in", "since", "until", "of", "by", "im", "jahr", "jahre", "seit", "bis", "en", "depuis", "desde", "hasta", "de", "в", "с", "до",
		"عام", "سنة", "منذ", "early", "late", "mid", "summer", "winter", "spring", "autumn", "sommer", "herbst", "fruhjahr":
		return true
	default:
		return false
	}
}

// clockTime reads 14:30, 2.30pm, 3 p.m., 14 Uhr, 14h, 14h30.
func (s *scan) clockTime(i int, text string) bool {
	after := s.fold(i + 1)
	half := strings.HasPrefix(after, "p.m") || after == "pm" || strings.HasSuffix(text, "pm")
	morning := strings.HasPrefix(after, "a.m") || after == "am" || strings.HasSuffix(text, "am")
	hour := after == "uhr" || after == "h" || after == "o'clock"
	bare := strings.TrimSuffix(strings.TrimSuffix(text, "pm"), "am")
	m := clock.FindStringSubmatch(bare)
	switch {
	case m != nil && (strings.ContainsAny(bare, ":h") || half || morning || hour || after == "horas"):
	case half || morning || hour:
		if n, err := strconv.Atoi(bare); err != nil || n > 24 {
			return false
		}
		m = []string{"", bare, "00"}
	default:
		return false
	}
	h, _ := strconv.Atoi(m[1])
	if half && h < 12 {
		h += 12
	}
	to := i + 1
	if after != "" && (bare == text && (half || morning) || hour) {
		to++
	}
	s.add(fact{kind: news.MeansDate, key: fmt.Sprintf("time %d:%s", h, m[2])}, i, min(to, len(s.words)))
	return true
}

// hanDate reads 2026年, 12月5日 and 14时.
func (s *scan) hanDate(i int, text string) {
	if _, err := strconv.Atoi(text); err != nil {
		s.numeralDate(i)
		return
	}
	switch s.fold(i + 1) {
	case "年":
		if year.MatchString(text) {
			s.add(fact{kind: news.MeansDate, key: "year " + text}, i, i+2)
		}
	case "月", "日", "号", "时", "点":
		s.add(fact{kind: news.MeansDate, key: text + s.fold(i+1)}, i, i+2)
	}
}

// numeralDate reads 七月, 十五日, 二〇二六年 and 下午三点.
func (s *scan) numeralDate(i int) {
	isDigit := func(i int) bool {
		r, _ := utf8.DecodeRuneInString(s.fold(i))
		d := hanDigit(r)
		return d >= 0 && d <= 10
	}
	if !isDigit(i) || isDigit(i-1) {
		return
	}
	to := i
	for to < len(s.words) && to < i+digitsOfYear && isDigit(to) {
		to++
	}
	dated := false
	switch s.fold(to) {
	case "月", "日", "号", "时":
		dated = true
	case "点": // elsewhere a point
		dated = i > 0 && !s.free(i-1, i)
	case "年": // else a time that something lasts
		dated = to-i == digitsOfYear
	}
	if dated && s.free(i, to+1) {
		s.add(fact{kind: news.MeansDate, key: s.text[s.words[i].start:s.words[to].end]}, i, to+1)
	}
}

// digitsOfYear is how many characters a year has that is written out digit by digit.
const digitsOfYear = 4
