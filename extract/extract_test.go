package extract

import (
	"testing"

	"github.com/stemma-news/stemma/news"
)

func TestReadsAPlainPage(t *testing.T) {
	page := `<html lang="en"><head><title>Fire at the mill - The Courier</title>
<meta property="og:title" content="Fire at the mill"></head><body><nav><a href="/">Home</a></nav><h1>Fire at the mill</h1>
<p>Two people were hurt when a fire broke out at the old mill on Monday evening, the brigade said.</p>
<p>The road stays closed until Tuesday.</p></body></html>`
	d := Read(t.Context(), Page{Body: []byte(page), ContentType: "text/html; charset=utf-8"})
	if d.Outcome != news.Good || d.Headline != "Fire at the mill" || len(d.Blocks) != 2 {
		t.Errorf("document = %+v", d)
	}
}
