package store

import (
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
)

// A keptEdit is an edit as it is kept, as JSON: with its spans as one text and its cuts. The edits of a long article take
// less than half of the room then, and are read several times as fast as with an object for each span.
//
// Cuts are one of "=+-" for each span and how many bytes long it is. "=12-5+7" are 12 bytes that stayed, 5 that were
// removed and 7 that were added. Where a span does not begin at the character at which the spans before it end, "b" and
// "a" say by how many it stands off in the wording before and after: "-5b-1a-1". Without cuts the spans are spelled out:
// those that say more, as of links, and all that earlier releases kept.
type keptEdit struct {
	news.Edit
	Spans []news.Span `json:"spans,omitempty"`
	Cuts  string      `json:"cuts,omitempty"`
	Text  string      `json:"text,omitempty"`
}

// cut gives spans as a text and its cuts; none where cuts cannot say them.
func cut(spans []news.Span) (string, string) {
	var cuts, text []byte
	var end cutter
	for _, span := range spans {
		mark := opMark(span.Op)
		said := news.Span{Op: span.Op, Text: span.Text, BeforeAt: span.BeforeAt, AfterAt: span.AfterAt}
		if mark == 0 || span != said || !utf8.ValidString(span.Text) {
			return "", ""
		}
		text = append(text, span.Text...)
		cuts = strconv.AppendInt(append(cuts, mark), int64(len(span.Text)), 10)
		cuts = appendOff(cuts, 'b', span.BeforeAt-end.before)
		cuts = appendOff(cuts, 'a', span.AfterAt-end.after)
		end.pass(span)
	}
	return string(cuts), string(text)
}

func appendOff(cuts []byte, side byte, off int) []byte {
	if off == 0 {
		return cuts
	}
	return strconv.AppendInt(append(cuts, side), int64(off), 10)
}

func uncut(cuts, text string) ([]news.Span, error) {
	c := cutter{cuts: cuts, text: text}
	spans := make([]news.Span, 0, len(cuts)/3)
	for c.cuts != "" {
		span, err := c.next()
		if err != nil {
			return nil, err
		}
		spans = append(spans, span)
	}
	return spans, nil
}

func writeEdits(edits []news.Edit) (string, error) {
	if edits == nil {
		return "null", nil
	}
	kept := make([]keptEdit, len(edits))
	for i, e := range edits {
		kept[i] = keptEdit{Edit: e}
		if kept[i].Cuts, kept[i].Text = cut(e.Spans); kept[i].Cuts == "" {
			kept[i].Spans = e.Spans
		}
	}
	text, err := json.Marshal(kept)
	return string(text), err
}

func readEdits(text string) ([]news.Edit, error) {
	var kept []keptEdit
	if err := json.Unmarshal([]byte(text), &kept); err != nil || kept == nil {
		return nil, err
	}
	edits := make([]news.Edit, len(kept))
	for i, k := range kept {
		edits[i] = k.Edit
		if edits[i].Spans = k.Spans; k.Cuts == "" {
			continue
		}
		var err error
		if edits[i].Spans, err = uncut(k.Cuts, k.Text); err != nil {
			return nil, err
		}
	}
	return edits, nil
}

// opMark is 0 for what is no op.
func opMark(op news.Op) byte {
	switch op {
	case news.Same:
		return '='
	case news.Added:
		return '+'
	case news.Removed:
		return '-'
	default:
		return 0
	}
}

// A cutter takes spans off the beginning of a text. Before and after are the characters of either wording that it passed.
type cutter struct {
	cuts, text    string
	before, after int
}

var errCuts = errors.New("spans that do not fit their text")

func (c *cutter) next() (news.Span, error) {
	span := news.Span{BeforeAt: c.before, AfterAt: c.after}
	switch c.cuts[0] {
	case '=':
		span.Op = news.Same
	case '+':
		span.Op = news.Added
	case '-':
		span.Op = news.Removed
	default:
		return span, errCuts
	}
	n, err := c.number()
	if err != nil || n < 0 || n > len(c.text) {
		return span, errCuts
	}
	span.Text, c.text = c.text[:n], c.text[n:]
	c.pass(span)
	return span, c.off(&span)
}

// number takes a mark and the number behind it.
func (c *cutter) number() (int, error) {
	end := 1
	for end < len(c.cuts) && (c.cuts[end] >= '0' && c.cuts[end] <= '9' || end == 1 && c.cuts[end] == '-') {
		end++
	}
	n, err := strconv.Atoi(c.cuts[1:end])
	c.cuts = c.cuts[end:]
	return n, err
}

// off moves a span to where it stands.
func (c *cutter) off(span *news.Span) error {
	for c.cuts != "" {
		at := &span.BeforeAt
		switch c.cuts[0] {
		case 'b':
		case 'a':
			at = &span.AfterAt
		default:
			return nil
		}
		n, err := c.number()
		if err != nil {
			return errCuts
		}
		*at += n
	}
	return nil
}

// pass goes to the end of a span.
func (c *cutter) pass(span news.Span) {
	n := utf8.RuneCountInString(span.Text)
	if span.Op != news.Added {
		c.before += n
	}
	if span.Op != news.Removed {
		c.after += n
	}
}
