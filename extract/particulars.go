package extract

import (
	"github.com/stemma-news/stemma/news"
)

// document tells everything that the page says.
func (s *sheet) document() news.Document {
	things := s.things()
	art := article(things)
	s.claimsArticle = art.isA("Article", "BlogPosting", "Posting", "Report", "Review")
	d := *refused(news.Good, "")
	d.Headline = s.headline(art)
	d.Outlet = firstOf(s.head.first("og:site_name", "application-name"), art.text("publisher"))
	d.Section = firstOf(art.text("articleSection"), s.head.first("article:section"))
	d.Canonical = absolute(s.page.URL, firstOf(s.head.canonical, s.head.first("og:url")))
	root := s.choose()
	d.Authors = s.authors(art, root)
	d.Blocks, d.Credit = s.blocks(root, d.Headline, s.claims(art, d.Authors))
	if stranger := asksForData(d.Blocks); proseIn(d.Blocks) < 200 || stranger {
		if blocks := s.scriptBody(art); proseIn(blocks) > 2*proseIn(d.Blocks) || stranger && len(blocks) > 0 {
			d.Blocks, s.placed = blocks, nil
		}
	}
	d.Notices = notices(d.Blocks)
	d.Language = s.language(art, d.Blocks)
	s.monthFirst = s.putsMonthFirst(d.Language)
	d.Published, d.Modified = s.dates(art, root)
	s.entries(&d, things)
	d.Comments = s.comments(root, art)
	return s.judged(d, root)
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
