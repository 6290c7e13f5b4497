package web

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestSearchFindsWhatWasRemoved(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	hit := one(t, s.page("/search?q=warning+drill", 200), ".item")
	if got := strings.Join(textsOf(hit, "mark"), " "); !strings.HasPrefix(got, "warning drill") {
		t.Errorf("marked: %q", got)
	}
	if got := textOf(one(t, hit, ".tail")); !strings.HasPrefix(got, "removed between 07:59 and 08:00 UTC, 3 March 2026") {
		t.Errorf("said of it: %q", got)
	}
	if got := attr(one(t, hit, ".tail a"), "href"); got != "/articles/1/versions/2" && got != "/articles/1/versions/1" {
		t.Errorf("leads to %s, which does not have the words", got)
	}
	if got := textsOf(s.page("/search?q=ferries", 200), ".loud"); len(got) != 0 {
		t.Errorf("words that are still there are said to be %q", got)
	}
}

func TestSearchOfNothing(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	for query, want := range map[string]string{"": "words that were removed since are found too", "zeppelin": "No version of any article has all of these words"} {
		if got := textOf(one(t, s.page("/search?q="+query, 200), "main .lead")); !strings.Contains(got, want) {
			t.Errorf("a search for %q says %q", query, got)
		}
	}
	s.body("/search?q=%22%27%3B--+OR+*", 200) // what means something to a database means nothing here
	s.body("/search?q=engines&cursor=!!", 400)
}

func TestSearchAsJSON(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/fire", fire()...)
	var found hitsData
	if err := json.Unmarshal([]byte(s.body("/search.json?q=warning", 200)), &found); err != nil {
		t.Fatal(err)
	}
	if len(found.Hits) != 1 || !found.Hits[0].Removed || found.Hits[0].SeenAfter.IsZero() || found.Query != "warning" {
		t.Errorf("found %+v", found)
	}
}

func TestMarked(t *testing.T) {
	for _, test := range []struct {
		passage string
		marks   [][2]int
		want    string
	}{
		{"a <b> c", [][2]int{{0, 1}, {6, 7}}, "<mark>a</mark> &lt;b&gt; <mark>c</mark>"},
		{"none", nil, "none"},
		{"short", [][2]int{{3, 99}, {4, 2}, {-1, 2}}, "short"},
		{"over", [][2]int{{0, 3}, {2, 4}}, "<mark>ove</mark>r"},
	} {
		if got := string(marked(test.passage, test.marks)); got != test.want {
			t.Errorf("marked(%q, %v) = %s, want %s", test.passage, test.marks, got, test.want)
		}
	}
}
