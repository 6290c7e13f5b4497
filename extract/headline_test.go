package extract

import "testing"

// TestHeadline reads pages that name their headline in more than one way.
func TestHeadline(t *testing.T) {
	text := `<p>The bridge over the Lowe is closed to lorries from Monday, the county said in a letter to the mayors.</p>`
	for _, test := range []struct{ name, page, want string }{
		{
			"what readers see, not what networks are told",
			`<head><meta property="og:title" content="Lorries must go round"></head><h1>Bridge over the Lowe closed to lorries</h1>` + text,
			"Bridge over the Lowe closed to lorries",
		},
		{
			"the second heading, when it is what the page claims",
			`<head><title>Lowe bridge closed: lorries, road, detour</title><meta property="og:title" content="Bridge over the Lowe closed to lorries"></head>
<h1>Lowe bridge closed: lorries, road, detour</h1><h2>Bridge over the Lowe closed to lorries</h2>` + text,
			"Bridge over the Lowe closed to lorries",
		},
		{
			"not the outlet's name that leads home",
			`<head><title>Bridge closed to lorries | Gazette on Sunday</title></head><h1><a href="/">Gazette on Sunday</a></h1><h2>Bridge closed to lorries</h2>` + text,
			"Bridge closed to lorries",
		},
		{
			"without the words above it",
			`<head><meta property="og:title" content="Bridge closed to lorries | The Gazette"><meta property="og:site_name" content="The Gazette"></head><h1><span>Lowmere</span> Bridge closed to lorries</h1>` + text,
			"Bridge closed to lorries",
		},
		{
			"not a section's name that leads there",
			`<head><title>Bridge closed to lorries - Gazette, Roads and Bridges</title></head><h1><a href="/roads-and-bridges/">Roads and Bridges</a></h1><h2>Bridge closed to lorries</h2>` + text,
			"Bridge closed to lorries",
		},
		{
			"a heading that leads to the page itself",
			`<head><title>Bridge closed to lorries</title></head><h1><a href="/roads-and-bridges/closed">Bridge closed to lorries</a></h1><h2>Lorries on roads</h2>` + text,
			"Bridge closed to lorries",
		},
		{
			"without the line below it in the same heading",
			`<head><meta property="og:title" content="Bridge closed to lorries - gazette.example"></head><h1><span>Bridge closed to lorries</span> <span>How the county forgot the mayors</span></h1>` + text,
			"Bridge closed to lorries",
		},
		{
			"without its kicker, where nothing claims it",
			`<head><title>Detours: closed to lorries, the bridge</title></head><h1><span class="kicker">Road works</span> <span>Bridge closed to lorries</span></h1>` + text,
			"Bridge closed to lorries",
		},
		{
			"with its kicker, where the page claims it so",
			`<head><title>Road works: Bridge closed to lorries</title></head><h1><span class="kicker">Road works</span>: <span>Bridge closed to lorries</span></h1>` + text,
			"Road works: Bridge closed to lorries",
		},
		{
			"without the outlet's name, where words have no blanks between them",
			`<head><title>大桥从周一起禁止货车通行！-河港日报</title></head>` + text,
			"大桥从周一起禁止货车通行！",
		},
		{
			"in words of its own",
			`<head><title>Traffic in Lowmere</title></head><h1>A long way round for everybody with a load</h1>` + text,
			"A long way round for everybody with a load",
		},
	} {
		d := Read(t.Context(), Page{Body: []byte(test.page), ContentType: "text/html; charset=utf-8", URL: "https://gazette.example/roads-and-bridges/closed"})
		if d.Headline != test.want {
			t.Errorf("%s: headline %q, want %q", test.name, d.Headline, test.want)
		}
	}
}
