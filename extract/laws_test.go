package extract

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// FuzzRead holds the laws of the room: it never panics, reads the same page the same way twice, adds no word that the
// page lacks, and keeps every block one line in normal form.
func FuzzRead(f *testing.F) {
	f.Add("<h1>Fire at the mill</h1><p>Two were hurt, the brigade said on Monday evening.</p>")
	f.Add("<table><tr><td>a<td>b<tr><td>c<td>d</table><ul><li>e<li>f</ul><blockquote>g</blockquote>")
	f.Add(`<div class="comment" id="comment-12"><b class="fn">Ann</b> <time datetime="2020-03-02">x</time><p>Well said.</p></div>`)
	f.Add(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"h","author":[{"name":"A B"}],"datePublished":"2020"}</script>`)
	f.Add(strings.Repeat("<div>", 600) + "<p>Deep down a sentence stands that should be read all the same.")
	f.Add(`<script>window.__NUXT__=(function(a,b){a.body=b;return {data:[a]}}({},"` + strings.Repeat(`\u003Cp\u003EThe bridge over the Lowe is closed to lorries from Monday.`, 8) + `"))</script>`)
	f.Fuzz(func(t *testing.T, text string) {
		page := Page{Body: []byte(text), ContentType: "text/html; charset=utf-8", URL: "https://gazette.example/a"}
		d := Read(t.Context(), page)
		if diff := cmp.Diff(d, Read(t.Context(), page)); diff != "" {
			t.Errorf("read twice: %s", diff)
		}
		words := wordsOfPage(text)
		for _, b := range d.Blocks {
			if b.Text == "" || prose.Normal(b.Text) != b.Text {
				t.Errorf("block %q is not in normal form", b.Text)
			}
			for word := range strings.FieldsSeq(b.Text) {
				if word != "|" && !strings.Contains(words, word) {
					t.Errorf("the word %q of block %q does not stand on the page", word, b.Text)
				}
			}
		}
	})
}

// wordsOfPage gives all text that a page may show: of its tree, of its tokens, and as it stands in its scripts.
func wordsOfPage(page string) string {
	text, _ := prose.Decode([]byte(page), "text/html; charset=utf-8")
	var b strings.Builder
	if root, err := html.Parse(strings.NewReader(text)); err == nil {
		b.WriteString(textOf(root))
	}
	b.WriteByte('\n')
	b.WriteString(textOf(parseByTokens(context.Background(), text)))
	if strings.Contains(text, `\`) { // a script writes some letters as escapes
		b.WriteString("\n" + html.UnescapeString(unescaped(text)) + "\n" + strings.ReplaceAll(markupLines(unescaped(text)), "\n", " "))
	}
	b.WriteString("\n" + html.UnescapeString(text) + "\n" + html.UnescapeString(html.UnescapeString(text)))
	return prose.Normal(b.String()) + "\n" + prose.Normal(strings.NewReplacer("<wbr>", "").Replace(b.String()))
}

// TestFurnitureThatChangesIsNotText reads one article in two visits, between which everything around it changed.
func TestFurnitureThatChangesIsNotText(t *testing.T) {
	visit := func(teaser, ago, count string) news.Document {
		page := `<html lang="en"><head><title>Bridge closed - The Gazette</title></head><body>
<header><nav><a href="/">Home</a> <a href="/s">Sport</a></nav><span class="weather">` + count + ` degrees</span></header>
<article><h1>Bridge closed</h1><div class="meta">By Ann Lee <time datetime="2020-03-02T10:00:00Z">` + ago + `</time> <span class="views">` + count + ` views</span></div>
<p>The bridge over the Lowe is closed to lorries from Monday, the county said in a letter to the mayors of both towns.</p>
<div class="inline-related"><a href="/` + teaser + `">` + teaser + ` wins the cup</a></div>
<p>Its deck has cracked in two places, and repairs will take until the autumn at least.</p>
<p>` + count + ` comments</p>
<div class="ad">Buy ` + teaser + ` now</div></article>
<aside><h3>Latest</h3><p><a href="/x">` + teaser + ` opens a shop in the market square of the town</a> ` + ago + `</p></aside>
<footer><p>` + count + ` people read the Gazette today.</p></footer></body></html>`
		return Read(t.Context(), Page{Body: []byte(page), ContentType: "text/html"})
	}
	a, b := visit("Denby", "2 hours ago", "1,204"), visit("Carrow", "5 hours ago", "88")
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("-first visit +second visit\n%s", diff)
	}
	if len(a.Blocks) != 2 {
		t.Errorf("blocks = %v, want the two paragraphs", a.Blocks)
	}
}

// TestNoPageHurts reads pages made to take for ever, or all memory.
func TestNoPageHurts(t *testing.T) {
	sentence := "<p>The bridge over the Lowe is closed to lorries from Monday, the county said in a letter.</p>"
	limit := time.Second // of all cores together; none takes more than a fifth of it
	if RaceDetector {
		limit = 10 * time.Second
	}
	for name, page := range map[string]string{
		"nested 600 deep":     strings.Repeat("<div>", 600) + sentence,
		"nested 100,000 deep": strings.Repeat("<div><span>", 50_000) + sentence,
		"misnested formatting": strings.Repeat("<b><p><i><font>x", 18_000) +
			sentence,
		"400,000 attributes": "<div " + strings.Repeat("a=b ", 200_000) + strings.Repeat("class=related ", 200_000) + ">" + sentence,
		"50,000 breaks":      strings.Repeat("x<br>", 50_000) + sentence,
		"no end tags":        strings.Repeat("<table><tr><td><ul><li>a", 20_000) + sentence,
		"NULs":               strings.Repeat("\x00", 100_000) + sentence,
		"nested JSON":        `<script type="application/ld+json">` + strings.Repeat("[", 500_000) + "</script>" + sentence,
		"braces in a script": "<script>" + strings.Repeat(`{"a":1};{"`, 100_000) + "</script>" + sentence,
		"comments in comments": strings.Repeat(`<div class="comment"><b class="fn">Ann</b>`, 20_000) +
			sentence,
		"quotes":            strings.Repeat("<blockquote>"+sentence+"</blockquote>", 5_000),
		"tables in tables":  strings.Repeat("<table><tr><td>a<td>b<tr><td>c<td>", 2_000) + sentence,
		"one line of links": strings.Repeat("<a href=/x>The bridge over the Lowe is closed</a> ", 20_000),
		"headings":          strings.Repeat("<h1>The bridge over the Lowe is closed</h1>", 20_000),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := processorTime(t)
		d := Read(t.Context(), Page{Body: []byte(page), ContentType: "text/html; charset=utf-8"})
		if took := processorTime(t) - start; took > limit {
			t.Errorf("%s: took %v", name, took)
		}
		runtime.ReadMemStats(&after)
		if taken := (after.TotalAlloc - before.TotalAlloc) >> 20; taken > 200 && !RaceDetector { // it has sync.Pool forget at random
			t.Errorf("%s: took %d MB", name, taken)
		}
		if d.Outcome == "" {
			t.Errorf("%s: no outcome", name)
		}
	}
}

