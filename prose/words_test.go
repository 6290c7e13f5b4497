package prose

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"github.com/google/go-cmp/cmp"
)

func texts(s string, pieces []Piece) []string {
	out := make([]string, len(pieces))
	for i, p := range pieces {
		out[i] = p.In(s)
	}
	return out
}

func TestWords(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"marks stand alone", "“Two hurt,” he said.", "“|Two|hurt|,|”|he|said|."},
		{"numbers", "1,250.50 or 12% or 3:2", "1,250.50|or|12|%|or|3:2"},
		{"thousands by blanks", "1 250 000 Euro im Jahr 2020 300 mal", "1 250 000|Euro|im|Jahr|2020|300|mal"},
		{"dates in digits", "on 2026-11-21, 21.11.2026 and 9/11", "on|2026-11-21|,|21.11.2026|and|9/11"},
		{"range", "10–12 people", "10–12|people"},
		{"compounds", "a well-known 12-year-old – really", "a|well-known|12-year-old|–|really"},
		{"apostrophe", "It’s O'Neil's", "It’s|O'Neil's"},
		{"address", "see https://harbour.example/a?b=1. Now", "see|https://harbour.example/a?b=1|.|Now"},
		{"mail and handle", "mail to desk@harbour.example now", "mail|to|desk@harbour.example|now"},
		{"dots", "well... so", "well|...|so"},
		{"Chinese", "警方否认有12人死亡。", "警方|否认|有|12|人|死亡|。"},
		{"Chinese numeral", "三百二十人", "三百二十|人"},
		{"Japanese", "東京都は火曜日に発表した", "東京都|は|火曜日|に|発表|した"},
		{"Thai syllables", "เรือไทยจม", "เรื|อ|ไท|ย|จ|ม"},
		{"Arabic", "قال الوزير، أمس", "قال|الوزير|،|أمس"},
		{"Russian", "Он сказал: «Нет»", "Он|сказал|:|«|Нет|»"},
		{"nothing", " \n ", ""},
	} {
		want := strings.FieldsFunc(test.want, func(r rune) bool { return r == '|' })
		if diff := cmp.Diff(want, texts(test.in, Words(test.in))); diff != "" {
			t.Errorf("%s: Words(%q): -want +got\n%s", test.name, test.in, diff)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"plain", "Two died. Why? Nobody knows!", "Two died.|Why?|Nobody knows!"},
		{"title", "Mr. Orly met Dr. Vance. They talked.", "Mr. Orly met Dr. Vance.|They talked."},
		{"initial", "J. K. Marsh spoke. All listened.", "J. K. Marsh spoke.|All listened."},
		{"initials of a body", "The U.S. Navy left at 3 p.m. Monday. It was late in the U.S. They slept.", "The U.S. Navy left at 3 p.m. Monday.|It was late in the U.S.|They slept."},
		{"question in an address", "See https://county.example/a?b=1, it said. Why?", "See https://county.example/a?b=1, it said.|Why?"},
		{"ordinal", "Am 3. November brannte es. Es war kalt.", "Am 3. November brannte es.|Es war kalt."},
		{"quotation", "“We left. It burned.” She wept.", "“We left.|It burned.”|She wept."},
		{"Chinese", "火灾发生。两人受伤！", "火灾发生。|两人受伤！"},
		{"Arabic", "هل مات؟ لا أحد يعرف.", "هل مات؟|لا أحد يعرف."},
		{"lines", "One\nTwo", "One|Two"},
	} {
		if diff := cmp.Diff(strings.Split(test.want, "|"), texts(test.in, Sentences(test.in))); diff != "" {
			t.Errorf("%s: Sentences(%q): -want +got\n%s", test.name, test.in, diff)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"The harbour office said on Monday that the ferry had left the quay before the storm reached the town.", "en"},
		{"Die Hafenbehörde teilte am Montag mit, dass die Fähre den Kai verlassen habe, bevor der Sturm die Stadt erreichte.", "de"},
		{"Портовое управление сообщило в понедельник, что паром покинул причал до начала шторма, никто не пострадал.", "ru"},
		{"港务局星期一表示，渡轮在风暴到达之前已经离开码头，没有人员伤亡，目前正在调查事故原因。", "zh"},
		{"وقالت هيئة الميناء يوم الاثنين إن العبارة غادرت الرصيف قبل وصول العاصفة إلى المدينة ولم يصب أحد.", "ar"},
		{"Two hurt", ""},
	} {
		if got := Language(test.in); got != test.want {
			t.Errorf("Language(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

// covers checks that pieces stand in order, cut no character, and leave out nothing but blanks.
func covers(t *testing.T, s string, pieces []Piece) {
	t.Helper()
	at := 0
	for _, p := range pieces {
		if p.Start < at || p.End <= p.Start || p.End > len(s) {
			t.Fatalf("piece %v of %q is out of order or empty", p, s)
		}
		if !blank(s[at:p.Start]) {
			t.Fatalf("%q between pieces of %q is not blank", s[at:p.Start], s)
		}
		if utf8.ValidString(s) && !utf8.ValidString(p.In(s)) {
			t.Fatalf("piece %q of %q cuts a character", p.In(s), s)
		}
		at = p.End
	}
	if !blank(s[at:]) {
		t.Fatalf("%q at the end of %q is left out", s[at:], s)
	}
}

func FuzzWordsAndSentences(f *testing.F) {
	f.Add("“Two hurt,” at https://a.example/x. 1 250 000 警方否认 เรือ e\u0301")
	f.Add("www.")
	f.Fuzz(func(t *testing.T, s string) {
		covers(t, s, Words(s))
		covers(t, s, Sentences(s))
		Language(s)
	})
}

func BenchmarkWords(b *testing.B) {
	s := strings.Repeat("The harbour office said on Monday that 12 of 1,250 ferries had left the well-known quay. ", 100)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Words(s)
	}
}

// bySlowPath gives the words of a text as UAX #29's library parts it.
func bySlowPath(s string) []Piece {
	w := splitter{text: s}
	at := 0
	for it := words.FromString(s); it.Next(); {
		p := Piece{at, at + len(it.Value())}
		at = p.End
		w.add(p)
	}
	return w.pieces
}

func FuzzWordsInASCII(f *testing.F) {
	for _, s := range []string{
		"It's 3.5 p.m.; he'd said: \"No.\"", "a:b c;d 1,250.5 1:2 1;2 x_1 _ a.1 1.a U.S.A. ...", "http://x.example/a?b=c, www.y.example.", "1 250 000", "\r\n\t  a",
		"well-known 24/7 1'000 'quoted' o'clock 38C 14h30",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !ascii(s) {
			return
		}
		if got, want := Words(s), bySlowPath(s); !slices.Equal(got, want) {
			t.Errorf("Words(%q) = %v, want %v", s, got, want)
		}
	})
}
