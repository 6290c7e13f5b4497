package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/prose"
)

// authors gives the persons (or, where there are none, the desks and agencies) that the page names as its authors.
func (s *sheet) authors(art thing, root int) []string {
	names := []string{}
	for _, source := range []func() []string{
		func() []string { return claimedAuthors(art["author"]) },
		func() []string { return s.metaAuthors() },
		func() []string { return s.shownAuthors(root, true) },
		func() []string { return s.shownAuthors(root, false) },
		func() []string { return s.bylines(root) },
		func() []string { return claimedAuthors(art["creator"]) },
	} {
		for _, text := range source() {
			for _, name := range namesIn(text) {
				if !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
					names = append(names, name)
				}
			}
		}
		if len(names) > 0 {
			break
		}
	}
	return names
}

// claimedAuthors reads schema.org's author: a name, a thing with a name, or a list of them.
func claimedAuthors(v any) []string {
	var names []string
	for _, v := range list(v) {
		switch v := v.(type) {
		case string:
			names = append(names, html.UnescapeString(v))
		case map[string]any:
			for _, name := range list(v["name"]) {
				if name, ok := name.(string); ok {
					names = append(names, html.UnescapeString(name))
				}
			}
		}
	}
	return names
}

func (s *sheet) metaAuthors() []string {
	for _, name := range []string{
		"author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "byl",
		"dc.creator", "dcterms.creator", "dc.contributor", "citation_author", "cxenseparse:author", "authors", "twitter:data1",
	} {
		var names []string
		for _, content := range s.head.all(name) {
			if !strings.Contains(content, "://") && !s.namesOutlet(content) && (name != "twitter:data1" ||
				strings.HasPrefix(strings.ToLower(s.head.first("twitter:label1")), "writ")) {
				names = append(names, content)
			}
		}
		if len(names) > 0 {
			return names
		}
	}
	return nil
}

// shownAuthors gives the texts of the elements that are named as an author's and stand at the article. The exact ones
// hold a name and nothing else.
func (s *sheet) shownAuthors(root int, exact bool) []string {
	var names []string
	start := s.bodyStart(root)
	for _, who := range s.who {
		if who.line < s.title-10 || who.line > s.bodyEnd(root)+10 || s.elsewhere(who.box, root) || exact != namesAuthor(who.node) {
			continue
		}
		if len(names) > 0 && who.line > start+1 {
			break // named above the text; those below it wrote what stands there
		}
		text := prose.Normal(textOf(who.node))
		tells := letters(text) > 50 && endsSentence(text) // who the author is, not only the name
		if text != "" && letters(text) < 120 && !tells {
			names = append(names, text)
		}
		if len(names) > 0 && !exact || len(names) > 5 {
			break
		}
	}
	return names
}

// bylines gives the lines between headline and text that begin with "By", or the elements in them that do.
func (s *sheet) bylines(root int) []string {
	end := min(s.bodyStart(root)+2, len(s.lines))
	for i := max(s.title-3, 0); i < end; i++ {
		l := &s.lines[i]
		if isBylineText(l.text) || isDatedByline(l.text) || submitted.MatchString(l.text) && len(l.text) < 120 {
			return []string{firstOf(s.partOf(l, isBylineText), l.text)}
		}
		if text := s.partOf(l, isBylineText); text != "" {
			return []string{text}
		}
	}
	return nil
}

// partOf gives the text of the first element in a short line, one of several, that is such a text by itself: templates
// put author, date and source side by side. It gives "" where there is none.
func (s *sheet) partOf(l *line, is func(text string) bool) string {
	if l.letters > 150 {
		return ""
	}
	looked := 0
	for n := range s.boxes[l.box].node.Descendants() {
		if looked++; looked > mostLooked {
			break
		}
		if n.Type != html.ElementNode || !isInline(n.DataAtom) {
			continue
		}
		if text := prose.Normal(textWithin(n, len(l.text))); text != "" && len(text) < len(l.text) && strings.Contains(l.text, text) && is(text) {
			return text
		}
	}
	return ""
}

// textWithin gives the text below a node, "" when it takes more than so many nodes.
func textWithin(n *html.Node, nodes int) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if nodes--; nodes < 0 {
			return ""
		}
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// writtenBy are the words with which bylines begin in several languages, those of one letter's length or two aside.
const writtenBy = `(?:written|reported|story|posted|submitted|words|report|photographs|pictures|photos)(?: and (?:text|words|photographs|photos|pictures|reporting))? by|(?:text|words) and (?:photos|photographs|pictures) by|` +
	`(?:geschrieben|verfasst) von|fotos und text|(?:écrit|rédigé|publié|posté) par|(?:escrito|publicado) por|(?:scritto|pubblicato) da|` +
	`(?:geschreven|geplaatst) door|(?:skriven|publicerad|skrevet) a[vf]|napisał[ao]?|автор|автори|автора|लेखक|كتب|كتبت|كتبه|بقلم|הכותב|מאת|نویسنده|yazan|yazar|penulis`

