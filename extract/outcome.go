package extract

import "github.com/stemma-news/stemma/news"

// judged sets the outcome: whether the page shows an article at all.
func (s *sheet) judged(d news.Document) news.Document {
	if bodyLetters(d.Blocks) == 0 {
		d.Outcome, d.Reason = news.Empty, "the page has no text to read"
	}
	return d
}
