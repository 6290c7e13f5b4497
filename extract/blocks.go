package extract

import (
	"strings"

	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// blocks gives the article's blocks out of the chosen box.
func (s *sheet) blocks(at int, headline string) []news.Block {
	blocks := []news.Block{}
	if at < 0 {
		return blocks
	}
	seen := map[string]bool{prose.Key(headline): true}
	for i := s.boxes[at].from; i < s.boxes[at].to; i++ {
		l := &s.lines[i]
		if s.boxes[l.box].dropped || s.idle(l, at) {
			continue
		}
		b := news.Block{Kind: s.kind(l, at), Text: l.text}
		if key := prose.Key(b.Text); l.letters > 60 || b.Kind == news.Heading {
			if seen[key] {
				continue
			}
			seen[key] = true
		}
		blocks = append(blocks, b)
	}
	return trimHeadings(blocks)
}

// idle says that a line of the chosen box is not of the article: it only links, or it names who and when.
func (s *sheet) idle(l *line, root int) bool {
	if l.linked*10 > l.letters*8 {
		return true
	}
	for at := l.box; at > root; at = s.boxes[at].parent {
		b := &s.boxes[at]
		if b.marks.has(isByline|isDate|isMedia|isPaywall) && b.prose*2 < s.boxes[root].prose && b.text < 200 {
			return true
		}
		if (b.tag == atom.Ul || b.tag == atom.Ol) && b.linked*2 > b.text {
			return true
		}
	}
	return false
}

// kind says what a line is.
func (s *sheet) kind(l *line, root int) news.BlockKind {
	if l.row {
		return news.TableRow
	}
	for at := l.box; at >= root; at = s.boxes[at].parent {
		b := &s.boxes[at]
		switch {
		case isHeading(b.tag):
			return news.Heading
		case b.marks.has(isEmbed):
			return news.Embed
		case b.tag == atom.Blockquote:
			return news.Quote
		case b.tag == atom.Figcaption || b.tag == atom.Figure || b.marks.has(isCaption) && b.prose*3 < s.boxes[root].prose:
			return news.Caption
		case b.tag == atom.Li:
			return news.ListItem
		}
	}
	return news.Paragraph
}

// trimHeadings drops headings that head nothing.
func trimHeadings(blocks []news.Block) []news.Block {
	for len(blocks) > 0 && blocks[len(blocks)-1].Kind == news.Heading {
		blocks = blocks[:len(blocks)-1]
	}
	return blocks
}

// bodyLetters counts the letters of the blocks that are body.
func bodyLetters(blocks []news.Block) int {
	return letters(strings.TrimSpace(news.BodyText(blocks)))
}
