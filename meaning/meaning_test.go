package meaning

import (
	_ "embed"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/news"
)

// doc makes an article of paragraphs.
func doc(language string, paragraphs ...string) news.Document {
	d := news.Document{Language: language}
	for _, p := range paragraphs {
		d.Blocks = append(d.Blocks, news.Block{Kind: news.Paragraph, Text: p})
	}
	return d
}

func judged(a, b news.Document) Verdict { return Judge(a, b, diff.Documents(a, b)) }

//go:embed testdata/sentences.tsv
var sentencesTSV string

func TestSentences(t *testing.T) {
	for line := range strings.Lines(sentencesTSV) {
		column := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(column) != 4 {
			t.Errorf("not four columns: %q", line)
			continue
		}
		v := judged(doc(column[0], column[2]), doc(column[0], column[3]))
		if len(v.Edits) != 1 || !slices.Equal(v.Meanings, []news.Meaning{news.Meaning(column[1])}) {
			t.Errorf("%s: %q -> %q: %d edits, %v (%s); want one, %s", column[0], column[2], column[3], len(v.Edits), v.Meanings, v.Summary, column[1])
		}
	}
}

func TestReasonsNameBothWordings(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{"Police say 12 dead were found.", "Police say 21 dead were found.", "the number of dead went from 12 to 21"},
		{"It cost 3 million crowns.", "It cost 5 million crowns.", "the number of crowns went from 3 million to 5 million"},
		{"Prices rose by 4.2% in May.", "Prices rose by 4.7% in May.", "“4.2%” became “4.7%”"},
		{"He got six months in prison.", "He got six years in prison.", "“six months” became “six years”"},
		{"The minister admits it.", "The minister denies it.", "“admits” became “denies”"},
		{"It will be closed.", "It will not be closed.", "“It will be closed” became “It will not be closed”"},
		{"They meet on Monday.", "They meet on Friday.", "the date went from “Monday” to “Friday”"},
		{"He met Ida Brandt there.", "He met Ada Brandt there.", "the name went from “Ida” to “Ada”"},
		{"The guard said so.", "The guard claimed so.", "“said” became “claimed”"},
		{"The guard did it.", "The guard reportedly did it.", "it is put less surely: “The guard did it” became “The guard reportedly did it”"},
	} {
		v := judged(doc("en", test.old), doc("en", test.new))
		if len(v.Edits) != 1 || v.Edits[0].Reason != test.want {
			t.Errorf("%q -> %q: %+v, want the reason %q", test.old, test.new, v.Edits, test.want)
		}
	}
}

func TestWhatMattersIsNeverTrivial(t *testing.T) {
	for _, pair := range [][2]string{
		{"It is 3 days.", "It is 30 days."},
		{"It is 1.1 percent.", "It is 1.2 percent."},
		{"He met Ola Lind and others there.", "He met Ole Lind and others there."},
		{"“We will see,” she said.", "“We shall see,” she said."},
		{"The hall burned.", "The hall burned, police said."},
		{"They can swim.", "They cannot swim."},
	} {
		if v := judged(doc("en", pair[0]), doc("en", pair[1])); v.Weight < neverTrivial {
			t.Errorf("%q -> %q weighs %.2f (%v), want at least %.2f", pair[0], pair[1], v.Weight, v.Meanings, neverTrivial)
		}
	}
}

func TestWeightsAreInOrder(t *testing.T) {
	old := "The old hall was badly damaged and 12 people were hurt there."
	last := 2.0
	for _, text := range []string{
		"The old hall was badly damaged and 120 people were hurt there.",
		"The old hall was badly damaged and 13 people were hurt there.",
		"The old hall was severely damaged and 12 people were hurt there.",
		"The old hall was badly damged and 12 people were hurt there.",
		"The old hall was badly damaged, and 12 people were hurt there.",
		old,
	} {
		v := judged(doc("en", old), doc("en", text))
		if v.Weight >= last {
			t.Errorf("%q weighs %.2f, want less than %.2f", text, v.Weight, last)
		}
		last = v.Weight
	}
}

