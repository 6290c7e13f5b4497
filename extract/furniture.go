package extract

import (
	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// Often is on how many articles of an outlet a text must stand before it can be furniture: a story told in several
// articles repeats its background, but seldom in so many and seldom word for word.
const Often = 5

// apartOften is the same for text without any link, which only where it stands says to be furniture.
const apartOften = 8

// A furnisher takes out what the outlet's other pages have taught to be furniture. Running text that stands among the
// article's own paragraphs is never taken out, however often it was printed: newsrooms repeat the background of a story,
// an agency's line, a number to call. What goes must also look like furniture: it links, or stands apart, or is no
// sentence at the text's edge.
type furnisher struct {
	*tidier
	printed map[string]news.Printed // by prose.Key
	fresh   []bool                  // boxes that hold something that is not known from other articles
	own     map[boxName]bool        // what such boxes are called
}

// A boxName is what the template calls a box.
type boxName struct {
	tag   atom.Atom
	class string
}

// furniture takes out what is known from other pages of the outlet.
func (t *tidier) furniture() {
	if len(t.page.Printed) == 0 {
		return
	}
	f := &furnisher{tidier: t, printed: map[string]news.Printed{}}
	for _, p := range t.page.Printed {
		f.printed[prose.Key(p.Text)] = p
	}
	f.links()
	if f.learnFresh() {
		f.boxesApart()
		f.edges()
	}
}

// known says how often a piece was printed; what may be a notice, a quotation, a picture's caption or a row of figures
// is not known, for a newsroom may print those as often as it likes.
func (f *furnisher) known(p *piece) (of news.Printed) {
	switch p.kind {
	case news.Embed, news.Quote, news.Caption, news.TableRow, news.Notice, news.Entry:
		return of
	}
	if isNotice(p.text) {
		return of
	}
	return f.printed[prose.Key(p.text)]
}

// links takes out links to other articles by their headlines, and links that stand on many pages.
func (f *furnisher) links() {
	for i := range f.pieces {
		p := &f.pieces[i]
		if p.out != "" || p.linked*10 < p.letters*8 {
			continue
		}
		if known := f.known(p); known.Headline || known.Articles >= Often {
			p.out = "link known from other pages"
		}
	}
}

// learnFresh finds out where the article's own pieces stand. Where most of the text was printed before, nothing can be
// told from that: it says so with false.
func (f *furnisher) learnFresh() bool {
	f.fresh, f.own = make([]bool, len(f.boxes)), map[boxName]bool{}
	fresh, all := 0, 0
	for i := range f.pieces {
		p := &f.pieces[i]
		if p.out != "" {
			continue
		}
		if p.prose {
			all += p.letters
		}
		if p.kind == news.Heading || f.known(p).Articles >= Often {
			continue // a heading is what it heads
		}
		if p.prose {
			fresh += p.letters
		}
		for at := p.box; at >= 0 && !f.fresh[at]; at = f.boxes[at].parent {
			f.fresh[at] = true
			f.own[f.boxName(at)] = true
		}
	}
	return fresh*2 > all
}

func (f *furnisher) boxName(at int) boxName {
	return boxName{f.boxes[at].tag, attr(f.boxes[at].node, "class")}
}

// boxesApart takes out known text in boxes that hold nothing but known text and are not called as the article's own are.
func (f *furnisher) boxesApart() {
	for i := range f.pieces {
		p := &f.pieces[i]
		often := apartOften
		if p.linked > 0 {
			often = Often
		}
		if p.out == "" && f.known(p).Articles >= often && f.apart(p.box) {
			p.out = "box on many pages"
		}
	}
}

// apart says that a piece's box, or one around it, holds no text of the article's own and has a name of its own.
func (f *furnisher) apart(at int) bool {
	for ; at > f.root && !f.fresh[at]; at = f.boxes[at].parent {
		switch name := f.boxName(at); name.tag {
		case atom.Div, atom.Section, atom.Aside, atom.Article, atom.Footer, atom.Header:
			if !f.own[name] {
				return true
			}
		case atom.P:
			if name.class != "" && !f.own[name] {
				return true
			}
		}
	}
	return false
}

// edges takes out what is known and stands before the first paragraph or after the last: short lines that are no
// sentences, and at the end sentences that link.
func (f *furnisher) edges() {
	for i := len(f.pieces) - 1; i >= 0 && f.edge(&f.pieces[i], true); i-- {
		f.drop(&f.pieces[i])
	}
	for i := 0; i < len(f.pieces) && f.edge(&f.pieces[i], false); i++ {
		f.drop(&f.pieces[i])
	}
}

func (f *furnisher) drop(p *piece) {
	if p.out == "" && p.kind != news.Caption {
		p.out = "edge on many pages"
	}
}

// edge says that the search for furniture at an edge goes on behind this piece.
func (f *furnisher) edge(p *piece, last bool) bool {
	if p.out != "" || p.kind == news.Caption {
		return true
	}
	return f.known(p).Articles >= Often && (!p.prose || last && p.linked > 0)
}
