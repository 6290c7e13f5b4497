package diff

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

var linkWritten = regexp.MustCompile(`\[([^\]]+)\]\(([^)]+)\)`)

// linked gives blocks of lines in which links are written as [words](target).
func linked(lines ...string) []news.Block {
	out := blocks(lines...)
	for i, b := range out {
		for {
			m := linkWritten.FindStringSubmatchIndex(b.Text)
			if m == nil {
				break
			}
			words, target := b.Text[m[2]:m[3]], b.Text[m[4]:m[5]]
			b.Text = b.Text[:m[0]] + words + b.Text[m[1]:]
			b.Links = append(b.Links, news.Reference{Start: m[0], End: m[0] + len(words), URL: target})
		}
		out[i] = b
	}
	return out
}

// ledTo gives what edits say of links, as "words: from -> to".
func ledTo(edits []news.Edit) []string {
	var out []string
	for _, e := range edits {
		for _, s := range e.Spans {
			if s.Relinked() {
				out = append(out, s.Text+": "+strings.TrimPrefix(s.From, "https://")+" -> "+strings.TrimPrefix(s.To, "https://"))
			}
		}
	}
	return out
}

func TestLinksThatLeadElsewhere(t *testing.T) {
	const text = "The county wrote in “[its report](https://county.example/r)” that the wiring was old."
	other := func(from, to string) string { return strings.Replace(text, from, to, 1) }
	tests := map[string]struct {
		old, new []string
		want     []string
	}{
		"another site": {[]string{text}, []string{other("county.example/r", "state.example/r")}, []string{"its report: county.example/r -> state.example/r"}},
		"another page": {[]string{text}, []string{other("/r)", "/second)")}, []string{"its report: county.example/r -> county.example/second"}},
		"with other words around": {
			[]string{text},
			[]string{other("was old", "was new") + " [More](https://more.example/)"},
			nil,
		},
		"words and target": {
			[]string{text},
			[]string{strings.Replace(other("was old", "was new"), "county.example/r", "state.example/z", 1)},
			[]string{"its report: county.example/r -> state.example/z"},
		},
		"more words of the link": {[]string{text}, []string{other("[its report](https://county", "[its second report](https://state")}, []string{"its: county.example/r -> state.example/r"}},
		"other quotes": {
			[]string{text},
			[]string{strings.NewReplacer("“", "«", "”", "»", "county.example", "state.example").Replace(text)},
			[]string{"its report: county.example/r -> state.example/r"},
		},
		"in a paragraph that moved": {
			[]string{text, fire, mayor},
			[]string{fire, mayor, other("county.example/r", "state.example/r")},
			[]string{"its report: county.example/r -> state.example/r"},
		},
		"in a paragraph that was split": {
			[]string{fire + " " + text},
			[]string{fire, other("county.example/r", "state.example/r")},
			[]string{"its report: county.example/r -> state.example/r"},
		},
		"the same page":             {[]string{text}, []string{other("https://county.example/r", "http://www.county.example/r/?sid=3")}, nil},
		"the same page by its id":   {[]string{other("/r)", "/fire-8842217)")}, []string{other("/r)", "/two-hurt-8842217)")}, nil},
		"a link that came":          {[]string{"The wiring was old."}, []string{"The [wiring](https://county.example/r) was old."}, nil},
		"a link that went":          {[]string{"The [wiring](https://county.example/r) was old."}, []string{"The wiring was old."}, nil},
		"read before links were":    {[]string{"The wiring was old."}, []string{"The [wiring](https://county.example/r) was old."}, nil},
		"two of one to two of one":  {[]string{"[A](https://a.example/x) b [C](https://a.example/x)."}, []string{"[A](https://b.example/y) b [C](https://b.example/y)."}, []string{"A: a.example/x -> b.example/y", "C: a.example/x -> b.example/y"}},
		"one of two the same way":   {[]string{"[A](https://a.example/x) b [C](https://a.example/y)."}, []string{"[A](https://b.example/x) b [C](https://a.example/y)."}, []string{"A: a.example/x -> b.example/x"}},
		"all moved to a new host":   {[]string{"[A](https://a.example/x) b [C](https://a.example/y)."}, []string{"[A](https://b.example/x) b [C](https://b.example/y)."}, nil},
		"all under another path":    {[]string{"[A](https://a.example/news/x) b [C](https://a.example/news/y)."}, []string{"[A](https://a.example/story/x) b [C](https://a.example/story/y)."}, nil},
		"all with a new ending":     {[]string{"[A](https://a.example/x) b [C](https://b.example/y)."}, []string{"[A](https://a.example/x?from=story) b [C](https://b.example/y?from=story)."}, nil},
		"the next year of both":     {[]string{"[A](https://a.example/2025/x) b [C](https://a.example/2025/y)."}, []string{"[A](https://a.example/2026/x) b [C](https://a.example/2026/y)."}, []string{"A: a.example/2025/x -> a.example/2026/x", "C: a.example/2025/y -> a.example/2026/y"}},
		"rewritten, and one edited": {[]string{"[A](https://a.example/x) b [C](https://a.example/y), [d](https://c.example/1)."}, []string{"[A](https://b.example/x) b [C](https://b.example/y), [d](https://e.example/2)."}, []string{"d: c.example/1 -> e.example/2"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			a, b := linked(test.old...), linked(test.new...)
			edits := Blocks(a, b)
			if diff := cmp.Diff(test.want, ledTo(edits)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			obeysLaws(t, a, b)
		})
	}
}

func TestLinkAloneIsOneEdit(t *testing.T) {
	a, b := linked(fire, "See [the report](https://a.example/x)."), linked(fire, "See [the report](https://b.example/y).")
	edits := Blocks(a, b)
	if len(edits) != 1 || edits[0].Kind != news.Replace || edits[0].From != 1 || len(edits[0].Spans) != 3 {
		t.Fatalf("edits = %+v", edits)
	}
	want := news.Span{Op: news.Same, Text: "the report", BeforeAt: 4, AfterAt: 4, From: "https://a.example/x", To: "https://b.example/y"}
	if got := edits[0].Spans[1]; got != want {
		t.Errorf("marked %+v, want %+v", got, want)
	}
}

func TestNewTemplateMovesLinks(t *testing.T) {
	lines := func(names string) []string { return strings.Fields(names) }
	for _, test := range []struct {
		to, visible string
		stays       bool
	}{
		{"https://new.example/x", "Start Nachrichten Kultur Wetter", false},
		{"https://new.example/x", "Home News Sport Weather", true},
		{"https://new.example/y", "Start Nachrichten Kultur Wetter", true},
	} {
		edits := Blocks(linked("See [the report](https://old.example/x)."), linked("See [the report]("+test.to+")."))
		kept, _ := Settle(edits, lines("Home News Sport Weather"), lines(test.visible))
		if !Settles(edits) || (len(kept) == 1) != test.stays {
			t.Errorf("to %s among %q: kept %v", test.to, test.visible, kept)
		}
	}
}
