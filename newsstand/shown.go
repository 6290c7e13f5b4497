package newsstand

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
)

// Shown gives what a careful reader finds on an article's page at this moment, however the page is laid out: headline,
// names, text, pictures' captions, whose text it is, and the comments. It says false where the address leads to no
// article now. Of the document only that is filled in.
func (s *Stand) Shown(address string) (news.Document, bool) {
	w, ok := s.site.(*world)
	if !ok {
		return news.Document{}, false // a told story knows only bytes
	}
	return w.shown(address, time.Now())
}

func (w *world) shown(address string, now time.Time) (d news.Document, found bool) {
	u, err := url.Parse(address)
	if err != nil {
		return d, false
	}
	h := w.houseOf(u.Host)
	if h == nil {
		return d, false
	}
	a := w.find(h, u.RequestURI())
	if a == nil || a.published.After(now) || a.absent(now) != "" || a.state(now).path != u.RequestURI() {
		return d, false
	}
	d = news.Document{Outcome: news.Good, Language: h.lang, Published: a.published, Credit: a.source}
	for _, b := range a.state(now).blocks {
		switch b.kind {
		case news.Headline:
			d.Headline = b.text
		case news.Byline:
			d.Authors = []string{b.text} // as it is printed
		default:
			d.Blocks = append(d.Blocks, b.shown())
		}
	}
	for _, c := range a.comments {
		if c.stands(now) {
			d.Comments = append(d.Comments, c.shown())
		}
	}
	return d, true
}

func (b block) shown() news.Block {
	shown := news.Block{Kind: b.kind, Text: b.text}
	if at := strings.Index(b.text, b.words); at >= 0 && b.words != "" {
		shown.Links = []news.Reference{{Start: at, End: at + len(b.words), URL: b.target}}
	}
	return shown
}

func (c comment) shown() news.Comment {
	shown := news.Comment{ID: strconv.Itoa(c.id), Author: c.author, Posted: c.posted, Text: c.text}
	if c.parent != 0 {
		shown.Parent = strconv.Itoa(c.parent)
	}
	return shown
}
