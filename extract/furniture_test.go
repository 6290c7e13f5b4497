package extract

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

// furnishedPage is an article with everything between its paragraphs that an outlet may put there.
const furnishedPage = `<title>Ferry runs aground</title><main><h1>Ferry runs aground</h1><div class=text>
<p>Listen in your car
<p>The ferry to the islands ran aground on Monday morning with forty people aboard, the harbour office said.
<p><a href=/storm>Storm closes the bridge for a week</a></p>
<p>Nobody was hurt, and the passengers were brought ashore in boats before noon, according to the coast guard.
<div class=membership><h3>About our members</h3><p>Our members keep this newsroom independent of owners and of advertisers.</div>
<h2>Background</h2>
<p>The ferry line was founded in 1901 and has belonged to the province since the bridge was opened.
<p>The line has had <a href=/inquiry>two inquiries</a> in ten years, the last of them after the fire of last spring.
<blockquote>We shall learn from this, as we always have.</blockquote>
<p>Anyone who saw what happened is asked to call the harbour police on 0100 555 0199.
<p>Do you know more? Write to our <a href=/desk>news desk</a>.
</div></main>`

func furnished(printed ...news.Printed) []string {
	d := Read(context.Background(), Page{Body: []byte(furnishedPage), ContentType: "text/html", URL: "https://gazette.example/ferry", Printed: printed})
	var texts []string
	for _, b := range d.Blocks {
		texts = append(texts, b.Text)
	}
	return texts
}

func TestFurnitureIsLearnt(t *testing.T) {
	whole := furnished()
	for _, test := range []struct {
		name     string
		text     string
		articles int
		headline bool
		goes     bool
	}{
		{"a link that is another article's headline", "Storm closes the bridge for a week", 0, true, true},
		{"a short line above the text", "Listen in your car", Often, false, true},
		{"the same, seen less often", "Listen in your car", Often - 1, false, false},
		{"text in a box of its own", "Our members keep this newsroom independent of owners and of advertisers.", apartOften, false, true},
		{"the same, seen less often", "Our members keep this newsroom independent of owners and of advertisers.", apartOften - 1, false, false},
		{"a last line that links", "Do you know more? Write to our news desk.", Often, false, true},
		{"the background of a story", "The ferry line was founded in 1901 and has belonged to the province since the bridge was opened.", 1000, false, false},
		{"background that links", "The line has had two inquiries in ten years, the last of them after the fire of last spring.", 1000, false, false},
		{"a number to call", "Anyone who saw what happened is asked to call the harbour police on 0100 555 0199.", 1000, false, false},
		{"a quotation", "We shall learn from this, as we always have.", 1000, false, false},
		{"a heading", "Background", 1000, false, false},
		{"a paragraph that is another article's headline", "Nobody was hurt, and the passengers were brought ashore in boats before noon, according to the coast guard.", 0, true, false},
	} {
		got := furnished(news.Printed{Text: test.text, Articles: test.articles, Headline: test.headline})
		var want []string
		for _, text := range whole {
			heads := test.goes && text == "About our members" && strings.HasPrefix(test.text, "Our members")
			if !(test.goes && text == test.text) && !heads {
				want = append(want, text)
			}
		}
		if len(whole) < 11 {
			t.Fatalf("without knowledge only %d blocks are read: %q", len(whole), whole)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s, on %d articles: -want +got\n%s", test.name, test.articles, diff)
		}
	}
}

// A page that was printed word for word on many pages, as a forecast may be, is read all the same.
func TestTextThatIsAllKnownStays(t *testing.T) {
	var known []news.Printed
	for _, text := range furnished() {
		known = append(known, news.Printed{Text: text, Articles: 100})
	}
	got := strings.Join(furnished(known...), "\n")
	for _, text := range []string{"The ferry to the islands ran aground", "Nobody was hurt", "Background", "0100 555 0199"} {
		if !strings.Contains(got, text) {
			t.Errorf("%q vanished; what is left:\n%s", text, got)
		}
	}
}
