// Package diff says what was done to an article's text between two versions, so that a reader can trust every mark.
//
// Blocks are aligned first: those with the same words, then those that were split or merged, then those that are still
// alike, then those that went elsewhere. Words are compared only within blocks that belong together. Each block that
// was touched gives exactly one edit:
//
//	insert  delete  replace  move  split  merge
//
// A link that leads elsewhere now is an edit of the block in which its words stand; see [news.Span]. Links that came or went
// are none, and neither are those that the outlet's software rewrote: several of them, all in the same way.
//
// White space, styles of quotes and dashes, and soft hyphens never make an edit: texts are compared by [prose.Key] of
// their words. A sentence of which hardly anything survives is shown as one replacement. The same two documents always
// give the same edits, and no input makes it hang: where two texts are large and have little in common, edits become
// coarser instead.
//
// It does not know what an edit means; that is package meaning.
package diff

import (
	"iter"
	"strings"
	"sync"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// Documents gives the edits that lead from a to b, in the order in which a reader of b meets them (what was deleted
// stands where it stood). Places in the edits count in a.Parts() and b.Parts().
func Documents(a, b news.Document) []news.Edit {
	return Blocks(a.Parts(), b.Parts())
}

// Blocks is [Documents] for parts as [news.Parts] gives them.
func Blocks(a, b []news.Block) []news.Edit {
	c := newComparison(a, b)
	if c.sameText() {
		return nil
	}
	c.align()
	return c.edits()
}

// A comparison holds both sides while they are aligned.
type comparison struct {
	names  *names
	search search
	a, b   []*part
	links  []link // in order on both sides, never crossing
	moves  []link
	drafts map[int]draft // by the place in b of their edits
}

// A part is one block with what is known of its text.
type part struct {
	block  news.Block
	id     int32 // equal for equal keys of the whole text
	taken  bool  // it belongs to a link or a move
	tokens *tokens
}

// A link joins an blocks of a, from place a, with bn blocks of b, from place b. One of an and bn is 1.
type link struct{ a, b, an, bn int }

func newComparison(a, b []news.Block) *comparison {
	c := &comparison{names: newNames(), drafts: map[int]draft{}}
	whole := newNames()
	c.a, c.b = c.parts(a, whole), c.parts(b, whole)
	c.names.japanese = sync.OnceValue(func() bool { return prose.Japanese(textsOf(a, b)) })
	return c
}

func textsOf(sides ...[]news.Block) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, parts := range sides {
			for _, p := range parts {
				if !yield(p.Text) {
					return
				}
			}
		}
	}
}

func (c *comparison) parts(blocks []news.Block, whole *names) []*part {
	parts := make([]*part, len(blocks))
	for i, block := range blocks {
		if strings.ContainsAny(block.Text, "\n\r") { // a block is one line; edits of several join theirs by line breaks
			block.Text, block.Links = prose.Normal(block.Text), nil
		}
		parts[i] = &part{block: block, id: whole.id(block.Text)}
	}
	return parts
}

// tokensOf gives a part's words, which are looked up only for parts that are not found unchanged on the other side.
func (c *comparison) tokensOf(p *part) *tokens {
	if p.tokens == nil {
		p.tokens = c.names.tokens(p.block.Text)
	}
	return p.tokens
}

// sameText says that both sides have the same texts in the same order, whatever their kinds, and the same links in them.
func (c *comparison) sameText() bool {
	if len(c.a) != len(c.b) {
		return false
	}
	for i, p := range c.a {
		if p.id != c.b[i].id || mayLead(p.block.Links, c.b[i].block.Links) {
			return false
		}
	}
	return true
}
