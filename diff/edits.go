package diff

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma/news"
)

// edits makes an edit of everything that was touched, in the order of the new text.
func (c *comparison) edits() []news.Edit {
	var out []news.Edit
	from, to := 0, 0
	walk := func(a, b int) { // what lies before places a and b is in no link
		for ; from < a; from++ {
			if p := c.a[from]; !p.taken {
				out = append(out, alone(news.Delete, p.block, from, -1))
			}
		}
		for ; to < b; to++ {
			out = append(out, c.arrived(to)...)
		}
	}
	for _, l := range c.links {
		walk(l.a, l.b)
		out = append(out, c.changed(l)...)
		from, to = l.a+l.an, l.b+l.bn
	}
	walk(len(c.a), len(c.b))
	return c.marked(out)
}

// arrived gives the edit that brought part j of b to its place.
func (c *comparison) arrived(j int) []news.Edit {
	p := c.b[j]
	if !p.taken {
		return []news.Edit{alone(news.Insert, p.block, -1, j)}
	}
	i := slices.IndexFunc(c.moves, func(m link) bool { return m.b == j })
	return []news.Edit{c.edit(news.Move, c.moves[i])}
}

// changed gives the edit of what is linked; none if only white space or the style of marks differs, and no link in it leads
// elsewhere.
func (c *comparison) changed(l link) []news.Edit {
	switch {
	case l.bn > 1:
		return []news.Edit{c.edit(news.Split, l)}
	case l.an > 1:
		return []news.Edit{c.edit(news.Merge, l)}
	case c.a[l.a].id == c.b[l.b].id && !mayLead(c.a[l.a].block.Links, c.b[l.b].block.Links):
		return nil
	}
	e := c.edit(news.Replace, l)
	if _, led := c.drafts[l.b]; onlyLinks(e) && !led {
		return nil
	}
	return []news.Edit{e}
}

func (c *comparison) edit(kind news.EditKind, l link) news.Edit {
	as, bs := c.a[l.a:l.a+l.an], c.b[l.b:l.b+l.bn]
	before, after := lines(as), lines(bs)
	w := c.wording(c.joined(as, before), c.joined(bs, after))
	if led := w.turned(links(as), links(bs)); len(led) > 0 {
		c.drafts[l.b] = draft{w, led}
	}
	return news.Edit{Kind: kind, Block: c.b[l.b].block.Kind, From: l.a, To: l.b, Before: before, After: after, Spans: w.render()}
}

// alone gives the edit that put or took away a whole block.
func alone(kind news.EditKind, block news.Block, from, to int) news.Edit {
	e := news.Edit{Kind: kind, Block: block.Kind, From: from, To: to}
	if kind == news.Insert {
		e.After = block.Text
		e.Spans = []news.Span{{Op: news.Added, Text: block.Text}}
	} else {
		e.Before = block.Text
		e.Spans = []news.Span{{Op: news.Removed, Text: block.Text}}
	}
	return e
}

// joined gives the words of neighbouring parts as those of one text.
func (c *comparison) joined(parts []*part, text string) *tokens {
	if len(parts) == 1 {
		return c.tokensOf(parts[0])
	}
	return c.names.tokens(text)
}

func lines(parts []*part) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.block.Text
	}
	return strings.Join(texts, "\n")
}
