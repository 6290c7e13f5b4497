package diff

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// A writer of nonsense: sentences of words that are made of syllables, few of them frequent.
type writerOf struct {
	*rand.Rand
	syllables []string
	blank     string
	stop      string
}

func (w writerOf) word() string {
	rank := int(1 / (w.Float64() + 0.001))
	r := rand.New(rand.NewPCG(uint64(rank), 7))
	var b strings.Builder
	for n := 1 + r.IntN(2) + min(rank, 20)/10; n > 0; n-- {
		b.WriteString(w.syllables[r.IntN(len(w.syllables))])
	}
	return b.String()
}

func (w writerOf) sentence() string {
	words := make([]string, 6+w.IntN(14))
	for i := range words {
		words[i] = w.word()
	}
	first := []rune(words[0])
	words[0] = string(unicode.ToUpper(first[0])) + string(first[1:])
	return strings.Join(words, w.blank) + w.stop
}

func (w writerOf) paragraph(sentences int) string {
	list := make([]string, sentences)
	for i := range list {
		list[i] = w.sentence()
	}
	return strings.TrimSpace(strings.Join(list, w.blank))
}

func writers(seed uint64) []writerOf {
	r := rand.New(rand.NewPCG(seed, 1))
	return []writerOf{
		{r, strings.Fields("ha bor ne tri sal mo ken du vi lar os pe"), " ", "."},
		{r, strings.Fields("при мо ре ка ша ты вол на зи му"), " ", "."},
		{r, strings.Fields("با مي نو را سل حد كر تم"), " ", "."},
		{r, strings.Fields("港 口 船 只 火 警 方 说 明 天 桥 路 人 大 市 长"), "", "。"},
		{r, strings.Fields("みな とは 火事 が ある 市長 言う フェリー 港 の に を"), "", "です。"},
		{r, strings.Fields("กา มา ไฟ ไหม้ เรือ ท่า นา เมือง คน ดี"), " ", "."},
	}
}

// operations does one thing to an article and says what kind of edit that is.
var operations = []struct {
	kind news.EditKind
	do   func(w writerOf, parts []news.Block) []news.Block
}{
	{news.Insert, func(w writerOf, p []news.Block) []news.Block {
		return slices.Insert(p, w.IntN(len(p)+1), news.Block{Kind: news.Paragraph, Text: w.paragraph(2)})
	}},
	{news.Delete, func(w writerOf, p []news.Block) []news.Block {
		at := w.IntN(len(p))
		return slices.Delete(p, at, at+1)
	}},
	{news.Replace, func(w writerOf, p []news.Block) []news.Block {
		at := w.IntN(len(p))
		words := prose.Words(p[at].Text)
		old := words[w.IntN(len(words)-1)]
		p[at].Text = p[at].Text[:old.Start] + "Zzz" + p[at].Text[old.End:]
		return p
	}},
	{news.Move, func(w writerOf, p []news.Block) []news.Block {
		from := w.IntN(len(p))
		moved := p[from]
		p = slices.Delete(p, from, from+1)
		return slices.Insert(p, (from+1+w.IntN(len(p)-1))%len(p), moved)
	}},
	{news.Split, func(w writerOf, p []news.Block) []news.Block {
		at := w.IntN(len(p))
		first, second := cut(w, p[at].Text)
		p[at].Text = first
		return slices.Insert(p, at+1, news.Block{Kind: news.Paragraph, Text: second})
	}},
	{news.Merge, func(w writerOf, p []news.Block) []news.Block {
		at := w.IntN(len(p) - 1)
		p[at].Text += w.blank + p[at+1].Text
		return slices.Delete(p, at+1, at+2)
	}},
}

// cut parts a paragraph after one of its sentences.
func cut(w writerOf, text string) (first, second string) {
	sentences := prose.Sentences(text)
	at := sentences[1+w.IntN(len(sentences)-1)].Start
	return strings.TrimSpace(text[:at]), text[at:]
}

func (w writerOf) article() []news.Block {
	parts := make([]news.Block, 5+w.IntN(10))
	for i := range parts {
		parts[i] = news.Block{Kind: news.Paragraph, Text: w.paragraph(2 + w.IntN(3))}
	}
	return parts
}

func TestOneOperationIsOneEdit(t *testing.T) {
	for seed := range uint64(15) {
		for _, w := range writers(seed) {
			for _, op := range operations {
				a := w.article()
				b := op.do(w, slices.Clone(a))
				edits := Blocks(a, b)
				if len(edits) != 1 || edits[0].Kind != op.kind {
					t.Errorf("seed %d: a %s is told as %q", seed, op.kind, marked(edits))
				}
			}
		}
	}
}

// rearrangements do what no single edit tells.
var rearrangements = []func(w writerOf, parts []news.Block) []news.Block{
	func(w writerOf, p []news.Block) []news.Block { // a sentence to another paragraph
		from, to := w.IntN(len(p)), w.IntN(len(p))
		if len(prose.Sentences(p[from].Text)) > 1 {
			first, second := cut(w, p[from].Text)
			p[from].Text = first
			p[to].Text += w.blank + second
		}
		return p
	},
	func(w writerOf, p []news.Block) []news.Block { // a paragraph elsewhere, with a word changed
		p = operations[2].do(w, p)
		return operations[3].do(w, p)
	},
	func(w writerOf, p []news.Block) []news.Block { // a rewritten paragraph
		p[w.IntN(len(p))].Text = w.paragraph(2)
		return p
	},
	func(w writerOf, p []news.Block) []news.Block { // other marks
		at := w.IntN(len(p))
		p[at].Text = w.restyled(p[at].Text)
		return p
	},
}

