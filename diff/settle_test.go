package diff

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

// page gives the visible lines of a page: the article's and the furniture of a template.
func page(template string, parts []news.Block) []string {
	lines := []string{template + " home", template + " politics", "Search the " + template}
	for _, p := range parts {
		lines = append(lines, p.Text)
	}
	return append(lines, "About "+template, "Terms of "+template, "© "+template)
}

func TestSettle(t *testing.T) {
	whole := blocks("# Fire in the hall", fire, mayor, crew, cause)
	short := blocks("# Fire in the hall", fire, crew, cause)
	changed := blocks("# Fire in the hall", fire, strings.Replace(mayor, "autumn", "spring", 1), crew, cause)
	moved := blocks("# Fire in the hall", fire, crew, cause, mayor)
	joined := blocks("# Fire in the hall", fire, mayor+" "+crew, cause)
	for _, test := range []struct {
		name       string
		a, b       []news.Block
		aSees      []string
		bSees      []string
		kept       int
		redesigned bool
	}{
		{"a paragraph really came", short, whole, page("Old", short), page("Old", whole), 1, false},
		{"a paragraph really went", whole, short, page("Old", whole), page("Old", short), 1, false},
		{"a paragraph was there, unread", short, whole, page("Old", whole), page("New", whole), 0, true},
		{"a paragraph is there, unread", whole, short, page("Old", whole), page("New", whole), 0, true},
		{"the same with the same template", short, whole, page("Old", whole), page("Old", whole), 0, false},
		{"a real edit in a new template", whole, changed, page("Old", whole), page("New", changed), 1, true},
		{"a paragraph was moved", whole, moved, page("Old", whole), page("Old", moved), 1, false},
		{"a new template moved a paragraph", whole, moved, page("Old", whole), page("New", moved), 0, true},
		{"a new template split a paragraph", joined, whole, page("Old", joined), page("New", whole), 0, true},
		{"both", short, changed, page("Old", whole), page("New", changed), 1, true},
	} {
		kept, redesigned := Settle(Blocks(test.a, test.b), test.aSees, test.bSees)
		if len(kept) != test.kept || redesigned != test.redesigned {
			t.Errorf("%s: kept %q, redesigned %v; want %d, %v", test.name, marked(kept), redesigned, test.kept, test.redesigned)
		}
	}
}

func TestSettleKeepsWhatOnlySeemsToBeThere(t *testing.T) {
	for _, test := range []struct{ name, inserted, visible string }{
		{"few words within others", "He said no.", "Asked whether he would go, he said no. Then he left."},
		{"one word", "Background", "Background music was playing"},
		{"small words", "It is not so.", "It is what it is not so to speak"},
		{"other number", "Police say 21 people died in the hall.", "Police say 12 people died in the hall."},
		{"nothing at all", "Nobody was hurt in the fire.", ""},
	} {
		edits := Blocks(blocks(fire), blocks(fire, test.inserted))
		kept, _ := Settle(edits, []string{fire, test.visible}, []string{fire, test.inserted})
		if diff := cmp.Diff(edits, kept); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

func TestSettleKnowsTextInAnotherDress(t *testing.T) {
	for _, test := range []struct{ name, line, visible string }{
		{"capitals", "by Coastwire", "COASTWIRE"},
		{"byline among words", "by Ola Lind", "By OLA LIND, Orlo"},
		{"quotes", "“I ran as fast as I could,” said the keeper.", `"I ran as fast as I could," said the keeper.`},
		{"broken lines", mayor, mayor[:40] + "|" + mayor[40:]},
		{"within a longer line", mayor, crew + " " + mayor},
	} {
		edits := Blocks(blocks("# Fire", test.line, fire), blocks("# Fire", fire))
		if kept, _ := Settle(edits, nil, strings.Split(test.visible, "|")); len(kept) > 0 {
			t.Errorf("%s: kept %q", test.name, marked(kept))
		}
	}
}

func TestRows(t *testing.T) {
	a := blocks("# Fire", fire, mayor, cause, crew, "Nobody was hurt.")
	b := blocks("# Blaze", crew, fire, mayor[:45], mayor[45:], cause, "Ferries to the islands run hourly again since noon.")
	edits := Blocks(a, b)
	var got []string
	for _, r := range Rows(a, b, edits) {
		kind := "same"
		if r.Edit >= 0 {
			kind = string(edits[r.Edit].Kind)
		}
		side := func(i int) string {
			if i < 0 {
				return "-"
			}
			return string(rune('0' + i))
		}
		got = append(got, side(r.A)+side(r.B)+" "+kind)
	}
	want := []string{"00 replace", "-1 move", "12 same", "23 split", "-4 split", "35 same", "4- move", "5- delete", "-6 insert"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows: -want +got\n%s", diff)
	}
}

func TestRowsHoldPartsOfDroppedEdits(t *testing.T) {
	a, b := blocks(fire, crew), blocks(fire, mayor, crew)
	rows := Rows(a, b, nil)
	if !slices.Contains(rows, Row{-1, 1, -1}) || len(rows) != 3 {
		t.Errorf("rows = %v, want one of its own for the part that no edit names", rows)
	}
}

func TestApplyRefuses(t *testing.T) {
	parts := blocks(fire, crew)
	for _, edits := range [][]news.Edit{
		{{Kind: news.Delete, From: 5, To: -1, Before: fire}},
		{{Kind: news.Delete, From: 0, To: -1, Before: crew}},
		{{Kind: news.Delete, From: 0, To: -1, Before: fire}, {Kind: news.Delete, From: 0, To: -1, Before: fire}},
		{{Kind: news.Insert, From: -1, To: 9, After: mayor}},
		{{Kind: news.Insert, From: -1, To: 0, After: mayor}, {Kind: news.Insert, From: -1, To: 0, After: cause}},
	} {
		if got, err := Apply(parts, edits); err == nil {
			t.Errorf("Apply(%q) = %v, want an error", marked(edits), got)
		}
	}
}
