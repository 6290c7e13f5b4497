package extract

import (
	"bytes"
	"context"
	"mime"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/stemma-news/stemma/news"
)

// notHTML says in words what the bytes are when they are no page, else "".
func notHTML(body []byte, contentType string) string {
	kind, _, _ := mime.ParseMediaType(contentType)
	switch {
	case kind == "" || strings.Contains(kind, "html") || kind == "application/octet-stream":
	case strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "xml"):
	default:
		return "the server calls it " + kind
	}
	for _, m := range magic {
		if bytes.HasPrefix(body, []byte(m.bytes)) {
			return "it is " + m.name
		}
	}
	head := body[:min(len(body), 512)]
	if bytes.IndexByte(body, '<') < 0 && bytes.Count(head, []byte{0}) > len(head)/8 {
		return "it is binary data"
	}
	return ""
}

// notMarkup says in words what a decoded text is when it is no page, else "".
func notMarkup(text string) string {
	if !hasTag(text) {
		return "it is text without any markup"
	}
	sample := text[:min(len(text), 1<<16)]
	odd := 0
	for i := range len(sample) {
		if c := sample[i]; c < ' ' && c != 0 && c != '\x1b' && (c < '\t' || c > '\r') {
			odd++
		}
	}
	if odd*50 > len(sample) {
		return "it is binary data"
	}
	return ""
}

// hasTag says that something in a text looks like a tag.
func hasTag(text string) bool {
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 || i+1 >= len(text) {
			return false
		}
		text = text[i+1:]
		if c := text[0]; 'a' <= c|0x20 && c|0x20 <= 'z' || c == '!' || c == '/' || c == '?' {
			return true
		}
	}
}

var magic = []struct{ bytes, name string }{
	{"%PDF-", "a PDF file"},
	{"\x89PNG", "a PNG picture"},
	{"\xff\xd8\xff", "a JPEG picture"},
	{"GIF8", "a GIF picture"},
	{"PK\x03\x04", "a ZIP archive"},
	{"\x1f\x8b", "gzip data"},
	{"RIFF", "a RIFF file"},
	{"{\"", "JSON"},
}

// A stoppable is the text of a page for as long as somebody wants it read.
type stoppable struct {
	ctx  context.Context
	text *strings.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.text.Read(p)
}

// parse gives the tree of a page. The parser refuses pages that nest too deep; those are read by tokens, and so are
// those whose tree would take too much memory. With noscript, what a page shows where scripts do not run is part of it.
func parse(ctx context.Context, text string, noscript bool) *html.Node {
	if affordable(text) {
		root, err := html.ParseWithOptions(stoppable{ctx, strings.NewReader(text)}, html.ParseOptionEnableScripting(!noscript))
		if err == nil {
			return root
		}
	}
	return parseByTokens(ctx, text)
}

func isVoid(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	default:
		return false
	}
}

// isInline says that an element continues the line that it stands in. Elements without a standard name are taken for
// blocks: sites use them as such.
func isInline(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Del,
		atom.Dfn, atom.Em, atom.Font, atom.I, atom.Img, atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Nobr, atom.Output,
		atom.Picture, atom.Q, atom.Rp, atom.Ruby, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strike, atom.Strong,
		atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr, atom.Meta, atom.Link, atom.Source,
		atom.Math, atom.Mi, atom.Mn, atom.Mo, atom.Input:
		return true
	default:
		return false
	}
}

func isBlock(a atom.Atom) bool { return !isInline(a) && a != atom.Br }

// isUnseen says that an element's content is not text that the page shows.
func isUnseen(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Iframe, atom.Object, atom.Embed,
		atom.Svg, atom.Canvas, atom.Audio, atom.Video, atom.Map, atom.Select, atom.Option, atom.Datalist, atom.Textarea,
		atom.Button, atom.Noframes, atom.Noembed, atom.Title, atom.Dialog, atom.Progress, atom.Meter, atom.Rt, atom.Param:
		return true
	default:
		return false
	}
}

// absolute resolves a link of the page.
func absolute(base, ref string) string {
	b, err := url.Parse(base)
	if err != nil {
		return ref
	}
	u, err := b.Parse(strings.TrimSpace(ref))
	if err != nil {
		return ""
	}
	return u.String()
}

// refused is the document of a page that is not read at all.
func refused(o news.Outcome, reason string) *news.Document {
	return &news.Document{
		Outcome: o, Reason: reason, Edition: Edition, Authors: []string{}, Blocks: []news.Block{}, Notices: []string{},
		Comments: []news.Comment{},
	}
}
