package web

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/meaning"
	"github.com/stemma-news/stemma/news"
)

// reported is a document with one link.
func reported(target, more string) news.Document {
	return news.Document{Headline: "Wiring to blame", Blocks: []news.Block{{
		Kind: news.Paragraph, Text: "The county wrote in its report that the wiring was old." + more,
		Links: []news.Reference{{Start: 20, End: 30, URL: target}},
	}}}
}

func TestLinkThatLeadsElsewhereIsToldInWords(t *testing.T) {
	a, b := reported("https://county.example/r?a=1&b=2", ""), reported("https://state.example/r", "")
	v := meaning.Judge(a, b, diff.Documents(a, b))
	rows := compareRows(a.Parts(), b.Parts(), v.Edits, "/articles/1/changes/1")
	if len(rows) != 1 {
		t.Fatalf("%d rows, want that of the paragraph", len(rows))
	}
	led, leads := "led to <del>https://county.example/r?a=1&amp;b=2</del>", "leads to <ins>https://state.example/r</ins>"
	around := func(words string) string {
		return `The county wrote in <mark>its report</mark> <span class="led" lang="en" dir="ltr">(this link ` + words + ")</span> that the wiring was old."
	}
	got := []string{string(rows[0].Was()), string(rows[0].Is()), string(rows[0].Both()), plain(v.Edits[0].Spans)}
	want := []string{
		around(led), around(leads), around(led + " and now " + leads),
		"The county wrote in its report (this link led to [-https://county.example/r?a=1&b=2-] and now leads to {+https://state.example/r+}) that the wiring was old.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if rows[0].Note == nil || !cmp.Equal(rows[0].Note.Labels, []string{"link"}) || !strings.HasPrefix(rows[0].Note.Reason, "a link now leads to state.example instead of county.example") {
		t.Errorf("beside it stands %+v", rows[0].Note)
	}
	if got := plain(snippet(v.Edits[0])); !strings.Contains(got, "{+https://state.example/r+}") {
		t.Errorf("the snippet says %q", got)
	}
}

func TestQuotationTellsWhereALinkLed(t *testing.T) {
	a, b := reported("https://county.example/r", ""), reported("https://state.example/r", " Or new.")
	page := changePage{Change: &news.Change{}}
	got := page.quotation(diff.Documents(a, b)[0])
	if !strings.Contains(got, "The link “its report” led to https://county.example/r and now leads to https://state.example/r\n") {
		t.Errorf("quotation:\n%s", got)
	}
}
