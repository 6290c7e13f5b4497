package extract

import (
	"regexp"
	"strings"
	"time"

	"github.com/stemma-news/stemma/prose"
)

var inAddress = regexp.MustCompile(`/((?:19|20)\d\d)(?:[/-]?([01]\d)([0-3]\d)|[/-]?([01]?\d)[/-]([0-3]?\d))(?:[/_-]|$)`)

var dayInAddress = regexp.MustCompile(`[/~_-]([0-3]?\d)[_-]([01]?\d)[_-]((?:19|20)\d\d)\b`)

// addressDate gives the day that stands in an address, as in /2020/03/14/; /2021/22/ is a season.
func addressDate(address string) time.Time {
	if m := inAddress.FindStringSubmatch(address); m != nil {
		return day(number(m[1]), number(m[2]+m[4]), number(m[3]+m[5]))
	}
	if m := dayInAddress.FindStringSubmatch(address); m != nil {
		return day(number(m[3]), number(m[2]), number(m[1]))
	}
	return time.Time{}
}

var layouts = []string{
	time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05-07", "2006-01-02T15:04-07:00", "2006-01-02T15:04-0700",
	"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02T15:04Z", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05-07:00",
	"2006-01-02 15:04:05-0700", "2006-01-02 15:04:05Z", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", time.RFC1123,
	time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "Mon Jan 02 15:04:05 MST 2006", "Mon Jan 02 2006 15:04:05 MST-0700",
	"Mon, 02 Jan 2006 15:04", "2006/01/02 15:04:05", "2006/01/02 15:04", "2006/01/02", "20060102T150405Z", "20060102T1504", "20060102150405", "20060102",
}

// moment reads a date as machines write it, or as people do; zero when it is none.
func moment(s string) time.Time {
	s = strings.TrimSpace(s)
	if len(s) < 8 || len(s) > 60 {
		return time.Time{}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil && sane(t) {
			return t
		}
	}
	if t, ok := unixMoment(s); ok {
		return t
	}
	return readDate(s, false)
}

func sane(t time.Time) bool { return t.Year() >= 1990 && t.Year() <= 2100 }

// unixMoment reads seconds or milliseconds since 1970.
func unixMoment(s string) (time.Time, bool) {
	if strings.Trim(s, "0123456789") != "" {
		return time.Time{}, false
	}
	switch len(s) {
	case 10:
		return time.Unix(int64(number(s)), 0).UTC(), true
	case 13:
		return time.UnixMilli(int64(number(s))).UTC(), true
	default:
		return time.Time{}, false
	}
}