// restyled gives a text with other blanks, soft hyphens and marks of direction, which no reader sees.
func (w writerOf) restyled(text string) string {
	var b strings.Builder
	for _, word := range strings.SplitAfter("“"+text+"” – …", " ") {
		if r := []rune(word); len(r) > 3 && w.IntN(3) == 0 && unicode.IsLetter(r[1]) && unicode.IsLetter(r[2]) {
			word = string(r[:2]) + "\u00ad" + string(r[2:])
		}
		b.WriteString(word)
		if w.IntN(5) == 0 && strings.HasSuffix(word, " ") {
			b.WriteString([]string{" ", "\u00a0", "\u200f"}[w.IntN(3)])
		}
	}
	return b.String()
}

func TestLawsOverManyOperations(t *testing.T) {
	for seed := range uint64(12) {
		for _, w := range writers(seed) {
			a := w.article()
			b := slices.Clone(a)
			for range 1 + w.IntN(8) {
				switch n := w.IntN(4 + len(rearrangements)); {
				case len(b) < 3:
				case n < 4:
					b = operations[n].do(w, b)
				default:
					b = rearrangements[n-4](w, b)
				}
			}
			obeysLaws(t, a, b)
		}
	}
}

func TestWhatNoReaderSeesIsNoEdit(t *testing.T) {
	for seed := range uint64(10) {
		for _, w := range writers(seed) {
			a := w.article()
			b := slices.Clone(a)
			for i := range b {
				a[i].Text = "“" + a[i].Text + "” – …"
				b[i].Text = strings.NewReplacer("“", `"`, "”", `"`, "–", "-", "…", "...").Replace(w.restyled(b[i].Text))
			}
			if edits := Blocks(a, b); len(edits) > 0 {
				t.Errorf("seed %d: other blanks and marks are told as %q", seed, marked(edits))
			}
		}
	}
}

func TestARewrittenSentenceIsOneReplacement(t *testing.T) {
	for seed := range uint64(20) {
		w := writers(seed)[0]
		a := w.article()
		b := slices.Clone(a)
		at := w.IntN(len(a))
		first, last := w.sentence(), w.sentence()
		gone := strings.Fields(w.sentence())
		come := slices.Clone(gone)
		for i := range come {
			if i%6 != 3 || len(come[i]) > 4 { // a short word here and there survives
				come[i] = "zu" + come[i]
			}
		}
		a[at].Text = first + " " + strings.Join(gone, " ") + " " + last
		b[at].Text = first + " Z" + strings.Join(come, " ")[1:] + " " + last
		edits := Blocks(a, b)
		if len(edits) != 1 || len(edits[0].Spans) != 4 {
			t.Errorf("seed %d: a rewritten sentence is told as %q", seed, marked(edits))
		}
	}
}

func TestWhatAReaderTakesInAsOneIsMarkedWhole(t *testing.T) {
	for _, test := range []struct{ text, gone, come string }{
		{"It cost %s crowns.", "1,250.50", "1,260.50"},
		{"Es kostet %s Euro.", "1.250,50", "1.260,50"},
		{"Il y avait %s personnes.", "1 250 000", "1 260 000"},
		{"It opens on %s at noon.", "2027-03-05", "2027-03-15"},
		{"Er endet am %s um acht.", "3.5.2027", "3.6.2027"},
		{"It began at %s sharp.", "14:02", "14:20"},
		{"See https://county.example/%s, the county said.", "", ""},
		{"Write to %s for more.", "ola@county.example", "ola@coast.example"},
		{"The mayor, Ida %s, left.", "Brandt-Lund", "Brandt-Lind"},
		{"The singer %s left.", "O’Dale", "O’Dole"},
		{"The score was %s in the end.", "21–14", "21–17"},
		{"Inflation was %s in May.", "4.2%", "4.3%"},
		{"警方说有%s人死亡。", "三百二十一", "三百二十二"},
		{"警方%s有人死亡。", "否认", "承认"},
	} {
		if test.gone == "" {
			test.text, test.gone, test.come = "See %s, the county said.", "https://county.example/a?b=1", "https://county.example/a?b=2"
		}
		edits := Blocks(blocks(strings.Replace(test.text, "%s", test.gone, 1)), blocks(strings.Replace(test.text, "%s", test.come, 1)))
		var gone, come string
		for _, e := range edits {
			for _, s := range e.Spans {
				switch s.Op {
				case news.Removed:
					gone += s.Text
				case news.Added:
					come += s.Text
				}
			}
		}
		if gone != strings.TrimSuffix(test.gone, "%") || come != strings.TrimSuffix(test.come, "%") {
			t.Errorf("%q for %q is marked as %q", test.come, test.gone, marked(edits))
		}
	}
}
