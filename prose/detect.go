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
	claimBits   = 9  // a claim is believed if a byte beyond ASCII costs no more than this
	betterBits  = 3  // else an encoding must be cheaper than the claim by this much a byte
)

// The letters are in the order of their frequency in ordinary text, counted roughly: only their rank matters.
const (
	russian    = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
	bulgarian  = "аоеитнрвсдклпмъузгбячщжхцйшюфь"
	ukrainian  = "оанивіертслкдпумязьбгчйхжшюцєїщфґ"
	greek      = "αοιετνσρςκπηυμλίόάέγδωήθχύφβώξζψϊ"
	hebrew     = "יוהלאתרמבשנםחעדקצפגכטןזסךץף"
	arabic     = "اليمنوترةبعدسفهكقحأجشىطصخزءئضإغذثظآؤ"
	thai       = "ารนกอเง่ยลม้วดทสตะปบคหแจพชขใไโผซณศธถญภษฐฟฉฎฌฆฑ็์ัีิืุูึํๆฯ๊๋"
	simplified = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里" +
		"用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运新闻网"
	traditional = "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡" +
		"用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運新聞網"
	japanese = "のいをたにしるてがはとなでっれらもすかりこうさんまきくよめせけあそえどつみだおわろじばへちゃげべやびゅょぶほ" +
		"ンールスイトアリラレシックドジタプグテフマロムデサメキコビパオチウカニバブナツィエモュミハダピソヒノポギャガヤベボョネノ日本人年大国会中一二三時分月社生新事出行者前地同自部業上下合学方見高度後間政手内実理対用言場市気株金産物投資情報"
	korean = "이다는에의가을하고지로기한도사리어은라대서자를나인시으정과그아만있수일전해보부제주장것게니상구여원면동들스조" +
		"오안성비트내무마적미우공신중영연모소경진위바없화선유관교방국말실당회세생발산체"
)

// models are asked in this order; of two that fit alike the earlier one is taken.
var models = []model{
	read("windows-1252", "éèàêçôîâùûëïœ", nil), // French
	read("windows-1252", "äüößé", nil),         // German
	read("windows-1252", "óíáéñúü¿¡", nil),     // Spanish
	read("windows-1252", "ãçáéíóêõâàúô", nil),  // Portuguese
	read("windows-1252", "àèùòìé", nil),        // Italian
	read("windows-1252", "äöåé", nil),          // Swedish, Finnish
	read("windows-1252", "åøæéö", nil),         // Danish, Norwegian
	read("windows-1252", "áíóéðöþúýæ", nil),    // Icelandic
	read("windows-1251", russian, nil), read("koi8-r", russian, nil), read("ibm866", russian, nil), read("iso-8859-5", russian, nil),
	read("x-mac-cyrillic", russian, nil), read("ibm855", russian, nil),
	read("windows-1251", bulgarian, nil), read("iso-8859-5", bulgarian, nil),
	read("windows-1251", ukrainian, nil), read("koi8-u", ukrainian, nil),
	read("windows-1250", "áéőöíóüúű", nil), read("iso-8859-2", "áéőöíóüúű", nil), // Hungarian
	read("windows-1250", "ęłąóżśćńź", nil), read("iso-8859-2", "ęłąóżśćńź", nil), // Polish
	read("windows-1250", "íáěéýřčžšůúňťďó", nil), read("iso-8859-2", "íáěéýřčžšůúňťďó", nil), // Czech
	read("windows-1250", "áíéčýžšúľťňôóäďĺŕ", nil), read("iso-8859-2", "áíéčýžšúľťňôóäďĺŕ", nil), // Slovak
	read("windows-1250", "čšžćđ", nil), read("iso-8859-2", "čšžćđ", nil), // Croatian, Slovene
	read("windows-1250", "ăţîşâ", nil), read("iso-8859-2", "ăţîşâ", nil), // Romanian
	read("windows-1254", "ıüşğçöâîi̇", nil), // Turkish
	read("windows-1257", "āīēšūņļģžčķėąįųę", nil),
	read("windows-1253", greek, nil), read("iso-8859-7", greek, nil),
	read("windows-1255", hebrew, unicode.Hebrew), read("windows-1256", arabic, unicode.Arabic), read("iso-8859-6", arabic, nil),
	read("windows-874", thai, unicode.Thai),
	read("shift_jis", japanese, unicode.Han), read("euc-jp", japanese, unicode.Han), read("iso-2022-jp", japanese, unicode.Han),
	read("gb18030", simplified, unicode.Han), read("big5", traditional, unicode.Han), read("euc-kr", korean, unicode.Hangul),
}

// read makes a model of letters whose frequency falls with their rank.
func read(encoding, letters string, script *unicode.RangeTable) model {
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
	for _, name := range claims {
		if bits := costOf(sample, name); bits <= claimBits {
			return name
		} else if bits < cost {
			best, cost = name, bits-betterBits
		}
	}
	for _, name := range encodings() {
		if bits := costOf(sample, name); bits < cost {
			best, cost = name, bits
		}
	}
	return best
}

func encodings() []string {
	var names []string
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
	if low != r && unicode.IsLower(before) || unicode.Is(unicode.Mn, r) && !unicode.IsLetter(before) && !unicode.Is(unicode.Mn, before) {
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
