package extract

import (
	"strings"

	"github.com/abadojack/whatlanggo"

	"github.com/stemma-news/stemma/news"
)

// language gives the page's language as it claims it, else as its text shows it.
func (s *sheet) language(blocks []news.Block) string {
	for n := range s.root.Descendants() {
		if n.Data == "html" {
			if lang := attr(n, "lang"); lang != "" {
				return lang
			}
			break
		}
	}
	if lang := s.head.first("og:locale", "content-language", "language"); lang != "" {
		return strings.ReplaceAll(lang, "_", "-")
	}
	info := whatlanggo.Detect(news.BodyText(blocks))
	if info.IsReliable() {
		return info.Lang.Iso6391()
	}
	return ""
}
