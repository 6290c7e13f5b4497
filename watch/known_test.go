package watch_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
)

// What has been learnt to be furniture since an article was read first is no edit: neither when the page comes with other
// bytes, nor when the furniture goes, and it is no new template either. An edit is seen as ever.
func TestLearntFurnitureIsNoEdit(t *testing.T) {
	watchStory(t, "furniture.txtar", 19*time.Hour, func(t *testing.T, w *watching) {
		a := w.article(fire)
		first, err := w.db.Version(t.Context(), a.ID, 1)
		must(t, err)
		if text := first.Text(); !strings.Contains(text, "Our members") {
			t.Errorf("the first reading knew the box already: %q", text)
		}
		late, err := w.db.Version(t.Context(), w.article("http://daily.example/tax").ID, 1)
		must(t, err)
		if text := late.Text(); strings.Contains(text, "Our members") || !strings.Contains(text, "dog tax") {
			t.Errorf("the ninth article was read with the box, or without its text: %q", text)
		}
		if got := w.headlines(fire); len(got) != 1 {
			t.Errorf("%d versions, want one: nobody edited the article", len(got))
		}
		if got := w.events(fire); len(got) != 0 {
			t.Errorf("events %v, want none", got)
		}
		w.follow(12 * time.Hour)
		changes := w.told(fire)
		if len(changes) != 1 {
			t.Fatalf("%d changes, want the one that was made", len(changes))
		}
		for _, e := range changes[0].Edits {
			if e.Kind != news.Replace || strings.Contains(e.Before+e.After, "Our members") {
				t.Errorf("an edit that nobody made: %+v", e)
			}
		}
	})
}

// The pages of an outlet are kept as what differs between them.
func TestArticlesOfAnOutletShareAKeyFrame(t *testing.T) {
	watchStory(t, "furniture.txtar", 19*time.Hour, func(t *testing.T, w *watching) {
		var articles, keys int
		must(t, w.db.SQL().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM article`).Scan(&articles))
		must(t, w.db.SQL().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM body WHERE base IS NULL`).Scan(&keys))
		if articles < 8 || keys > 3 {
			t.Errorf("%d key frames for %d articles, want a few for at least 8", keys, articles)
		}
	})
}
