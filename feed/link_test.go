package feed

import (
	"testing"

	"github.com/stemma-news/stemma/news"
)

func TestInHeader(t *testing.T) {
	for _, test := range []struct {
		name      string
		headers   []string
		hub, self string
	}{
		{"none", nil, "", ""},
		{"two in one", []string{`<https://hub.example/>; rel="hub", </feed>; rel="self"`}, "https://hub.example/", "https://courier.example/feed"},
		{"two headers, no quotes", []string{"<https://hub.example/>;rel=hub", "</feed>; title=\"a, b; c\"; REL=self"}, "https://hub.example/", "https://courier.example/feed"},
		{"two relations", []string{`</feed>; rel="alternate self"`}, "", "https://courier.example/feed"},
		{"the first of two hubs", []string{`<https://a.example/>; rel=hub, <https://b.example/>; rel=hub`}, "https://a.example/", ""},
		{"no link", []string{"hub", "<", "<mailto:a>; rel=hub", `<https://hub.example/>; rel="hubs"`, `<https://hub.example/>; title="rel=hub`}, "", ""},
	} {
		if hub, self := InHeader(test.headers, base); hub != test.hub || self != test.self {
			t.Errorf("%s: %q, %q; want %q, %q", test.name, hub, self, test.hub, test.self)
		}
	}
}

// FuzzInHeader holds that what is found is clean, whatever the header.
func FuzzInHeader(f *testing.F) {
	f.Add(`<https://hub.example/>; rel="hub", </feed>; rel="self"`)
	f.Fuzz(func(t *testing.T, header string) {
		hub, self := InHeader([]string{header}, base)
		for _, url := range []string{hub, self} {
			if clean, err := news.CleanURL(url); url != "" && (err != nil || clean != url) {
				t.Errorf("%q is not clean: %v", url, err)
			}
		}
	})
}
