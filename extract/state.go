package extract

import (
	"encoding/json"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// scriptBody reads an article out of the data that a page carries for its scripts, for pages that show nothing without
// them: JSON-LD's articleBody, else the object with the most prose in any JSON of the page.
func (s *sheet) scriptBody(art thing) []news.Block {
	if blocks := textBlocks(rawText(art, "articleBody")); proseIn(blocks) > 300 {
		return blocks
	}
	var best []news.Block
	for _, n := range s.scripts {
		if n.FirstChild == nil || len(n.FirstChild.Data) < 500 || s.ctx.Err() != nil {
			continue
		}
		if s.data+jsonNeeds(n.FirstChild.Data) > jsonGranted*len(s.source)+bytesFree {
			continue
		}
		for _, v := range jsonIn(n) {
			f := finder{}
			f.walk(v, 0)
			if proseIn(f.best) > proseIn(best) {
				best = f.best
			}
		}
	}
	if proseIn(best) < 300 {
		return nil
	}
	return best
}

// asksForData says that most of a text is about what the site may do with its readers' data: a notice that is all the text
// of a page which writes its article by script.
func asksForData(blocks []news.Block) bool {
	others := 0
	for _, b := range blocks {
		if aboutReadersData(b.Text) {
			continue
		}
		if others++; others*2 > len(blocks) {
			return false
		}
	}
	return true
}

// aboutReadersData looks for the words first: the pattern would take a fifth of the time of a whole page.
func aboutReadersData(text string) bool {
	return hasAny(strings.ToLower(text), readersDataWords) && readersData.MatchString(text)
}

// readersDataWords are what every text has that readersData matches.
var readersDataWords = []string{
	"cookie", "personal data", "personal information", "your choice", "your consent", "your privacy", "your device", "your browser",
	"personenbezogen", "données", "datos personales", "dati personali", "персональны", "个人信息", "个人数据", "بياناتك",
}

var readersData = regexp.MustCompile(`(?i)\bcookies?\b|\bpersonal (data|information)\b|\byour (choices?|consent|privacy|device|browser)\b|personenbezogen|données (à caractère )?personnel|datos personales|dati personali|персональны|个人信息|个人数据|بياناتك`)

// rawText gives a property as it stands, line breaks and markup in it too.
func rawText(t thing, key string) string {
	text, _ := t[key].(string)
	return text
}

// textBlocks makes blocks of a text with line breaks or markup.
func textBlocks(text string) []news.Block {
	var blocks []news.Block
	if strings.Contains(text, "</") || strings.Contains(text, "&lt;") {
		if strings.Contains(text, "&lt;") {
			text = html.UnescapeString(text)
		}
		text = markupLines(text)
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line = prose.Normal(html.UnescapeString(line)); letters(line) > 0 {
			blocks = append(blocks, news.Block{Kind: news.Paragraph, Text: line})
		}
	}
	return blocks
}

// markupLines gives the text of a piece of HTML, a line for each of its blocks.
func markupLines(markup string) string {
	var b strings.Builder
	for z := html.NewTokenizer(strings.NewReader(markup)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.WriteString(strings.ReplaceAll(string(z.Text()), "\n", " "))
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if t := z.Token(); isBlock(t.DataAtom) || isVoid(t.DataAtom) {
				b.WriteByte('\n')
			}
		}
	}
}

// proseIn counts the letters of the blocks that read like running text.
func proseIn(blocks []news.Block) int {
	sum := 0
	for _, b := range blocks {
		if n := letters(b.Text); n >= 60 {
			sum += n
		}
	}
	return sum
}

// jsonIn gives the JSON values of a script: the whole of it, or what is assigned to a variable; and Nuxt's, whatever its form.
func jsonIn(n *html.Node) []any {
	text := strings.TrimSpace(n.FirstChild.Data)
	if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		if v := lenientJSON(text); v != nil {
			return []any{v}
		}
	}
	if v := stateOfNuxt(text); v != nil {
		return []any{v}
	}
	var values []any
	for at := 0; len(values) < 8; {
		i := strings.Index(text[at:], "{\"")
		if i < 0 {
			return values
		}
		at += i
		dec := json.NewDecoder(strings.NewReader(text[at:]))
		var v any
		if dec.Decode(&v) != nil {
			return values // what does not parse once is not tried again from every brace in it
		}
		values = append(values, v)
		at += int(dec.InputOffset())
	}
	return values
}

// A finder looks for the value in a JSON tree that holds the most prose close together: a list of paragraphs, or a
// string of markup.
type finder struct {
	best  []news.Block
	prose int // in best
}

// textKeys are the properties that hold a paragraph's text in the states of publishing systems.
var textKeys = []string{"text", "content", "html", "value", "body", "paragraph", "copy", "data"}

func (f *finder) walk(v any, depth int) {
	if depth > 40 {
		return
	}
	switch v := v.(type) {
	case string:
		if len(v) > 400 {
			f.offer(textBlocks(v))
		}
	case map[string]any:
		for _, key := range sortedKeys(v) {
			f.walk(v[key], depth+1)
		}
	case []any:
		f.offer(listBlocks(v))
		for _, e := range v {
			f.walk(e, depth+1)
		}
	}
}

func (f *finder) offer(blocks []news.Block) {
	if n := proseIn(blocks); n > f.prose || n == f.prose && len(blocks) > len(f.best) {
		f.best, f.prose = blocks, n
	}
}

// listBlocks reads a list whose elements are paragraphs, as strings or as objects with one among their properties.
func listBlocks(elements []any) []news.Block {
	var blocks []news.Block
	for _, e := range elements {
		switch e := e.(type) {
		case string:
			blocks = append(blocks, textBlocks(e)...)
		case map[string]any:
			blocks = append(blocks, textBlocks(paragraphOf(e))...)
		}
	}
	return blocks
}

// paragraphOf gives the text of an object that stands for a paragraph: of a property of its own, or one level down.
func paragraphOf(e map[string]any) string {
	for _, key := range textKeys {
		switch v := e[key].(type) {
		case string:
			return v
		case map[string]any:
			for _, inner := range textKeys {
				if text, ok := v[inner].(string); ok {
					return text
				}
			}
		case []any:
			return joined(v)
		}
	}
	if children, ok := e["children"].([]any); ok {
		return joined(children)
	}
	return ""
}

// joined gives the text of a list of spans.
func joined(spans []any) string {
	var b strings.Builder
	for _, s := range spans {
		switch s := s.(type) {
		case string:
			b.WriteString(s)
		case map[string]any:
			if text, ok := s["text"].(string); ok {
				b.WriteString(text)
			}
		}
	}
	return b.String()
}
