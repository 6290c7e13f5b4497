package web

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stemma-news/stemma/news"
)

// TestEntriesOfALiveBlogShowTheirTimes opens a version of a live blog, as a page and as JSON.
func TestEntriesOfALiveBlogShowTheirTimes(t *testing.T) {
	s := newSite(t)
	s.publish(courier, "/live", printed{"The storm, as it happens", "", []string{
		"The harbour is closed until the evening.",
		"entry@2026-03-03T05:50:00Z|The first trees are down",
		"Two of them lie across the road to the mill.",
	}})
	entry := one(t, s.page("/articles/1/versions/1", http.StatusOK), ".block.entry")
	if got := attr(one(t, entry, "time"), "datetime"); got != "2026-03-03T05:50:00Z" {
		t.Errorf("the entry shows the time %q", got)
	}
	var version news.VersionLine
	if err := json.Unmarshal([]byte(s.body("/articles/1/versions/1.json", http.StatusOK)), &version); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "2026-03-03T05:50:00Z", ""} {
		if at := version.Blocks[i].At; at.IsZero() != (want == "") || want != "" && at.Format("2006-01-02T15:04:05Z07:00") != want {
			t.Errorf("block %d has the time %v, want %q", i, at, want)
		}
	}
}
