package store

import (
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
)

// A keptEdit is an edit as it is kept: as JSON, with its spans as one text and where it is cut. The edits of a long
// article take less than half of the room then, and are read several times as fast as with an object for each span.
type keptEdit struct {
	news.Edit
	Spans keptSpans `json:"spans"`
}

// keptSpans are spans as one text and its cuts: one of "=+-" for each span and how many bytes long it is. "=12-5+7" are 12
// bytes that stayed, 5 that were removed and 7 that were added. Where a span does not begin at the character at which the
// spans before it end, "b" and "a" say by how many it stands off in the wording before and after: "-5b-1a-1".
type keptSpans struct{ spans []news.Span }

type cutText struct {
	Cuts string `json:"cuts"`
	Text string `json:"text"`
}

// MarshalJSON spells spans out that cuts cannot say.
func (k keptSpans) MarshalJSON() ([]byte, error) {
	if kept, ok := cut(k.spans); ok {
		return json.Marshal(kept)
	}
	return json.Marshal(k.spans)
}

func cut(spans []news.Span) (cutText, bool) {
	var cuts, text []byte
	var end cutter
	for _, span := range spans {
		mark := opMark(span.Op)
		if mark == 0 || !utf8.ValidString(span.Text) {
			return cutText{}, false
		}
		text = append(text, span.Text...)
		cuts = strconv.AppendInt(append(cuts, mark), int64(len(span.Text)), 10)
		cuts = appendOff(cuts, 'b', span.BeforeAt-end.before)
		cuts = appendOff(cuts, 'a', span.AfterAt-end.after)
		end.pass(span)
	}
	return cutText{string(cuts), string(text)}, len(spans) > 0
}

func appendOff(cuts []byte, side byte, off int) []byte {
	if off == 0 {
		return cuts
	}
	return strconv.AppendInt(append(cuts, side), int64(off), 10)
}

// UnmarshalJSON also reads the list of spans that earlier releases kept.
func (k *keptSpans) UnmarshalJSON(data []byte) error {
	if len(data) == 0 || data[0] != '{' {
		return json.Unmarshal(data, &k.spans)
	}
	var kept cutText
	if err := json.Unmarshal(data, &kept); err != nil {
		return err
	}
	c := cutter{cuts: kept.Cuts, text: kept.Text}
	k.spans = make([]news.Span, 0, len(kept.Cuts)/3)
	for c.cuts != "" {
		span, err := c.next()
		if err != nil {
			return err
		}
		k.spans = append(k.spans, span)
	}
	return nil
}

func writeEdits(edits []news.Edit) (string, error) {
	if edits == nil {
		return "null", nil
	}
	kept := make([]keptEdit, len(edits))
	for i, e := range edits {
		kept[i] = keptEdit{e, keptSpans{e.Spans}}
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
		edits[i].Spans = k.Spans.spans
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
