package prose

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A model is what one language looks like in one encoding: how many bits each of its letters beyond ASCII costs, so
// that the encoding in which a text costs least is the one it was written in.
type model struct {
	encoding string
	bits     map[rune]float64    // of a letter
	script   *unicode.RangeTable // of its other letters; nil if there are none
}

// What characters cost that no letter list has, in bits.
const (
	asciiBits   = 5
	markBits    = 7  // a mark that all languages have
	capitalBits = 4  // beyond the small letter's
	misplaced   = 12 // beyond its own: a capital after a small letter, a vowel sign without its letter
	rareBits    = 13 // a character of the script that is not among the common ones
	foreignBits = 18 // a character of another script
	brokenBits  = 40 // no character at all
	claimBits   = 7  // a claim is believed if a byte beyond ASCII costs no more than this
	secondBits  = .5 // by which the page's own claim must be better than the header's
	betterBits  = 3  // by which an encoding that nobody claims must be better than a claim, a byte
)

// models are asked in this order; of two that fit alike the earlier one is taken.
var models = []model{
	modelOf("windows-1252", "éèàêçôîâùûëïœ", nil), // French
	modelOf("windows-1252", "äüößé", nil),         // German
	modelOf("windows-1252", "óíáéñúü¿¡", nil),     // Spanish
	modelOf("windows-1252", "ãçáéíóêõâàúô", nil),  // Portuguese
	modelOf("windows-1252", "àèùòìé", nil),        // Italian
	modelOf("windows-1252", "äöåé", nil),          // Swedish, Finnish
	modelOf("windows-1252", "åøæéö", nil),         // Danish, Norwegian
	modelOf("windows-1252", "áíóéðöþúýæ", nil),    // Icelandic
	modelOf("windows-1251", russian, nil), modelOf("koi8-r", russian, nil), modelOf("ibm866", russian, nil),
	modelOf("iso-8859-5", russian, nil), modelOf("x-mac-cyrillic", russian, nil), modelOf("ibm855", russian, nil),
	modelOf("windows-1251", bulgarian, nil), modelOf("iso-8859-5", bulgarian, nil),
	modelOf("windows-1251", ukrainian, nil), modelOf("koi8-u", ukrainian, nil),
	modelOf("windows-1250", "áéőöíóüúű", nil), modelOf("iso-8859-2", "áéőöíóüúű", nil), // Hungarian
	modelOf("windows-1250", "ęłąóżśćńź", nil), modelOf("iso-8859-2", "ęłąóżśćńź", nil), // Polish
	modelOf("windows-1250", "íáěéýřčžšůúňťďó", nil), modelOf("iso-8859-2", "íáěéýřčžšůúňťďó", nil), // Czech
	modelOf("windows-1250", "áíéčýžšúľťňôóäďĺŕ", nil), modelOf("iso-8859-2", "áíéčýžšúľťňôóäďĺŕ", nil), // Slovak
	modelOf("windows-1250", "čšžćđ", nil), modelOf("iso-8859-2", "čšžćđ", nil), // Croatian, Slovene
	modelOf("windows-1250", "ăţîşâ", nil), modelOf("iso-8859-2", "ăţîşâ", nil), // Romanian
	modelOf("windows-1254", "ıüşğçöâîi", nil),        // Turkish, whose capital İ has an ASCII letter beside it
	modelOf("windows-1257", "āīēšūņļģžčķėąįųę", nil), // Latvian, Lithuanian
	modelOf("windows-1253", greek, nil), modelOf("iso-8859-7", greek, nil),
	modelOf("windows-1255", hebrew, unicode.Hebrew),
	modelOf("windows-1256", arabic, unicode.Arabic), modelOf("iso-8859-6", arabic, nil),
	modelOf("windows-874", thai, unicode.Thai),
	modelOf("shift_jis", japanese, unicode.Han), modelOf("euc-jp", japanese, unicode.Han),
	modelOf("iso-2022-jp", japanese, unicode.Han),
	modelOf("gb18030", simplified, unicode.Han), modelOf("big5", traditional, unicode.Han),
	modelOf("euc-kr", korean, unicode.Hangul),
}

// modelOf makes a model of letters whose frequency falls with their rank.
func modelOf(encoding, letters string, script *unicode.RangeTable) model {
	m := model{encoding, make(map[rune]float64), script}
	n := float64(utf8.RuneCountInString(letters))
	whole := math.Log(1 + n/5) // roughly the sum of 1/(i+5)
	for _, r := range letters {
		if _, twice := m.bits[r]; !twice {
			m.bits[r] = math.Log2(whole * float64(len(m.bits)+5))
		}
	}
	return m
}