func number(s string) int {
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

// day gives a date, zero when there is no such day.
func day(y, m, d int) time.Time {
	if y < 100 {
		y += 2000
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d || int(t.Month()) != m || !sane(t) {
		return time.Time{}
	}
	return t
}

// humanDate reads the first date in a line, by the page's habit where day and month could be either.
func (s *sheet) humanDate(text string) time.Time {
	return readDate(text, s.monthFirst)
}

var (
	isoDay     = regexp.MustCompile(`\b((?:19|20)\d\d)[-/.]([01]?\d)[-/.]([0-3]?\d)(?:\b|T)`)
	dottedDay  = regexp.MustCompile(`\b([0-3]?\d)(\. ?|/|-)([01]?\d|[0-3]\d)(?:\. ?|/|-)((?:19|20)\d\d|\d\d)\b`)
	hanDay     = regexp.MustCompile(`((?:19|20)\d\d) ?[年년] ?([01]?\d) ?[月월] ?([0-3]?\d) ?[日일]`)
	dayMonth   = regexp.MustCompile(`\b([0-3]?\d)(?:\.|(?:\. ?(?:[-–]|bis) ?[0-3]?\d)?\.? |(?:st|nd|rd|th|er|º|ª)?,? (?:de |of )?)(\p{L}{3,12})\.?,? (?:de |del |г\. )?((?:19|20)\d\d)\b`)
	monthDay   = regexp.MustCompile(`(\p{L}{3,12})\.? ([0-3]?\d)(?:st|nd|rd|th)?,?(?: [0-2]?\d:\d\d(?::\d\d)?)? ((?:19|20)\d\d)\b`)
	hyphenated = regexp.MustCompile(`\b([0-3]?\d)-(\p{L}{3,9})-((?:19|20)\d\d|\d\d)\b`)
)

// mayTellDate says what of a date stands in a text: a year of four digits, without which no date with a month's name or with
// the year before it is one, and a digit with a mark behind it, without which none of the others is. Nearly all lines
// have neither, and looking for that takes a hundredth of the time that looking for dates does.
func mayTellDate(text string) (year, marked bool) {
	for i := 0; i+1 < len(text); i++ {
		if !isDigit(text[i]) {
			continue
		}
		switch next := text[i+1]; {
		case next == '.', next == '/', next == '-':
			marked = true
		case (text[i] == '1' && next == '9' || text[i] == '2' && next == '0') && i+3 < len(text):
			year = year || isDigit(text[i+2]) && isDigit(text[i+3])
		}
	}
	return year, marked
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// readDate reads the first date in a text as people write it.
func readDate(text string, monthFirst bool) time.Time {
	year, marked := mayTellDate(text)
	find := func(re *regexp.Regexp, may bool) []string {
		if !may {
			return nil
		}
		return re.FindStringSubmatch(text)
	}
	for _, re := range []*regexp.Regexp{isoDay, hanDay} {
		if m := find(re, year); m != nil {
			return day(number(m[1]), number(m[2]), number(m[3]))
		}
	}
	if m := find(dayMonth, year); m != nil && monthOf(m[2]) > 0 {
		return day(number(m[3]), monthOf(m[2]), number(m[1]))
	}
	if m := find(hyphenated, marked); m != nil && monthOf(m[2]) > 0 {
		return day(number(m[3]), monthOf(m[2]), number(m[1]))
	}
	if m := find(monthDay, year); m != nil && monthOf(m[1]) > 0 {
		return day(number(m[3]), monthOf(m[1]), number(m[2]))
	}
	if m := find(dottedDay, marked); m != nil {
		a, b, y := number(m[1]), number(m[3]), number(m[4])
		if (m[2] == "/" || m[2] == "-") && monthFirst && a <= 12 || b > 12 {
			a, b = b, a
		}
		return day(y, b, a)
	}
	return time.Time{}
}

// months are the beginnings of the months' names, folded, in the languages that share letters with others' names.
var months = [12]string{
	"jan gen ene sty led oca янв січ ιαν yan saus tamm يناير جانفي ژانویه जन",
	"feb fev fév lut uno sub фев лют φεβ helm vas peb فبراير فيفري فوریه फर",
	"mar mär maer mrt mac bre мар бер μαρ maal mars مارس مارچ मार्च",
	"apr abr avr kwi dub nis апр кві απρ huht أبريل ابريل أفريل آوریل अप्रै",
	"mai may mag maj maa mei май мая тра μαι touk kvet مايو ماي مه मई",
	"jun jui* giu cze cer* haz июн чер ιουν kesa juin يونيو جوان ژوئن जून",
	"jul lug lip tem* июл лип ιουλ heina juil يوليو جويلية ژوئیه जुला",
	"aug ago aou aoû sie srp agu авг сер αυγ elok agos أغسطس اغسطس أوت اوت अग",
	"sep set wrz zar eyl сен вер σεπ syys spt سبتمبر سپتامبر सित",
	"oct okt ott out paz rij eki окт жов οκτ loka أكتوبر اكتوبر اکتبر अक्",
	"nov lis kas ноя лист νοε marras نوفمبر نوامبر नव",
	"dec dez dic gru pro ara дек гру δεκ joulu dis des ديسمبر دسامبر दिस",
}

// A monthStart is the beginning of a month's name, folded.
type monthStart struct {
	text  string
	month int
}

var monthStarts = foldedMonths()

func foldedMonths() (all []monthStart) {
	for i, starts := range months {
		for start := range strings.FieldsSeq(starts) {
			all = append(all, monthStart{strings.TrimSuffix(prose.Fold(start), "*"), i + 1})
		}
	}
	return all
}

// monthOf gives the number of a month's name, 0 when it is none.
func monthOf(name string) int {
	name = prose.Fold(name)
	if exact, ok := exactMonths[name]; ok {
		return exact
	}
	best := monthStart{}
	for _, start := range monthStarts {
		if len(start.text) > len(best.text) && strings.HasPrefix(name, start.text) {
			best = start
		}
	}
	return best.month
}

// exactMonths are names whose beginning is that of another month.
var exactMonths = map[string]int{
	"juillet": 7, "juin": 6, "cerven": 6, "cervna": 6, "cervence": 7, "cervenec": 7, "listopad": 11, "listopada": 11,
	"listopadu": 11, "lipca": 7, "temmuz": 7, "marraskuu": 11, "martie": 3,
}
