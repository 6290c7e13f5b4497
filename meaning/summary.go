package meaning

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
)

// neverTrivial is the least weight of an edit that touches a number, name, negation, quotation or attribution.
const neverTrivial = 0.35

// weigh gives an edit's weight: that of its weightiest meaning, and a little for each other. What is in the headline is
// read by more people.
func weigh(e news.Edit, found []finding) float64 {
	weight, rest := 0.0, 0.0
	for _, f := range found {
		if f.weight > weight {
			rest += weight
			weight = f.weight
		} else {
			rest += f.weight
		}
	}
	weight += min(0.1, 0.05*rest)
	switch {
	case onlyStyle(e):
		weight = min(weight, 0.08)
	case e.Block == news.Headline:
		weight += 0.1
	case e.Block == news.Caption:
		weight -= 0.1
	}
	for _, m := range []news.Meaning{news.MeansNumber, news.MeansName, news.MeansNegation, news.MeansQuotation, news.MeansAttribution} {
		if slices.Contains(e.Meanings, m) {
			weight = max(weight, neverTrivial)
		}
	}
	return math.Round(100*max(0, min(1, weight))) / 100
}

// onlyStyle says that nothing but spelling or punctuation changed, wherever it is.
func onlyStyle(e news.Edit) bool {
	if slices.Contains(e.Meanings, news.MeansLink) {
		return false
	}
	return slices.Contains(e.Meanings, news.MeansSpelling) || slices.Contains(e.Meanings, news.MeansPunctuation)
}

// together gives the weight of a change: that of its weightiest edit, and a little for each other.
func together(edits []news.Edit) float64 {
	rest := 1.0
	most := 0.0
	for _, e := range edits {
		most = max(most, e.Weight)
		rest *= 1 - 0.2*e.Weight
	}
	if len(edits) < 2 {
		return most
	}
	return math.Round(100*(most+(1-most)*(1-rest)*0.5)) / 100
}

// summary says in one line what the change does: what weighs most, then how much else.
func summary(v Verdict, grown growth) string {
	if len(v.Edits) == 0 {
		if v.Claimed {
			return "the modified date moved and nothing changed"
		}
		return ""
	}
	parts := tellings(v.Edits, grown)
	if v.Silent {
		parts = append(parts, "no notice")
	}
	return strings.Join(parts, "; ")
}

// worthTelling is the weight from which a second edit is named and not only counted.
const worthTelling = 0.3

// tellings names the weightiest one or two edits and counts the others. Entries of a live blog are counted only.
func tellings(edits []news.Edit, grown growth) []string {
	others := grown.without(edits)
	slices.SortStableFunc(others, func(a, b news.Edit) int { return cmp.Compare(b.Weight, a.Weight) })
	var parts []string
	var rest []news.Edit
	for _, e := range others {
		reason := first(e.Reason)
		worth := e.Weight >= worthTelling || len(parts) == 0 && len(grown.of) == 0
		if worth && len(parts) < 2 && !slices.Contains(parts, reason) {
			parts = append(parts, reason)
		} else {
			rest = append(rest, e)
		}
	}
	parts = append(parts, grown.told()...)
	return append(parts, inNumbers(rest)...)
}

// inNumbers counts the edits that are not named.
func inNumbers(edits []news.Edit) []string {
	counts := map[string]int{}
	for _, e := range edits {
		counts[did(e)]++
	}
	var out []string
	for _, what := range []string{"added", "removed", "moved", "changed"} {
		if n := counts[what]; n > 0 {
			out = append(out, fmt.Sprintf("%s %s", count(n, "paragraph"), what))
		}
	}
	return out
}

func did(e news.Edit) string {
	switch e.Kind {
	case news.Insert:
		return "added"
	case news.Delete:
		return "removed"
	case news.Move:
		return "moved"
	default:
		return "changed"
	}
}

// first gives the first of an edit's reasons; what stands in quotation marks is not looked at.
func first(reason string) string {
	open := false
	for i, r := range reason {
		switch r {
		case '“':
			open = true
		case '”':
			open = false
		case ';':
			if !open {
				return reason[:i]
			}
		}
	}
	return reason
}

func count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "y"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	default:
		return fmt.Sprintf("%d %ss", n, noun)
	}
}

// mostQuoted is how many characters of a text a reason quotes.
const mostQuoted = 80

// quote puts words into quotation marks, cut at a blank where they are many. Marks that stand around them give way to
// ours, those within become single ones.
func quote(s string) string {
	s = strings.Trim(strings.ReplaceAll(s, "\n", " "), " ,;:،؛，、；：")
	if bare := trim(s); !strings.ContainsAny(bare, "“”„\"«»") {
		s = bare
	} else {
		s = strings.NewReplacer("“", "‘", "„", "‘", "«", "‘", "”", "’", "»", "’", "\"", "'").Replace(s)
	}
	if utf8.RuneCountInString(s) > mostQuoted {
		cut := string([]rune(s)[:mostQuoted])
		if at := strings.LastIndexByte(cut, ' '); at > len(cut)/2 {
			cut = cut[:at]
		}
		s = strings.TrimRight(cut, " ,;:") + "…"
	}
	return "“" + s + "”"
}

// trim takes blanks and the marks of the sentence off the ends.
func trim(s string) string { return strings.Trim(s, " \n,;:“”„\"«»،؛，、；：") }
