package extract

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/news"
)

// linksIn gives the links of a page's blocks as "words -> target".
func linksIn(d news.Document) []string {
	var found []string
	for _, b := range d.Blocks {
		for _, l := range b.Links {
			found = append(found, b.Text[l.Start:l.End]+" -> "+l.URL)
		}
	}
	return found
}

func TestLinksOfTheText(t *testing.T) {
	filler := strings.Repeat("The council heard on Monday what the keeper of the bridge had written in his book. ", 3)
	tests := map[string]struct{ head, text, want string }{
		"made absolute":         {"", `See <a href="/a/report">the report</a> of the county.`, "the report -> https://gazette.example/a/report"},
		"tracking dropped":      {"", `See <a href="https://county.example/r?utm_source=x&id=4#top">the report</a> of the county.`, "the report -> https://county.example/r?id=4"},
		"against the base":      {`<base href="/old/">`, `See <a href="report">the report</a> of the county.`, "the report -> https://gazette.example/old/report"},
		"blanks and soft marks": {"", "So <b>it</b>\n  is&shy;: <a href='/r'> the\n re&shy;port </a>, he said.", "the report -> https://gazette.example/r"},
		"letters beyond ASCII":  {"", `Žižkov a „<a href="/č">Čáslav</a>“ na mapě.`, "Čáslav -> https://gazette.example/%C4%8D"},
		"around a picture":      {"", `Over <a href="/r"><img src=x alt=""></a> the bridge.`, ""},
		"on the page itself":    {"", `See <a href="#n1">note 1</a> and <a href="/b/bridge#n2">note 2</a> and <a href="https://www.gazette.example/b/bridge/">this</a>.`, ""},
		"of other schemes":      {"", `Write to <a href="mailto:desk@gazette.example">the desk</a> or <a href="javascript:open()">open</a> it.`, ""},
		"two in a line":         {"", `<a href=/1>One</a> and <a href=/2>two</a>.`, "One -> https://gazette.example/1|two -> https://gazette.example/2"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			page := "<html><head>" + test.head + "</head><body><h1>Bridge closed</h1><article><p>" + filler + "</p><p>" + filler[:80] + test.text + "</p><p>" + filler + "End.</p></article></body></html>"
			d := Read(context.Background(), Page{Body: []byte(page), ContentType: "text/html; charset=utf-8", URL: "https://gazette.example/b/bridge"})
			want := strings.FieldsFunc(test.want, func(r rune) bool { return r == '|' })
			if got := linksIn(d); !slices.Equal(got, want) {
				t.Errorf("links = %q, want %q", got, want)
			}
		})
	}
}
