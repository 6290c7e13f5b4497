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
