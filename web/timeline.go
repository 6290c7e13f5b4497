package web

import (
	"fmt"
	"math"
	"time"

	"github.com/stemma-news/stemma/news"
)

// A timeline draws an article's life from the first look to the last: a tick for each look, a bar for each change, as
// high as much changed. Time is drawn on a logarithmic scale, since most happens in the first hours. All places are
// parts of the width, so that the drawing fits any screen without its letters shrinking.
type timeline struct {
	Ticks  []tick
	Marks  []mark
	Labels []scaleLabel
	Words  string // what it shows, for those who do not see it
}

type tick struct {
	X      string // "12.5%"
	Failed bool   // the look did not find the article
}

type mark struct {
	X      string
	Height int // 4 to [timelineHeight]
	Top    int
	URL    string
	Words  string
}

type scaleLabel struct {
	X      string
	Anchor string // of the text: start, middle or end
	Words  string
	Spare  bool // a narrow screen leaves it out
}

const timelineHeight = 56 // of the highest bar, in pixels

// scaleSteps are the ages that may be written under the line.
var scaleSteps = []time.Duration{
	10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 12 * time.Hour, 24 * time.Hour,
	3 * 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour, 90 * 24 * time.Hour, 365 * 24 * time.Hour, 3 * 365 * 24 * time.Hour,
}

// drawTimeline gives nothing to draw when there were fewer than two looks.
func drawTimeline(a news.Article, looks []news.Capture, changes []news.Change) *timeline {
	end := a.Looked
	for _, c := range changes {
		if c.SeenAfter.After(end) {
			end = c.SeenAfter
		}
	}
	whole := end.Sub(a.FirstSeen)
	if whole <= 0 || len(looks) < 2 && len(changes) == 0 {
		return nil
	}
	place := scale(whole)
	t := &timeline{Words: fmt.Sprintf("Time line: %s and %s in %s.", plural(len(looks), "look"), plural(len(changes), "change"), length(whole))}
	drawn := map[string]bool{}
	for _, look := range looks {
		x := percent(math.Round(place(look.At.Sub(a.FirstSeen))*200) / 200) // more ticks than 200 are a grey bar
		if bad := !look.Outcome.Readable(); !drawn[x] || bad {
			drawn[x] = true
			t.Ticks = append(t.Ticks, tick{x, bad})
		}
	}
	t.mark(a, changes, place)
	t.label(whole, place)
	return t
}

// scale gives the function from an age to its place, 0 to 1.
func scale(whole time.Duration) func(time.Duration) float64 {
	unit := min(max(whole/200, time.Second), 10*time.Minute)
	full := math.Log1p(float64(whole) / float64(unit))
	return func(age time.Duration) float64 {
		return min(max(math.Log1p(float64(max(age, 0))/float64(unit))/full, 0), 1)
	}
}

func percent(x float64) string { return fmt.Sprintf("%.1f%%", 1+x*98) }

func (t *timeline) mark(a news.Article, changes []news.Change, place func(time.Duration) float64) {
	most := 1
	for _, c := range changes {
		most = max(most, touched(c))
	}
	for _, c := range changes {
		height := 6 + int(math.Sqrt(float64(touched(c))/float64(most))*(timelineHeight-6))
		t.Marks = append(t.Marks, mark{
			X:      percent(place(c.SeenAfter.Sub(a.FirstSeen))),
			Height: height,
			Top:    timelineHeight - height,
			URL:    changeURL(c),
			Words:  fmt.Sprintf("Version %d: %s", c.To, c.Summary),
		})
	}
}

func touched(c news.Change) int {
	added, removed := amount(c.Edits)
	return added + removed
}

// label writes as many ages under the line as have room, the first look and the last among them.
func (t *timeline) label(whole time.Duration, place func(time.Duration) float64) {
	const room, narrow = 0.17, 0.4 // parts of the width between two labels
	t.Labels = append(t.Labels, scaleLabel{"1%", "start", "first seen", false})
	at, kept := 0.03, 0.0
	for _, step := range scaleSteps {
		x := place(step)
		if step >= whole || x-at < room || 1-x < room {
			continue
		}
		spare := x-kept < narrow || 1-x < narrow
		t.Labels = append(t.Labels, scaleLabel{percent(x), "middle", length(step), spare})
		at = x
		if !spare {
			kept = x
		}
	}
	t.Labels = append(t.Labels, scaleLabel{"99%", "end", length(whole), false})
}
