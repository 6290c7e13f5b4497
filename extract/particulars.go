package extract

import (
	"slices"

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
	if !claimsLive(things) {
		s.markThreads()
	}
	root := s.choose()
	d.Authors = s.authors(art, root)
	d.Blocks, d.Credit = s.blocks(root, d.Headline, s.claims(art, d.Authors))
	if blocks := s.unshown(art, d.Blocks); blocks != nil {
		d.Blocks, s.placed = append(standfirsts(d.Blocks, blocks), blocks...), nil
	}
	d.Notices = notices(d.Blocks)
	d.Language = s.language(art, d.Blocks)
	s.monthFirst = s.putsMonthFirst(d.Language)
	d.Published, d.Modified = s.dates(art, root)
	s.entries(&d, things)
	if s.markLateThread(root, d.Blocks) {
		d.Published, d.Modified = s.dates(art, root) // none of these is the article's
	}
	d.Comments = s.comments(root, art, d.Published)
	return s.judged(d, root)
}

// unshown gives the text that a page has for its scripts only, where it shows hardly any, or but a notice on its readers'
// data; else nil. What the page calls its article's body is believed sooner than what is found in a script: that may be
// a list of other articles.
func (s *sheet) unshown(art thing, shown []news.Block) []news.Block {
	size, stranger := proseIn(shown), asksForData(shown)
	switch {
	case size < 200 || stranger:
		if blocks := s.scriptBody(art); proseIn(blocks) > 2*size || stranger && len(blocks) > 0 {
			return blocks
		}
	case size < 600:
		if blocks := textBlocks(rawText(art, "articleBody")); proseIn(blocks) > 3*size {
			return blocks
		}
	}
	return nil
}

// standfirsts gives the standfirsts among what a page shows that its scripts' text does not have.
func standfirsts(shown, text []news.Block) []news.Block {
	var kept []news.Block
	for _, b := range shown {
		if b.Kind == news.Standfirst && !slices.ContainsFunc(text, func(t news.Block) bool { return sameText(t.Text, b.Text) }) {
			kept = append(kept, b)
		}
	}
	return kept
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
