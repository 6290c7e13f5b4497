package diff

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// Apply does what the edits say to the parts of the old version and gives those of the new one: the same texts by
// [prose.Key], but for white space. What no edit names keeps its wording, its kind and its order. An error says which
// edit does not belong to these parts.
func Apply(parts []news.Block, edits []news.Edit) ([]news.Block, error) {
	left := slices.Clone(parts)
	gone := make([]bool, len(parts))
	placed := make(map[int]news.Block)
	for n, e := range edits {
		if err := take(parts, gone, e); err != nil {
			return nil, fmt.Errorf("apply edit %d (%s): %w", n, e.Kind, err)
		}
		if err := put(placed, e); err != nil {
			return nil, fmt.Errorf("apply edit %d (%s): %w", n, e.Kind, err)
		}
	}
	for i := len(left) - 1; i >= 0; i-- {
		if gone[i] {
			left = slices.Delete(left, i, i+1)
		}
	}
	return fill(left, placed)
}

// take marks the old blocks that an edit consumes.
func take(parts []news.Block, gone []bool, e news.Edit) error {
	if e.From < 0 {
		return nil
	}
	for i, text := range oldTexts(e) {
		at := e.From + i
		if at >= len(parts) || gone[at] {
			return fmt.Errorf("there is no free part %d", at)
		}
		if prose.Key(parts[at].Text) != prose.Key(text) {
			return fmt.Errorf("part %d is not %q", at, text)
		}
		gone[at] = true
	}
	return nil
}

func put(placed map[int]news.Block, e news.Edit) error {
	if e.To < 0 {
		return nil
	}
	for i, text := range newTexts(e) {
		if _, twice := placed[e.To+i]; twice {
			return fmt.Errorf("place %d is taken", e.To+i)
		}
		placed[e.To+i] = news.Block{Kind: e.Block, Text: text}
	}
	return nil
}

// fill puts the placed blocks in their places and what is left, in order, in the others.
func fill(left []news.Block, placed map[int]news.Block) ([]news.Block, error) {
	out := make([]news.Block, 0, len(left)+len(placed))
	for at := range len(left) + len(placed) {
		block, ok := placed[at]
		switch {
		case ok:
		case len(left) > 0:
			block, left = left[0], left[1:]
		default:
			return nil, fmt.Errorf("apply edits: nothing is left for place %d", at)
		}
		out = append(out, block)
	}
	if len(left) > 0 {
		return nil, fmt.Errorf("apply edits: an edit's place lies beyond the end")
	}
	return out, nil
}

// oldTexts gives the blocks of the old version that an edit touches.
func oldTexts(e news.Edit) []string {
	switch {
	case e.From < 0:
		return nil
	case e.Kind == news.Merge:
		return strings.Split(e.Before, "\n")
	default:
		return []string{e.Before}
	}
}

// newTexts gives the blocks of the new version that an edit touches.
func newTexts(e news.Edit) []string {
	switch {
	case e.To < 0:
		return nil
	case e.Kind == news.Split:
		return strings.Split(e.After, "\n")
	default:
		return []string{e.After}
	}
}

// Reverse gives the edits that lead back, in the same order. Meanings, weights and reasons are not turned round: they
// are left out.
func Reverse(edits []news.Edit) []news.Edit {
	out := make([]news.Edit, len(edits))
	for i, e := range edits {
		out[i] = news.Edit{
			Kind: opposite(e.Kind), Block: e.Block, From: e.To, To: e.From, Before: e.After, After: e.Before,
			Spans: reverseSpans(e),
		}
	}
	return out
}

func opposite(k news.EditKind) news.EditKind {
	switch k {
	case news.Insert:
		return news.Delete
	case news.Delete:
		return news.Insert
	case news.Split:
		return news.Merge
	case news.Merge:
		return news.Split
	default:
		return k
	}
}

// reverseSpans turns the ops round and keeps what was removed before what was added.
func reverseSpans(e news.Edit) []news.Span {
	out := slices.Clone(e.Spans)
	for i := range out {
		out[i].BeforeAt, out[i].AfterAt = out[i].AfterAt, out[i].BeforeAt
		out[i].From, out[i].To = out[i].To, out[i].From
		switch out[i].Op {
		case news.Added:
			out[i].Op = news.Removed
		case news.Removed:
			out[i].Op = news.Added
		}
		if i > 0 && out[i].Op == news.Removed && out[i-1].Op == news.Added {
			gone, come := out[i], out[i-1]
			gone.AfterAt, come.BeforeAt = come.AfterAt, endOf(e, i)
			out[i-1], out[i] = gone, come
		}
	}
	return out
}

// endOf gives where what span i added ends in the new wording.
func endOf(e news.Edit, i int) int {
	if i+1 < len(e.Spans) {
		return e.Spans[i+1].AfterAt
	}
	return utf8.RuneCountInString(e.After)
}
