package diff

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
)

// article makes paragraphs of about 60 words from a vocabulary of invented words with the frequencies of a language.
func article(r *rand.Rand, words int, vocabulary string) []news.Block {
	var out []news.Block
	for words > 0 {
		n := min(words, 40+r.IntN(40))
		list := make([]string, n)
		for i := range list {
			list[i] = word(r, vocabulary)
		}
		out = append(out, news.Block{Kind: news.Paragraph, Text: sentence(list)})
		words -= n
	}
	return out
}

func word(r *rand.Rand, vocabulary string) string {
	rank := int(1 / (r.Float64() + 0.0002)) // few words make up most of a text, as in any language
	return fmt.Sprintf("%s%x", vocabulary, rank*2654435761%99991)
}

func sentence(words []string) string {
	for i := 11; i < len(words); i += 12 {
		words[i] += "."
	}
	return strings.Join(words, " ") + "."
}

// edited changes a share of the words, in runs of one to four.
func edited(r *rand.Rand, parts []news.Block, share float64) []news.Block {
	out := make([]news.Block, len(parts))
	for i, p := range parts {
		words := strings.Fields(p.Text)
		for j := 0; j < len(words); j++ {
			if r.Float64() < share/2.5 {
				for k := 1 + r.IntN(4); k > 0 && j < len(words); k, j = k-1, j+1 {
					words[j] = word(r, "n")
				}
			}
		}
		out[i] = news.Block{Kind: p.Kind, Text: strings.Join(words, " ")}
	}
	return out
}

func bytesOf(parts []news.Block) (n int) {
	for _, p := range parts {
		n += len(p.Text)
	}
	return n
}

func oneBlock(parts []news.Block) []news.Block {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.Text
	}
	return []news.Block{{Kind: news.Paragraph, Text: strings.Join(texts, " ")}}
}

// processorTime is what this process took so far: on a busy machine the clock tells of its neighbours too.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkBlocks(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	small, big, page := article(r, 1000, "w"), article(r, 5000, "w"), article(r, 16000, "w")
	huge, other := article(r, 170000, "w"), article(r, 170000, "v")
	likeHuge := article(r, 170000, "w")
	for _, test := range []struct {
		name string
		a, b []news.Block
	}{
		{"1000 words 2 percent", small, edited(r, small, 0.02)},
		{"5000 words 20 percent", big, edited(r, big, 0.2)},
		{"5000 words 20 percent in one block", oneBlock(big), oneBlock(edited(r, big, 0.2))},
		{"100 KB rewritten", page, edited(r, page, 0.9)},
		{"100 KB other text of the same words", page, article(r, 16000, "w")},
		{"1 MB nothing in common", huge, other},
		{"1 MB nothing in common in one block", oneBlock(huge), oneBlock(other)},
		{"1 MB other text of the same words", huge, likeHuge},
		{"1 MB other text of the same words in one block", oneBlock(huge), oneBlock(likeHuge)},
	} {
		b.Run(test.name, func(b *testing.B) {
			b.SetBytes(int64(bytesOf(test.a) + bytesOf(test.b)))
			b.ReportAllocs()
			started := processorTime()
			for b.Loop() {
				Blocks(test.a, test.b)
			}
			took := processorTime() - started
			b.ReportMetric(float64(took.Microseconds())/1000/float64(b.N), "cpu-ms/op")
		})
	}
}
