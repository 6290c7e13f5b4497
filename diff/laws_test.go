package diff

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// read is the text as a reader compares it: without blanks, which never make an edit.
func read(s string) string { return strings.ReplaceAll(prose.Key(s), " ", "") }

func readAll(parts []news.Block) []string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = read(p.Text)
	}
	return out
}

// obeysLaws checks what must hold for any two versions.
func obeysLaws(t *testing.T, a, b []news.Block) {
	t.Helper()
	edits := Blocks(a, b)
	if again := Blocks(a, b); !cmp.Equal(edits, again) {
		t.Errorf("not deterministic: %s", cmp.Diff(edits, again))
	}
	if same := Blocks(a, a); len(same) > 0 {
		t.Errorf("a text against itself gives %v", marked(same))
	}
	appliesTo(t, a, b, edits)
	appliesTo(t, b, a, Reverse(edits))
	for _, e := range slices.Concat(edits, Reverse(edits)) {
		spansSpell(t, e)
		spansStandWhereTheySay(t, e)
	}
	if twice := Reverse(Reverse(edits)); !cmp.Equal(edits, twice, cmpopts.EquateEmpty()) {
		t.Errorf("reversed twice: %s", cmp.Diff(edits, twice))
	}
	rowsHoldAll(t, a, b, Rows(a, b, edits))
}

func appliesTo(t *testing.T, a, b []news.Block, edits []news.Edit) {
	t.Helper()
	got, err := Apply(a, edits)
	if err != nil {
		t.Errorf("%v of %q", err, marked(edits))
		return
	}
	if diff := cmp.Diff(readAll(b), readAll(got)); diff != "" {
		t.Errorf("applied: -want +got\n%s\n%q", diff, marked(edits))
	}
}

func spansSpell(t *testing.T, e news.Edit) {
	t.Helper()
	var before, after strings.Builder
	var last news.Op
	relinked := false
	for _, s := range e.Spans {
		if s.Text == "" || s.Op == last && !s.Relinked() && !relinked {
			t.Errorf("span %v after %s in %q", s, last, marked([]news.Edit{e}))
		}
		last, relinked = s.Op, s.Relinked()
		if s.Op != news.Added {
			before.WriteString(s.Text)
		}
		if s.Op != news.Removed {
			after.WriteString(s.Text)
		}
		if utf8.ValidString(e.Before+e.After) && !utf8.ValidString(s.Text) {
			t.Errorf("span %q cuts a character", s.Text)
		}
	}
	if prose.Key(before.String()) != prose.Key(e.Before) && e.Kind != news.Replace && e.Kind != news.Move {
		t.Errorf("spans spell %q, not %q", before.String(), e.Before)
	}
	if read(before.String()) != read(e.Before) || read(after.String()) != read(e.After) {
		t.Errorf("spans spell %q and %q, not %q and %q", before.String(), after.String(), e.Before, e.After)
	}
	cutsNothing(t, e, news.Removed, e.After)
	cutsNothing(t, e, news.Added, e.Before)
}

// spansStandWhereTheySay checks that the places of the spans part both wordings into what the spans spell.
func spansStandWhereTheySay(t *testing.T, e news.Edit) {
	t.Helper()
	before, after := []rune(e.Before), []rune(e.After)
	for i, s := range e.Spans {
		toA, toB := len(before), len(after)
		if i+1 < len(e.Spans) {
			toA, toB = e.Spans[i+1].BeforeAt, e.Spans[i+1].AfterAt
		}
		if s.BeforeAt > toA || s.AfterAt > toB || toA > len(before) || toB > len(after) || i == 0 && s.BeforeAt+s.AfterAt > 0 {
			t.Errorf("span %d stands at %d and %d in %q", i, s.BeforeAt, s.AfterAt, marked([]news.Edit{e}))
			return
		}
		wasText, isText := s.Text, s.Text
		switch s.Op {
		case news.Added:
			wasText = ""
		case news.Removed:
			isText = ""
		}
		changed := []rune(string(before[s.BeforeAt:toA]) + string(after[s.AfterAt:toB]))
		shifted := s.Op != news.Same && (len(changed) == 0 || unicode.IsSpace(changed[0]) != unicode.IsSpace([]rune(s.Text)[0]))
		if shifted || read(string(before[s.BeforeAt:toA])) != read(wasText) || read(string(after[s.AfterAt:toB])) != read(isText) {
			t.Errorf("span %d (%s %q) is %q in the old and %q in the new wording", i, s.Op, s.Text, string(before[s.BeforeAt:toA]), string(after[s.AfterAt:toB]))
		}
	}
}

