package meaning

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
)

// mosaic makes a text of n words of the list, in no order.
func mosaic(n int, list string) string {
	r := rand.New(rand.NewPCG(uint64(n), 2))
	words := strings.Fields(list)
	var b strings.Builder
	for range n {
		b.WriteString(words[r.IntN(len(words))] + " ")
	}
	return b.String()
}

const weighty = "The minister said not 12 Ida Brandt “we will not” on Monday. may allegedly denies admits , . three hundred 3 May 2026 but"

// TestNothingHangs gives diff and meaning what no newsroom writes. The bound is a hundred times what they take.
func TestNothingHangs(t *testing.T) {
	var many [2][]string
	for i := range 600 {
		many[i%2] = append(many[i%2], mosaic(40+i, weighty)[:200])
	}
	for _, test := range []struct {
		name string
		a, b news.Document
	}{
		{"one long paragraph", doc("en", mosaic(6000, weighty)), doc("en", mosaic(6001, weighty))},
		{"many paragraphs", doc("en", many[0]...), doc("en", many[1]...)},
		{"quotation marks", doc("en", strings.Repeat("“", 15000)), doc("en", strings.Repeat("“a ", 15000))},
		{"numerals", doc("zh", strings.Repeat("三百二十", 6000)), doc("zh", strings.Repeat("三分之一市长王说", 3000))},
		{"characters", doc("zh", strings.Repeat("中文字", 15000)), doc("zh", strings.Repeat("字文中", 15000))},
		{"one word", doc("en", strings.Repeat("x", 100000)), doc("en", strings.Repeat("x", 99999))},
		{"two words", doc("de", mosaic(12000, "a b")), doc("de", mosaic(12001, "a b"))},
		{"marks", doc("ar", strings.Repeat("، ", 15000)), doc("ar", strings.Repeat(". ", 15000))},
	} {
		started := time.Now()
		judged(test.a, test.b)
		if took := time.Since(started); took > 30*time.Second {
			t.Errorf("%s took %v", test.name, took)
		}
	}
}
