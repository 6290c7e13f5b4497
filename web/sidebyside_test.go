package web

import (
	"html/template"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

func rowsOf(a, b string) []row {
	var sides [2][]news.Block
	for i, text := range []string{a, b} {
		for line := range strings.Lines(text) {
			sides[i] = append(sides[i], news.Block{Kind: news.Paragraph, Text: strings.TrimSpace(line)})
		}
	}
	return compareRows(sides[0], sides[1], diff.Blocks(sides[0], sides[1]), "")
}

func TestSplitParagraphKeepsItsLinesApart(t *testing.T) {
	first := "The harbour was closed on Tuesday after a fire in the eastern basin, the authority said."
	second := "Ferries ran late all morning, and passengers waited in the rain for hours on end."
	rows := rowsOf(first+" "+second, first+"\n"+second)
	if len(rows) != 2 || rows[0].Class != "split" || rows[0].ID != "e1" || rows[1].ID != "" {
		t.Fatalf("rows = %+v", rows)
	}
	if !strings.HasPrefix(string(rows[0].Is()), first) || !strings.HasSuffix(string(rows[0].Is()), pilcrow) || string(rows[1].Is()) != second || rows[1].Was() != "" {
		t.Errorf("the new side reads %q and %q", rows[0].Is(), rows[1].Is())
	}
	if !strings.Contains(string(rows[0].Both()), "¶") || rows[1].Both() != "" {
		t.Errorf("inline it reads %q and %q", rows[0].Both(), rows[1].Both())
	}
	if merged := rowsOf(first+"\n"+second, first+" "+second); merged[0].Class != "merge" || strings.TrimSpace(string(merged[1].Was())) != second {
		t.Errorf("merged = %+v", merged)
	}
}

func TestUnchangedRunsAreFolded(t *testing.T) {
	same := harbour + "\n" + ferry + "\n" + court + "\n"
	rows := rowsOf(same+union, same+strings.Replace(union, "dock", "office", 1))
	if len(rows) != 2 || len(rows[0].Fold) != 3 || rows[1].Class != "replace" {
		t.Errorf("rows = %+v", rows)
	}
	if rows := rowsOf(harbour+"\n"+union, harbour+"\n"+strings.Replace(union, "dock", "office", 1)); rows[0].Class != "same" {
		t.Errorf("one unchanged paragraph is folded: %+v", rows)
	}
	if rows := rowsOf(same, same); len(rows) != 1 || len(rows[0].Fold) != 3 {
		t.Errorf("two equal texts give %+v", rows)
	}
}

func TestEditLabels(t *testing.T) {
	for _, test := range []struct {
		kind     news.EditKind
		meanings []news.Meaning
		want     string
	}{
		{news.Replace, []news.Meaning{news.MeansNumber, news.MeansWording}, "number, wording"},
		{news.Move, []news.Meaning{news.MeansWording}, "moved"},
		{news.Move, []news.Meaning{news.MeansNumber}, "moved, number"},
		{news.Split, []news.Meaning{news.MeansPunctuation}, "split"},
	} {
		if got := strings.Join(editLabels(news.Edit{Kind: test.kind, Meanings: test.meanings}), ", "); got != test.want {
			t.Errorf("%s that means %v is labelled %q, want %q", test.kind, test.meanings, got, test.want)
		}
	}
}

func TestParagraphNumber(t *testing.T) {
	parts := news.Parts("Headline", "Byline", []news.Block{{Kind: news.Paragraph, Text: "one"}, {Kind: news.Caption, Text: "picture"}, {Kind: news.Paragraph, Text: "two"}})
	for place, want := range map[int]int{2: 1, 4: 2, 99: 2} {
		if got := paragraphNumber(parts, place); got != want {
			t.Errorf("place %d is paragraph %d, want %d", place, got, want)
		}
	}
}

// FuzzRows holds the law that each side says its whole version, block by block and in order, whatever was done to it;
// only a moved block's two places and the unchanged headline and byline stand apart.
func FuzzRows(f *testing.F) {
	f.Add(harbour+"\n"+ferry+"\n"+court, harbour+" "+ferry+"\n"+court+"\n"+union)
	f.Add(harbour+"\n"+ferry, ferry+"\n"+strings.Replace(harbour, "fire", "flood", 1))
	f.Add("a <b>\nc", "c &\nd\na <b>")
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = prose.Key(strings.ReplaceAll(a, "\n", " | ")), prose.Key(strings.ReplaceAll(b, "\n", " | "))
		if !utf8.ValidString(a + b) {
			return
		}
		a, b = strings.ReplaceAll(a, " | ", "\n"), strings.ReplaceAll(b, " | ", "\n")
		var before, after strings.Builder
		for _, r := range rowsOf(a, b) {
			for _, one := range append(r.Fold, r) {
				before.WriteString(unmarked(one.Was()))
				after.WriteString(unmarked(one.Is()))
			}
		}
		if got, want := before.String(), unmarked(template.HTML(template.HTMLEscapeString(a))); got != want {
			t.Errorf("the old side says %q, not %q", got, want)
		}
		if got, want := after.String(), unmarked(template.HTML(template.HTMLEscapeString(b))); got != want {
			t.Errorf("the new side says %q, not %q", got, want)
		}
	})
}

// unmarked gives the words of a marked text without any blanks.
func unmarked(text template.HTML) string {
	plain := string(text)
	for _, tag := range []string{pilcrow, "<del>", "</del>", "<ins>", "</ins>"} {
		plain = strings.ReplaceAll(plain, tag, "")
	}
	return strings.Join(strings.Fields(plain), "")
}
