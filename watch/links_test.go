package watch

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

func TestVersionsKeepTheirNumbersWhenLinksAreReadAgain(t *testing.T) {
	text := func(n int, key, links byte, withdrawn bool) store.Text {
		row := store.Text{Version: news.Version{N: n}, Key: store.TextKey{key}, Links: store.LinksKey{links}}
		if withdrawn {
			row.Withdrawn = dawn.Add(time.Hour)
		}
		return row
	}
	for name, test := range map[string]struct {
		rows []store.Text
		anew []store.Text
		want []int // the number of each, 0 for a new one
	}{
		"read before links were kept":        {[]store.Text{text(1, 'A', 0, false)}, []store.Text{text(0, 'A', 'x', false)}, []int{1}},
		"and two of them turn out":           {[]store.Text{text(1, 'A', 0, false)}, []store.Text{text(0, 'A', 'x', false), text(0, 'A', 'y', false)}, []int{1, 0}},
		"each by its links":                  {[]store.Text{text(1, 'A', 'y', false), text(2, 'A', 'x', false)}, []store.Text{text(0, 'A', 'x', false), text(0, 'A', 'y', false)}, []int{2, 1}},
		"links read otherwise":               {[]store.Text{text(1, 'A', 'x', false), text(2, 'B', 'x', false)}, []store.Text{text(0, 'A', 'z', false), text(0, 'B', 'x', false)}, []int{1, 2}},
		"rather one that stands":             {[]store.Text{text(1, 'A', 'x', false), text(2, 'A', 'x', true)}, []store.Text{text(0, 'A', 'x', false)}, []int{1}},
		"one that does not if there is none": {[]store.Text{text(2, 'A', 'y', true)}, []store.Text{text(0, 'A', 'x', false)}, []int{2}},
	} {
		var strands []*strand
		for _, made := range test.anew {
			strands = append(strands, &strand{Text: made})
		}
		found := keptTexts(strands, test.rows)
		for i, s := range strands {
			got := 0
			if found[s] != nil {
				got = found[s].N
			}
			if got != test.want[i] {
				t.Errorf("%s: version %d is number %d, want %d", name, i, got, test.want[i])
			}
		}
	}
}
