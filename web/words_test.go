package web

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

func TestEveryWordIsKnown(t *testing.T) {
	for _, m := range news.Meanings() {
		if meaningWords[m] == "" {
			t.Errorf("the meaning %q has no label", m)
		}
	}
	for _, kind := range eventKinds() {
		if eventWords[kind] == "" || eventLabels[kind] == "" {
			t.Errorf("the event %q has no words", kind)
		}
	}
	if len(eventKinds()) != len(eventWords) {
		t.Errorf("%d kinds of event can be filtered by, %d have words", len(eventKinds()), len(eventWords))
	}
}

func TestToldMeanings(t *testing.T) {
	for _, test := range []struct {
		name        string
		given, want []news.Meaning
	}{
		{"slight ones give way", []news.Meaning{news.MeansWording, news.MeansNumber}, []news.Meaning{news.MeansNumber}},
		{"slight ones alone", []news.Meaning{news.MeansPunctuation, news.MeansWording}, []news.Meaning{news.MeansWording, news.MeansPunctuation}},
		{"at most four", news.Meanings(), news.Meanings()[:4]},
		{"none", nil, nil},
	} {
		if diff := cmp.Diff(test.want, toldMeanings(test.given)); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

func TestChangeLabels(t *testing.T) {
	for _, test := range []struct {
		name     string
		kind     news.EditKind
		meanings []news.Meaning
		want     []string
	}{
		{"a move of the same words", news.Move, []news.Meaning{news.MeansWording}, []string{"moved"}},
		{"a split that changes a number", news.Split, []news.Meaning{news.MeansNumber}, []string{"split", "number"}},
		{"another word", news.Replace, []news.Meaning{news.MeansWording}, []string{"wording"}},
	} {
		c := news.Change{Meanings: test.meanings, Edits: []news.Edit{{Kind: test.kind, Meanings: test.meanings, Weight: 0.5}}}
		if diff := cmp.Diff(test.want, changeLabels(c)); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

func TestDirection(t *testing.T) {
	for language, want := range map[string]string{"ar": "rtl", "ar-EG": "rtl", "FA": "rtl", "he": "rtl", "ur-PK": "rtl", "en": "ltr", "zh-Hans": "ltr", "": "auto"} {
		if got := direction(language); got != want {
			t.Errorf("direction(%q) = %s, want %s", language, got, want)
		}
	}
}

func TestIsolated(t *testing.T) {
	for line, want := range map[string]string{
		"“14 حيًا” is gone; 2 more":     "“<bdi>14 حيًا</bdi>” is gone; 2 more",
		"from 60 ألف شخص to 90; 2 more": "from 60 <bdi>ألف شخص</bdi> to 90; 2 more",
		"<b> & “<i>”":                   "&lt;b&gt; &amp; “<bdi>&lt;i&gt;</bdi>”",
		"plain":                         "plain",
		"an “open quotation":            "an “open quotation",
	} {
		if got := string(isolated(line)); got != want {
			t.Errorf("isolated(%q) = %s, want %s", line, got, want)
		}
	}
}

func TestSummaryLine(t *testing.T) {
	for _, test := range []struct {
		summary string
		silent  bool
		want    string
	}{
		{"the number of dead went from 12 to 21; no notice", true, "The number of dead went from 12 to 21"},
		{"“no notice” became “a notice”; no notice", false, "“no notice” became “a notice”; no notice"},
		{"ärger", true, "Ärger"},
		{"", true, ""},
	} {
		if got := summaryLine(&news.Change{Summary: test.summary, Silent: test.silent}); got != test.want {
			t.Errorf("summaryLine(%q) = %q, want %q", test.summary, got, test.want)
		}
	}
}
