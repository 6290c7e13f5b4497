package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/meaning"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// diffCmd compares two saved pages or texts.
type diffCmd struct {
	URL  string `placeholder:"URL" help:"Where both pages came from."`
	JSON bool   `name:"json" help:"Print JSON instead of marked text."`
	A    string `arg:"" help:"The page or text before, also .gz."`
	B    string `arg:"" help:"The page or text after, also .gz."`
}

// A comparison is what diff prints as JSON.
type comparison struct {
	Verdict    string         `json:"verdict"` // same or edited
	Redesigned bool           `json:"redesigned"`
	Summary    string         `json:"summary,omitempty"`
	Edits      []news.Edit    `json:"edits"`
	Meanings   []news.Meaning `json:"meanings"`
}

// Run prints what changed from A to B. Its exit status does not depend on whether anything did.
func (c *diffCmd) Run(s *session) error {
	a, err := c.read(s, c.A)
	if err != nil {
		return err
	}
	b, err := c.read(s, c.B)
	if err != nil {
		return err
	}
	found := compare(a, b)
	if s.Err() != nil {
		return fmt.Errorf("stopped before %s and %s were compared", c.A, c.B)
	}
	if c.JSON {
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(found)
	}
	printEdits(s.out, found.Edits)
	switch {
	case found.Verdict == "edited":
		fmt.Fprintln(s.out, found.Summary)
	case found.Redesigned:
		fmt.Fprintln(s.out, "The text is the same; the site changed its template.")
	default:
		fmt.Fprintln(s.out, "The text is the same.")
	}
	return nil
}

// A reading is one side of the comparison.
type reading struct {
	document news.Document
	visible  []string
}

func (c *diffCmd) read(s *session, name string) (reading, error) {
	body, err := readPage(s, name)
	if err != nil {
		return reading{}, err
	}
	if !isPage(body) {
		return plainText(name, body)
	}
	page := extract.Page{Body: body, URL: c.URL}
	document, visible := extract.ReadBoth(s, page)
	if len(document.Parts()) == 0 {
		return reading{}, fmt.Errorf("%s could not be read: %s (%s)", name, document.Outcome, document.Reason)
	}
	return reading{document, visible}, nil
}

// pageOpening is how many bytes of a file are looked at for the signs of a page.
const pageOpening = 1 << 16

var (
	opensAsPage = regexp.MustCompile(`(?i)^\s*(<\?xml\b|<!doctype html|<!--|<(html|head|body|title|meta|link|script|style|main|article|section|div|p|h[1-6]|table|ul|ol|span|a|b|i|em|strong)\b[^<]*>)`)
	closesBlock = regexp.MustCompile(`(?i)</(html|head|body|title|main|article|section|div|p|h[1-6]|table|ul|ol|li)\s*>`)
)

// isPage tells a page from a plain text, in which "<" may well stand: it opens with a tag of HTML, or it closes more
// than one.
func isPage(body []byte) bool {
	text, _ := prose.Decode(body[:min(len(body), pageOpening)], "")
	return opensAsPage.MatchString(text) || len(closesBlock.FindAllString(text, 2)) > 1
}

// plainText takes every line as a paragraph, and refuses what holds more than lines.
func plainText(name string, body []byte) (reading, error) {
	text, _ := prose.Decode(body, "text/plain")
	if kind := http.DetectContentType([]byte(text)); !strings.HasPrefix(kind, "text/") {
		return reading{}, fmt.Errorf("%s is neither a page nor a text but %s; give a saved page or a text file", name, kind)
	}
	d := news.Document{Outcome: news.Good, Language: prose.Language(text), Edition: extract.Edition}
	for line := range strings.Lines(text) {
		if line = prose.Normal(line); line != "" {
			d.Blocks = append(d.Blocks, news.Block{Kind: news.Paragraph, Text: line})
		}
	}
	return reading{document: d}, nil
}

func compare(a, b reading) comparison {
	edits := diff.Documents(a.document, b.document)
	redesigned := false
	if a.visible != nil && b.visible != nil {
		edits, redesigned = diff.Settle(edits, a.visible, b.visible)
	}
	if len(edits) == 0 {
		return comparison{Verdict: "same", Redesigned: redesigned, Edits: []news.Edit{}, Meanings: []news.Meaning{}}
	}
	verdict := meaning.Judge(a.document, b.document, edits)
	return comparison{
		Verdict: "edited", Redesigned: redesigned, Summary: verdict.Summary, Edits: verdict.Edits, Meanings: verdict.Meanings,
	}
}

// printEdits prints edits for a person: in colour on a terminal, else with [-removed-] and {+added+} marks.
func printEdits(w io.Writer, edits []news.Edit) {
	mark := plainMarks
	if isTerminal(w) && os.Getenv("NO_COLOR") == "" {
		mark = colourMarks
	}
	for _, e := range edits {
		fmt.Fprintf(w, "%s %s", e.Kind, e.Block)
		if len(e.Meanings) > 0 {
			fmt.Fprintf(w, " · %s", joinMeanings(e.Meanings))
		}
		fmt.Fprintf(w, "\n  %s\n\n", strings.ReplaceAll(marked(e, mark), "\n", "\n  "))
	}
}

func marked(e news.Edit, mark map[news.Op][2]string) string {
	var b strings.Builder
	for _, span := range e.Spans {
		b.WriteString(mark[span.Op][0] + span.Text + mark[span.Op][1])
	}
	return b.String()
}

var (
	plainMarks  = map[news.Op][2]string{news.Removed: {"[-", "-]"}, news.Added: {"{+", "+}"}}
	colourMarks = map[news.Op][2]string{news.Removed: {"\x1b[9;31m", "\x1b[0m"}, news.Added: {"\x1b[4;32m", "\x1b[0m"}}
)

func joinMeanings(all []news.Meaning) string {
	var words []string
	for _, m := range news.Meanings() {
		if slices.Contains(all, m) {
			words = append(words, string(m))
		}
	}
	return strings.Join(words, ", ")
}