func TestSilent(t *testing.T) {
	old, changed := doc("en", "12 people died."), doc("en", "21 people died.")
	dated, noticed := changed, changed
	dated.Modified = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	noticed.Notices = []string{"Correction: it was 21."}
	for _, test := range []struct {
		name   string
		a, b   news.Document
		silent bool
	}{
		{"a number", old, changed, true},
		{"a number and the date", old, dated, false},
		{"a number and a notice", old, noticed, false},
		{"wording", doc("en", "The hall was badly damaged."), doc("en", "The hall was severely damaged."), false},
		{"a paragraph more", old, doc("en", "12 people died.", "The road is closed."), false},
		{"nothing", old, old, false},
	} {
		if got := judged(test.a, test.b).Silent; got != test.silent {
			t.Errorf("%s: silent = %v, want %v", test.name, got, test.silent)
		}
	}
	if !judged(changed, dated).Claimed || judged(old, dated).Claimed {
		t.Error("claimed is to be said when, and only when, the date moved and nothing changed")
	}
}

func TestUnknownLanguageIsJudgedByDigitsAndMarks(t *testing.T) {
	v := judged(doc("fi", "Tulipalossa kuoli 12 ihmistä."), doc("fi", "Tulipalossa kuoli 21 ihmistä."))
	if !slices.Contains(v.Meanings, news.MeansNumber) {
		t.Errorf("meanings = %v, want a number", v.Meanings)
	}
}

func TestJudgeLeavesItsInputAlone(t *testing.T) {
	a, b := doc("en", "12 people died."), doc("en", "21 people died.")
	edits := diff.Documents(a, b)
	want := slices.Clone(edits)
	Judge(a, b, edits)
	if diff := cmp.Diff(want, edits); diff != "" {
		t.Errorf("edits given: -want +got\n%s", diff)
	}
}

func BenchmarkJudge(b *testing.B) {
	paragraph := "The harbour company of Orlo was fined 40,000 crowns on Monday, a spokesman for Ida Brandt said. “We will not pay,” he added. "
	old := doc("en", slices.Repeat([]string{strings.Repeat(paragraph, 3)}, 15)...)
	changed := doc("en", slices.Repeat([]string{strings.Repeat(paragraph, 3)}, 15)...)
	changed.Blocks[3].Text = strings.Replace(changed.Blocks[3].Text, "40,000", "14,000", 1)
	changed.Blocks[7].Text = strings.Replace(changed.Blocks[7].Text, "will not", "will", 1)
	edits := diff.Documents(old, changed)
	for b.Loop() {
		Judge(old, changed, edits)
	}
}

// neverTrivialFor says what an edit is never trivial for.
func neverTrivialFor(m news.Meaning) bool {
	switch m {
	case news.MeansNumber, news.MeansName, news.MeansNegation, news.MeansQuotation, news.MeansAttribution:
		return true
	default:
		return false
	}
}

func FuzzJudge(f *testing.F) {
	f.Add("en", "“12 died,” he said. Not on 3 May.\nOne more.", "“21 died,” she claimed.\nCorrection: no")
	f.Add("de", "Am 3. Mai sagte Ida Brandt: „einundzwanzig“", "zweitausend")
	f.Add("fr", "n’est pas", "l’a dit quatre-vingt-douze")
	f.Add("zh", "警方否认有三百二十人死亡，市长陈立民表示", "承认12万·安娜")
	f.Add("ar", "وقال الوزير سالم الحداد", "ونفت")
	f.Fuzz(func(t *testing.T, language, old, new string) {
		a, b := doc(language, strings.Split(old, "\n")...), doc(language, strings.Split(new, "\n")...)
		v := judged(a, b)
		if again := judged(a, b); !cmp.Equal(v, again) {
			t.Errorf("not deterministic: %s", cmp.Diff(v, again))
		}
		if v.Weight < 0 || v.Weight > 1 || strings.Contains(v.Summary, "\n") {
			t.Errorf("weight %f, summary %q", v.Weight, v.Summary)
		}
		for _, e := range v.Edits {
			if slices.ContainsFunc(e.Meanings, neverTrivialFor) && e.Weight < neverTrivial {
				t.Errorf("%v weighs %.2f: %+v", e.Meanings, e.Weight, e)
			}
			if len(e.Meanings) == 0 || e.Reason == "" || e.Weight < 0 || e.Weight > 1 {
				t.Errorf("edit without meaning, reason or proper weight: %+v", e)
			}
		}
	})
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		"the mayor":          "“the mayor”",
		"“We were lied to”,": "“We were lied to”",
		"“We were lied to,” said Ida Brandt. ": "“‘We were lied to,’ said Ida Brandt.”",
		`He called it "a mess".`:               "“He called it 'a mess'.”",
		strings.Repeat("long words ", 9):       "“" + strings.Repeat("long words ", 7)[:76] + "…”",
	} {
		if got := quote(in); got != want {
			t.Errorf("quote(%q) = %q, want %q", in, got, want)
		}
	}
}
