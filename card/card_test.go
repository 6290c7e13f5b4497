package card

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stemma-news/stemma/news"
)

func span(op news.Op, text string) news.Span { return news.Span{Op: op, Text: text} }

// cards are one card in each script that a card can write.
func cards() map[string]Card {
	when := "Changed between 14:02 and 14:31 UTC, 3 March 2026"
	return map[string]Card{
		"en": {
			Outlet: "The Harbour Courier", Headline: "Many hurt in harbour fire as night shift left the quay", Language: "en",
			Words: []news.Span{
				span(news.Same, "A fire at Port Merrow injured "), span(news.Removed, "12"), span(news.Same, " "), span(news.Added, "21"),
				span(news.Same, " dock workers on Tuesday night, the harbour authority said, and the mayor "),
				span(news.Removed, "denied"), span(news.Same, " "), span(news.Added, "confirmed"), span(news.Same, " that no drill had been held for a year."),
			},
			When: when, Labels: "no notice · number · reversal", Site: "Stemma",
		},
		"ar": {
			Outlet: "صحيفة الواحة", Headline: "انقطاع الماء عن أحياء المدينة حتى نهاية الأسبوع", Language: "ar", Right: true,
			Words: []news.Span{
				span(news.Same, "أعلنت البلدية أن "), span(news.Removed, "14"), span(news.Same, " "), span(news.Added, "19"),
				span(news.Same, " حيًا ستبقى بلا ماء، و"), span(news.Removed, "نفى"), span(news.Same, " "), span(news.Added, "أكد"), span(news.Same, " الناطق باسمها ذلك."),
			},
			When: when, Labels: "no notice · number", Site: "Stemma",
		},
		"zh": {
			Outlet: "河港日报", Headline: "夜间火灾致多名码头工人受伤", Language: "zh",
			Words: []news.Span{
				span(news.Same, "港务局表示，星期二夜间的火灾造成"), span(news.Removed, "十二"), span(news.Same, " "), span(news.Added, "二十一"),
				span(news.Same, "名码头工人受伤，其中三人伤势严重，已被送往市立医院。"),
			},
			When: when, Labels: "no notice · number", Site: "Stemma",
		},
		"th": {
			Outlet: "ข่าวท่าเรือ", Headline: "เพลิงไหม้ท่าเรือ ผู้บาดเจ็บเพิ่มขึ้นเป็นยี่สิบเอ็ดคน", Language: "th",
			Words: []news.Span{
				span(news.Same, "การท่าเรือแถลงว่ามีผู้บาดเจ็บ "), span(news.Removed, "12"), span(news.Same, " "), span(news.Added, "21"),
				span(news.Same, " คน และนายกเทศมนตรี"), span(news.Removed, "ปฏิเสธ"), span(news.Same, " "), span(news.Added, "ยืนยัน"), span(news.Same, "เรื่องนี้"),
			},
			When: when, Labels: "no notice · number", Site: "Stemma",
		},
		"hi": {
			Outlet: "बंदरगाह समाचार", Headline: "बंदरगाह में आग, घायलों की संख्या बढ़ी", Language: "hi",
			Words: []news.Span{
				span(news.Same, "प्राधिकरण ने कहा कि आग में "), span(news.Removed, "बारह"), span(news.Same, " "), span(news.Added, "इक्कीस"),
				span(news.Same, " श्रमिक घायल हुए, जिनमें तीन की स्थिति गंभीर है।"),
			},
			When: when, Labels: "no notice · number", Site: "Stemma",
		},
		"ko": {
			Outlet: "항구일보", Headline: "항구 화재 부상자 스물한 명으로 늘어", Language: "ko",
			Words: []news.Span{
				span(news.Same, "항만청은 화요일 밤 화재로 "), span(news.Removed, "열두 명이"), span(news.Same, " "), span(news.Added, "스물한 명이"),
				span(news.Same, " 다쳤다고 밝혔다."),
			},
			When: when, Labels: "no notice · number", Site: "Stemma",
		},
		"ja": {
			Outlet: "港湾新聞", Headline: "港の火災、負傷者二十一人に", Language: "ja",
			Words: []news.Span{span(news.Same, "港湾局によると、火災で"), span(news.Removed, "十二人"), span(news.Same, " "), span(news.Added, "二十一人"), span(news.Same, "がけがをした。")},
			When:  when, Labels: "no notice · number", Site: "Stemma",
		},
		"el": {
			Outlet: "Ο Ταχυδρόμος του Λιμανιού", Headline: "Φωτιά στο λιμάνι: περισσότεροι οι τραυματίες", Language: "el",
			Words: []news.Span{
				span(news.Same, "Από τη φωτιά τραυματίστηκαν "), span(news.Removed, "δώδεκα"), span(news.Same, " "), span(news.Added, "είκοσι ένας"),
				span(news.Same, " λιμενεργάτες, ανακοίνωσε η αρχή του λιμένα."),
			},
			When: when, Labels: "no notice · number", Site: "Stemma",
		},
		"he": {
			Outlet: "דואר הנמל", Headline: "שריפה בנמל: מספר הפצועים עלה", Language: "he", Right: true,
			Words: []news.Span{
				span(news.Same, "בשריפה נפצעו "), span(news.Removed, "12"), span(news.Same, " "), span(news.Added, "21"),
				span(news.Same, " פועלים, וראש העיר "), span(news.Removed, "הכחיש"), span(news.Same, " "), span(news.Added, "אישר"), span(news.Same, " זאת."),
			},
			When: when, Labels: "no notice · number", Site: "Stemma",
		},
		"ka": {
			Outlet: "ნავსადგურის მაცნე", Headline: "ხანძარი ნავსადგურში: დაშავებულთა რიცხვი გაიზარდა", Language: "ka",
			Words: []news.Span{span(news.Same, "დაშავდა "), span(news.Removed, "თორმეტი"), span(news.Same, " "), span(news.Added, "ოცდაერთი"), span(news.Same, " მუშა.")},
			When:  when, Labels: "no notice · number", Site: "Stemma",
		},
		"bn": {
			Outlet: "বন্দর সংবাদ", Headline: "বন্দরে আগুন, আহতের সংখ্যা বেড়েছে", Language: "bn",
			Words: []news.Span{span(news.Same, "আগুনে "), span(news.Removed, "বারো"), span(news.Same, " "), span(news.Added, "একুশ"), span(news.Same, " জন শ্রমিক আহত হয়েছেন।")},
			When:  when, Labels: "no notice · number", Site: "Stemma",
		},
		"ru": {
			Outlet: "Портовый вестник", Headline: "Пожар в порту: пострадавших стало больше", Language: "ru",
			Words: []news.Span{
				span(news.Same, "При пожаре в порту пострадали "), span(news.Removed, "двенадцать"), span(news.Same, " "), span(news.Added, "двадцать один"),
				span(news.Same, " рабочий, сообщило управление порта."),
			},
			When: when, Labels: "no notice · number", Site: "Stemma",
		},
	}
}