// cutsNothing checks that the ends of the spans of one side are ends of words and graphemes there.
func cutsNothing(t *testing.T, e news.Edit, without news.Op, want string) {
	t.Helper()
	var text strings.Builder
	var ends []int
	for _, s := range e.Spans {
		if s.Op != without {
			text.WriteString(s.Text)
			ends = append(ends, text.Len())
		}
	}
	at, boundaries := 0, map[int]bool{0: true}
	for it := graphemes.FromString(text.String()); it.Next(); {
		at += len(it.Value())
		boundaries[at] = true
	}
	for _, end := range ends {
		if !boundaries[end] {
			t.Errorf("an edit cuts a grapheme of %q at %d: %q", text.String(), end, marked([]news.Edit{e}))
		}
	}
	if prose.Key(text.String()) != prose.Key(want) {
		return // unchanged words stand with the blanks of the other side
	}
	for _, w := range prose.Words(text.String()) {
		for _, end := range ends {
			if w.Start < end && end < w.End {
				t.Errorf("an edit cuts the word %q of %q", w.In(text.String()), text.String())
			}
		}
	}
}

func rowsHoldAll(t *testing.T, a, b []news.Block, rows []Row) {
	t.Helper()
	var as, bs []int
	for _, r := range rows {
		if r.A >= 0 {
			as = append(as, r.A)
		}
		if r.B >= 0 {
			bs = append(bs, r.B)
		}
	}
	for _, side := range []struct {
		places []int
		n      int
	}{{as, len(a)}, {bs, len(b)}} {
		if len(side.places) != side.n || !slices.IsSorted(side.places) {
			t.Errorf("rows hold the places %v of %d parts", side.places, side.n)
		}
	}
}

func TestLaws(t *testing.T) {
	for _, pair := range [][2][]string{
		{{fire, mayor, crew, cause}, {cause, crew, mayor, fire}},
		{{fire + " " + mayor, crew, cause}, {fire, mayor, cause, crew}},
		{{"# A", fire, fire, fire}, {fire, "# B"}},
		{{"قال الوزير إن 12 شخصا قتلوا أمس."}, {"قال الوزير إن 21 شخصا قتلوا اليوم."}},
		{{"e\u0301t\u00e9 à la mer"}, {"été à la montagne"}},
		{{"a", "b", "c"}, {}},
	} {
		obeysLaws(t, blocks(pair[0]...), blocks(pair[1]...))
		obeysLaws(t, blocks(pair[1]...), blocks(pair[0]...))
	}
}

func FuzzLaws(f *testing.F) {
	f.Add("# Fire\n"+fire+"\n"+mayor, "# Blaze\n"+mayor+"\n"+crew)
	f.Add("警方否认有12人死亡。\n“好”", "警方承认有 12 人死亡\n'好'")
	f.Add(mayor+" "+crew, mayor+"\n"+crew)
	f.Fuzz(func(t *testing.T, old, new string) {
		if len(old)+len(new) > 4000 {
			return
		}
		obeysLaws(t, blocks(normalLines(old)...), blocks(normalLines(new)...))
	})
}

// normalLines gives lines as extract would: in normal form, none empty.
func normalLines(s string) []string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = prose.Normal(line); read(line) != "" {
			out = append(out, line)
		}
	}
	return out
}
