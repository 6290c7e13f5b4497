package store

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/news"
)

func edited(a, b string) []news.Edit {
	return diff.Blocks([]news.Block{{Kind: news.Paragraph, Text: a}}, []news.Block{{Kind: news.Paragraph, Text: b}})
}

func TestEditsAreKeptShort(t *testing.T) {
	kept, err := writeEdits(edited("Twelve people were hurt in the fire.", "Nine people were hurt in the fire."))
	if err != nil || strings.Count(kept, "people were hurt") != 2 || !strings.Contains(kept, `"spans":"-6+4=30"`) {
		t.Errorf("kept as %s, %v; want the text of either wording once", kept, err)
	}
}

// What was kept by earlier releases, with all spans spelled out, is read as well.
func TestEditsOfEarlierReleases(t *testing.T) {
	want := edited("Zwölf Menschen wurden verletzt.", "Neun Menschen wurden verletzt.")
	old, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := readEdits(string(old))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestEditsThatDoNotFitAreRefused(t *testing.T) {
	for _, lengths := range []string{"=99", "+99", "-99", "x1", "=", "=1=", "==", "=99999999999999999999", "=-1"} {
		if _, err := readEdits(`[{"before":"one","after":"two","spans":"` + lengths + `"}]`); err == nil {
			t.Errorf("%q is taken for the spans of two words", lengths)
		}
	}
}

// FuzzEdits holds the law that the edits that come back are those that were kept, also where their spans do not spell
// their wordings.
func FuzzEdits(f *testing.F) {
	f.Add("Twelve hurt in the fire", "Nine hurt in the fire", "fire", 3)
	f.Add("云港市交通局宣布五月一日通车", "云港市交通局宣布六月一日通车", "\x00", -1)
	f.Fuzz(func(t *testing.T, a, b, odd string, at int) {
		a, b, odd = strings.ToValidUTF8(a, ""), strings.ToValidUTF8(b, ""), strings.ToValidUTF8(odd, "")
		want := append(edited(a, b), news.Edit{Kind: news.Insert, Before: a, After: b, Spans: []news.Span{{Op: news.Added, Text: odd, AfterAt: at}}}, news.Edit{})
		kept, err := writeEdits(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := readEdits(kept)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
}