// processorTime is what this process took so far: on a busy machine the clock tells of its neighbours too.
func processorTime(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestDeepPagesAreReadByTokens(t *testing.T) {
	page := strings.Repeat("<div>", 600) + "<p>The bridge over the Lowe is closed to lorries from Monday.</p>"
	d := Read(t.Context(), Page{Body: []byte(page)})
	if d.Outcome != news.Good || d.Text() != "The bridge over the Lowe is closed to lorries from Monday." {
		t.Errorf("outcome %q, text %q", d.Outcome, d.Text())
	}
}

// TestParagraphsDeepInBoxes reads a text whose every paragraph stands in dozens of boxes of its own.
func TestParagraphsDeepInBoxes(t *testing.T) {
	var page strings.Builder
	for i := range 20 {
		page.WriteString(strings.Repeat("<div>", 40))
		fmt.Fprintf(&page, "<p>The bridge over the Lowe is closed to lorries from Monday, says letter number %d.</p>", i)
		page.WriteString(strings.Repeat("</div>", 40))
	}
	if d := Read(t.Context(), Page{Body: []byte(page.String())}); len(d.Blocks) != 20 {
		t.Errorf("%d paragraphs, want 20", len(d.Blocks))
	}
}

func TestReadObeysItsContext(t *testing.T) {
	page := Page{Body: bytes.Repeat([]byte("<p>The bridge over the Lowe is closed to lorries from Monday.</p>"), 100_000)}
	for looks := range 3 { // it is stopped before, in the middle of parsing, and later
		ctx := &impatient{Context: t.Context(), looks: looks * 400}
		if d := Read(ctx, page); d.Outcome != news.Failed {
			t.Errorf("stopped after %d looks: outcome = %q, want %q", looks*400, d.Outcome, news.Failed)
		}
		if ctx.looks < -20 {
			t.Errorf("stopped after %d looks: it went on for %d looks more", looks*400, -ctx.looks)
		}
	}
}

// An impatient is a context that ends when it has been looked at so many times.
type impatient struct {
	context.Context
	looks int
}

func (c *impatient) Err() error {
	if c.looks--; c.looks < 0 {
		return context.Canceled
	}
	return nil
}

func randomBytes(n int) string {
	bytes := make([]byte, n)
	rand.NewChaCha8([32]byte{}).Read(bytes)
	return string(bytes)
}

func TestWhatIsNoPage(t *testing.T) {
	for _, test := range []struct{ name, body, contentType string }{
		{"a PDF file", "%PDF-1.7\n", "text/html"},
		{"a picture", "\x89PNG\r\n", ""},
		{"JSON by its header", `{"a":1}`, "application/json"},
		{"a text file", strings.Repeat("The bridge over the Lowe is closed to lorries, 3 < 4, says the county.\n\n", 50), "text/plain"},
		{"a text file that is called a page", strings.Repeat("The bridge over the Lowe is closed to lorries, says the county.\n\n", 50), "text/html"},
		{"random bytes", randomBytes(100_000), "text/html"},
		{"random bytes behind a tag", "<html>" + randomBytes(100_000), ""},
	} {
		if d := Read(t.Context(), Page{Body: []byte(test.body), ContentType: test.contentType}); d.Outcome != news.NotHTML {
			t.Errorf("%s: outcome %q, want %q", test.name, d.Outcome, news.NotHTML)
		}
	}
}
