package store

import (
	"cmp"
	"slices"
	"testing"
)

// What below gives must select exactly the places that compare puts behind.
func TestPlaceBelowAgreesWithCompare(t *testing.T) {
	var places []place
	for _, at := range []int64{-5, 1, 2} {
		for id := int64(1); id <= 3; id++ {
			places = append(places, place{at: at, id: id}, place{at: at, event: true, id: id})
		}
	}
	for _, p := range places {
		for _, o := range places {
			table := "change"
			if o.event {
				table = "event"
			}
			at, id := p.below(table)
			selected := cmp.Or(cmp.Compare(o.at, at), cmp.Compare(o.id, id)) < 0
			if behind := p.compare(o) < 0; selected != behind {
				t.Errorf("after %v: %v is behind: %v, selected: %v", p, o, behind, selected)
			}
		}
	}
	if !slices.IsSortedFunc([]place{{2, false, 9}, {2, false, 8}, {2, true, 7}, {1, false, 9}}, place.compare) {
		t.Error("newest first, changes before events, highest id first")
	}
}

func FuzzParsePlace(f *testing.F) {
	f.Add("1700000000000000.c.12")
	f.Add("-1.e.1")
	f.Fuzz(func(t *testing.T, cursor string) {
		p, err := parsePlace(cursor)
		if err == nil && cursor != "" && p.String() != cursor {
			t.Errorf("%q was read as %q", cursor, p)
		}
	})
}
