package prose

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// samples are sentences in the languages and encodings that are told apart by their letters alone.
var samples = []struct{ encoding, text string }{
	{"windows-1252", "Der Bürgermeister wollte sich nicht äußern: „Wir prüfen die Vorwürfe gründlich“, hieß es größtenteils."},
	{"windows-1252", "Le maire a été réélu dimanche à une très large majorité, malgré la grève des employés du port."},
	{"windows-1252", "El alcalde anunció ayer que mañana habrá otra sesión: ¿quién pagará la reparación del muelle?"},
	{"windows-1250", "Burmistrz zapowiedział w środę, że część mieszkańców wróci do domów jeszcze w tym tygodniu. Źródła są różne."},
	{"iso-8859-2", "Místní úřad oznámil, že most přes řeku zůstane uzavřený ještě dva týdny, než dělníci dokončí opravy. Šest lidí."},
	{"windows-1250", "A polgármester szerint a híd felújítása jövő őszre készülhet el, és a költségek kétszeresükre nőttek."},
	{"windows-1251", "Мэр заявил, что мост через реку останется закрытым ещё две недели, пока рабочие не закончат ремонт."},
	{"koi8-r", "Мэр заявил, что мост через реку останется закрытым ещё две недели, пока рабочие не закончат ремонт."},
	{"ibm866", "Мэр заявил, что мост через реку останется закрытым ещё две недели, пока рабочие не закончат ремонт."},
	{"iso-8859-5", "Мэр заявил, что мост через реку останется закрытым ещё две недели, пока рабочие не закончат ремонт."},
	{"windows-1251", "Кметът заяви, че мостът над реката ще остане затворен още две седмици, докато работниците свършат."},
	{"windows-1253", "Ο δήμαρχος δήλωσε ότι η γέφυρα θα παραμείνει κλειστή για δύο ακόμη εβδομάδες μέχρι να τελειώσουν."},
	{"windows-1254", "Belediye başkanı, köprünün işçiler onarımı bitirene kadar iki hafta daha kapalı kalacağını söyledi."},
	{"windows-1255", "ראש העיר אמר כי הגשר מעל הנהר יישאר סגור עוד שבועיים עד שהפועלים יסיימו את התיקון"},
	{"windows-1256", "قال رئيس البلدية إن الجسر فوق النهر سيبقى مغلقا أسبوعين آخرين حتى ينهي العمال الإصلاح"},
	{"windows-874", "นายกเทศมนตรีกล่าวว่าสะพานข้ามแม่น้ำจะปิดต่อไปอีกสองสัปดาห์จนกว่าคนงานจะซ่อมเสร็จ"},
	{"shift_jis", "市長は、川にかかる橋の修理が終わるまで、あと二週間は通行止めが続くと発表した。"},
	{"euc-jp", "市長は、川にかかる橋の修理が終わるまで、あと二週間は通行止めが続くと発表した。"},
	{"iso-2022-jp", "市長は、川にかかる橋の修理が終わるまで、あと二週間は通行止めが続くと発表した。"},
	{"gb18030", "市长说，河上的大桥还要关闭两个星期，直到工人完成修理工作为止，居民对此表示不满。"},
	{"big5", "市長說，河上的大橋還要關閉兩個星期，直到工人完成修理工作為止，居民對此表示不滿。"},
	{"euc-kr", "시장은 강을 건너는 다리가 수리가 끝날 때까지 두 주 동안 더 폐쇄될 것이라고 말했다."},
	{"utf-16le", "<p>The bridge stays closed. Мост закрыт."},
	{"utf-16be", "<p>The bridge stays closed. Мост закрыт."},
	{"utf-32le", "<p>The bridge stays closed. Мост закрыт."},
	{"utf-32be", "<p>The bridge stays closed. Мост закрыт."},
}

func encode(t *testing.T, text, encoding string) []byte {
	t.Helper()
	enc, _ := lookup(encoding)
	if enc == nil {
		t.Fatalf("no encoding %q", encoding)
	}
	body, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatalf("%q in %s: %v", text, encoding, err)
	}
	return body
}

func TestDecodeByLettersAlone(t *testing.T) {
	for _, s := range samples {
		if got, name := Decode(encode(t, s.text, s.encoding), ""); got != s.text {
			t.Errorf("%s was read as %s: %q", s.encoding, name, got)
		}
	}
}

func TestDecodeByClaim(t *testing.T) {
	for _, s := range samples {
		if strings.HasPrefix(s.encoding, "utf-") {
			continue
		}
		body := encode(t, s.text, s.encoding)
		if got, name := Decode(body, "text/html; charset="+s.encoding); got != s.text || name != s.encoding {
			t.Errorf("%s by its header was read as %s: %q", s.encoding, name, got)
		}
		meta := append([]byte(`<html><META http-equiv=content-type content="text/html; Charset=`+s.encoding+`"><p>`), body...)
		if got, name := Decode(meta, "text/html"); !strings.HasSuffix(got, s.text) || name != s.encoding {
			t.Errorf("%s by its meta was read as %s: %q", s.encoding, name, got)
		}
	}
}