// The colours of a card that tests look for.
var (
	ink     = palette()[onPaper+full].(color.RGBA)
	added   = palette()[onAdded].(color.RGBA)
	removed = palette()[onRemoved].(color.RGBA)
)

func painter(t testing.TB) *Painter {
	t.Helper()
	fonts, err := LoadFonts()
	if err != nil {
		t.Fatal(err)
	}
	return NewPainter(fonts)
}

// drawn draws a card, keeps it where the test leaves its files, and gives its pixels.
func drawn(t *testing.T, p *Painter, name string, c Card) image.Image {
	t.Helper()
	data, err := p.PNG(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(t.ArtifactDir(), name+".png"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if size := picture.Bounds().Size(); size != (image.Point{Width, Height}) {
		t.Fatalf("%s: the picture is %v", name, size)
	}
	if len(data) > 300_000 {
		t.Errorf("%s: the picture has %d bytes", name, len(data))
	}
	return picture
}

// where gives the box around all pixels of a colour.
func where(picture image.Image, c color.RGBA) image.Rectangle {
	var box image.Rectangle
	for y := range Height {
		for x := range Width {
			if color.RGBAModel.Convert(picture.At(x, y)) == c {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func TestCardShowsWhatWasStruckAndAddedInEveryScript(t *testing.T) {
	p := painter(t)
	for name, c := range cards() {
		picture := drawn(t, p, name, c)
		struck, plus := where(picture, removed), where(picture, added)
		if struck.Empty() || plus.Empty() {
			t.Errorf("%s: struck words at %v, added words at %v; want both to be seen", name, struck, plus)
		}
		for _, box := range []image.Rectangle{struck, plus, where(picture, ink)} {
			if !box.In(image.Rect(margin-8, 0, Width-margin+8, Height)) {
				t.Errorf("%s: %v stands outside of the margins", name, box)
			}
		}
		if across(picture, struck) < 30 { // no stroke of these letters is that long
			t.Errorf("%s: no line goes through what was struck", name)
		}
	}
}

// across gives the length of the longest run of ink on a line within a box.
func across(picture image.Image, box image.Rectangle) int {
	longest := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		run := 0
		for x := box.Min.X; x < box.Max.X; x++ {
			if color.RGBAModel.Convert(picture.At(x, y)) == ink {
				run++
				longest = max(longest, run)
			} else {
				run = 0
			}
		}
	}
	return longest
}

func TestCardStandsOnTheSideWhereItsScriptBegins(t *testing.T) {
	p := painter(t)
	for name, c := range cards() {
		picture := drawn(t, p, name, c)
		title := picture.(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(image.Rect(0, 130, Width, 220))
		left, right := whereIn(title, ink)
		if begins := Width-right < left; begins != c.Right {
			t.Errorf("%s: the headline reaches from %d to %d", name, left, right)
		}
	}
}

func whereIn(picture image.Image, c color.RGBA) (left, right int) {
	b := picture.Bounds()
	left, right = b.Max.X, b.Min.X
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if color.RGBAModel.Convert(picture.At(x, y)) == c {
				left, right = min(left, x), max(right, x)
			}
		}
	}
	return left, right
}

func TestCardWithoutLettersForItsScriptSpeaksEnglish(t *testing.T) {
	p := painter(t)
	c := cards()["en"]
	c.Headline, c.Words, c.Line = "ይህ የማይጻፍ ርዕስ ነው", []news.Span{span(news.Added, "ሃያ አንድ")}, "The number of injured went from 12 to 21"
	strange := drawn(t, p, "no-letters", c)
	if box := where(strange, added); !box.Empty() {
		t.Errorf("words that cannot be written are marked at %v", box)
	}
	c.Headline, c.Words = "", nil
	c.Line = ""
	without := drawn(t, p, "empty", c)
	if where(strange, ink) == where(without, ink) && across(strange, strange.Bounds()) == 0 {
		t.Error("the card does not say what happened")
	}
}

// boxes are the characters of a card for which a font shows the box that stands for all that it does not have.
func boxes(p *Painter, c Card) (found []rune) {
	for _, spans := range [][]news.Span{plainly(c.Outlet), plainly(c.Headline), plainly(c.Line), plainly(c.Labels), plainly(c.Site), plainly(c.When), c.Words} {
		text, _ := p.setter.fonts.characters(spans)
		for _, bold := range []bool{true, false} {
			for _, l := range p.setter.set(spans, style{size: 30, lines: 9, bold: bold, right: c.Right, language: c.Language}) {
				for _, run := range l.runs {
					for _, g := range run.Glyphs {
						if g.GlyphID == 0 && g.TextIndex() < len(text) {
							found = append(found, text[g.TextIndex()])
						}
					}
				}
			}
		}
	}
	return found
}

func TestCardNeverShowsBoxes(t *testing.T) {
	p := painter(t)
	all := cards()
	all["ethiopic"] = Card{Outlet: "ወደብ ዜና", Host: "harbour.example", Headline: "ይህ የማይጻፍ ርዕስ ነው", Words: []news.Span{span(news.Added, "ሃያ አንድ")}, Line: "“አሥራ ሁለት” became “ሃያ አንድ”"}
	all["faces"] = Card{Outlet: "Courier \U0001f525", Headline: "Many hurt \U0001f525\ufe0f in harbour fire \u2603\U0001f1e9\U0001f1ea", Line: "\U0001f469\u200d\U0001f692 came"}
	all["rare"] = Card{Headline: "河港日报\U0002a6a5", Outlet: "\u0e01\u0315"}
	for name, c := range all {
		if found := boxes(p, c); len(found) > 0 {
			t.Errorf("%s: boxes for %q", name, string(found))
		}
	}
}

// What cannot be written is told by what can: the outlet by its host, the words by the line, and that by its labels.
func TestCardOfAScriptWithoutLetters(t *testing.T) {
	p := painter(t)
	strange := Card{
		Outlet: "ወደብ ዜና", Host: "harbour.example", Headline: "ይህ የማይጻፍ ርዕስ ነው", Language: "am", Words: []news.Span{span(news.Added, "ሃያ አንድ")},
		Line: "“አሥራ ሁለት” became “ሃያ አንድ”", When: "Changed at 3 March 2026, 14:02 UTC", Labels: "no notice · number", Site: "Stemma",
	}
	told := strange
	told.Outlet, told.Headline, told.Words = "harbour.example", "The text was changed.", nil
	got, want := drawn(t, p, "strange", strange), drawn(t, p, "told", told)
	if a, b := where(got, ink), where(want, ink); a != b || where(got, added) != (image.Rectangle{}) {
		t.Errorf("the card's letters stand in %v, want them like those of its host and labels, %v", a, b)
	}
	if outlet := p.writable(strange.Outlet, strange.Host); outlet != "harbour.example" {
		t.Errorf("the outlet is called %q", outlet)
	}
	if line := p.writable(strange.Line, "The text was changed."); line != "The text was changed." {
		t.Errorf("the card says %q", line)
	}
}

func TestCardTakesAnyText(t *testing.T) {
	p := painter(t)
	long := bytes.Repeat([]byte("Nebelhornschifffahrtsgesellschaft "), 200)
	for name, c := range map[string]Card{
		"nothing":  {},
		"long":     {Outlet: string(long), Headline: string(long), Words: []news.Span{span(news.Removed, string(long))}, When: string(long), Labels: string(long), Site: "Stemma"},
		"one-word": {Headline: string(bytes.ReplaceAll(long, []byte(" "), nil)), Words: []news.Span{span(news.Added, string(bytes.Repeat([]byte("م"), 3000)))}, Right: true},
		"controls": {Headline: "\x00\u202e\u2066\ufffd\n\t", Words: []news.Span{span(news.Added, "\n\n"), span(news.Removed, "")}},
		"titled":   {Headline: "Many hurt", Titled: true, Words: []news.Span{span(news.Removed, "Twelve"), span(news.Same, " "), span(news.Added, "Many"), span(news.Same, " hurt in harbour fire")}},
	} {
		drawn(t, p, name, c)
	}
}

func FuzzCard(f *testing.F) {
	p := painter(f)
	f.Add("Twelve hurt", "12\n21", true)
	f.Add("\u202eإطلاق 12 نار", "二十一\u200d\U0001f469", false)
	f.Fuzz(func(t *testing.T, headline, words string, right bool) {
		c := Card{Headline: headline, Right: right, Words: []news.Span{span(news.Same, headline), span(news.Removed, words), span(news.Added, headline)}}
		if _, err := p.PNG(c); err != nil {
			t.Fatal(err)
		}
		if found := boxes(p, c); len(found) > 0 {
			t.Errorf("boxes for %q", string(found))
		}
	})
}

func BenchmarkCard(b *testing.B) {
	p := painter(b)
	for name, c := range cards() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.PNG(c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLoadFonts(b *testing.B) {
	for b.Loop() {
		if _, err := LoadFonts(); err != nil {
			b.Fatal(err)
		}
	}
}
