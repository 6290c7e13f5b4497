package extract_test

import (
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// mustShow checks that of an article's page all was read that stands there and nothing else: the body once although the
// page may have it twice, nothing of the columns beside it, the caption as a caption, whose text it is, and every comment
// with its number, author and time, and what it answers.
func (r *reading) mustShow(address string, got news.Document) {
	want, found := r.stand.Shown(address)
	if !found {
		return
	}
	r.shown++
	if diff := cmp.Diff(shapeOf(want), shapeOf(got)); diff != "" {
		r.t.Errorf("%s at %v: -shown +read\n%s", address, time.Now(), diff)
	}
	if want.Credit != "" && !strings.Contains(got.Credit, want.Credit) {
		r.t.Errorf("%s at %v: credit %q, want %q", address, time.Now(), got.Credit, want.Credit)
	}
}

// A shape is what is compared of two documents; texts in the form in which a reader could not tell them apart.
type shape struct {
	Headline         string
	Body, Standfirst []string
	Captions         []string
	Comments         []spoken
}

type spoken struct{ ID, Parent, Author, At, Text string }

// numberOf gives the number in a comment's ID: "comment-12" on one page is "c12" on another.
func numberOf(id string) string { return strings.TrimLeft(id, "abcdefghijklmnopqrstuvwxyz-_") }

func shapeOf(d news.Document) shape {
	s := shape{Headline: prose.Key(d.Headline)}
	for _, b := range d.Blocks {
		text := prose.Key(b.Text)
		switch b.Kind {
		case news.Standfirst:
			s.Standfirst = append(s.Standfirst, text)
		case news.Caption:
			s.Captions = append(s.Captions, text)
		default:
			s.Body = append(s.Body, text)
		}
	}
	for _, c := range d.Comments {
		s.Comments = append(s.Comments, spoken{numberOf(c.ID), numberOf(c.Parent), c.Author, c.Posted.UTC().Format("2006-01-02 15:04"), prose.Key(c.Text)})
	}
	slices.SortFunc(s.Comments, func(a, b spoken) int { return strings.Compare(a.Text, b.Text) })
	return s
}