func TestDecodePassesOverLies(t *testing.T) {
	const text = "Мэр заявил, что мост через реку останется закрытым ещё две недели, пока рабочие не закончат ремонт."
	for _, test := range []struct{ name, encoding, header, claim string }{
		{"header says UTF-8, meta is right", "windows-1251", "text/html; charset=utf-8", `<meta charset="windows-1251">`},
		{"header says Latin 1", "windows-1251", "text/html; charset=ISO-8859-1", ""},
		{"meta says Latin 1, is UTF-8", "utf-8", "text/html", `<meta charset="iso-8859-1">`},
		{"declaration says UTF-16, is UTF-8", "utf-8", "", `<?xml version="1.0" encoding="UTF-16"?>`},
		{"unknown claim", "koi8-r", "text/html; charset=klingon", ""},
		{"header says Latin 1, meta is right", "koi8-r", "text/html; charset=ISO-8859-1", `<meta charset="koi8-r">`},
		{"another Cyrillic", "koi8-r", "text/html; charset=windows-1251", ""},
		{"header without end", "windows-1251", `text/html; charset="windows-1251`, ""},
	} {
		body := append([]byte(test.claim), encode(t, text, test.encoding)...)
		if got, name := Decode(body, test.header); got != test.claim+text || name != test.encoding {
			t.Errorf("%s: read as %s: %q", test.name, name, got)
		}
	}
}

func TestDecodeByUnusualNames(t *testing.T) {
	const text = "Мэр заявил"
	for label, encoding := range map[string]string{"win-1251": "windows-1251", "MacCyrillic": "x-mac-cyrillic", "CP866": "ibm866"} {
		if got, name := Decode(encode(t, text, encoding), "text/html; charset="+label); got != text || name != encoding {
			t.Errorf("%s was read as %s: %q", label, name, got)
		}
	}
	if got, _ := Decode([]byte("~{VPND~}"), "text/html; charset=hz-gb-2312"); got != "中文" {
		t.Errorf("HZ was read as %q", got)
	}
}

func TestDecodeMarksAndBrokenBytes(t *testing.T) {
	for _, test := range []struct{ name, in, want, encoding string }{
		{"nothing", "", "", "utf-8"},
		{"ASCII", "plain", "plain", "utf-8"},
		{"mark of UTF-8", "\xef\xbb\xbfcafé", "café", "utf-8"},
		{"mark of UTF-16", "\xff\xfea\x00\x3d\xd8\x00\xde", "a😀", "utf-16le"},
		{"mark of big UTF-16", "\xfe\xff\x00a", "a", "utf-16be"},
		{"mark of UTF-32", "\xff\xfe\x00\x00a\x00\x00\x00", "a", "utf-32le"},
		{"two characters of UTF-8", "<meta charset=latin1>“", "<meta charset=latin1>“", "utf-8"},
		{"one cut character", strings.Repeat("é", 30) + "\xc3", strings.Repeat("é", 30) + "\ufffd", "utf-8"},
		{"quotes of Windows", "\x93Enough\x94 \x96 he said", "“Enough” – he said", "windows-1252"},
	} {
		if got, name := Decode([]byte(test.in), ""); got != test.want || name != test.encoding {
			t.Errorf("%s: Decode = %q, %s; want %q, %s", test.name, got, name, test.want, test.encoding)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\xff\xfeh\x00"), "text/html; charset=utf-8")
	f.Add([]byte(`<?xml encoding="big5"?>`+"\xa4\xa4\xa4"), "")
	f.Add([]byte("\x1b$B;TD9\x1b(B"), "text/html; charset=iso-2022-jp")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		text, name := Decode(body, contentType)
		if !utf8.ValidString(text) {
			t.Errorf("%q decodes to invalid UTF-8 %q", body, text)
		}
		if enc, _ := lookup(name); enc == nil {
			t.Errorf("%q is no encoding", name)
		}
		if again, _ := Decode([]byte(text), "text/html; charset=utf-8"); utf8.RuneCountInString(text) > 20 &&
			!strings.ContainsAny(text, "\x00\x1b\ufffd\ufeff\ufffe") && again != text {
			t.Errorf("%q is read again as %q", text, again)
		}
	})
}

// unread are the files of the charset folders that are known not to be read, with the reason.
var unread = map[string]string{
	"Johab/hlpro-readme.txt": "Johab, an encoding of Korean before the web, is not supported",
}

func TestCharsetFolders(t *testing.T) {
	const root = "../../shared/data/charset"
	files, err := filepath.Glob(filepath.Join(root, "*", "*"))
	if err != nil || len(files) == 0 {
		if os.Getenv("CI") != "" {
			t.Fatal("no files in " + root)
		}
		t.Skip("the pages in many encodings are not here: " + root)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(root, file)
		want := folderEncoding(filepath.Dir(name))
		if text, got := Decode(body, ""); unread[name] == "" && !sameText(text, decodeAs(body, want)) {
			t.Errorf("%s was read as %s", name, got)
		}
		if text, got := Decode(body[:len(body)*9/10], ""); unread[name] == "" && strings.Count(text, "\ufffd") > 1 {
			t.Errorf("%s was read as %s when it was cut", name, got)
		}
	}
}

// folderEncoding gives the encoding by a folder's name, which may end in a language.
func folderEncoding(folder string) string {
	for name := folder; ; {
		if enc, found := lookup(name); enc != nil {
			return found
		}
		i := strings.LastIndexByte(name, '-')
		if i < 0 {
			return folder
		}
		name = name[:i]
	}
}

// sameText says that two readings differ by no more than marks: a byte order mark, a few quotes that only one of two
// sister encodings has.
func sameText(a, b string) bool {
	a, b = strings.TrimPrefix(a, "\ufeff"), strings.TrimPrefix(b, "\ufeff")
	ra, rb := []rune(a), []rune(b)
	if len(ra) != len(rb) {
		return a == b
	}
	differ := 0
	for i := range ra {
		if ra[i] != rb[i] {
			differ++
		}
	}
	return differ*200 <= len(ra)
}
