package web

import (
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma/news"
)

// meaningWords are the labels that readers see; the slugs of [news.Meaning] stay in addresses and JSON.
var meaningWords = map[news.Meaning]string{
	news.MeansHeadline:    "headline",
	news.MeansStandfirst:  "standfirst",
	news.MeansByline:      "byline",
	news.MeansDate:        "date",
	news.MeansNumber:      "number",
	news.MeansName:        "name or place",
	news.MeansNegation:    "reversal",
	news.MeansQuotation:   "quotation",
	news.MeansAttribution: "attribution",
	news.MeansHedging:     "hedging",
	news.MeansNotice:      "correction notice",
	news.MeansRemoved:     "passage removed",
	news.MeansAdded:       "passage added",
	news.MeansLink:        "link",
	news.MeansCaption:     "caption",
	news.MeansWording:     "wording",
	news.MeansSpelling:    "spelling",
	news.MeansPunctuation: "punctuation",
}

// alarmWords name what is wrong with an outlet.
var alarmWords = map[news.AlarmKind]string{
	news.AlarmSilent:     "nothing new",
	news.AlarmDeadFeed:   "a feed is lost",
	news.AlarmUnreadable: "pages cannot be read",
	news.AlarmBlocked:    "looks are turned away",
}

// eventWords say what befell an article, as a sentence of a list.
var eventWords = map[news.EventKind]string{
	news.WasGone:     "The article is gone",
	news.CameBack:    "The article is back",
	news.WasMoved:    "The article moved to another address",
	news.Alternates:  "Two texts are served in turn",
	news.WasRested:   "No longer looked at",
	news.Redesigned:  "The page was redesigned, the text stayed",
	news.CommentGone: "Comments are no longer there",
	news.Claimed:     "The publisher’s date of modification moved, the text did not",
}

// eventLabels name the kinds of event in one word or two, for labels and filters.
var eventLabels = map[news.EventKind]string{
	news.WasGone:     "gone",
	news.CameBack:    "back",
	news.WasMoved:    "moved",
	news.Alternates:  "alternates",
	news.WasRested:   "at rest",
	news.Redesigned:  "redesigned",
	news.CommentGone: "comments gone",
	news.Claimed:     "date moved",
}

// eventKinds is the order in which filters name them.
func eventKinds() []news.EventKind {
	return []news.EventKind{news.WasGone, news.CameBack, news.WasMoved, news.Alternates, news.CommentGone, news.Claimed, news.Redesigned, news.WasRested}
}

func labelOf(m news.Meaning) string {
	if words, ok := meaningWords[m]; ok {
		return words
	}
	return string(m)
}

// slight says that a meaning alone does not change what a reader is told.
func slight(m news.Meaning) bool {
	switch m {
	case news.MeansWording, news.MeansSpelling, news.MeansPunctuation, news.MeansLink, news.MeansCaption, news.MeansByline:
		return true
	default:
		return false
	}
}

// doneWords says what was done to a block where its marks alone do not show it.
func doneWords(k news.EditKind) string {
	switch k {
	case news.Move:
		return "moved"
	case news.Split:
		return "split"
	case news.Merge:
		return "joined"
	default:
		return ""
	}
}

// mostLabels is how many meanings a change is labelled with: more would be read by nobody.
const mostLabels = 4

// toldMeanings picks the meanings that label a change, weightiest first. Slight ones are named only where there is
// nothing else.
func toldMeanings(meanings []news.Meaning) []news.Meaning {
	var told, rest []news.Meaning
	for _, m := range news.Meanings() {
		switch {
		case !slices.Contains(meanings, m):
		case slight(m):
			rest = append(rest, m)
		default:
			told = append(told, m)
		}
	}
	if len(told) == 0 {
		told = rest
	}
	return told[:min(len(told), mostLabels)]
}

// outcomeWords say what the last look found, where that was no article.
var outcomeWords = map[news.Outcome]string{
	news.Gone:     "it was not found",
	news.SoftGone: "the page said that there is no such article",
	news.Blocked:  "the outlet did not let us in",
	news.Consent:  "a page that asks for consent stood in front of it",
	news.Paywall:  "a page that asks for payment stood in front of it",
	news.Listing:  "a page of links was there instead",
	news.Empty:    "the page was empty",
	news.NotHTML:  "what came was not a page",
	news.TooLarge: "the page was too large",
	news.TimedOut: "no answer came in time",
	news.Refused:  "the outlet's rules for robots, or ours, forbade it",
	news.Failed:   "the page could not be loaded",
	news.Moved:    "it pointed to another site",
}

// changeLabels says in a word or two each what a change does. Where its weightiest edit moved, split or joined a block,
// that is said, and slight meanings would only say less of the same.
func changeLabels(c news.Change) []string {
	var labels []string
	if best := weightiest(c.Edits); best != nil && doneWords(best.Kind) != "" {
		labels = append(labels, doneWords(best.Kind))
		if !grave(c.Meanings) {
			return labels
		}
	}
	for _, m := range toldMeanings(c.Meanings) {
		labels = append(labels, labelOf(m))
	}
	return labels
}

// unnoticed says that a change is one that a notice should have told of. Two texts that take turns are no such change.
func unnoticed(c news.Change) bool { return c.Silent && c.Alternates.IsZero() }

// direction gives the writing direction of a language for a dir attribute.
func direction(language string) string {
	if language == "" {
		return "auto"
	}
	primary, _, _ := strings.Cut(strings.ToLower(language), "-")
	switch primary {
	case "ar", "he", "iw", "fa", "ur", "yi", "ps", "ckb", "sd", "ug", "dv":
		return "rtl"
	default:
		return "ltr"
	}
}

// summaryLine is a change's summary as a line under its headline: with a capital, and without what its label says.
func summaryLine(c *news.Change) string {
	line := c.Summary
	if c.Silent {
		line = strings.TrimSuffix(line, "; no notice")
	}
	return capital(line)
}

// capital gives a line with a capital at its head.
func capital(line string) string {
	first, size := utf8.DecodeRuneInString(line)
	if size == 0 || first == utf8.RuneError {
		return line
	}
	return string(unicode.ToUpper(first)) + line[size:]
}

// sizeWords says how large an answer was.
func sizeWords(bytes int64) string {
	switch {
	case bytes < 1000:
		return plural(int(bytes), "byte")
	case bytes < 1_000_000:
		return fmt.Sprintf("%d kB", (bytes+500)/1000)
	default:
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	}
}

// quotedOrForeign finds what must not mix its direction with the English around it: a quotation, or a run of words of a
// script that is written from right to left.
var quotedOrForeign = regexp.MustCompile(`“[^”]*”|[\p{Arabic}\p{Hebrew}](?:[\p{Arabic}\p{Hebrew}\p{M} ]*[\p{Arabic}\p{Hebrew}\p{M}])?`)

// isolated writes an English line that has words of other languages in it, so that each keeps its own direction.
func isolated(line string) template.HTML {
	escaped := template.HTMLEscapeString(line)
	return template.HTML(quotedOrForeign.ReplaceAllStringFunc(escaped, func(words string) string { // escaped
		if inner, quoted := strings.CutPrefix(words, "“"); quoted {
			return "“<bdi>" + strings.TrimSuffix(inner, "”") + "</bdi>”"
		}
		return "<bdi>" + words + "</bdi>"
	}))
}

// sentence gives an error's words the look of a sentence.
func sentence(words string) string {
	words = strings.TrimSpace(words)
	if words == "" || strings.ContainsAny(words[len(words)-1:], ".!?") {
		return words
	}
	return words + "."
}