// sampleSize is how many bytes beyond ASCII are enough to tell encodings apart.
const sampleSize = 2500

// bestOf chooses among the claims and, where none can be true, all encodings that are known.
func bestOf(body []byte, claims []string) string {
	sample := foreignSample(body)
	best, cost := "windows-1252", math.Inf(1)
	for i, name := range claims {
		if bits := costOf(sample, name) + secondBits*float64(min(i, 1)); bits < cost {
			best, cost = name, bits
		}
	}
	if cost <= claimBits {
		return best
	}
	cost -= betterBits
	for _, name := range encodings() {
		if bits := costOf(sample, name); bits < cost {
			best, cost = name, bits
		}
	}
	return best
}

func encodings() []string {
	names := []string{"utf-8"}
	for _, m := range models {
		if !slices.Contains(names, m.encoding) {
			names = append(names, m.encoding)
		}
	}
	return names
}

// costOf gives the bits that a byte beyond ASCII costs in an encoding, in the language that suits it best. An encoding
// that no model knows costs as much as a claim may if all its bytes have a meaning.
func costOf(sample []byte, name string) float64 {
	text := decodeAs(sample, name)
	switch name {
	case "gbk":
		name = "gb18030"
	case "utf-8":
		text = string(sample) // every bad byte shall cost, not every run of them
	}
	least := math.Inf(1)
	for _, m := range models {
		if m.encoding == name || name == "utf-8" {
			least = min(least, m.cost(text))
		}
	}
	if math.IsInf(least, 1) && !strings.ContainsRune(text, utf8.RuneError) {
		return claimBits
	}
	high := 0
	for _, c := range sample {
		if c >= utf8.RuneSelf {
			high++
		}
	}
	return (least - asciiBits*float64(len(sample)-high)) / float64(max(high, 1))
}

// foreignSample leaves out the lines of a body that are ASCII only, for they read the same in every encoding.
func foreignSample(body []byte) []byte {
	if slices.Contains(body, 0x1b) {
		return body[:min(len(body), 4*sampleSize)] // ISO 2022 is told by its escapes
	}
	var sample []byte
	for line := range bytes.Lines(body) {
		start := slices.IndexFunc(line, func(c byte) bool { return c >= utf8.RuneSelf })
		if start < 0 {
			continue
		}
		line = line[max(0, start-1):] // with the character before, by which capitals inside words are seen
		sample = append(sample, line[:min(len(line), sampleSize)]...)
		if len(sample) > sampleSize {
			break
		}
	}
	return sample
}

// cost gives the bits that a decoded text costs in the model's language. ASCII counts too, since what is half of a
// pair in one encoding is a letter in another.
func (m model) cost(text string) float64 {
	sum := 0.0
	before := ' '
	for _, r := range text {
		if r < utf8.RuneSelf {
			sum += asciiBits
		} else {
			sum += m.weigh(before, r)
		}
		before = r
	}
	return sum
}

// weigh gives what one character costs behind another.
func (m model) weigh(before, r rune) float64 {
	if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Co, r) {
		return brokenBits
	}
	low := unicode.ToLower(r)
	bits, common := m.bits[low]
	switch {
	case !common:
		bits = m.weighOther(r)
	case low != r:
		bits += capitalBits
	}
	capitalInside := low != r && unicode.IsLower(before)
	strayMark := unicode.Is(unicode.Mn, r) && !unicode.IsLetter(before) && !unicode.Is(unicode.Mn, before)
	if capitalInside || strayMark {
		bits += misplaced
	}
	return bits
}

// weighOther gives what a character costs that is not among the common ones.
func (m model) weighOther(r rune) float64 {
	eastern := m.script == unicode.Han || m.script == unicode.Hangul
	switch {
	case eastern && (r >= 0x3000 && r < 0x3040 || r >= 0xff01 && r < 0xff5f):
		return markBits // the punctuation and the wide letters of East Asia
	case neutral(r):
		return markBits
	case m.script != nil && unicode.Is(m.script, r):
		return rareBits
	default:
		return foreignBits
	}
}

// neutral are the marks that texts of every language have.
func neutral(r rune) bool {
	return r < 0xc0 && r > 0x9f || r >= 0x2010 && r <= 0x2044 || strings.ContainsRune("№€™†‡", r)
}
