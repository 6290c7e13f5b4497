package extract

import (
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// language gives the page's language as it claims it, else as its text shows it. A claim that the script of the text
// denies is a template's that nobody changed.
func (s *sheet) language(art thing, blocks []news.Block) string {
	text := news.BodyText(blocks)
	for _, claim := range []string{s.lang, art.text("inLanguage"), s.head.first("content-language", "og:locale", "dc.language", "language")} {
		tag, err := language.Parse(strings.ReplaceAll(strings.TrimSpace(claim), "_", "-"))
		if err == nil && claim != "" && fits(tag, text) {
			return tag.String()
		}
	}
	return prose.Language(text)
}

// fits says that a text may be in a language, going by the script of its letters.
func fits(tag language.Tag, text string) bool {
	script, confidence := tag.Script()
	if confidence == language.No || script.String() != "Latn" {
		return true
	}
	latin, other := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
		if latin+other > 2000 {
			break
		}
	}
	return latin >= other
}
