package watch_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/newsstand"
	"github.com/stemma-news/stemma/revisit"
	"github.com/stemma-news/stemma/watch"
)

// A story is an archive for newsstand.Open in the making; its clock starts with the bubble's.
type story strings.Builder

func (s *story) tell(after time.Duration, url, head, body string) {
	from := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(after)
	fmt.Fprintf((*strings.Builder)(s), "-- %s %s --\nHTTP/1.1 %s\n\n%s\n", from.Format(time.RFC3339), url, head, body)
}

// stand makes the newsstand that tells the story.
func (s *story) stand(t *testing.T) *newsstand.Stand {
	t.Helper()
	file := filepath.Join(t.TempDir(), "story.txtar")
	must(t, os.WriteFile(file, []byte((*strings.Builder)(s).String()), 0o600))
	return newsstand.Open(t, file)
}

// open makes a watcher of the story, with the feed added.
func (s *story) open(t *testing.T, feed string) *watching {
	t.Helper()
	stand := s.stand(t)
	w := watchOver(t, stand.Dialer(t))
	w.stand = stand
	_, err := w.Add(t.Context(), feed)
	must(t, err)
	return w
}

// only gives the one feed that is watched.
func (w *watching) only() news.Feed {
	w.t.Helper()
	feeds, err := w.db.Feeds(w.t.Context(), 0)
	must(w.t, err)
	if len(feeds) != 1 {
		w.t.Fatalf("%d feeds are watched, want one", len(feeds))
	}
	return feeds[0]
}

const (
	asHTML = "200 OK\nContent-Type: text/html; charset=utf-8"
	asXML  = "200 OK\nContent-Type: application/xml"
)

func articleText(n, state int) string {
	return fmt.Sprintf(`<!doctype html><html lang="en"><head><title>Ferry number %[1]d sinks off the cape</title></head><body><article>
<h1>Ferry number %[1]d sinks off the cape</h1>
<p>A ferry sank off the northern cape on Monday evening with more than a hundred people on board, the coast guard said.</p>
<p>Rescuers said that %[2]d people died in the water and that ninety were brought ashore by fishing boats before midnight.</p>
</article></body></html>`, n, 12+state)
}

func sitemap(articles int, modified func(n int) time.Duration) string {
	var b strings.Builder
	b.WriteString("<urlset>")
	for n := range articles {
		at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(modified(n)).Format(time.RFC3339)
		fmt.Fprintf(&b, "<url><loc>http://daily.example/ferry-%d</loc><lastmod>%s</lastmod></url>", n, at)
	}
	return b.String() + "</urlset>"
}

// hintStory is a day of a sitemap with eight articles, each of which is edited once. The sitemap bumps the date of each
// when it is edited or, if it is not honest, those of all in every quarter of an hour.
func hintStory(honest bool) *story {
	const articles = 8
	s := &story{}
	edited := func(n int) time.Duration { return time.Duration(6+n) * time.Hour }
	for n := range articles {
		url := fmt.Sprintf("http://daily.example/ferry-%d", n)
		s.tell(0, url, asHTML, articleText(n, 0))
		s.tell(edited(n), url, asHTML, articleText(n, 9))
	}
	for at := time.Duration(0); at < 24*time.Hour; at += 15 * time.Minute {
		s.tell(at, "http://daily.example/map.xml", asXML, sitemap(articles, func(n int) time.Duration {
			switch {
			case !honest:
				return at
			case at >= edited(n):
				return edited(n)
			default:
				return 0
			}
		}))
	}
	return s
}

func TestAFeedIsTrustedAsFarAsItsHintsWereRight(t *testing.T) {
	for _, test := range []struct {
		honest bool
		worth  revisit.Worth
		most   int // looks at an article in a day; without hints there are some 20
	}{
		{true, revisit.Trusted, 30},
		{false, revisit.Worthless, 45},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := hintStory(test.honest).open(t, "http://daily.example/map.xml")
			w.follow(24 * time.Hour)
			f := w.only()
			if got := (revisit.Hints{Right: f.HintsRight, Wrong: f.HintsWrong}).Worth(); got != test.worth {
				t.Errorf("honest %v: hints %s after %d right and %d wrong, want %s", test.honest, got, f.HintsRight, f.HintsWrong, test.worth)
			}
			late := time.Duration(0)
			for n := range 8 {
				a := w.article(fmt.Sprintf("http://daily.example/ferry-%d", n))
				edited := time.Date(2000, 1, 1, 6+n, 0, 0, 0, time.UTC)
				late = max(late, a.Changed.Sub(edited))
				looks, err := w.db.Captures(t.Context(), a.ID, 1000)
				must(t, err)
				if a.Versions != 2 || len(looks) > test.most {
					t.Errorf("honest %v: article %d has %d versions after %d looks", test.honest, n, a.Versions, len(looks))
				}
			}
			if test.honest && late > time.Hour+time.Minute {
				t.Errorf("a change was seen %v late, want within the feed's own interval", late)
			}
		})
	}
}

func TestWhatPatternsShutOutIsNotTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := hintStory(true)
		w := s.open(t, "http://daily.example/map.xml")
		_, err := watch.SetPatterns(t.Context(), w.db, w.only().OutletID, []news.Pattern{{Text: "*-1"}, {Text: "*/ferry-2*"}}, nil)
		must(t, err)
		w.follow(time.Hour)
		f := w.only()
		if f.Links != 8 || f.ShutOut != 2 {
			t.Errorf("%d links, %d of them shut out; want 8 and 2", f.Links, f.ShutOut)
		}
		if _, err := w.db.ArticleByURL(t.Context(), "http://daily.example/ferry-1"); err == nil {
			t.Error("a link that is shut out was added")
		}
		asked := w.stand.Requests()["daily.example"].Count
		sifted, err := watch.SetPatterns(t.Context(), w.db, f.OutletID, []news.Pattern{{Text: "*ferry*"}}, nil)
		must(t, err)
		if sifted.Rested != 6 {
			t.Errorf("%d articles rest, want all six", sifted.Rested)
		}
		w.follow(23 * time.Hour)
		if more := w.stand.Requests()["daily.example"].Count - asked; more > 40 {
			t.Errorf("%d requests more, want only those for the feed", more)
		}
	})
}

func TestAFeedThatIsElsewhereForAWhileIsReadThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &story{}
		s.tell(0, "http://daily.example/feed.xml", asXML, sitemap(1, func(int) time.Duration { return 0 }))
		s.tell(time.Hour, "http://daily.example/feed.xml", "302 Found\nLocation: http://mirror.example/daily.xml", "")
		s.tell(0, "http://mirror.example/daily.xml", asXML, sitemap(2, func(int) time.Duration { return 0 }))
		s.tell(0, "http://daily.example/ferry-0", asHTML, articleText(0, 0))
		s.tell(0, "http://daily.example/ferry-1", asHTML, articleText(1, 0))
		w := s.open(t, "http://daily.example/feed.xml")
		free := w.lease("mirror.example")
		w.follow(50 * time.Minute)
		free()
		free = w.lease("mirror.example")
		w.follow(40 * time.Minute)
		if _, err := w.db.ArticleByURL(t.Context(), "http://daily.example/ferry-1"); err == nil || w.stand.Requests()["mirror.example"].Count > 0 {
			t.Error("the other host was asked although another process holds its lease")
		}
		free()
		w.follow(time.Hour)
		w.article("http://daily.example/ferry-1")
		if f := w.only(); f.URL != "http://daily.example/feed.xml" || !f.Failing.IsZero() || f.Links != 2 {
			t.Errorf("feed %+v, want it read and where it was", f)
		}
	})
}
