package news_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
)

func TestCaptureLineTellsTheRedirects(t *testing.T) {
	at := time.Date(2031, 3, 4, 6, 0, 0, 0, time.UTC)
	c := news.Capture{ID: 7, URL: "https://daily.example/a", FinalURL: "https://daily.example/b", At: at, Status: 200, Outcome: news.New, Header: "{"}
	line := func() string {
		text, err := json.Marshal(c.Line())
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	const begin = `{"id":7,"article":0,"url":"https://daily.example/a","final_url":"https://daily.example/b","at":"2031-03-04T06:00:00Z","status":200,"outcome":"new","size":0`
	if got, want := line(), begin+"}"; got != want {
		t.Errorf("without redirects\n%s, want\n%s", got, want)
	}
	c.Hops = []news.Hop{{URL: c.URL, At: at, Status: 301, Header: `{"Location":["/b"]}`}}
	want := begin + `,"redirects":[{"url":"https://daily.example/a","at":"2031-03-04T06:00:00Z","status":301,"header":{"Location":["/b"]}}]}`
	if got := line(); got != want {
		t.Errorf("with one\n%s, want\n%s", got, want)
	}
}
