package extract

import (
	"regexp"
	"sort"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// answers gives for each comment the ID of the one that it answers, "" where the page does not say: the one that it
// stands in; the one that an attribute names; the last that stands less deep, where the page counts how deep each stands;
// the last before a box of answers.
func (s *sheet) answers(items []item) []string {
	if len(items) == 0 {
		return nil
	}
	parents, boxes, around := make([]string, len(items)), nodesOf(s, items), s.answerBoxes()
	byNumber := map[string]string{}
	for _, it := range items {
		if n := lastNumber(it.id); n != "" {
			byNumber[n] = it.id
		}
	}
	var open []item // the last at each depth, of those that count their depth
	for i, it := range items {
		n := s.boxes[it.box].node
		depth := depthOf(n)
		for depth >= 0 && len(open) > 0 && depthOf(s.boxes[open[len(open)-1].box].node) >= depth {
			open = open[:len(open)-1]
		}
		above := ""
		if len(open) > 0 && depth >= 0 {
			above = open[len(open)-1].id
		}
		parents[i] = firstOf(parentOf(items, i), namedParent(n, byNumber), linkedParent(n, boxes, byNumber, lastNumber(it.id)), above, s.beforeAnswers(items, i, around))
		if parents[i] == it.id {
			parents[i] = ""
		}
		if depth >= 0 {
			open = append(open, it)
		}
	}
	return parents
}

// parentOf gives the ID of the comment that another stands in. Templates put two boxes around one comment.
func parentOf(items []item, i int) string {
	for at := items[i].outer; at >= 0; at = items[at].outer {
		if items[at].id != items[i].id {
			return items[at].id
		}
	}
	return ""
}

// namedParent gives the ID that an attribute of a comment names as its parent's, as data-parent-id does.
func namedParent(n *html.Node, byNumber map[string]string) string {
	for _, a := range n.Attr {
		if !strings.HasPrefix(a.Key, "data-") || !parentKeys.MatchString(a.Key) {
			continue
		}
		if number := lastNumber(a.Val); number != "" && number != "0" {
			return firstOf(byNumber[number], a.Val)
		}
	}
	return ""
}

var parentKeys = regexp.MustCompile(`parent|reply-?to|respon[ds]e?-?to`)

// depthOf gives how deep a comment says that it stands, by its class or an attribute; -1 when it does not say.
func depthOf(n *html.Node) int {
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			if m := depthClass.FindStringSubmatch(a.Val); m != nil {
				return number(m[1])
			}
		case "data-depth", "data-level", "aria-level":
			if len(a.Val) > 0 && len(a.Val) < 3 && strings.Trim(a.Val, "0123456789") == "" {
				return number(a.Val)
			}
		}
	}
	return -1
}

var depthClass = regexp.MustCompile(`(?:^|[\s_-])(?:depth|level|lvl|indent)[-_]?(\d{1,2})(?:\s|$)`)

// beforeAnswers gives the ID of the comment that stands right before the box of answers around another.
func (s *sheet) beforeAnswers(items []item, i int, around []int32) string {
	at := int(around[items[i].box])
	if at < 0 {
		return ""
	}
	j := sort.Search(len(items), func(j int) bool { return items[j].box > at }) - 1
	if j >= 0 && s.boxes[at].parent >= 0 && s.within(items[j].box, s.boxes[at].parent) {
		return items[j].id
	}
	return ""
}

// answerBoxes gives for each box the nearest one around it that is named as one of answers, -1 for none.
func (s *sheet) answerBoxes() []int32 {
	around := make([]int32, len(s.boxes))
	named := make([]bool, len(s.boxes))
	for i := range s.boxes {
		class := attr(s.boxes[i].node, "class")
		named[i] = hasAny(strings.ToLower(class), answerWords) && answerBox.MatchString(class)
		around[i] = -1
		if p := s.boxes[i].parent; p >= 0 {
			if around[i] = around[p]; named[p] {
				around[i] = int32(p)
			}
		}
	}
	return around
}

// answerWords are what every class has that answerBox matches: looking for them is much cheaper.
var answerWords = []string{"indent", "children", "replies", "answers", "antworten", "ponses", "respuestas", "subcomments", "nested"}

var answerBox = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:indent(?:ed)?|children|replies|answers|antworten|r[eé]ponses|respuestas|subcomments|nested)(?:\s|$|[_-])`)

// linkedParent gives the ID of the comment to which a link of another leads that says so: "In reply to Ann".
func linkedParent(n *html.Node, items map[*html.Node]bool, byNumber map[string]string, own string) string {
	for c := range within(n, items) {
		if c.DataAtom != atom.A {
			continue
		}
		_, place, _ := strings.Cut(attr(c, "href"), "#")
		number := lastNumber(firstOf(place, attr(c, "data-topid")))
		if id := byNumber[number]; id != "" && number != own && (replyTo.MatchString(textOf(c)) || replyTo.MatchString(attr(c, "class")) || attr(c, "data-topid") != "") {
			return id
		}
	}
	return ""
}

var replyTo = regexp.MustCompile(`(?i)in.?reply.?to|replied.to|antwort (auf|an)|en réponse à|respuesta a|in risposta a|ответ на|в ответ|\bparent\b|^\W*@\w`)
