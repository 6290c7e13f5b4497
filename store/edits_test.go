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
	kept, err := writeEdits(edited("Twelve people were hurt in the fire.", "Some 9 people were hurt in the fire."))
	const want = `"cuts":"-6+6=30","text":"TwelveSome 9 people were hurt in the fire."}`
	if err != nil || !strings.Contains(kept, want) {
		t.Errorf("kept as %s, %v; want %s in it", kept, err, want)
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

func TestSpansThatDoNotFitAreRefused(t *testing.T) {
	for _, cuts := range []string{"=9", "+9", "-9", "x1", "=", "=1=", "==", "=99999999999999999999", "=-1", "=1b", "=1a-", "b1", "=1c"} {
		if edits, err := readEdits(`[{"cuts":"` + cuts + `","text":"words"}]`); err == nil {
			t.Errorf("%q cuts five letters into %+v", cuts, edits[0].Spans)
		}
	}
}

// FuzzEdits holds the law that the edits that come back are those that were kept, whatever their spans say.
func FuzzEdits(f *testing.F) {
	f.Add("Twelve hurt in the fire", "Nine hurt in the fire", "fire", 3)
	f.Add("云港市交通局宣布五月一日通车", "云港市交通局宣布六月一日通车", "\x00", -1)
	f.Fuzz(func(t *testing.T, a, b, odd string, at int) {
		a, b, odd = strings.ToValidUTF8(a, ""), strings.ToValidUTF8(b, ""), strings.ToValidUTF8(odd, "")
		want := append(edited(a, b), news.Edit{Kind: news.Insert, Before: a, After: b, Spans: []news.Span{{Op: news.Added, Text: odd, AfterAt: at}, {Op: news.Same, Text: a}}}, news.Edit{Spans: []news.Span{{Op: news.Same, Text: a, From: b, To: odd}}}, news.Edit{Spans: []news.Span{{Text: odd}}}, news.Edit{})
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
