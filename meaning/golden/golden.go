// Package golden reads hand-written cases of changes and says whether diff and meaning find what a person would. A
// file is a txtar archive; its cases have three parts each:
//
//	-- NAME/old --
//	# A headline
//	= A standfirst
//	A paragraph.
//	-- NAME/new --
//	…
//	-- NAME/want --
//	replace number: [-12-]{+21+}
//	silent
//
// A line of a version is a block; the marks before it say which kind (see kinds), [words](target) is a link in it, and
// "modified: TIME" is the date that the publisher claims. A line of want is an edit: its kind, its meanings joined by commas, and, if it matters, what is
// marked in it, the words of a link that leads elsewhere with both targets; "silent" and "claimed" are the verdict on the whole, "summary: …" its line. No line at all: no edit.
// The comment of the archive names the language: "language: de".
//
// The cases of this repository stand in meaning/testdata: LANGUAGE.txt has one for every meaning, desk-LANGUAGE.txt what
// is changed in a line of news, editors-LANGUAGE.txt what editors change, written down before the rules were looked at,
// editors-shapes-LANGUAGE.txt likewise what becomes of whole texts, links.txt where links lead, hard-LANGUAGE.txt those
// that are easily told wrongly, shapes.txt and newsroom.txt what newsrooms do.
package golden

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/meaning"
	"github.com/stemma-news/stemma/news"
)

// A Case is a change with what is wanted of it.
type Case struct {
	Name     string
	Old, New news.Document
	Want     []string
}

// Read gives the cases of an archive. The error names the case or line that cannot be read.
func Read(name string, archive []byte) ([]Case, error) {
	a := txtar.Parse(archive)
	language := ""
	for line := range strings.Lines(string(a.Comment)) {
		if tag, ok := strings.CutPrefix(line, "language: "); ok {
			language = strings.TrimSpace(tag)
		}
	}
	var cases []Case
	for _, f := range a.Files {
		title, part, ok := strings.Cut(f.Name, "/")
		if !ok {
			return nil, fmt.Errorf("%s: %q has no part", name, f.Name)
		}
		if n := len(cases); n == 0 || cases[n-1].Name != name+" "+title {
			cases = append(cases, Case{Name: name + " " + title})
		}
		if err := cases[len(cases)-1].part(part, string(f.Data), language); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", name, f.Name, err)
		}
	}
	return cases, nil
}

func (c *Case) part(part, text, language string) (err error) {
	switch part {
	case "old":
		c.Old, err = document(text, language)
	case "new":
		c.New, err = document(text, language)
	case "want":
		c.Want = lines(text)
	default:
		err = fmt.Errorf("no part is called %q", part)
	}
	return err
}

func lines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return line == "" })
}

// kinds are the marks of blocks that are not paragraphs. Longer marks stand before those that they begin with.
var kinds = []struct {
	mark string
	kind news.BlockKind
}{
	{"## ", news.Heading},
	{"# ", news.Headline},
	{"= ", news.Standfirst},
	{"by ", news.Byline},
	{"> ", news.Quote},
	{"* ", news.ListItem},
	{"[] ", news.Caption},
	{"| ", news.TableRow},
	{"! ", news.Notice},
	{"@ ", news.Embed},
	{"~ ", news.Entry},
}

func document(text, language string) (news.Document, error) {
	d := news.Document{Outcome: news.Good, Language: language}
	for _, line := range lines(text) {
		if claim, ok := strings.CutPrefix(line, "modified: "); ok {
			at, err := time.Parse(time.RFC3339, claim)
			if err != nil {
				return d, fmt.Errorf("modified date: %w", err)
			}
			d.Modified = at
			continue
		}
		switch b := block(line); b.Kind {
		case news.Headline:
			d.Headline = b.Text
		case news.Byline:
			d.Authors = []string{b.Text}
		default:
			d.Blocks = append(d.Blocks, b)
		}
	}
	return d, nil
}

func block(line string) news.Block {
	for _, k := range kinds {
		if text, ok := strings.CutPrefix(line, k.mark); ok {
			return linked(news.Block{Kind: k.kind, Text: text})
		}
	}
	return linked(news.Block{Kind: news.Paragraph, Text: line})
}

var link = regexp.MustCompile(`\[([^\]]+)\]\((https?://[^)\s]+)\)`)

// linked takes the links out of a block's text.
func linked(b news.Block) news.Block {
	for m := link.FindStringSubmatchIndex(b.Text); m != nil; m = link.FindStringSubmatchIndex(b.Text) {
		words, target := b.Text[m[2]:m[3]], b.Text[m[4]:m[5]]
		b.Text = b.Text[:m[0]] + words + b.Text[m[1]:]
		if clean, err := news.CleanURL(target); err == nil { // as extract does
			b.Links = append(b.Links, news.Reference{Start: m[0], End: m[0] + len(words), URL: clean})
		}
	}
	return b
}

// Got gives what diff and meaning find, in the form of Want.
func (c Case) Got() []string {
	v := c.Verdict()
	got := []string{}
	for i, e := range v.Edits {
		got = append(got, spell(e))
		if i < len(c.Want) && !strings.Contains(c.Want[i], ": ") {
			got[i], _, _ = strings.Cut(got[i], ": ")
		}
	}
	if v.Silent {
		got = append(got, "silent")
	}
	if v.Claimed {
		got = append(got, "claimed")
	}
	if slices.ContainsFunc(c.Want, func(line string) bool { return strings.HasPrefix(line, "summary: ") }) {
		got = append(got, "summary: "+v.Summary)
	}
	return got
}

// Verdict judges the case.
func (c Case) Verdict() meaning.Verdict {
	return meaning.Judge(c.Old, c.New, diff.Documents(c.Old, c.New))
}

// spell writes an edit as a line of Want.
func spell(e news.Edit) string {
	var meanings []string
	for _, m := range e.Meanings {
		meanings = append(meanings, string(m))
	}
	return string(e.Kind) + " " + strings.Join(meanings, ",") + ": " + marks(e.Spans)
}

// marks shows what an edit marks, and dots for what it does not.
func marks(spans []news.Span) string {
	var b strings.Builder
	for i, s := range spans {
		text := strings.ReplaceAll(strings.TrimSpace(s.Text), "\n", "¶")
		if text == "" && strings.Contains(s.Text, "\n") {
			text = "¶"
		}
		switch {
		case s.Op == news.Removed:
			b.WriteString("[-" + text + "-]")
		case s.Op == news.Added:
			b.WriteString("{+" + text + "+}")
		case s.Relinked():
			b.WriteString("<" + text + ": " + s.From + " > " + s.To + ">")
		case i > 0 && i < len(spans)-1:
			b.WriteString(" … ")
		}
	}
	return b.String()
}

// Wanted counts the characters that a person would mark, blanks left out; whole says that every edit of the case tells.
func (c Case) Wanted() (characters int, whole bool) {
	for _, line := range c.Want {
		kind, want, ok := strings.Cut(line, ": ")
		switch {
		case ok && kind != "summary":
			characters += letters(relinked.ReplaceAllString(want, "")) // where words lead is none of their characters
		case kind == "silent" || kind == "claimed" || kind == "summary":
		default:
			return 0, false
		}
	}
	return characters, true
}

var relinked = regexp.MustCompile(`<[^<>]*: https?://[^<>]* > https?://[^<>]*>`)

// letters counts what is neither blank nor a sign of the notation.
func letters(s string) int {
	s = strings.NewReplacer("[-", "", "-]", "", "{+", "", "+}", "", " … ", "", "¶", "").Replace(s)
	n := 0
	for _, r := range s {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}
