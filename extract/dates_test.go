package extract

import (
	"testing"
	"time"
)

// TestPublished reads pages that claim their day in several ways.
func TestPublished(t *testing.T) {
	text := `<p>The bridge over the Lowe is closed to lorries from Monday, the county said in a letter to the mayors.</p>`
	for _, test := range []struct{ name, url, page, want string }{
		{
			"the claim that readers see", "",
			`<head><meta property="article:published_time" content="2020-03-09T10:00:00Z"><script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2020-03-02T10:00:00Z"}</script></head>
<h1>Bridge closed to lorries</h1><p>March 2, 2020</p>` + text, "2020-03-02",
		},
		{
			"the page's own zone", "",
			`<head><meta property="article:published_time" content="2020-03-02T23:30:00Z"></head><h1>Bridge closed to lorries</h1><time datetime="2020-03-03T00:30:00+01:00">3 March</time>` + text, "2020-03-03",
		},
		{
			"a tag that does not say what of", "",
			`<head><meta name="date" content="2020-03-09"></head><h1>Bridge closed to lorries</h1><p>2 March 2020</p>` + text, "2020-03-02",
		},
		{"beside the text", "", `<h1>Bridge closed to lorries</h1><div class="sidebar"><h4>Published</h4><div>2 March 2020</div></div>` + text, "2020-03-02"},
		{
			"not when a picture was taken", "",
			`<h1>Bridge closed to lorries</h1><figure><img src="a.jpg"><figcaption>The bridge on 1 May 2011</figcaption></figure><p>2 March 2020</p>` + text, "2020-03-02",
		},
		{"the day in the address", "https://gazette.example/2020/03/02/bridge", `<h1>Bridge closed to lorries</h1>` + text, "2020-03-02"},
		{"the day in the address, in one", "https://gazette.example/20200302/bridge", `<h1>Bridge closed to lorries</h1>` + text, "2020-03-02"},
		{"not a season in the address", "https://gazette.example/roads/2019/20/bridge", `<h1>Bridge closed to lorries, 2 March 2020</h1>` + text, "2020-03-02"},
		{"an American page", "https://gazette.example/a", `<html lang="en"><h1>Bridge closed to lorries</h1><p>3/2/2020</p>` + text, "2020-03-02"},
		{"a British page", "https://gazette.example/en-gb/a", `<html lang="en"><h1>Bridge closed to lorries</h1><p>2/3/2020</p>` + text, "2020-03-02"},
		{"only when it was changed", "", `<h1>Bridge closed to lorries</h1>` + text + `<span class="updated" title="2020-03-02T10:00:00Z"></span>`, "2020-03-02"},
		{"the state at the end", "", `<h1>Bridge closed to lorries</h1>` + text + `<footer><p>Press office. Last updated: 2 March 2020</p></footer>`, "2020-03-02"},
	} {
		d := Read(t.Context(), Page{Body: []byte(test.page), ContentType: "text/html; charset=utf-8", URL: test.url})
		if got := d.Published.Format(time.DateOnly); got != test.want {
			t.Errorf("%s: published %s, want %s", test.name, got, test.want)
		}
	}
}
