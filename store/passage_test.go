package store

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stemma-news/stemma/prose"
	"github.com/stemma-news/stemma/store/db"
)

func TestBestPassage(t *testing.T) {
	passages := []db.ArticlePassagesRow{
		{Text: "Nothing of it."},
		{Text: "A fire, removed."},
		{Text: "A fire in the harbour, removed."},
		{Text: "A fire that stands.", Standing: 1},
		{Text: "A harbour fire that stands.", Standing: 1},
	}
	for query, want := range map[string]string{
		"fire":            "A fire that stands.",
		"fire harbour":    "A harbour fire that stands.",
		"fire removed":    "A fire, removed.",
		"harbour removed": "A fire in the harbour, removed.",
		"volcano":         "",
	} {
		if got, _ := bestPassage(passages, prose.Terms(query)); got.Text != want {
			t.Errorf("%s: %q, want %q", query, got.Text, want)
		}
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("A fire in the harbour. "+strings.Repeat("Many words. ", 50)+"A second fire.", "fire harbour")
	f.Add(strings.Repeat("房子空着。", 60)+"证人看见了。", "证人看见")
	f.Add(strings.Repeat("é", 500), "é")
	f.Add(strings.Repeat("x", 300)+" fire "+strings.Repeat("y", 900), "fire")
	f.Fuzz(func(t *testing.T, text, query string) {
		text = clean(text)
		terms := queryTerms(query)
		best, marks := bestPassage([]db.ArticlePassagesRow{{Text: text}}, terms)
		passage, marks := excerpt(best.Text, marks)
		behind := 0
		for _, m := range marks {
			if m[0] < behind || m[1] <= m[0] || m[1] > len(passage) {
				t.Fatalf("mark %v behind %d in a passage of %d bytes", m, behind, len(passage))
			}
			if marked := passage[m[0]:m[1]]; !utf8.ValidString(marked) || !strings.Contains(text, marked) {
				t.Errorf("marked %q", marked)
			}
			behind = m[1]
		}
		if best.Text != "" && len(marks) == 0 {
			t.Errorf("a passage without a mark: %q for %q", passage, query)
		}
		if !utf8.ValidString(passage) {
			t.Errorf("cut within a character: %q", passage)
		}
		if len(marks) == 1 && len(passage) > excerptSize+10 && marks[0][1]-marks[0][0] < excerptSize/2 {
			t.Errorf("a passage of %d bytes", len(passage))
		}
	})
}

func FuzzSearchTakesAnyQuery(f *testing.F) {
	d, err := Open(f.Context(), "sqlite::memory:")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = d.Close() })
	for _, query := range []string{`"`, `a AND OR NOT "b`, "x*", "a^2", "c:d", "{e f}: g", "\x00", "o'b", `\`, "NEAR(a b)", "🙂"} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		if _, _, err := d.Search(t.Context(), query, "", 5); err != nil {
			t.Errorf("%q: %v", query, err)
		}
	})
}
