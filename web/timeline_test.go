package web

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
)

func looksEvery(step time.Duration, n int) []news.Capture {
	var looks []news.Capture
	for i := range n {
		looks = append(looks, news.Capture{At: noon.Add(time.Duration(i) * step), Outcome: news.SameText})
	}
	return looks
}

func place(t *testing.T, percent string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(strings.TrimSuffix(percent, "%"), 64)
	if err != nil || x < 0 || x > 100 {
		t.Fatalf("%q is no place", percent)
	}
	return x
}

func TestTimeline(t *testing.T) {
	a := news.Article{FirstSeen: noon, Looked: noon.Add(30 * 24 * time.Hour)}
	looks := looksEvery(time.Hour, 720)
	looks[5].Outcome = news.Blocked
	small := news.Change{N: 1, To: 2, SeenAfter: noon.Add(time.Hour), Edits: []news.Edit{{Spans: spans("|+one")}}}
	large := news.Change{N: 2, To: 3, SeenAfter: noon.Add(48 * time.Hour), Edits: []news.Edit{{Spans: spans("|+one two three four five six seven eight")}}}
	drawn := drawTimeline(a, looks, []news.Change{small, large})
	if len(drawn.Marks) != 2 || drawn.Marks[0].Height >= drawn.Marks[1].Height || drawn.Marks[1].Height != timelineHeight {
		t.Errorf("marks = %+v", drawn.Marks)
	}
	if place(t, drawn.Marks[0].X) >= place(t, drawn.Marks[1].X) {
		t.Error("the later change is not drawn later")
	}
	failed := 0
	for _, tick := range drawn.Ticks {
		place(t, tick.X)
		if tick.Failed {
			failed++
		}
	}
	if failed != 1 || len(drawn.Ticks) > 210 {
		t.Errorf("%d failed ticks of %d, want 1 of at most 210", failed, len(drawn.Ticks))
	}
	last := 0.0
	for i, label := range drawn.Labels {
		x := place(t, label.X)
		if i > 0 && x-last < 14 {
			t.Errorf("the labels at %v and %v have no room", last, x)
		}
		last = x
	}
	if want := "Time line: 720 looks and 2 changes in 30 days."; drawn.Words != want {
		t.Errorf("says %q, want %q", drawn.Words, want)
	}
}

func TestTimelineOfNothing(t *testing.T) {
	for name, a := range map[string]news.Article{"never looked at": {FirstSeen: noon}, "looked at once": {FirstSeen: noon, Looked: noon}} {
		if drawn := drawTimeline(a, looksEvery(time.Hour, 1), nil); drawn != nil {
			t.Errorf("%s: %+v", name, drawn)
		}
	}
}
