package extract

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stemma-news/stemma/news"
)

// mostMemory is how many times a page's size reading it may hold at any moment, the page itself left out.
const mostMemory = 20

// densePages are pages that hold as many things as possible in few bytes, each repeated up to a size.
func densePages() map[string]string {
	return map[string]string{
		"bold letters":          "<b>x</b>",
		"breaks":                "<br>",
		"letters and breaks":    "x<br>",
		"paragraphs":            "<p>a</p>",
		"paragraphs not closed": "<p>",
		"short paragraphs":      "<p>It rained on Monday.</p>",
		"list items":            "<li>a",
		"cells":                 "<td>a",
		"tables":                "<table><tr><td>a</table>",
		"images":                "<img>",
		"links":                 "<a href=a>b</a>",
		"links not closed":      "<a>",
		"deep":                  "<div>",
		"deep inline":           "<i><u>",
		"attributes":            "<p a b c d e f g h i j k l m n o p q r s t u v w x y z>",
		"comments":              "<!>",
		"instructions":          "<?>a",
		"times":                 "<time>1</time>",
		"dated paragraphs":      "<p><time>1:00</time>",
		"authors":               "<p class=author>a",
		"metas":                 "<meta>",
		"scripts":               "<script>1</script>",
		"headings":              "<h2>The ferry</h2>",
		"select":                "<option>a",
		"readers' comments":     "<p class=comment id=c1>a",
		"unknown":               "<x>a",
		"characters":            "&amp;",
		"unusual letters":       "<p>ñ",
		"divisions":             "<div></div>",
		"spans with classes":    "<p class=a>b<span class=c>d</span>",
		"paragraphs in quotes":  "<blockquote><p>He said so.</blockquote>",
	}
}

// oneThing are pages that hold one thing only, of any size.
func oneThing(size int) map[string]string {
	some := func(piece string) string { return strings.Repeat(piece, size/len(piece)) }
	return map[string]string{
		"attributes of one element": "<p " + some("a ") + ">A sentence.",
		"one long text":             "<p>" + some("It rained on Monday. "),
		"linked data of objects":    `<script type="application/ld+json">[` + some(`{"":0},`) + "0]</script><p>A sentence.",
		"linked data of lists":      `<script type="application/ld+json">[` + some(`[],`) + "0]</script><p>A sentence.",
		"linked data of numbers":    `<script type="application/ld+json">[` + some(`1,`) + "0]</script><p>A sentence.",
		"data of objects":           "<script>x=" + `{"a":[` + some(`{"":0},`) + "0]}</script><p>A sentence.",
		"a state of objects":        "<script>__NUXT__=(function(a){return [" + some("{b:a},") + "a]}({}))</script><p>A sentence.",
		"a state of names":          "<script>__NUXT__=(function(" + some("a,") + "b){return {c:a}}({}))</script><p>A sentence.",
		"a state of assignments":    "<script>__NUXT__=(function(a){" + some("a.b=a;") + "return a}({}))</script><p>A sentence.",
		"noscript":                  "<noscript>" + some("<p>a") + "</noscript>",
	}
}

// TestMemoryIsBounded holds the law that no page takes more memory than so many times its size.
func TestMemoryIsBounded(t *testing.T) {
	if RaceDetector {
		t.Skip("under the race detector sync.Pool forgets at random, so that memory says nothing; .ci/run holds the law without it")
	}
	const size = 1 << 18
	pages := oneThing(size)
	for name, piece := range densePages() {
		pages[name] = "<title>The ferry</title><h1>The ferry</h1>" + strings.Repeat(piece, size/len(piece))
	}
	for name, page := range pages {
		t.Run(name, func(t *testing.T) {
			body := []byte(page)
			var d news.Document
			times := 0.0
			for tries := 0; tries == 0 || times > mostMemory && tries < 6; tries++ { // see peakOf
				peak := peakOf(func() { d = Read(t.Context(), Page{Body: body, ContentType: "text/html; charset=utf-8"}) })
				times = float64(peak) / float64(len(body))
			}
			if t.Logf("%.1f times", times); times > mostMemory {
				t.Errorf("took %.1f times the page's size", times)
			}
			if d.Outcome == "" {
				t.Error("no outcome")
			}
		})
	}
}

// peakOf gives by how many bytes the live heap was larger at most while something was done. A collection is made whenever
// the heap has grown by a few percent; each leaves behind what was alive, and what was made while it went on: on a busy
// machine it tells too much, never too little.
func peakOf(do func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	before := alive()
	var most atomic.Uint64
	var watch func(*[16]byte)
	watch = func(*[16]byte) { // it is called after each collection, and asks to be called after the next
		if now := alive(); now > most.Load() {
			most.Store(now)
		}
		runtime.SetFinalizer(new([16]byte), watch)
	}
	runtime.SetFinalizer(new([16]byte), watch)
	do()
	runtime.GC()
	return max(most.Load(), before) - before
}

func alive() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// BenchmarkHostile reads the pages of the law, to see what each costs.
func BenchmarkHostile(b *testing.B) {
	for name, piece := range densePages() {
		body := bytes.Repeat([]byte(piece), (1<<20)/len(piece))
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) { readBench(b, body) })
	}
	for name, page := range oneThing(1 << 20) {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) { readBench(b, []byte(page)) })
	}
}

// BenchmarkLarge reads a page of 20 MB that is flat, and one of 2 MB that nests.
func BenchmarkLarge(b *testing.B) {
	sentence := "<p>The harbour office said on Monday that the ferry to the islands would run again from the end of the week."
	for _, page := range []struct {
		name, piece string
		size        int
	}{
		{"20-MB-flat", sentence, 20 << 20},
		{"2-MB-nested", strings.Repeat("<div>", 40) + sentence + strings.Repeat("</div>", 40), 2 << 20},
		{"2-MB-nested-600-deep", strings.Repeat("<div>", 600) + sentence + strings.Repeat("</div>", 600), 2 << 20},
	} {
		b.Run(page.name, func(b *testing.B) {
			readBench(b, fmt.Appendf(nil, "<title>The ferry</title><h1>The ferry</h1>%s", strings.Repeat(page.piece, page.size/len(page.piece))))
		})
	}
}

func readBench(b *testing.B, body []byte) {
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if d := Read(b.Context(), Page{Body: body, ContentType: "text/html; charset=utf-8"}); d.Outcome == "" {
			b.Fatal("no outcome")
		}
	}
}