var (
	bylineHead = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]*((` + writtenBy + `|by|von|vom|par|por|di|door|av|af|od|autor(in|en)?|authors?|auteure?|text|text und fotos|authored by|eine analyse von|ein kommentar von|ein interview von|interview|analyse|kommentar|(eine? )?\w+ (von|by))(\s?[:：] ?| |$)\s*|(记者|記者|作者|撰文)[:： ]*|文[/／]\s*)`)
	bylineTail = regexp.MustCompile(`(?i)\s*(\||•|·|»| — | – |\(|\[|,? (?:published|updated|posted|special to|for the|contributing|staff|senior|is an?|aktualisiert|veröffentlicht|via)\b| (?:on|am|at) (?:\w+day|\d)| (?:at|in|from) (?-i:\p{Lu})|, (?:aus|uit|från|fra|de|da|do|em|en|à|desde) (?-i:\p{Lu})|\d{1,2}[:./]\d|\d{4}|@).*$`)
	nameParts  = regexp.MustCompile(`(?i)\s*(?:,|;|/|&|\+|、|，|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bog\b|\boch\b|\bi\b|\ben\b|\bve\b|\bja\b|\bwith\b|\bmit\b)\s+|\s+(?:и|й|і|та|και)\s+|\s*[;、，]\s*|\s+/\s*`)
	titles     = regexp.MustCompile(`(?i)^((prof|dr|mag|dipl|ing|mr|mrs|ms|sir|dame|rev|hon)\.? ?)+ `)
	noName     = regexp.MustCompile(`(?i)\b(writer|reporter|editor|editorial|correspondent|staff|desk|team|newsroom|contributor|photographer|redaktion|redakteur(in)?|korrespondent(in)?|reporterin|autor(in)?|journalist(in|e)?|rédaction|redacción|redazione|redactie|admin|administrator|webmaster|guest|unknown|null|undefined|publisher|author|view all posts|follow|email|twitter|more from|published|updated|columnist|analyst|producer|presenter|chief|bureau|profile|posts by|all articles)\b|подробнее`)
)

// namesIn gives the names in a byline. Words for what somebody does are left out, unless nothing else is there.
func namesIn(byline string) []string {
	byline = prose.Normal(byline)
	if len(byline) > 250 || strings.Contains(byline, "://") {
		return nil
	}
	byline = bylineHead.ReplaceAllString(byline, "")
	byline = strings.TrimSpace(bylineTail.ReplaceAllString(withoutDate(byline), ""))
	var names []string
	for _, part := range nameParts.Split(byline, -1) {
		part = strings.Trim(titles.ReplaceAllString(strings.TrimSpace(part), ""), " .,:;-–—|")
		if looksLikeName(part) {
			names = append(names, part)
		}
	}
	if len(names) == 0 && letters(byline) > 1 && letters(byline) < 40 && !digitsOnly(byline) && !generic[strings.ToLower(byline)] {
		names = append(names, strings.Trim(byline, " .,:;-–—|"))
	}
	return names
}

// withoutDate cuts off a date, what follows it, and the little words before it.
func withoutDate(byline string) string {
	at := len(byline)
	for _, re := range []*regexp.Regexp{isoDay, dottedDay, hanDay, dayMonth, monthDay} {
		if m := re.FindStringIndex(byline); m != nil && m[0] > 0 {
			at = min(at, m[0])
		}
	}
	if at == len(byline) {
		return byline
	}
	return beforeDate.ReplaceAllString(byline[:at], "")
}

// beforeDate are the words that lead up to a date: "on Monday the", "am", "op".
var beforeDate = regexp.MustCompile(`(\s+(\p{Ll}{1,4}|(?i:mon|tue|wed|thu|fri|sat|sun)(?:\p{L}*day)?))*[\s,|–—-]*$`)

var generic = labelSet(`admin|administrator|author|autor|publisher|null|undefined|staff|editor|redaktion|webmaster|guest|unknown|user|root|by|von`)

func digitsOnly(s string) bool { return letters(s) == digits(s) }

// looksLikeName says that a text may be a person's name.
func looksLikeName(s string) bool {
	if s == "" || len(s) > 60 || noName.MatchString(s) || digits(s) > 0 || letters(s) < 2 {
		return false
	}
	words := strings.Fields(s)
	if len(words) > 6 {
		return false
	}
	capitals := 0
	for _, word := range words {
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsLetter(r) && !unicode.IsLower(r) {
			capitals++
		}
	}
	return capitals*2 > len(words) || len(words) == 2 && capitals > 0
}

// namesAuthor says that an element holds an author's name and nothing else, by what it is called.
func namesAuthor(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "rel":
			if strings.Contains(a.Val, "author") {
				return true
			}
		case "itemprop":
			if a.Val == "author" || a.Val == "creator" {
				return true
			}
		case "class":
			for name := range strings.FieldsSeq(a.Val) {
				if authorNames[strings.ToLower(name)] {
					return true
				}
			}
		}
	}
	return false
}

// authorNames are the classes of elements that hold nothing but a name.
var authorNames = labelSet(`author|fn|username|user-name|nickname|nick|author-name|authorname|comment-author|comment__author|commenter|
	poster|comment-author-name|comment_author|author_name|byline-name|byline__name|article-author|post-author|user|
	comment-author-link|commentauthor|userlink|screen-name|display-name|comment-name|comment__author-name|comment-user`)
