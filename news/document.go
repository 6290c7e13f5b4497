package news

import (
	"strings"
	"time"
)

// BlockKind says what a block is on the page.
type BlockKind string

// The kinds of block. Headline and Byline never stand in Document.Blocks: they are fields of their own, and become
// blocks only where two documents are compared as a whole.
const (
	Headline   BlockKind = "headline"
	Byline     BlockKind = "byline"
	Standfirst BlockKind = "standfirst"
	Heading    BlockKind = "heading"
	Paragraph  BlockKind = "paragraph"
	Quote      BlockKind = "quote"
	ListItem   BlockKind = "list"
	Caption    BlockKind = "caption"
	TableRow   BlockKind = "table"
	Notice     BlockKind = "notice" // a correction or update notice, in its place
	Embed      BlockKind = "embed"  // an embedded post of a social network
	Entry      BlockKind = "entry"  // the first block of a live blog's entry
)

// A Block is one piece of an article's text, in reading order. Its text is one line without leading or trailing blanks.
type Block struct {
	Kind  BlockKind   `json:"kind"`
	Text  string      `json:"text"`
	Links []Reference `json:"links,omitempty"` // in the order of their words, which never overlap
	At    time.Time   `json:"at,omitzero"`     // of an Entry: when the publisher claims to have written it
}

// A Comment is a reader's, kept apart from the article.
type Comment struct {
	ID     string    `json:"id,omitempty"`     // as the page gives it, else empty
	Parent string    `json:"parent,omitempty"` // the ID that it answers
	Author string    `json:"author"`
	Posted time.Time `json:"posted,omitzero"`
	Text   string    `json:"text"`
}

// Printed says how often an outlet has printed a text: what stands on many of its articles is furniture.
type Printed struct {
	Text     string
	Articles int  // on how many of its articles it stood as a block of the body
	Headline bool // it is the headline of another one
}

// A Document is what extract read out of one page.
type Document struct {
	Outcome   Outcome   `json:"outcome"` // Good, or why the page is no article
	Reason    string    `json:"reason,omitempty"`
	Headline  string    `json:"headline"`
	Authors   []string  `json:"authors"`
	Outlet    string    `json:"outlet,omitempty"`
	Section   string    `json:"section,omitempty"`
	Published time.Time `json:"published,omitzero"` // as the publisher claims
	Modified  time.Time `json:"modified,omitzero"`  // as the publisher claims
	Language  string    `json:"language"`           // BCP 47
	Canonical string    `json:"canonical,omitempty"`
	Blocks    []Block   `json:"blocks"`
	Credit    string    `json:"credit"` // whose text it is, where the page says so: "Reuters"
	Notices   []string  `json:"notices"`
	Comments  []Comment `json:"comments"`
	Edition   int       `json:"edition"` // of the extract that read it; texts of two editions are never compared
}

// Byline joins the authors as a page would print them.
func (d Document) Byline() string { return strings.Join(d.Authors, ", ") }

// Text is the article's body: its blocks in order, a line each, without headline and captions.
func (d Document) Text() string { return BodyText(d.Blocks) }

// Captions gives the texts of the captions in order.
func (d Document) Captions() []string {
	texts := []string{}
	for _, b := range d.Blocks {
		if b.Kind == Caption {
			texts = append(texts, b.Text)
		}
	}
	return texts
}

// BodyText joins the blocks of the body, a line each; captions are left out.
func BodyText(blocks []Block) string {
	var lines []string
	for _, b := range blocks {
		if b.Kind != Caption {
			lines = append(lines, b.Text)
		}
	}
	return strings.Join(lines, "\n")
}
