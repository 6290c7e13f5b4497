package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

// quotedOnce writes paragraphs as a list of strings, with the name of a parameter in the place of the third.
func quotedOnce(paragraphs []string) string {
	return `"` + paragraphs[0] + `",{text:'` + paragraphs[1] + `'},b,"` + paragraphs[3] + `"`
}

// TestBodiesInScriptsAreRead reads pages that show nothing but their frame until scripts have run: the text stands only
// in the data for them.
func TestBodiesInScriptsAreRead(t *testing.T) {
	paragraphs := []string{
		"The bridge over the Lowe is closed to lorries from Monday, the county said in a letter to the mayors of both towns.",
		"Its deck has cracked in two places, and the engineers expect that the repairs will take until the autumn at least.",
		"Farmers on the eastern bank will have to drive thirty kilometres further to the mill, and ask who will pay for that.",
		"A ferry that the army lends to the two towns will take cars and bicycles across the river from Thursday, free of charge.",
	}
	markup := "<p>" + strings.Join(paragraphs, "</p><p>") + "</p>"
	quoted := `"` + strings.Join(paragraphs, `","`) + `"`
	for name, script := range map[string]string{
		"JSON-LD articleBody": `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge closed","articleBody":"` + strings.Join(paragraphs, `\n\n`) + `"}</script>`,
		"Next.js":             `<script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"story":{"title":"Bridge closed","body":"` + markup + `"}}},"page":"/[slug]"}</script>`,
		"Nuxt":                `<script>window.__NUXT__={"data":[{"article":{"title":"Bridge closed","content":[` + quoted + `]}}],"state":{"user":null}};</script>`,
		"Nuxt 2": `<script>window.__NUXT__=(function(a,b,c,d){b.title=a;b.body=c;return {layout:"default",data:[{article:b,tags:[],n:-1.5e3,old:!1,more:void 0}],state:{user:d,at:new Date(1583164800000)}}}("Bridge closed",{},"` +
			strings.NewReplacer("<", `\u003C`, "/", `\u002F`).Replace(markup) + `",null));</script>`,
		"Nuxt 2, a list":      `<script>window.__NUXT__=function(a,b){return {data:[{story:{parts:[` + quotedOnce(paragraphs) + `]}}],error:a,again:{b:b}}}(null,'` + paragraphs[2] + `')</script>`,
		"Nuxt 2, no function": `<script>window.__NUXT__={layout:'default',data:[{content:[` + quoted + `],}],serverRendered:!0};</script>`,
		"Nuxt 2, arrow":       `<script>window.__NUXT__=((a,b)=>{return {data:[{content:[` + quoted + `],id:a}]}})(1,"x");</script>`,
		"Nuxt 3":              `<script type="application/json" id="__NUXT_DATA__">[["Reactive",1],{"title":2,"body":3},"Bridge closed",` + quoted + `]</script>`,
		"Fusion": `<script id="fusion-metadata">window.Fusion=window.Fusion||{};Fusion.globalContent={"type":"story","headlines":{"basic":"Bridge closed"},"content_elements":[` +
			`{"type":"text","content":"` + strings.Join(paragraphs, `"},{"type":"text","content":"`) + `"}]};Fusion.lastModified=1583164800;</script>`,
		"escaped": `<script>window.__STATE__={"body":"` + strings.NewReplacer("<", `\u003c`, ">", `\u003e`).Replace(markup) + `"}</script>`,
	} {
		page := `<html lang="en"><head><title>Bridge closed</title></head><body><div id="app"><nav><a href="/">Home</a></nav></div>` + script + `</body></html>`
		d := Read(t.Context(), Page{Body: []byte(page), ContentType: "text/html"})
		if diff := cmp.Diff(strings.Join(paragraphs, "\n"), strings.TrimPrefix(d.Text(), "Bridge closed\n")); diff != "" || d.Outcome != news.Good {
			t.Errorf("%s: outcome %q (%s), -want +got\n%s", name, d.Outcome, d.Reason, diff)
		}
	}
}
