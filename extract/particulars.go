package extract

import (
	"github.com/stemma-news/stemma/news"
)

// document tells everything that the page says.
func (s *sheet) document() news.Document {
	art := article(s.things())
	d := *refused(news.Good, "")
	d.Headline = s.headline(art)
	d.Outlet = s.head.first("og:site_name", "application-name")
	d.Section = firstOf(art.text("articleSection"), s.head.first("article:section"))
	d.Canonical = absolute(s.page.URL, firstOf(s.head.canonical, s.head.first("og:url")))
	d.Authors = s.authors(art)
	root := s.choose()
	d.Blocks = s.blocks(root, d.Headline, s.claims(art, d.Authors))
	d.Language = s.language(d.Blocks)
	d.Comments = s.comments(root, art)
	s.monthFirst = d.Language == "en" || d.Language == "en-US"
	d.Published, d.Modified = s.dates(art, root)
	return s.judged(d)
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
