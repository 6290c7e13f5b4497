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

func TestLawsOverManyOperations(t *testing.T) {
	for seed := range uint64(15) {
		for _, w := range writers(seed) {
			a := w.article()
			b := slices.Clone(a)
			for range 1 + w.IntN(8) {
				if len(b) > 2 {
					b = operations[w.IntN(4)].do(w, b)
				}
			}
			obeysLaws(t, a, b)
		}
	}
}
