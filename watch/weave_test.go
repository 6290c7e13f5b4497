package watch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
)

var dawn = time.Date(2031, 3, 4, 6, 0, 0, 0, time.UTC)

// readingOf makes a look at a minute: what a capital stands for is a text of its own, "304" finds nothing modified, "404"
// and "500" fail; "A!" is the text A with a modified date of its minute an hour ago, "A>x" one with a link to x.
func readingOf(minute int, what string) *reading {
	at := dawn.Add(time.Duration(minute) * time.Minute)
	c := news.Capture{ID: int64(minute + 1), At: at, URL: "https://daily.example/fire", FinalURL: "https://daily.example/fire", Outcome: news.Good}
	switch what {
	case "304":
		c.Outcome = news.NotModified
	case "404":
		c.Outcome = news.Gone
	case "500":
		c.Outcome = news.Failed
	default:
		c.Body = fmt.Sprint(what, minute)
	}
	letter, claims := strings.CutSuffix(what, "!")
	letter, leads, linked := strings.Cut(letter, ">")
	d := news.Document{Outcome: news.Good, Headline: "Harbour fire, told as " + letter, Blocks: []news.Block{
		{Kind: news.Paragraph, Text: "A warehouse at the old harbour burnt out in the night to Tuesday, and two people were hurt."},
	}}
	if linked {
		d.Blocks[0].Links = []news.Reference{{Start: 2, End: 11, URL: "https://" + leads + ".example/"}}
	}
	d.Modified = dawn.Add(-2 * time.Hour)
	if claims {
		d.Modified = at.Add(-time.Hour)
	}
	p := pageFrom(d, []string{d.Headline, d.Blocks[0].Text})
	return &reading{capture: c, read: func(context.Context) (page, error) { return p, nil }}
}

// told says what a history holds: "1-2" a change, "1-2?" one that waits for a second look, "1=2" alternates with how often
// either text was seen; then the events.
func (w *weave) toldShort() (all []string) {
	for _, s := range w.steps {
		text := fmt.Sprintf("%d-%d", s.From, s.To)
		switch {
		case !s.Alternates.IsZero():
			text = fmt.Sprintf("%d=%d %d:%d", s.From, s.To, s.from.Looks, s.to.Looks)
		}
		if s.Confirmed.IsZero() {
			text += "?"
		}
		all = append(all, text)
	}
	for _, e := range w.events {
		all = append(all, string(e.Kind))
	}
	return all
}

func TestWeave(t *testing.T) {
	for _, test := range []struct{ name, looks, want string }{
		{"a change seen once", "0 A, 10 B", "1-2?"},
		{"borne out by a second look", "0 A, 10 B, 13 B", "1-2"},
		{"and by one that finds nothing modified", "0 A, 10 B, 13 304", "1-2"},
		{"not by one that comes too soon", "0 A, 10 B, 11 B", "1-2?"},
		{"not by one that failed", "0 A, 10 B, 13 500, 16 404", "1-2?"},
		{"but by the good one after it", "0 A, 10 B, 13 500, 16 B", "1-2"},
		{"a further text bears it out", "0 A, 10 B, 13 C", "1-2 2-3?"},
		{"the old text again makes alternates", "0 A, 10 B, 13 A", "1=2 2:1"},
		{"told once, however often they turn", "0 A, 10 B, 13 B, 40 A, 60 B, 80 A, 99 304", "1=2 4:3"},
		{"a text from before the last change", "0 A, 10 B, 20 C, 30 A", "1-2 2-3 3=1 1:2?"},
		{"which waits for its second look too", "0 A, 10 B, 20 C, 30 A, 33 A", "1-2 2-3 3=1 1:3"},
		{"one bad look takes nothing away", "0 A, 10 404, 20 A, 30 404", ""},
		{"gone after the second", "0 A, 10 404, 20 404, 30 404", "gone"},
		{"what failed otherwise counts for neither", "0 A, 10 404, 20 500, 30 404", "gone"},
		{"back after two good looks", "0 A, 10 404, 20 404, 30 A, 40 404, 50 A, 60 500, 70 A", "gone back"},
		{"a date that moved alone", "0 A, 90 A!, 95 304, 200 A", "claimed claimed"},
		{"a date that moved with the text", "0 A, 90 B!, 95 B!", "1-2 claimed"},
		{"a clock is told three times", "0 A, 70 A!, 80 A!, 90 A!, 100 A!, 110 A!", "claimed claimed claimed"},
		{"nothing modified, but nothing was seen", "0 304, 10 A", ""},
		{"a link that leads elsewhere", "0 A>x, 10 A>y, 13 A>y", "1-2"},
		{"and back again", "0 A>x, 10 A>y, 13 A>x", "1=2 2:1"},
		{"a link that came, and one that went", "0 A, 10 A>x, 20 A, 30 A>www.x", ""},
		{"an earlier text with another link is another version", "0 A>x, 10 B, 20 A>y, 30 A>y", "1-2 2-3"},
		{"with the same link it is served again", "0 A>x, 10 B, 20 A>www.x", "1=2 2:1"},
	} {
		w := &weave{began: dawn, soon: 2 * time.Minute}
		for _, look := range strings.Split(test.looks, ", ") {
			var minute int
			var what string
			if _, err := fmt.Sscan(look, &minute, &what); err != nil {
				t.Fatal(err)
			}
			if _, err := w.add(t.Context(), readingOf(minute, what)); err != nil {
				t.Fatal(err)
			}
		}
		if got := strings.Join(w.toldShort(), " "); got != test.want {
			t.Errorf("%s (%s): %q, want %q", test.name, test.looks, got, test.want)
		}
	}
}

