package diff

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

// blocks makes parts of lines: "# " begins a headline, "= " a standfirst, "[] " a caption, "! " a notice.
func blocks(lines ...string) []news.Block {
	kinds := []struct {
		mark string
		kind news.BlockKind
	}{{"# ", news.Headline}, {"= ", news.Standfirst}, {"[] ", news.Caption}, {"! ", news.Notice}, {"by ", news.Byline}}
	var out []news.Block
	for _, line := range lines {
		b := news.Block{Kind: news.Paragraph, Text: line}
		for _, k := range kinds {
			if text, ok := strings.CutPrefix(line, k.mark); ok {
				b = news.Block{Kind: k.kind, Text: text}
			}
		}
		out = append(out, b)
	}
	return out
}

// marked shows an edit: its kind, its places, and its spans as [-removed-]{+added+}.
func marked(edits []news.Edit) []string {
	var out []string
	for _, e := range edits {
		var b strings.Builder
		fmt.Fprintf(&b, "%s %d>%d ", e.Kind, e.From, e.To)
		for _, s := range e.Spans {
			switch s.Op {
			case news.Removed:
				fmt.Fprintf(&b, "[-%s-]", s.Text)
			case news.Added:
				fmt.Fprintf(&b, "{+%s+}", s.Text)
			default:
				b.WriteString(s.Text)
			}
		}
		out = append(out, b.String())
	}
	return out
}

const (
	fire  = "A fire broke out in the old harbour hall on Tuesday night, and smoke was seen across the bay."
	mayor = "Mayor Ida Brandt said the hall would be rebuilt before the autumn fair, whatever it costs."
	crew  = "Forty firefighters fought the flames until dawn while neighbours brought them tea and bread."
	cause = "What caused the blaze is not known; inspectors will enter the ruin when it has cooled."
)

// A blockCase is two wordings of a text and the edits that are wanted between them.
type blockCase struct {
	name     string
	old, new []string
	want     []string
}

