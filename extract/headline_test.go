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
			"in words of its own",
			`<head><title>Traffic in Lowmere</title></head><h1>A long way round for everybody with a load</h1>` + text,
			"A long way round for everybody with a load",
		},
	} {
		d := Read(t.Context(), Page{Body: []byte(test.page), ContentType: "text/html; charset=utf-8", URL: "https://gazette.example/a"})
		if d.Headline != test.want {
			t.Errorf("%s: headline %q, want %q", test.name, d.Headline, test.want)
		}
	}
}
