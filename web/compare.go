package web

import (
	"fmt"
	"net/http"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/meaning"
	"github.com/stemma-news/stemma/news"
)

// compare shows what happened between any two versions of an article, older or newer: on the page of a change, which it
// is not, since versions may lie between them.
func (s *server) compare(w http.ResponseWriter, r *http.Request) error {
	page, err := s.compared(r)
	if err != nil {
		return err
	}
	title := fmt.Sprintf("Versions %d and %d: %s", page.From.N, page.To.N, page.To.Headline)
	return s.showChange(w, r, page, view{
		Title: title, Description: page.Change.Summary, NoIndex: true,
		Data: func() any { return page.Change.Line(page.Article.URL) },
	})
}

// compared gives the page of the two versions that an address names.
func (s *server) compared(r *http.Request) (changePage, error) {
	a, o, err := s.shownArticle(r)
	if err != nil {
		return changePage{}, err
	}
	from, err := number(r, "a", "a version")
	if err != nil {
		return changePage{}, err
	}
	to, err := number(r, "b", "a version")
	if err != nil {
		return changePage{}, err
	}
	if err := s.room(r.Context(), a.ID, twoTexts, from, to); err != nil {
		return changePage{}, err
	}
	page, err := s.changePage(r.Context(), a, o, &news.Change{ArticleID: a.ID, From: from, To: to})
	if err != nil {
		return page, err
	}
	if lengthOf(page.From)+lengthOf(page.To) > mostCompared {
		return page, problem{http.StatusUnprocessableEntity, "Too long", "These versions are too long to be compared for a visitor; the command stemma diff compares their sources."}
	}
	page.Change = judged(a.ID, page.From, page.To)
	return page, nil
}

// mostCompared is how many bytes of text two versions may have together to be compared while a visitor waits: some fifty
// times a long article. Comparing cannot be broken off, and whoever asks again and again would keep a processor busy.
const mostCompared = 2 << 20

func lengthOf(v news.Version) (bytes int) {
	for _, block := range v.Blocks {
		bytes += len(block.Text)
	}
	return bytes
}

// judged compares two versions as the reader of pages does when a new one is found.
func judged(article int64, from, to news.Version) *news.Change {
	a, b := documentOf(from), documentOf(to)
	verdict := meaning.Judge(a, b, diff.Documents(a, b))
	return &news.Change{
		ArticleID: article, From: from.N, To: to.N, SeenBefore: from.LastSeen, SeenAfter: to.FirstSeen,
		Edits: verdict.Edits, Meanings: verdict.Meanings, Weight: verdict.Weight, Silent: verdict.Silent, Summary: verdict.Summary,
	}
}

// documentOf gives back as much of a version's document as comparing needs. Its byline is one author, since the version
// does not keep them apart.
func documentOf(v news.Version) news.Document {
	d := news.Document{
		Outcome: news.Good, Headline: v.Headline, Published: v.Published, Modified: v.Modified,
		Language: v.Language, Blocks: v.Blocks, Credit: v.Credit, Edition: v.Edition,
	}
	if v.Byline != "" {
		d.Authors = []string{v.Byline}
	}
	for _, block := range v.Blocks {
		if block.Kind == news.Notice {
			d.Notices = append(d.Notices, block.Text)
		}
	}
	return d
}