func runBlockCases(t *testing.T, cases []blockCase) {
	t.Helper()
	for _, test := range cases {
		got := marked(Blocks(blocks(test.old...), blocks(test.new...)))
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

func TestBlocksWithinParagraphs(t *testing.T) {
	runBlockCases(t, []blockCase{
		{"nothing", []string{fire, mayor}, []string{fire, mayor}, nil},
		{"styles of marks", []string{"“It’s over” – she said\u00ad…"}, []string{`"It's  over" - she said...`}, nil},
		{"blank before a mark", []string{"12 % of all"}, []string{"12% of all"}, nil},
		{
			"one word",
			[]string{"# Fire", "Police say 12 people died."},
			[]string{"# Fire", "Police say 21 people died."},
			[]string{"replace 1>1 Police say [-12-]{+21+} people died."},
		},
		{
			"word at the start",
			[]string{"Old hall burns in the night"},
			[]string{"Hall burns in the night"},
			[]string{"replace 0>0 [-Old hall-]{+Hall+} burns in the night"},
		},
		{
			"word before",
			[]string{"Hall burns in the night"},
			[]string{"The Hall burns in the night"},
			[]string{"replace 0>0 {+The +}Hall burns in the night"},
		},
		{
			"sentence in a paragraph slides",
			[]string{"He left. She stayed."},
			[]string{"He left. He slept. She stayed."},
			[]string{"replace 0>0 He left.{+ He slept.+} She stayed."},
		},
		{
			"rewritten sentence is one replacement",
			[]string{"The council met on Monday. Nobody could say how the money had been spent by the former treasurer."},
			[]string{"The council met on Monday. An audit of every invoice since March is to be published next week."},
			[]string{"replace 0>0 The council met on Monday. [-Nobody could say how the money had been spent by the former treasurer.-]{+An audit of every invoice since March is to be published next week.+}"},
		},
		{
			"Chinese words stay whole",
			[]string{"警方否认有12人死亡，并表示正在调查。"},
			[]string{"警方承认有12人死亡，并表示正在调查。"},
			[]string{"replace 0>0 警方[-否认-]{+承认+}有12人死亡，并表示正在调查。"},
		},
	})
}

func TestBlocksAreAligned(t *testing.T) {
	runBlockCases(t, []blockCase{
		{"paragraph in", []string{fire, crew}, []string{fire, mayor, crew}, []string{"insert -1>1 {+" + mayor + "+}"}},
		{"paragraph out", []string{fire, mayor, crew}, []string{fire, crew}, []string{"delete 1>-1 [-" + mayor + "-]"}},
		{"moved", []string{fire, mayor, crew, cause}, []string{fire, crew, cause, mayor}, []string{"move 1>3 " + mayor}},
		{
			"moved and changed",
			[]string{fire, mayor, crew, cause},
			[]string{fire, crew, cause, strings.Replace(mayor, "autumn", "spring", 1)},
			[]string{"move 1>3 " + strings.Replace(mayor, "autumn", "[-autumn-]{+spring+}", 1)},
		},
		{
			"split",
			[]string{fire, mayor + " " + crew, cause},
			[]string{fire, mayor, crew, cause},
			[]string{"split 1>1 " + mayor + " {+\n+}" + crew},
		},
		{
			"merge",
			[]string{fire, mayor, crew, cause},
			[]string{fire, mayor + " " + crew, cause},
			[]string{"merge 1>1 " + mayor + "[-\n-] " + crew},
		},
		{
			"headline becomes itself",
			[]string{"# Fire in the hall", fire},
			[]string{"# Nine injured as blaze destroys landmark", fire},
			[]string{"replace 0>0 [-Fire in the hall-]{+Nine injured as blaze destroys landmark+}"},
		},
		{"byline comes", []string{"# Fire", fire}, []string{"# Fire", "by Ola Lind", fire}, []string{"insert -1>1 {+Ola Lind+}"}},
		{
			"unrelated paragraphs are not paired",
			[]string{fire, mayor, crew},
			[]string{fire, "Ferries to the islands run hourly again since noon.", crew},
			[]string{"delete 1>-1 [-" + mayor + "-]", "insert -1>1 {+Ferries to the islands run hourly again since noon.+}"},
		},
		{
			"caption stays a caption",
			[]string{"[] The hall before the fire", fire},
			[]string{"[] Ruins on Wednesday morning", fire},
			[]string{"replace 0>0 [-The hall before the fire-]{+Ruins on Wednesday morning+}"},
		},
	})
}

func TestJapaneseIsToldByTheWholeDocument(t *testing.T) {
	const body = "市は水曜日、港の倉庫で起きた火災の原因を発表した。"
	for _, test := range []struct {
		name, old, new string
		rest           string
		want           string
	}{
		{"in a Japanese document", "港湾火災死者十二人確認発表", "港湾火災死者二十一人確認発表", body, "港湾火災死者[-十二-]{+二十一+}人確認発表"},
		{"words of Chinese characters stay whole", "市長否認発言", "市長容認発言", body, "[-市長否認発言-]{+市長容認発言+}"},
		{"in a Chinese one", "市长否认此事", "市长承认此事", "警方星期三公布了港口仓库火灾的原因。", "市长[-否认-]{+承认+}此事"},
		{"a Chinese one that names a Japanese shop", "市长否认此事", "市长承认此事", "警方星期三公布了港口仓库火灾的原因，起火的是名为の屋的日本料理店，店主目前下落不明。", "市长[-否认-]{+承认+}此事"},
	} {
		edits := Blocks(blocks(test.old, test.rest), blocks(test.new, test.rest))
		var got strings.Builder
		for _, e := range edits {
			for _, s := range e.Spans {
				switch s.Op {
				case news.Same:
					got.WriteString(s.Text)
				case news.Removed:
					got.WriteString("[-" + s.Text + "-]")
				case news.Added:
					got.WriteString("{+" + s.Text + "+}")
				}
			}
		}
		if got.String() != test.want {
			t.Errorf("%s: %s, want %s", test.name, got.String(), test.want)
		}
	}
}
