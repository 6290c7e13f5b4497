package newsstand

import (
	"bytes"
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
	"golang.org/x/net/html/charset"
)

var start = time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)

func testWorld(seed int64) *world { return newWorld(Options{Seed: seed, Start: start, Pace: 1}) }

// get asks the world for a URL at a moment. Its patience is at an end already: what times out leaves an empty answer.
func get(w *world, url string, at time.Time) (rec *httptest.ResponseRecorder) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	rec = httptest.NewRecorder()
	defer func() {
		if r := recover(); r != nil && r != http.ErrAbortHandler {
			panic(r)
		}
	}()
	w.answer(rec, httptest.NewRequestWithContext(ctx, http.MethodGet, url, nil), at)
	return rec
}

var tag = regexp.MustCompile(`(?s)<script.*?</script>|<style.*?</style>|<[^>]*>`)

// text gives what stands on a page, decoded and without tags.
func text(t *testing.T, rec *httptest.ResponseRecorder) string {
	t.Helper()
	enc, _, _ := charset.DetermineEncoding(rec.Body.Bytes(), rec.Header().Get("Content-Type"))
	body, err := enc.NewDecoder().Bytes(rec.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return prose.Normal(html.UnescapeString(string(tag.ReplaceAll(body, []byte(" \n ")))))
}

func stands(page, block string) bool {
	for line := range strings.SplitSeq(block, "\n") {
		if !strings.Contains(page, prose.Normal(line)) {
			return false
		}
	}
	return true
}

// TestTruthIsServed asks for each edited article just before and just after the edit.
func TestTruthIsServed(t *testing.T) {
	w := testWorld(1)
	edits := w.truth(start.Add(44 * time.Hour))
	checked := 0
	for _, e := range edits {
		if e.Block == "" {
			continue
		}
		before, after := get(w, previousURL(edits, e), e.Time.Add(-time.Millisecond)), get(w, e.URL, e.Time)
		if before.Code != http.StatusOK || after.Code != http.StatusOK {
			t.Fatalf("%s at %s: status %d before, %d after", e.URL, e.Time, before.Code, after.Code)
		}
		b, a := text(t, before), text(t, after)
		if !stands(b, e.Before) || !stands(a, e.After) {
			t.Errorf("%s %s of %s at %s: texts not served\nbefore: %s\nafter: %s", e.Kind, e.Block, e.URL, e.Time, e.Before, e.After)
		}
		if e.LinkTo != "" {
			if b, a := before.Body.String(), after.Body.String(); !strings.Contains(b, e.LinkFrom) || strings.Contains(b, e.LinkTo) || !strings.Contains(a, e.LinkTo) || strings.Contains(a, e.LinkFrom) {
				t.Errorf("%s at %s does not lead from %s to %s", e.URL, e.Time, e.LinkFrom, e.LinkTo)
			}
		} else if e.Kind != string(news.Move) && e.Kind != string(news.Split) && e.Kind != string(news.Merge) {
			if times(b, e.After) >= times(a, e.After) && times(a, e.Before) >= times(b, e.Before) {
				t.Errorf("%s of %s at %s shows no difference", e.Kind, e.URL, e.Time)
			}
		}
		checked++
	}
	if checked < 150 {
		t.Errorf("only %d edits to text", checked)
	}
}

func times(page, block string) int {
	if block == "" {
		return 0
	}
	return strings.Count(page, prose.Normal(block))
}

// previousURL gives the URL that the article had before the edit.
func previousURL(edits []Edit, e Edit) string {
	for _, o := range edits {
		if o.Kind == Moved && o.Article == e.Article && o.Time.Equal(e.Time) {
			return o.Before
		}
	}
	return e.URL
}

func TestSameSeedSameStory(t *testing.T) {
	write := func(seed int64) string {
		var b bytes.Buffer
		s := newStand(testWorld(seed))
		if err := s.WriteTruth(&b, start.Add(60*time.Hour)); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if one, other := write(3), write(3); one != other {
		t.Error("one seed made two stories")
	}
	if write(3) == write(4) {
		t.Error("two seeds made one story")
	}
	for line := range strings.Lines(write(3)) {
		var e Edit
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if e.URL == "" || e.Outlet == "" || e.Kind == "" || e.Time.IsZero() {
			t.Errorf("incomplete: %s", line)
		}
	}
}

// TestNothingLiesInTheFuture follows every article over three days: no date on a page or in a feed is later than now.
func TestNothingLiesInTheFuture(t *testing.T) {
	w := testWorld(2)
	date := regexp.MustCompile(`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ`)
	for hour := range 36 {
		now := start.Add(time.Duration(2*hour) * time.Hour)
		for _, h := range w.houses {
			urls := []string{w.origin(h) + "/", w.origin(h) + h.feedPath}
			if all := w.standing(h, now); len(all) > 0 {
				urls = append(urls, w.origin(h)+all[0].state(now).path)
			}
			for _, url := range urls {
				for _, d := range date.FindAllString(get(w, url, now).Body.String(), -1) {
					if at, err := time.Parse(time.RFC3339, d); err != nil || at.After(now) {
						t.Errorf("%s at %s claims %s", url, now, d)
					}
				}
			}
		}
	}
}

func TestScriptsAreFilled(t *testing.T) {
	w := testWorld(1)
	for house, all := range w.scripts {
		for _, s := range all {
			for i, c := range s.choices {
				if c.bound && (i == 0 || len(c.options) != len(s.choices[i-1].options)) {
					t.Errorf("%s of %s: %s has not as many options as the choice before it", s.name, house, c.key)
				}
			}
			for turn := range 30 {
				checkFilled(t, s.filled(s.fill(turn)))
				for _, c := range s.carries {
					if w.house(c.house) == nil || c.headline == "" {
						t.Errorf("%s of %s: carried by %q without house or headline", s.name, house, c.house)
					}
				}
			}
		}
	}
}

// checkFilled plays the whole script.
func checkFilled(t *testing.T, s *script) {
	t.Helper()
	if textOf(s.blocks, "h") == "" || textOf(s.blocks, "by") == "" || s.section == "" {
		t.Errorf("%s of %s lacks headline, byline or section", s.name, s.house)
	}
	blocks := s.blocks
	for i, st := range s.steps {
		for _, o := range st.ops {
			next, r, err := revise(blocks, o, st.meaning)
			if err != nil {
				t.Fatalf("%s of %s, step %d: %v", s.name, s.house, i+1, err)
			}
			if r.kind == string(news.Replace) && r.before == r.after && r.from == r.to {
				t.Errorf("%s of %s, step %d changes nothing", s.name, s.house, i+1)
			}
			if st.meaning == news.MeansHeadline && r.block != news.Headline {
				t.Errorf("%s of %s, step %d calls a change of the %s one of the headline", s.name, s.house, i+1, r.block)
			}
			blocks = next
		}
	}
	for _, b := range append(slices.Clone(blocks), s.blocks...) {
		if hole.MatchString(b.text) || b.text != prose.Normal(b.text) {
			t.Errorf("%s of %s, block %s: %q is not filled or not normal", s.name, s.house, b.key, b.text)
		}
	}
}

func TestAFakeMonth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Seed: 5})
		seen := map[string]bool{}
		for range 30 * 12 {
			time.Sleep(2 * time.Hour)
			for _, o := range s.Outlets() {
				rec := httptest.NewRecorder()
				s.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, o.Feed, nil))
				for _, url := range regexp.MustCompile(`http://[^<"]*\d[^<"]*`).FindAllString(rec.Body.String(), -1) {
					seen[url] = true
				}
			}
		}
		if len(seen) < 800 {
			t.Errorf("only %d URLs in a month", len(seen))
		}
		for host, l := range s.Requests() {
			if l.Count != 360 || l.Overlaps != 0 || l.Shortest != 2*time.Hour {
				t.Errorf("%s: %+v", host, l)
			}
		}
		if last := s.Truth()[len(s.Truth())-1]; time.Since(last.Time) > 12*time.Hour {
			t.Errorf("nothing has happened since %s", last.Time)
		}
	})
}