func TestCommentsNumberedAnewAreNotGone(t *testing.T) {
	w := &weave{began: dawn}
	ida, jon := news.Comment{ID: "post-1", Author: "Ida", Text: "Terrible."}, news.Comment{ID: "post-2", Author: "Jon", Text: "Terrible."}
	newIda, newJon := news.Comment{ID: "c1", Author: "Ida", Text: "Terrible."}, news.Comment{ID: "c2", Author: "Jon", Text: "Terrible."}
	for i, shown := range [][]news.Comment{{ida, jon}, {newIda, newJon}, {newIda, newJon}} {
		w.discuss(shown, dawn.Add(time.Duration(i)*time.Hour), dawn)
	}
	if len(w.comments) != 2 || len(w.events) != 0 {
		t.Errorf("comments = %+v, events = %v; want the two that there were and no event", w.comments, w.toldShort())
	}
	w.discuss([]news.Comment{newJon}, dawn.Add(3*time.Hour), dawn)
	if len(w.events) != 1 || w.comments[0].Gone.IsZero() || !w.comments[1].Gone.IsZero() {
		t.Errorf("comments = %+v, events = %v; want that Ida's went", w.comments, w.toldShort())
	}
}

func TestCommentsComeGoAndReturn(t *testing.T) {
	w := &weave{began: dawn}
	ida, jon := news.Comment{ID: "c1", Author: "Ida", Text: "Terrible."}, news.Comment{Author: "Jon", Text: "“Nobody” warned us."}
	for i, shown := range [][]news.Comment{{ida, jon}, {jon}, {}, {ida, ida}} {
		w.discuss(shown, dawn.Add(time.Duration(i)*time.Hour), dawn)
	}
	if len(w.comments) != 2 || !w.comments[0].Gone.IsZero() || w.comments[1].Gone != dawn.Add(2*time.Hour) {
		t.Errorf("comments = %+v", w.comments)
	}
	if len(w.events) != 2 {
		t.Errorf("events = %v, want that one went, twice", w.toldShort())
	}
}

// A redirect to another text is no version, and the way that news is rewritten no other text.
func TestARedirectToAnotherTextIsNoVersion(t *testing.T) {
	w := &weave{began: dawn, soon: time.Minute}
	first, moved, elsewhere := readingOf(0, "A"), readingOf(10, "B"), readingOf(20, "C")
	moved.capture.FinalURL = "https://daily.example/blaze"
	elsewhere.capture.FinalURL = "https://daily.example/weather"
	other := page{document: news.Document{Outcome: news.Good, Headline: "Rain until Friday", Blocks: []news.Block{
		{Kind: news.Paragraph, Text: "Clouds move in from the west tonight and bring showers to most valleys before the weekend."},
	}}}
	elsewhere.read = func(context.Context) (page, error) { return other, nil }
	var outcomes []news.Outcome
	for _, r := range []*reading{first, moved, elsewhere} {
		c, err := w.add(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		outcomes = append(outcomes, c.Outcome)
	}
	if want := []news.Outcome{news.New, news.New, news.SoftGone}; !slices.Equal(outcomes, want) {
		t.Errorf("outcomes = %v, want %v", outcomes, want)
	}
}

func TestWhichAddressesAPageMayNameAsItsOwn(t *testing.T) {
	const at = "https://daily.example/news/2031/harbour-fire-in-the-night"
	for own, want := range map[string]bool{
		"https://daily.example/":                                    false,
		"https://daily.example/news":                                false,
		"https://daily.example/news/2031/":                          false,
		"https://elsewhere.example/news/2031/harbour-fire":          false,
		"https://www.daily.example/local/harbour-fire-in-the-night": true,
		"https://eu.daily.example/news/2031/other":                  true,
	} {
		if got := mayBeOwn(own, at); got != want {
			t.Errorf("%s: %v, want %v", own, got, want)
		}
	}
}
