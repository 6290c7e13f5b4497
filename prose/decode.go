package prose

import (
	"bytes"
	"math"
	"mime"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// Decode gives the text of a page or feed and the name of the encoding that it was read in. It believes, in this order:
// a byte order mark, the pattern of zeros of UTF-16 and UTF-32, bytes that are UTF-8 and nothing else, the contentType
// header, the page's own claim (meta, XML declaration), and at last the letters themselves. A claim that cannot be true
// is passed over. It never fails: bytes without meaning become U+FFFD. A byte order mark is no part of the text.
func Decode(body []byte, contentType string) (text, encodingName string) {
	if name, size := byteOrderMark(body); name != "" {
		return decodeAs(body[size:], name), name
	}
	if name := wideWithoutMark(body); name != "" {
		return decodeAs(body, name), name
	}
	claims := claimed(body, contentType)
	if surelyUTF8(body, claims) {
		return mended(string(body)), "utf-8"
	}
	name := bestOf(body, claims)
	return decodeAs(body, name), name
}

func byteOrderMark(body []byte) (name string, size int) {
	for _, mark := range []struct{ bytes, name string }{
		{"\xef\xbb\xbf", "utf-8"},
		{"\xff\xfe\x00\x00", "utf-32le"}, // before UTF-16, whose mark it begins with
		{"\x00\x00\xfe\xff", "utf-32be"},
		{"\xff\xfe", "utf-16le"},
		{"\xfe\xff", "utf-16be"},
	} {
		if bytes.HasPrefix(body, []byte(mark.bytes)) {
			return mark.name, len(mark.bytes)
		}
	}
	return "", 0
}

// wideWithoutMark knows UTF-16 and UTF-32 by where the zeros stand: markup is ASCII, so every second byte is zero, or
// three in four.
func wideWithoutMark(body []byte) string {
	sample := body[:min(len(body), 4096)&^3]
	var zeros [4]int
	for i, c := range sample {
		if c == 0 {
			zeros[i%4]++
		}
	}
	quarter := len(sample) / 4
	if quarter < 4 {
		return ""
	}
	many := func(n int) bool { return n*10 > quarter*6 }
	few := func(n int) bool { return n*10 < quarter*3 }
	switch z := zeros; {
	case many(z[1]) && many(z[2]) && many(z[3]) && few(z[0]):
		return "utf-32le"
	case many(z[0]) && many(z[1]) && many(z[2]) && few(z[3]):
		return "utf-32be"
	case many(z[1]) && many(z[3]) && few(z[0]) && few(z[2]):
		return "utf-16le"
	case many(z[0]) && many(z[2]) && few(z[1]) && few(z[3]):
		return "utf-16be"
	default:
		return ""
	}
}

// surelyUTF8 says that the body is UTF-8 whatever is claimed. A legacy text that is valid UTF-8 by chance must be very
// short: three sequences are enough, ten where a claim says that bytes come in pairs anyway. A few bad bytes, such as
// a cut in the middle of a character, do not make it another encoding.
func surelyUTF8(body []byte, claims []string) bool {
	good, bad := 0, 0
	most := math.MaxInt // of good ones that need be counted
	if utf8.Valid(body) {
		most = 10
	}
	escapes := false                                         // of ISO 2022, which is ASCII to the eye
	for i := 0; i < len(body) && bad < 100 && good < most; { // by then it is clear
		if c := body[i]; c < utf8.RuneSelf {
			escapes = escapes || c == 0x1b && i+1 < len(body) && body[i+1] == '$'
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		i += size
	}
	if good == 0 && bad == 0 {
		return !escapes && !slices.Contains(claims, "hz-gb-2312") // which is ASCII to the eye too
	}
	enough := 3
	if len(claims) == 0 || claims[0] == "utf-8" || claims[0] == "windows-1252" {
		enough = 1 // in Western Europe no word has a capital accent and a mark behind it
	} else if pairs(claims[0]) {
		enough = 10
	}
	return good >= enough && bad*20 <= good
}

// pairs says that an encoding writes its characters in two bytes or more.
func pairs(name string) bool {
	switch name {
	case "gbk", "gb18030", "big5", "euc-jp", "euc-kr", "shift_jis", "iso-2022-jp":
		return true
	}
	return false
}

var (
	xmlClaim  = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]{1,40})`)
	metaClaim = regexp.MustCompile(`(?i)<meta\s[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{1,40})`)
)

// claimed gives the names of the known encodings that header and page claim, the more believable first.
func claimed(body []byte, contentType string) []string {
	head := body[:min(len(body), 8192)]
	labels := []string{headerClaim(contentType)}
	for _, claim := range []*regexp.Regexp{xmlClaim, metaClaim} {
		if m := claim.FindSubmatch(head); m != nil {
			labels = append(labels, string(m[1]))
		}
	}
	var names []string
	for _, label := range labels {
		_, name := lookup(label)
		if strings.HasPrefix(name, "utf-16") || strings.HasPrefix(name, "utf-32") {
			name = "utf-8" // else the claim itself could not be read
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

func headerClaim(contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return params["charset"]
	}
	_, label, _ := strings.Cut(strings.ToLower(contentType), "charset=")
	label, _, _ = strings.Cut(label, ";")
	return strings.Trim(label, `"' `)
}

// alias are names that pages use and no standard knows.
var alias = map[string]string{
	"maccyrillic": "x-mac-cyrillic", "macroman": "macintosh", "x-mac-roman": "macintosh", "cp949": "euc-kr", "uhc": "euc-kr",
	"ms949": "euc-kr", "cp932": "shift_jis", "win-1251": "windows-1251", "windows1251": "windows-1251",
	"win1251": "windows-1251", "utf-8-sig": "utf-8",
	"gb2312-80": "gbk", "euckr": "euc-kr", "eucjp": "euc-jp", "sjis-win": "shift_jis",
}

// lookup finds an encoding by one of its labels: those of the web, and some of old machines that feeds still carry.
// Both results are zero for an unknown label.
func lookup(label string) (encoding.Encoding, string) {
	label = strings.ToLower(strings.TrimSpace(label))
	switch label {
	case "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), label
	case "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), label
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), label
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), label
	case "hz-gb-2312":
		return simplifiedchinese.HZGB2312, label
	case "", "x-user-defined", "replacement":
		return nil, ""
	}
	if known := alias[label]; known != "" {
		label = known
	}
	if enc, name := charset.Lookup(label); enc != nil && name != "replacement" {
		return enc, name
	}
	if enc, err := ianaindex.IANA.Encoding(label); err == nil && enc != nil {
		return enc, label
	}
	return nil, ""
}

// mended gives a text with U+FFFD for bytes without meaning. Most have none, which is found out much faster.
func mended(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	return strings.ToValidUTF8(text, "\ufffd")
}

// decodeAs reads a body in a named encoding.
func decodeAs(body []byte, name string) string {
	enc, _ := lookup(name)
	if enc == nil || name == "utf-8" {
		return mended(string(body))
	}
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return mended(string(body))
	}
	return mended(string(text))
}
