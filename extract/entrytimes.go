package extract

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/prose"
)

// timeEntry finds the time of an entry whose first block has this text: of the elements that tell it, of the page's
// linked data, of the attributes of its box, of what people read.
func (s *sheet) timeEntry(e *entry, text string, told updates) {
	if e.box < 0 {
		return
	}
	stamps := s.stampsIn(e.box)
	for _, st := range stamps {
		if e.at = firstTime(s.stampTime(st.node, true), attrTime(st.node)); !e.at.IsZero() {
			return
		}
	}
	b := &s.boxes[e.box]
	if e.at = firstTime(told.of(attr(b.node, "id"), text), attrTime(b.node)); !e.at.IsZero() {
		return
	}
	for _, st := range stamps {
		if e.at = firstTime(s.stampTime(st.node, false)); !e.at.IsZero() {
			return
		}
		if e.minute = clockIn(prose.Normal(textOf(st.node))); e.minute >= 0 {
			return
		}
	}
	for i := b.from; i < min(b.from+2, b.to) && e.minute < 0; i++ {
		e.minute = clockIn(s.lines[i].text)
	}
}

// firstTime gives the first that is a time, not only a day.
func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if hour, minute, second := t.Clock(); hour+minute+second > 0 {
			return t
		}
	}
	return time.Time{}
}

// stampsIn gives the elements that tell a time within a box. They stand in the page's order, as the lines do.
func (s *sheet) stampsIn(at int) []stamp {
	b := &s.boxes[at]
	from, _ := slices.BinarySearchFunc(s.stamps, b.from, func(st stamp, line int) int { return st.line - line })
	var in []stamp
	for _, st := range s.stamps[from:] {
		if st.line > b.to {
			break
		}
		if st.box >= 0 && s.within(st.box, at) || st.node == b.node {
			in = append(in, st)
		}
	}
	return in
}

// attrTime gives the time that an element tells in an attribute of the page's own, as in data-timestamp.
func attrTime(n *html.Node) time.Time {
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "data-") && timeKeys.MatchString(a.Key) {
			if t := firstTime(moment(a.Val)); !t.IsZero() {
				return t
			}
		}
	}
	return time.Time{}
}

var timeKeys = regexp.MustCompile(`time|date|stamp|publish|posted|created|epoch|unix|-ts$`)

// updates are the times of a live blog's entries as the page tells them in JSON-LD: by the place on the page that an
// entry's address leads to, and by how it begins.
type updates struct{ byPlace, byText map[string]time.Time }

func updatesOf(things []thing) updates {
	told := updates{map[string]time.Time{}, map[string]time.Time{}}
	for _, t := range things {
		for _, v := range list(t["liveBlogUpdate"]) {
			m, _ := v.(map[string]any)
			u := thing(m)
			at := firstMoment(u.text("datePublished"), u.text("dateCreated"), u.text("dateModified"))
			if _, place, _ := strings.Cut(u.text("url", "@id"), "#"); place != "" && !at.IsZero() {
				told.byPlace[place] = at
			}
			for _, text := range []string{u.text("headline", "name"), u.text("articleBody")} {
				if text != "" && !at.IsZero() {
					told.byText[beginning(text)] = at
				}
			}
		}
	}
	return told
}

// of gives the time of the entry in the element of that id, or of that text.
func (u updates) of(id, text string) time.Time {
	if at := u.byPlace[id]; !at.IsZero() {
		return at
	}
	return u.byText[beginning(text)]
}

// beginning is as much of a text as tells it from others.
func beginning(text string) string {
	key := prose.Key(text[:min(len(text), 80)])
	return key[:min(len(key), 40)]
}

// readClocks gives a time to the entries of which only a clock is known. Where the newest come first, the first was
// written on the day on which the page was changed last, else on that on which it was published; a step of many hours
// against their order is midnight. Without any day there is no time.
func readClocks(found []entry, published, modified time.Time) {
	up, down := steps(found)
	day, onward := published, 1
	if down > up && !modified.IsZero() {
		day = modified
	}
	if down > up {
		onward = -1
	}
	if day.IsZero() {
		day = modified
	}
	if day.IsZero() {
		return
	}
	if _, offset := published.Zone(); offset != 0 {
		day = day.In(published.Location()) // its clocks are the page's own
	}
	before := day.Hour()*60 + day.Minute()
	for i := range found {
		e := &found[i]
		if e.minute < 0 {
			continue
		}
		if (before-e.minute)*onward > 6*60 && (i > 0 || (before-e.minute)*onward > 12*60) {
			day = day.AddDate(0, 0, onward)
		}
		before = e.minute
		e.at = time.Date(day.Year(), day.Month(), day.Day(), e.minute/60, e.minute%60, 0, 0, day.Location())
	}
}
